import { filter } from '../cli/collections.ts'
import { any, defineCommand } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'

export const nodePs = defineCommand({
  name: 'ps',
  usage: '[OPTIONS] [NODE...]',
  summary: 'List tasks running on one or more nodes, defaults to current node',
  args: any,
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string('Pretty-print tasks using a Go template'),
    'no-resolve': bool('Do not map IDs to Names'),
    'no-trunc': bool('Do not truncate output'),
    quiet: bool('Only display task IDs', { short: 'q' }),
  },
})
