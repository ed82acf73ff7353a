import { atLeast, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'
import { inspectObjects } from '../format/inspect.ts'
import { networkValue } from './inspect-value.ts'

export const networkInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] NETWORK [NETWORK...]',
  summary: 'Display detailed information on one or more networks',
  args: atLeast(1),
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
    verbose: bool('Verbose output for diagnostics', { short: 'v' }),
  },
  async run(context, names, flags) {
    await inspectObjects(context, names, flags.format, async (id) => {
      const query = { verbose: flags.verbose }
      const { value } = await context.api.call('GET /networks/{id}', { params: { id }, query })
      return { value: networkValue(value), raw: value }
    })
  },
})
