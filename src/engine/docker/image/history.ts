import { defineCommand, exactly } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'

export const imageHistory = defineCommand({
  name: 'history',
  usage: '[OPTIONS] IMAGE',
  summary: 'Show the history of an image',
  calledAs: ['docker image history', 'docker history'],
  args: exactly(1),
  flags: {
    format: string(FORMAT_HELP),
    human: bool('Print sizes and dates in human readable format', { short: 'H', default: true }),
    'no-trunc': bool("Don't truncate output"),
    platform: string(
      'Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
    quiet: bool('Only show image IDs', { short: 'q' }),
  },
})
