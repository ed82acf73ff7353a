import { filter } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'

export const stackPs = defineCommand({
  name: 'ps',
  usage: '[OPTIONS] STACK',
  summary: 'List the tasks in the stack',
  args: exactly(1),
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string(FORMAT_HELP),
    'no-resolve': bool('Do not map IDs to Names'),
    'no-trunc': bool('Do not truncate output'),
    quiet: bool('Only display task IDs', { short: 'q' }),
  },
})
