import { sizeOf } from '../../oci/layer.ts'
import type { StoredImage } from '../../store/images.ts'
import { OverlayFs } from '../../vfs/overlay/overlay-fs.ts'
import type { ChangeItem, PathOrigin } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { restingOverlay } from './rootfs.ts'
import type { Container } from './store.ts'

/** The overlay of a container, to read: the mounted one while it runs. */
export function overlayOf(daemon: Daemon, container: Container): OverlayFs {
  return daemon.runtime.get(container.id)?.rootfs.overlay ?? restingOverlay(daemon, container)
}

const KINDS = { changed: 0, added: 1, deleted: 2 } as const

/** `docker diff`. */
export const containerChanges = (daemon: Daemon, container: Container): ChangeItem[] =>
  overlayOf(daemon, container)
    .changes()
    .map(({ kind, path }) => ({ Kind: KINDS[kind], Path: path }))

/** Bytes of the writable layer, counted as those of an image's. */
export const writableSize = (daemon: Daemon, container: Container): number =>
  sizeOf(overlayOf(daemon, container).diff())

/** Which layer supplies a path of a container or an image, and what that hides. */
export function explainPath(
  daemon: Daemon,
  of: { container: Container } | { image: StoredImage },
  path: string,
): PathOrigin[] {
  const chainID = 'container' in of ? of.container.chainID : of.image.chainID
  const overlay =
    'container' in of
      ? overlayOf(daemon, of.container)
      : chainID !== undefined && new OverlayFs({ dev: 0, lower: daemon.layers.index(chainID) })
  if (!overlay) return []
  const stack = daemon.layers.stack(chainID)
  return overlay.explain(path).map((origin) => {
    const layer = origin.layer === 'upper' ? undefined : stack[origin.layer]
    return {
      Layer: origin.layer === 'upper' ? 'upperdir' : (layer?.layer.diffID ?? 'init'),
      Index: indexOf(origin.layer),
      Path: origin.path,
      Kind: origin.kind,
      Size: origin.size,
      Opaque: origin.opaque,
      Role: origin.role,
      ...(origin.hiddenBy && { HiddenBy: { Index: indexOf(origin.hiddenBy.layer), By: origin.hiddenBy.by } }),
    }
  })
}

const indexOf = (layer: number | 'upper'): number => (layer === 'upper' ? -1 : layer)
