import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'
import { formatRows } from '../format/table.ts'
import { pluginFormat, pluginRowType } from './rows.ts'

export const pluginLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List plugins',
  args: none,
  flags: {
    filter: filter('Provide filter values (e.g. "enabled=true")', { short: 'f' }),
    format: string(FORMAT_HELP),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only display plugin IDs', { short: 'q' }),
  },
  async run(context, _args, flags) {
    const reply = await context.api.call('GET /plugins', { query: { filters: flags.filter } })
    await context.out(
      formatRows(pluginFormat(flags.format, flags.quiet), pluginRowType(!flags['no-trunc']), reply.value),
    )
  },
})
