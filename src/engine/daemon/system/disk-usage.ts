import { rfc3339Nano } from '../../base/time.ts'
import type { DiskUsage, ImageSummary } from '../api.ts'
import { usageOf } from '../buildkit/cache/records.ts'
import { listContainers } from '../containers/summary.ts'
import type { Daemon } from '../daemon.ts'
import { listImages } from '../images/list.ts'
import { usersOf, volumeReply, volumeSize } from '../volumes/volumes.ts'

/** `GET /system/df`: bytes of layers, images with what they share, containers with what they wrote. */
export function diskUsage(daemon: Daemon): DiskUsage {
  /** How many images each layer is part of. */
  const uses = new Map<string, number>()
  for (const { chainID } of daemon.images.all())
    for (const layer of daemon.layers.stack(chainID))
      uses.set(layer.chainID, (uses.get(layer.chainID) ?? 0) + 1)
  const used = [...daemon.layers.state.values()].filter(({ chainID }) => uses.has(chainID))
  return {
    LayersSize: used.reduce((sum, { layer }) => sum + layer.size, 0),
    Images: listImages(daemon, {}).map((summary) => ({
      ...summary,
      SharedSize: sharedSize(daemon, summary, uses),
      Containers: daemon.containers.all().filter(({ imageID }) => imageID === summary.Id).length,
    })),
    Containers: listContainers(daemon, { all: true, size: true }),
    Volumes: daemon.volumes.all().map((volume) => ({
      ...volumeReply(volume),
      UsageData: {
        RefCount: usersOf(daemon, volume.name).length,
        Size: volumeSize(daemon, volume.name),
      },
    })),
    BuildCache: usageOf(daemon.buildCache, daemon.images, daemon.layers).map((record) => ({
      ID: record.id,
      Parents: [...record.parents],
      Type: record.type,
      Description: record.description,
      InUse: record.inUse,
      Shared: record.shared,
      Size: record.size,
      CreatedAt: rfc3339Nano(record.created),
      LastUsedAt: record.lastUsed === undefined ? null : rfc3339Nano(record.lastUsed),
      UsageCount: record.usage,
    })),
  }
}

function sharedSize(daemon: Daemon, { Id }: ImageSummary, uses: ReadonlyMap<string, number>): number {
  const image = daemon.images.all().find(({ id }) => id === Id)
  return daemon.layers
    .stack(image?.chainID)
    .filter(({ chainID }) => uses.get(chainID)! > 1)
    .reduce((sum, { layer }) => sum + layer.size, 0)
}
