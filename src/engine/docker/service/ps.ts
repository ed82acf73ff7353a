import { filter } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'

export const servicePs = defineCommand({
  name: 'ps',
  usage: '[OPTIONS] SERVICE [SERVICE...]',
  summary: 'List the tasks of one or more services',
  args: atLeast(1),
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string('Pretty-print tasks using a Go template'),
    'no-resolve': bool('Do not map IDs to Names'),
    'no-trunc': bool('Do not truncate output'),
    quiet: bool('Only display task IDs', { short: 'q' }),
  },
})
