import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'
import { forEachContainer } from '../container/state.ts'

export const pluginRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: '[OPTIONS] PLUGIN [PLUGIN...]',
  summary: 'Remove one or more plugins',
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of an active plugin', { short: 'f' }),
  },
  async run(context, names, { force }) {
    await forEachContainer(context, names, (name) =>
      context.api.call('DELETE /plugins/{name}', { params: { name }, query: { force } }),
    )
  },
})
