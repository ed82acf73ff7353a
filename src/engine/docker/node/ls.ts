import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'

export const nodeLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List nodes in the swarm',
  args: none,
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string(FORMAT_HELP),
    quiet: bool('Only display IDs', { short: 'q' }),
  },
})
