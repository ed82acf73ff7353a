import type { SearchItem } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { bool, int, string } from '../cli/values.ts'
import { formatRows, type RowType } from '../format/table.ts'
import { ellipsis } from '../format/width.ts'
import { loginFor } from './credentials.ts'

const TABLE = 'table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}'

/** Columns a description may take. */
const DESCRIPTION = 45

const rowsOf = (truncate: boolean): RowType<SearchItem> => ({
  type: '*registry.searchContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', StarCount: 'STARS', IsOfficial: 'OFFICIAL' },
  columns: {
    Name: ({ name }) => name,
    Description: ({ description }) => {
      const line = description.replace(/[\n\r]/g, ' ')
      return truncate ? ellipsis(line, DESCRIPTION) : line
    },
    StarCount: ({ star_count: stars }) => String(stars),
    IsOfficial: ({ is_official: official }) => (official ? '[OK]' : ''),
  },
  inJson: { IsOfficial: ({ is_official: official }) => String(official) },
})

/** The registry that a term names: its part before the first slash, where that looks like one. */
function indexOf(term: string): string {
  const first = term.includes('/') ? term.slice(0, term.indexOf('/')) : ''
  return /[.:]/.test(first) || first === 'localhost' ? first : 'docker.io'
}

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
  async run(context, [term], flags) {
    if (flags.filter['is-automated'])
      await context.err(
        'WARNING: the "is-automated" filter is deprecated, and searching for "is-automated=true" will not yield any results in future.\n',
      )
    const { value } = await context.api.call('GET /images/search', {
      query: { term: term!, ...(flags.limit > 0 && { limit: flags.limit }), filters: flags.filter },
      ...loginFor(context, indexOf(term!)),
    })
    const format = flags.format === '' || flags.format === 'table' ? TABLE : flags.format
    await context.out(formatRows(format, rowsOf(!flags['no-trunc']), value))
  },
})
