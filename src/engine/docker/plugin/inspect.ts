import { atLeast, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { string } from '../cli/values.ts'
import { inspectObjects } from '../format/inspect.ts'
import { untyped } from '../format/template/value.ts'

export const pluginInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] PLUGIN [PLUGIN...]',
  summary: 'Display detailed information on one or more plugins',
  args: atLeast(1),
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
  run: (context, names, flags) =>
    inspectObjects(context, names, flags.format, async (name) => {
      const { value } = await context.api.call('GET /plugins/{name}/json', { params: { name } })
      return { value: untyped(value), raw: value }
    }),
})
