import { defineCommand, exactly } from '../cli/command.ts'
import { int } from '../cli/values.ts'

export const pluginEnable = defineCommand({
  name: 'enable',
  usage: '[OPTIONS] PLUGIN',
  summary: 'Enable a plugin',
  args: exactly(1),
  flags: {
    timeout: int('HTTP client timeout (in seconds)', { default: 30 }),
  },
  async run(context, [name = ''], { timeout }) {
    await context.api.call('POST /plugins/{name}/enable', { params: { name }, query: { timeout } })
    await context.out(`${name}\n`)
  },
})
