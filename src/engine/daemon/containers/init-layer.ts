import { EMPTY } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'
import type { LayerEntry } from '../../vfs/entry.ts'
import { layerTree } from '../../vfs/layer-tree.ts'
import type { Tree } from '../../vfs/tree.ts'
import type { Container } from './store.ts'

/**
 * What the daemon lays between image and container, so that the runtime finds its mount points and none of it counts as
 * a change (moby, daemon/initlayer).
 */
function initLayer(mtime: Instant): LayerEntry[] {
  const attributes = { mode: 0o755, uid: 0, gid: 0, mtime }
  const directory = (path: string): LayerEntry => ({ kind: 'directory', path, ...attributes })
  const file = (path: string): LayerEntry => ({ kind: 'file', path, body: EMPTY, ...attributes })
  return [
    file('.dockerenv'),
    directory('dev'),
    file('dev/console'),
    directory('dev/pts'),
    directory('dev/shm'),
    directory('etc'),
    file('etc/hostname'),
    file('etc/hosts'),
    { kind: 'symlink', path: 'etc/mtab', target: '/proc/mounts', ...attributes, mode: 0o777 },
    file('etc/resolv.conf'),
    directory('proc'),
    directory('sys'),
  ]
}

const trees = new WeakMap<Container['mount'], Tree>()

/** The init layer of a container. Made once. */
export function initTree({ created, mount }: Container): Tree {
  let tree = trees.get(mount)
  if (!tree) {
    tree = layerTree(initLayer(created), created)
    trees.set(mount, tree)
  }
  return tree
}
