import { EngineError } from '../../base/errors.ts'
import type { Filters, ImageDeleteItem, PruneReply } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { checkFilters, yesNoFilter } from '../filters.ts'
import { pruneFilter } from '../prune-filter.ts'
import { createdAt } from './list.ts'
import { removeImage } from './remove.ts'

/** `docker image prune`: removes images without a tag, or with `dangling=false` all that no container uses (moby, daemon/images/image_prune.go). */
export function pruneImages(daemon: Daemon, filters: Filters): PruneReply<'ImagesDeleted', ImageDeleteItem> {
  checkFilters(filters, ['dangling', 'label', 'label!', 'until'])
  const dangling = yesNoFilter(filters, 'dangling') ?? true
  const passes = pruneFilter(daemon, filters)
  const sizes = new Map(
    [...daemon.layers.state].map(([chainID, { layer }]) => [chainID as string, layer.size]),
  )
  const deleted: ImageDeleteItem[] = []
  for (const image of daemon.images.all()) {
    const names = daemon.references.of(image.id)
    const children = daemon.images.children(image.id).length > 0
    if (children && (dangling || names.length === 0)) continue
    if (!passes(createdAt(image), image.config.config?.Labels)) continue
    if (dangling && names.some((name) => !name.includes('@'))) continue
    for (const name of names.length > 0 ? names : [image.id.slice('sha256:'.length)])
      deleted.push(...removed(daemon, name))
  }
  const freed = deleted.reduce((sum, { Deleted = '' }) => sum + (sizes.get(Deleted) ?? 0), 0)
  daemon.events.log('image', 'prune', '', { reclaimed: String(freed) })
  return { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: freed }
}

/** What is still needed stays, and what went with another name is gone already. */
function removed(daemon: Daemon, name: string): ImageDeleteItem[] {
  try {
    return removeImage(daemon, name, { force: false, prune: true })
  } catch (error) {
    if (error instanceof EngineError && ['conflict', 'not-found'].includes(error.code)) return []
    throw error
  }
}
