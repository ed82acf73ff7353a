import { filter } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { bool, int, string } from '../cli/values.ts'

export const search = defineCommand({
  name: 'search',
  usage: '[OPTIONS] TERM',
  summary: 'Search Docker Hub for images',
  args: exactly(1),
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string('Pretty-print search using a Go template'),
    limit: int('Max number of search results'),
    'no-trunc': bool("Don't truncate output"),
  },
})
