import { type Instant, rfc3339Nano, unixSeconds } from '../../base/time.ts'
import type { Filters, UsageRecord } from '../../daemon/api.ts'
import { ClientError } from '../cli/errors.ts'
import { FlagValueError } from '../cli/flags.ts'
import { parseDuration } from '../cli/numbers.ts'
import { ago } from '../format/time.ts'

/** `2026-11-26 22:33:32.623678692 +0000 UTC`. */
export const goStamp = (time: Instant): string =>
  `${rfc3339Nano(time).replace('T', ' ').replace('Z', '')} +0000 UTC`

export const since = (time: Instant | undefined, now: Instant): string =>
  time === undefined ? '' : ago(unixSeconds(time), now)

export const bySize = (a: UsageRecord, b: UsageRecord): number => a.size - b.size || (a.id < b.id ? -1 : 1)

export const total = (
  records: readonly UsageRecord[],
  of: (record: UsageRecord) => boolean = () => true,
): number => records.filter(of).reduce((sum, { size }) => sum + size, 0)

/** `--filter` as BuildKit takes it: `type==regular`, `until=24h` (buildx, commands/prune.go, toBuildkitPruneInfo). */
export function filterTexts(filters: Filters): string[] {
  return Object.entries(filters).flatMap(([name, values]) => {
    if (name === 'until' || name === 'unused-for') {
      if (values.length !== 1) throw new ClientError(`${JSON.stringify(name)} filter expects only one value`)
      try {
        parseDuration(values[0]!)
      } catch (error) {
        if (!(error instanceof FlagValueError)) throw error
        throw new ClientError(
          `${JSON.stringify(name)} filter expects a duration (e.g., '24h'): ${error.message}`,
        )
      }
    }
    if (values.length > 1) throw new ClientError('filters expect only one value')
    const [value = ''] = values
    if (name === 'until' || name === 'unused-for') return `${name}=${value}`
    if (name === 'id') return `id~=${value}`
    return name.endsWith('!') ? `${name.slice(0, -1)}!=${value}` : `${name}==${value}`
  })
}
