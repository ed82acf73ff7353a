import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'
import { formatDetails, formatUsage } from './df-format.ts'

export const systemDf = defineCommand({
  name: 'df',
  usage: '[OPTIONS]',
  summary: 'Show docker disk usage',
  args: none,
  flags: {
    format: string(FORMAT_HELP),
    verbose: bool('Show detailed information on space usage', { short: 'v' }),
  },
  async run(context, _args, flags) {
    const usage = (await context.api.call('GET /system/df', {})).value
    const format = flags.format || 'table'
    await context.out(
      flags.verbose ? formatDetails(format, usage, context.process.now()) : formatUsage(format, usage),
    )
  },
})
