import {
  type Ino,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFMT,
} from '../filesystem.ts'
import { directoryOf, type Inode, isOpaque, isWhiteout, sizeOf } from '../inode.ts'
import { componentsOf } from '../layer-tree.ts'
import type { Tree } from '../tree.ts'
import type { OverlayView } from './view.ts'

export type OriginKind = 'file' | 'directory' | 'symlink' | 'whiteout' | 'device' | 'fifo' | 'socket'

/** What one layer has to say about a path. */
export interface Origin {
  /** Position in the stack, base first, or `upper`. */
  readonly layer: number | 'upper'
  readonly kind: OriginKind
  /** The path itself, or the directory above it that is whited out or covered by a file here. */
  readonly path: string
  /** Bytes of a file. */
  readonly size: number
  /** A directory that hides what the layers below have in it. */
  readonly opaque: boolean
  /**
   * `supplies`: what the merged view shows. `merged`: a directory whose names are shown under the attributes of the one
   * that supplies. `hides`: it shows nothing itself and hides the path below. `hidden`: something above hides it.
   */
  readonly role: 'supplies' | 'merged' | 'hides' | 'hidden'
  /** What hides it. */
  readonly hiddenBy?: { readonly layer: number | 'upper'; readonly by: HiddenBy; readonly path: string }
}

/** A whiteout, an opaque directory, or something of another type or a file in the same place. */
export type HiddenBy = 'whiteout' | 'opaque' | 'covered'

/** What an inode of a layer is. */
export function kindOf(inode: Inode): OriginKind {
  const type = inode.mode & S_IFMT
  if (isWhiteout(inode)) return 'whiteout'
  if (isRegular(inode.mode)) return 'file'
  if (isDirectory(inode.mode)) return 'directory'
  if (isSymlink(inode.mode)) return 'symlink'
  if (type === S_IFCHR || type === S_IFBLK) return 'device'
  return type === S_IFIFO ? 'fifo' : 'socket'
}

interface Found {
  /** The last inode on the way: the path's own, or the one that ends the way early. */
  readonly inode: Inode
  readonly path: string
  readonly complete: boolean
  /** The nearest opaque directory on the way, the path itself included. */
  readonly opaque: string | undefined
}

/** How far a path leads in one layer; undefined when the layer says nothing about it. */
function find(tree: Tree, top: Ino, names: readonly string[]): Found | undefined {
  let inode = tree.get(top)
  let path = '/'
  // A mark on a lowerdir itself is not looked at.
  let opaque: string | undefined
  for (const name of names) {
    if (!isDirectory(inode.mode)) return { inode, path, complete: false, opaque }
    const ino = directoryOf(inode).entries.get(name)
    if (ino === undefined) return opaque === undefined ? undefined : { inode, path, complete: false, opaque }
    inode = tree.get(ino)
    path = path === '/' ? `/${name}` : `${path}/${name}`
    if (isOpaque(inode)) opaque = path
  }
  return { inode, path, complete: true, opaque }
}

/** A directory that an overlay merges: in which tree, at which inode. */
export interface StackedDirectory {
  /** Position in the stack, base first, or `upper`. */
  readonly layer: number | 'upper'
  readonly tree: Tree
  readonly top: Ino
}

/** The upperdir and the lowerdirs of an overlay as they are now, top first; those that are gone are left out. */
export function stackOf({ upperFs, upperdir, lower }: OverlayView): StackedDirectory[] {
  const stack = lower.layers.map(({ tree, top }, layer): StackedDirectory => ({ layer, tree, top })).reverse()
  if (upperFs) stack.unshift({ layer: 'upper', tree: upperFs.tree, top: upperdir })
  return stack.filter(({ tree, top }) => tree.find(top) !== undefined)
}

/** What each layer has under a path, top first; symlinks are not followed. */
export function explainPath(view: OverlayView, path: string): Origin[] {
  const names = componentsOf(path)
  const origins: Origin[] = []
  let hiddenBy: Origin['hiddenBy']
  /** The layer whose directory supplies the path, once there is one. */
  let shown: number | 'upper' | undefined
  for (const { layer, tree, top } of stackOf(view)) {
    const found = find(tree, top, names)
    if (!found) continue
    const { inode, complete, path: at } = found
    const kind = kindOf(inode)
    const folder = kind === 'directory'
    const opaque = folder && isOpaque(inode)
    const hides = !complete || kind === 'whiteout'
    // A file below a directory of the same name does not show.
    if (shown !== undefined && complete && !folder && !hides)
      hiddenBy ??= { layer: shown, by: 'covered', path: at }
    if (complete || !folder || hiddenBy === undefined) {
      const role = hiddenBy ? 'hidden' : hides ? 'hides' : shown === undefined ? 'supplies' : 'merged'
      const size = folder ? 0 : sizeOf(inode)
      origins.push({ layer, kind, path: at, size, opaque, role, ...(hiddenBy && { hiddenBy }) })
    }
    if (hiddenBy) continue
    if (!hides) shown ??= layer
    if (kind === 'whiteout') hiddenBy = { layer, by: 'whiteout', path: at }
    else if (!folder) hiddenBy = { layer, by: 'covered', path: at }
    else if (found.opaque !== undefined) hiddenBy = { layer, by: 'opaque', path: found.opaque }
  }
  return origins
}
