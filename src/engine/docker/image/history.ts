import { shortID } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { HistoryEntry } from '../../daemon/api.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { bool, string } from '../cli/values.ts'
import { formatRows, type RowType } from '../format/table.ts'
import { ago, rfc3339 } from '../format/time.ts'
import { humanSize } from '../format/units.ts'
import { ellipsis } from '../format/width.ts'

/** Before 2000-01-01 a time says nothing, and is not shown in human units. */
const EPOCH = 946684800

const historyFormat = (format: string, quiet: boolean, human: boolean): string => {
  if (format !== 'table') return format
  if (quiet) return '{{.ID}}'
  return `table {{.ID}}\t${human ? '{{.CreatedSince}}' : '{{.CreatedAt}}'}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}`
}

const historyRow = (options: { human: boolean; truncate: boolean; now: Instant }): RowType<HistoryEntry> => ({
  type: '*image.historyContext',
  headers: {
    ID: 'IMAGE',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    CreatedBy: 'CREATED BY',
    Size: 'SIZE',
    Comment: 'COMMENT',
  },
  columns: {
    ID: ({ Id }) => (options.truncate ? shortID(Id) : Id),
    CreatedAt: ({ Created }) => rfc3339(Created),
    CreatedSince: ({ Created }) => {
      if (!options.human) return rfc3339(Created)
      return Created <= EPOCH ? 'N/A' : ago(Created, options.now)
    },
    CreatedBy: ({ CreatedBy }) => {
      const text = CreatedBy.replaceAll('\t', ' ')
      return options.truncate ? ellipsis(text, 45) : text
    },
    Size: ({ Size }) => (options.human ? humanSize(Size, 3) : String(Size)),
    Comment: ({ Comment }) => Comment,
  },
})

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
  async run(context, [name], flags) {
    const { human } = flags
    const platform = flags.platform && platformArgument(flags.platform, 'invalid platform: ')
    const history = await context.api.call('GET /images/{name}/history', {
      params: { name: name! },
      ...(platform && { query: { platform } }),
    })
    const rows = historyRow({ human, truncate: !flags['no-trunc'], now: context.process.now() })
    await context.out(
      formatRows(historyFormat(flags.format || 'table', flags.quiet, human), rows, history.value),
    )
  },
})
