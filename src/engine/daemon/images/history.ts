import { parseRfc3339, unixSeconds } from '../../base/time.ts'
import { historyWithLayers } from '../../oci/config.ts'
import type { StoredImage } from '../../store/images.ts'
import type { HistoryEntry } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { namesOf } from './inspect.ts'

/** Steps of an image, newest first. Only the newest has an ID, since only images have one; intermediate ones where they were built here. */
export function imageHistory(daemon: Daemon, image: StoredImage): HistoryEntry[] {
  const stack = daemon.layers.stack(image.chainID)
  let next = 0
  const rows = historyWithLayers(image.config).map(({ row, diffID }): HistoryEntry => {
    const layer = diffID === undefined ? undefined : stack[next++]
    return {
      Comment: row.comment ?? '',
      Created: unixSeconds(parseRfc3339(row.created ?? '') ?? 0n),
      CreatedBy: row.created_by ?? '',
      Id: '<missing>',
      Size: layer?.layer.size ?? 0,
      Tags: null,
    }
  })
  rows.reverse()
  let at: StoredImage | undefined = image
  for (const row of rows) {
    if (!at) break
    const { tags } = namesOf(daemon, at)
    row.Id = at.id
    row.Tags = tags.length > 0 ? tags : null
    at = at.parent === undefined ? undefined : daemon.images.get(at.parent)
  }
  return rows
}
