import type { Instant } from '../../base/time.ts'
import type { UsageRecord } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'
import { formatRows, type RowType } from '../format/table.ts'
import { alignColumns } from '../format/tabwriter.ts'
import { Slice } from '../format/template/value.ts'
import { humanSize } from '../format/units.ts'
import { checkBuilder, common } from './common.ts'
import { bySize, filterTexts, goStamp, since, total } from './records.ts'

/** A record with all that is known of it. */
function paragraph(record: UsageRecord, now: Instant): string {
  const rows: (readonly [name: string, value: string])[] = [
    ['ID', record.id],
    ['Created at', goStamp(record.created)],
    ['Mutable', String(record.mutable)],
    ['Reclaimable', String(!record.inUse)],
    ['Shared', String(record.shared)],
    ['Size', humanSize(record.size)],
    ...(record.description === '' ? [] : [['Description', record.description] as const]),
    ['Usage count', String(record.usage)],
    ...(record.lastUsed === undefined ? [] : [['Last used', since(record.lastUsed, now)] as const]),
    ['Type', record.type],
  ]
  const lines = rows.map(([name, value]) => `${`${name}:`.padEnd(14)}${value}\n`)
  if (record.parents.length > 0)
    lines.splice(1, 0, `Parents:\n${record.parents.map((id) => ` - ${id}\n`).join('')}`)
  return lines.join('')
}

const table = (records: readonly UsageRecord[], now: Instant): string =>
  alignColumns(
    [
      'ID\tRECLAIMABLE\tSIZE\tLAST ACCESSED\n',
      ...records.map(
        ({ id, mutable, inUse, size, shared, lastUsed }) =>
          `${id}${mutable ? '*' : ''}\t${!inUse}\t${humanSize(size)}${shared ? '*' : ''}\t${since(lastUsed, now)}\n`,
      ),
    ].join(''),
  )

const rowType = (now: Instant): RowType<UsageRecord> => ({
  type: '*formatter.diskusageContext',
  headers: { ID: 'ID', Reclaimable: 'RECLAIMABLE', Size: 'SIZE', LastUsedAt: 'LAST ACCESSED' },
  columns: {
    ID: ({ id }) => id,
    Parents: ({ parents }) => new Slice('string', [...parents]),
    CreatedAt: ({ created }) => goStamp(created),
    Mutable: ({ mutable }) => mutable,
    Reclaimable: ({ inUse }) => !inUse,
    Shared: ({ shared }) => shared,
    Size: ({ size }) => humanSize(size),
    Description: ({ description }) => description,
    UsageCount: ({ usage }) => usage,
    LastUsedAt: ({ lastUsed }) => since(lastUsed, now),
    Type: ({ type }) => type,
  },
})

function sums(records: readonly UsageRecord[]): string {
  const all = total(records)
  const shared = total(records, (record) => record.shared)
  const lines = [
    ...(shared > 0 ? [`Shared:\t\t${humanSize(shared)}`, `Private:\t${humanSize(all - shared)}`] : []),
    `Reclaimable:\t${humanSize(total(records, ({ inUse }) => !inUse))}`,
    `Total:\t\t${humanSize(all)}`,
  ]
  return `${lines.join('\n')}\n`
}

export const buildxDu = defineCommand({
  name: 'du',
  summary: 'Disk usage',
  args: none,
  flags: {
    ...common.builder,
    ...common.debug,
    filter: filter('Provide filter values'),
    format: string('Format the output'),
    verbose: bool('Shorthand for "--format=pretty"'),
  },
  async run(context, _args, flags) {
    checkBuilder(context, flags.builder)
    const body = { filter: filterTexts(flags.filter) }
    const { value } = await context.api.call('POST /moby.buildkit.v1.Control/DiskUsage', { body })
    const now = context.process.now()
    const records = [...value].sort(bySize)
    if (flags.verbose || flags.format === 'pretty')
      await context.out(records.map((record) => `${paragraph(record, now)}\n`).join(''))
    else if (flags.format !== '' && flags.format !== 'table')
      return context.out(formatRows(flags.format, rowType(now), records))
    else await context.out(table(records, now))
    if (!context.changed('filter')) await context.out(sums(records))
  },
})
