import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'

export const contextLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List contexts',
  args: none,
  flags: {
    format: string(FORMAT_HELP),
    quiet: bool('Only show context names', { short: 'q' }),
  },
})
