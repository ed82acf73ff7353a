import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'

export const volumeLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List volumes',
  args: none,
  flags: {
    cluster: bool('Display only cluster volumes, and use cluster volume list formatting'),
    filter: filter('Provide filter values (e.g. "dangling=true")', { short: 'f' }),
    format: string(FORMAT_HELP),
    quiet: bool('Only display volume names', { short: 'q' }),
  },
})
