import { EngineError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import type { Filters } from './api.ts'
import type { Daemon } from './daemon.ts'
import { passesLabels } from './filters.ts'
import { untilMoment } from './images/list.ts'

type Labels = Readonly<Record<string, string>> | null | undefined

/** The filters `until`, `label` and `label!` of what is pruned (moby, daemon/prune.go). */
export function pruneFilter(daemon: Daemon, filters: Filters): (created: Instant, labels: Labels) => boolean {
  const { until = [] } = filters
  if (until.length > 1) throw new EngineError('invalid', 'more than one until filter specified')
  const limit = until[0] === undefined ? undefined : untilMoment(daemon, until[0])
  return (created, labels) => (limit === undefined || created <= limit) && passesLabels(filters, labels)
}
