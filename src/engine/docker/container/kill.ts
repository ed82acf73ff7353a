import { atLeast, defineCommand } from '../cli/command.ts'
import { string } from '../cli/values.ts'
import { forEachContainer } from './state.ts'

export const containerKill = defineCommand({
  name: 'kill',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Kill one or more running containers',
  calledAs: ['docker container kill', 'docker kill'],
  args: atLeast(1),
  flags: {
    signal: string('Signal to send to the container', { short: 's' }),
  },
  run(context, names, flags) {
    const query = flags.signal ? { signal: flags.signal } : {}
    return forEachContainer(context, names, (id) =>
      context.api.call('POST /containers/{id}/kill', { params: { id }, query }),
    )
  },
})
