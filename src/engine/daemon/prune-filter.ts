import { EngineError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import type { Filters } from './api.ts'
import type { Daemon } from './daemon.ts'
import { untilMoment } from './images/list.ts'

type Labels = Readonly<Record<string, string>> | null | undefined

/** Throws for a filter that is not among the accepted ones. */
export function checkFilters(filters: Filters, accepted: readonly string[]): void {
  for (const name of Object.keys(filters))
    if (!accepted.includes(name)) throw new EngineError('invalid', `invalid filter '${name}'`)
}

/** The filters `until`, `label` and `label!` of what is pruned (moby, daemon/prune.go). */
export function pruneFilter(daemon: Daemon, filters: Filters): (created: Instant, labels: Labels) => boolean {
  const { until = [] } = filters
  if (until.length > 1) throw new EngineError('invalid', 'more than one until filter specified')
  const limit = until[0] === undefined ? undefined : untilMoment(daemon, until[0])
  const has = (labels: Labels, wanted: string): boolean => {
    const at = wanted.indexOf('=')
    const key = at < 0 ? wanted : wanted.slice(0, at)
    if (!labels || !Object.hasOwn(labels, key)) return false
    return at < 0 || labels[key] === wanted.slice(at + 1)
  }
  return (created, labels) =>
    (limit === undefined || created <= limit) &&
    (filters.label ?? []).every((label) => has(labels, label)) &&
    !(filters['label!'] ?? []).some((label) => has(labels, label))
}
