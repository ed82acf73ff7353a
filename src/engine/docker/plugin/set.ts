import { atLeast, defineCommand } from '../cli/command.ts'

export const pluginSet = defineCommand({
  name: 'set',
  usage: 'PLUGIN KEY=VALUE [KEY=VALUE...]',
  summary: 'Change settings for a plugin',
  args: atLeast(2),
  flags: {},
  async run(context, [name = '']) {
    await context.api.call('POST /plugins/{name}/set', { params: { name } })
  },
})
