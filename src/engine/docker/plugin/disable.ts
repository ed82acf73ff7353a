import { defineCommand, exactly } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const pluginDisable = defineCommand({
  name: 'disable',
  usage: '[OPTIONS] PLUGIN',
  summary: 'Disable a plugin',
  args: exactly(1),
  flags: {
    force: bool('Force the disable of an active plugin', { short: 'f' }),
  },
  async run(context, [name = ''], { force }) {
    await context.api.call('POST /plugins/{name}/disable', { params: { name }, query: { force } })
    await context.out(`${name}\n`)
  },
})
