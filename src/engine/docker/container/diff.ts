import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'

/** Changed, added, deleted. */
const KINDS = ['C', 'A', 'D'] as const

export const containerDiff = defineCommand({
  name: 'diff',
  usage: 'CONTAINER',
  summary: "Inspect changes to files or directories on a container's filesystem",
  calledAs: ['docker container diff', 'docker diff'],
  args: exactly(1),
  flags: {},
  async run(context, [id]) {
    if (id === '') throw new ClientError('Container name cannot be empty')
    const changes = await context.api.call('GET /containers/{id}/changes', { params: { id: id! } })
    await context.out((changes.value ?? []).map(({ Kind, Path }) => `${KINDS[Kind]} ${Path}\n`).join(''))
  },
})
