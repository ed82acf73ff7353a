import type { Instant } from '../../base/time.ts'
import type { UsageRecord } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import { bool, bytes } from '../cli/values.ts'
import { humanSize } from '../format/units.ts'
import { checkBuilder, common } from './common.ts'
import { filterTexts, goStamp, since, total } from './records.ts'

/** One removed record as a line; the columns do not quite fit, as buildx prints them one at a time. */
const row = ({ id, mutable, inUse, size, lastUsed }: UsageRecord, now: Instant, first: boolean): string => {
  const gap = first ? '\t\t' : '\t'
  return `${`${id}${mutable ? '*' : ''}`.padEnd(40)}\t${!inUse} ${gap}${humanSize(size).padEnd(10)}\t${since(lastUsed, now)}\n`
}

const paragraph = (record: UsageRecord, now: Instant): string =>
  [
    `ID:\t\t${record.id}`,
    ...record.parents.map((parent) => `Parent:\t\t${parent}`),
    `Created at:\t${goStamp(record.created)}`,
    `Mutable:\t${record.mutable}`,
    `Reclaimable:\t${!record.inUse}`,
    `Shared:\t\t${record.shared}`,
    `Size:\t\t${humanSize(record.size)}`,
    ...(record.description === '' ? [] : [`Description:\t${record.description}`]),
    `Usage count:\t${record.usage}`,
    `Last used:\t${since(record.lastUsed, now)}`,
    ...(record.type === 'regular' ? [] : [`Type:\t\t${record.type}`]),
  ]
    .map((line) => `${line}\n`)
    .join('')

/** `docker buildx prune`, `docker builder prune` (buildx, commands/prune.go). */
export const buildxPrune = defineCommand({
  name: 'prune',
  summary: 'Remove build cache',
  args: none,
  flags: {
    all: bool('Include internal/frontend images', { short: 'a' }),
    ...common.builder,
    ...common.debug,
    filter: filter('Provide filter values'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    'max-used-space': bytes('Maximum amount of disk space allowed to keep for cache'),
    'min-free-space': bytes('Target amount of free disk space after pruning'),
    'reserved-space': bytes('Amount of disk space always allowed to keep for cache'),
    verbose: bool('Provide a more verbose output'),
    'keep-storage': bytes('Amount of disk space to keep for cache', { hidden: true }),
  },
  async run(context, _args, flags) {
    const filters = filterTexts(flags.filter)
    const what = flags.all ? 'all build cache' : 'all dangling build cache'
    const question = `WARNING! This will remove ${what}. Are you sure you want to continue?`
    if (!flags.force && !(await confirm(context, question))) return
    checkBuilder(context, flags.builder)
    const { value } = await context.api.call('POST /moby.buildkit.v1.Control/Prune', {
      body: {
        all: flags.all,
        filter: filters,
        reserved: flags['reserved-space'] || flags['keep-storage'],
        maxUsed: flags['max-used-space'],
        minFree: flags['min-free-space'],
      },
    })
    const now = context.process.now()
    const head = 'ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n'
    if (flags.verbose) for (const record of value) await context.out(`${paragraph(record, now)}\n`)
    else if (value.length > 0)
      await context.out(head + value.map((record, i) => row(record, now, i === 0)).join(''))
    await context.out(`Total:\t${humanSize(total(value))}\n`)
  },
})
