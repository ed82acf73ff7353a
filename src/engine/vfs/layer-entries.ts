import type { Body } from '../base/body.ts'
import { byCodeUnit } from '../base/text.ts'
import type { EntryAttributes, LayerEntry } from './entry.ts'
import {
  type Ino,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from './filesystem.ts'
import { deviceOf, directoryOf, type Inode, isOpaque, isWhiteout, OVERLAY_XATTR } from './inode.ts'
import { ROOT, type Tree } from './tree.ts'
import { filterXattrs } from './xattr.ts'

export interface LayerEntriesOptions {
  /** The directory that is the layer's root. Default: the tree's. */
  readonly top?: Ino
  /** Whether the root has an entry of its own. Default false, as layers that Docker writes. */
  readonly root?: boolean
}

/** The attributes of an entry; what overlayfs notes in xattrs for itself does not leave the layer. */
function attributesOf(inode: Inode): EntryAttributes {
  const xattrs = filterXattrs(inode.xattrs, (name) => !name.startsWith(OVERLAY_XATTR))
  const { uid, gid, mtime } = inode
  return { mode: inode.mode & 0o7777, uid, gid, mtime, ...(xattrs && { xattrs }) }
}

/**
 * What a layer's directory on disk says as entries: the inverse of `layerTree`. In the order of a walk: a
 * directory before its content, names of one directory by code unit; of hard links the first is the file. Sockets
 * have no place in an archive and are left out.
 */
export function* layerEntries(tree: Tree, options: LayerEntriesOptions = {}): Generator<LayerEntry> {
  const top = options.top ?? ROOT
  yield* directoryEntries(tree, top, '', options.root ?? false, new Map())
}

function* directoryEntries(
  tree: Tree,
  dir: Ino,
  path: string,
  self: boolean,
  linked: Map<Ino, string>,
): Generator<LayerEntry> {
  const inode = tree.get(dir)
  const attributes = attributesOf(inode)
  if (self) yield { kind: 'directory', path, ...attributes }
  if (isOpaque(inode)) yield { kind: 'opaque', path, ...attributes, mode: attributes.mode & 0o777, mtime: 0n }
  const names = [...directoryOf(inode).entries].sort(([a], [b]) => byCodeUnit(a, b))
  for (const [name, ino] of names) {
    const child = tree.get(ino)
    const at = path === '' ? name : `${path}/${name}`
    if ((child.mode & S_IFMT) === S_IFDIR) yield* directoryEntries(tree, ino, at, true, linked)
    else yield* leafEntry(child, ino, at, linked)
  }
}

function* leafEntry(inode: Inode, ino: Ino, path: string, linked: Map<Ino, string>): Generator<LayerEntry> {
  const attributes = attributesOf(inode)
  if (isWhiteout(inode)) {
    const { uid, gid, mtime } = inode
    yield { kind: 'whiteout', path, mode: 0o600, uid, gid, mtime }
    return
  }
  const target = linked.get(ino)
  if (target !== undefined) {
    yield { kind: 'hardlink', path, target, ...attributes }
    return
  }
  const type = inode.mode & S_IFMT
  if (type === S_IFSOCK) return
  if (inode.nlink > 1) linked.set(ino, path)
  if (type === S_IFREG) yield { kind: 'file', path, body: inode.content as Body, ...attributes }
  else if (type === S_IFLNK) yield { kind: 'symlink', path, target: inode.content as string, ...attributes }
  else if (type === S_IFIFO) yield { kind: 'fifo', path, ...attributes }
  else if (type === S_IFCHR || type === S_IFBLK)
    yield { kind: 'device', path, type, rdev: deviceOf(inode), ...attributes }
}
