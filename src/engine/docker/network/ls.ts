import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'
import { naturally } from '../format/natural.ts'
import { formatRows } from '../format/table.ts'
import { networkFormat, networkRowType } from './rows.ts'

export const networkLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List networks',
  args: none,
  flags: {
    filter: filter('Provide filter values (e.g. "driver=bridge")', { short: 'f' }),
    format: string(FORMAT_HELP),
    'no-trunc': bool('Do not truncate the output'),
    quiet: bool('Only display network IDs', { short: 'q' }),
  },
  async run(context, _args, flags) {
    const reply = await context.api.call('GET /networks', { query: { filters: flags.filter } })
    const networks = [...reply.value].sort((a, b) => naturally(a.Name, b.Name))
    const template = networkFormat(flags.format, flags.quiet)
    await context.out(formatRows(template, networkRowType(!flags['no-trunc']), networks))
  },
})
