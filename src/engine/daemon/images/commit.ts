import { EngineError } from '../../base/errors.ts'
import { rfc3339Nano } from '../../base/time.ts'
import { configBytes } from '../../oci/config.ts'
import { writtenLayer } from '../../oci/layer.ts'
import type { ImageConfig, RunConfig } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { LayerEntry } from '../../vfs/entry.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { MAX_DEPTH } from './loading.ts'

/** What a new image is besides its files. */
export interface ChildConfig {
  /** Image it stands on; none for one from scratch. */
  readonly parent: StoredImage | undefined
  /** Container that it was made from. */
  readonly container?: Container
  /** What its containers start with. */
  readonly config: RunConfig
  /** How the container of this step was started: its Cmd is what the history tells. */
  readonly containerConfig: RunConfig
  readonly author?: string
  readonly comment?: string
}

/**
 * Makes an image of changes on top of another (moby, image.NewChildImage and ImageService.CommitImage). Without changes
 * it has one history row more and no layer more. It has no name and counts as built here. Throws `internal` where the
 * stack of layers gets too high.
 */
export function commitImage(
  daemon: Daemon,
  entries: readonly LayerEntry[],
  { parent, container, config, containerConfig, author, comment }: ChildConfig,
): StoredImage {
  const now = daemon.host.kernel.now()
  const layer = entries.length > 0 ? writtenLayer(entries, now) : undefined
  if (layer && daemon.layers.stack(parent?.chainID).length >= MAX_DEPTH)
    throw new EngineError('internal', 'max depth exceeded')
  const created = rfc3339Nano(now)
  const below = parent?.config
  const document: ImageConfig = {
    architecture: below?.architecture || daemon.host.architecture,
    os: below?.os ?? 'linux',
    ...(below?.variant && { variant: below.variant }),
    ...(author && { author }),
    config,
    ...(container && { container: container.id }),
    container_config: containerConfig,
    created,
    docker_version: daemon.host.build.version,
    history: [
      ...(below?.history ?? []),
      {
        created,
        ...(author && { author }),
        created_by: (containerConfig.Cmd ?? []).join(' '),
        ...(comment && { comment }),
        ...(!layer && { empty_layer: true }),
      },
    ],
    rootfs: {
      type: 'layers',
      diff_ids: [...(below?.rootfs.diff_ids ?? []), ...(layer ? [layer.diffID] : [])],
    },
  }
  if (layer) daemon.layers.register(layer, parent?.chainID)
  const { image, added } = daemon.images.add(configBytes(document, 'moby'), parent?.id)
  if (added && image.chainID !== undefined) daemon.layers.retain(image.chainID)
  daemon.images.markBuilt(image.id)
  return daemon.images.get(image.id)!
}
