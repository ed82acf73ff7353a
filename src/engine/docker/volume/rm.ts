import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'
import { forEachContainer } from '../container/state.ts'

export const volumeRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: '[OPTIONS] VOLUME [VOLUME...]',
  summary: 'Remove one or more volumes',
  long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of one or more volumes', { short: 'f' }),
  },
  async run(context, names, { force }) {
    await forEachContainer(context, names, (name) =>
      context.api.call('DELETE /volumes/{name}', { params: { name }, query: { force } }),
    )
  },
})
