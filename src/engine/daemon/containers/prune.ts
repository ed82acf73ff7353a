import type { Filters, PruneReply } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { checkFilters } from '../filters.ts'
import { pruneFilter } from '../prune-filter.ts'
import { writableSize } from './changes.ts'

/** `docker container prune`: removes what does not run (moby, daemon/prune.go). */
export function pruneContainers(daemon: Daemon, filters: Filters): PruneReply<'ContainersDeleted'> {
  checkFilters(filters, ['label', 'label!', 'until'])
  const passes = pruneFilter(daemon, filters)
  const deleted: string[] = []
  let freed = 0
  for (const container of daemon.containers.all()) {
    if (container.state.Running || !passes(container.created, container.config.Labels)) continue
    freed += writableSize(daemon, container)
    daemon.runtime.forget(container, { volumes: false })
    deleted.push(container.id)
  }
  daemon.events.log('container', 'prune', '', { reclaimed: String(freed) })
  return { ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: freed }
}
