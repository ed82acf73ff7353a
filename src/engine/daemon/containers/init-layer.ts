import { EMPTY } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'
import type { LayerStore } from '../../store/layers.ts'
import type { LayerEntry } from '../../vfs/entry.ts'
import type { Inode } from '../../vfs/inode.ts'
import { layerTree } from '../../vfs/layer-tree.ts'
import {
  childOf,
  isMergedDirectory,
  lowerInode,
  type MergedEntry,
  type MergedIndex,
  topNumber,
} from '../../vfs/overlay/merged-index.ts'
import type { Tree } from '../../vfs/tree.ts'
import type { Container } from './store.ts'

/** The directory that an image has at a path; undefined where it has none. */
function directoryAt(image: MergedIndex | undefined, path: string): Inode | undefined {
  if (!image) return undefined
  let at: MergedEntry | undefined = image.root
  for (const name of path.split('/')) at = isMergedDirectory(image, at) ? childOf(image, at, name) : undefined
  return isMergedDirectory(image, at) ? lowerInode(image, topNumber(at)) : undefined
}

/**
 * What the daemon lays between image and container, so that the runtime finds its mount points and none of it counts as
 * a change (moby, daemon/initlayer). Directories that the image has keep their owner and mode; those that nothing is put
 * into are left alone.
 */
function initLayer(image: MergedIndex | undefined, mtime: Instant): LayerEntry[] {
  const attributes = { mode: 0o755, uid: 0, gid: 0, mtime }
  const parent = (path: string): LayerEntry => {
    const { mode, uid, gid } = directoryAt(image, path) ?? attributes
    return { kind: 'directory', path, mode: mode & 0o7777, uid, gid, mtime }
  }
  const directory = (path: string): LayerEntry[] =>
    directoryAt(image, path) ? [] : [{ kind: 'directory', path, ...attributes }]
  const file = (path: string): LayerEntry => ({ kind: 'file', path, body: EMPTY, ...attributes })
  return [
    file('.dockerenv'),
    parent('dev'),
    file('dev/console'),
    ...directory('dev/pts'),
    ...directory('dev/shm'),
    parent('etc'),
    file('etc/hostname'),
    file('etc/hosts'),
    { kind: 'symlink', path: 'etc/mtab', target: '/proc/mounts', ...attributes, mode: 0o777 },
    file('etc/resolv.conf'),
    ...directory('proc'),
    ...directory('sys'),
  ]
}

const trees = new WeakMap<Container['mount'], Tree>()

/** The init layer of a container. Made once. */
export function initTree(layers: LayerStore, { chainID, created, mount }: Container): Tree {
  let tree = trees.get(mount)
  if (!tree) {
    tree = layerTree(initLayer(chainID && layers.index(chainID), created), created)
    trees.set(mount, tree)
  }
  return tree
}
