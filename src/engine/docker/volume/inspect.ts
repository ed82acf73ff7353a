import { atLeast, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { string } from '../cli/values.ts'
import { inspectObjects } from '../format/inspect.ts'
import { volumeValue } from './inspect-value.ts'

export const volumeInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] VOLUME [VOLUME...]',
  summary: 'Display detailed information on one or more volumes',
  args: atLeast(1),
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
  async run(context, names, flags) {
    await inspectObjects(context, names, flags.format, async (name) => {
      const { value } = await context.api.call('GET /volumes/{name}', { params: { name } })
      return { value: volumeValue(value), data: value }
    })
  },
})
