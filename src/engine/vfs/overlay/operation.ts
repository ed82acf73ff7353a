import type { Errno } from '../../base/errors.ts'
import { type Ino, isDirectory } from '../filesystem.ts'
import { directoryOf, type Inode, isOpaque, isWhiteout, sizeOf } from '../inode.ts'
import { componentsOf } from '../layer-tree.ts'
import type { Tree } from '../tree.ts'
import { kindOf, type OriginKind, type StackedDirectory } from './explain.ts'

/** What was asked of an overlay. `attributes` is chmod, chown, truncate, utimes and xattrs. */
export type OperationKind =
  | 'list'
  | 'read'
  | 'write'
  | 'attributes'
  | 'create'
  | 'mkdir'
  | 'symlink'
  | 'mknod'
  | 'link'
  | 'unlink'
  | 'rmdir'
  | 'rename'

/** One layer that was asked for a path. `absent`: it has no directory of that name to look in. */
export interface Searched {
  readonly layer: number | 'upper'
  readonly found: OriginKind | 'opaque' | 'nothing' | 'absent'
  /** Bytes of a file. */
  readonly size: number
}

/** What became of the upperdir. `copied` has the bytes that were copied, 0 for a directory. */
export interface Deed {
  readonly kind: 'copied' | 'made' | 'removed' | 'whiteout' | 'whiteout-removed' | 'opaque'
  readonly path: string
  readonly directory: boolean
  readonly size: number
}

/** One call on an overlay, which layers were searched for it, and what was done. Paths are absolute within it. */
export interface OverlayOperation {
  readonly kind: OperationKind
  readonly path: string
  /** The new name, of `rename` and `link`. */
  readonly to?: string
  /** Top first, as far as the search went. */
  readonly searched: readonly Searched[]
  readonly done: readonly Deed[]
  readonly error?: Errno
}

/**
 * Looks a path up as overlayfs does: directory by directory, each in the directories of that name that the step before
 * found, until something that is no directory, a whiteout or an opaque directory ends it (fs/overlayfs/namei.c,
 * ovl_lookup). The answer is about the last step.
 */
export function search(stack: readonly StackedDirectory[], path: string): Searched[] {
  let parents = stack
  const names = componentsOf(path)
  const last = names.pop()
  for (const name of names) parents = below(parents, name)
  if (last === undefined) return stack.map(({ layer }) => ({ layer, found: 'directory', size: 0 }))
  const searched: Searched[] = []
  for (const { layer } of stack) {
    const parent = parents.find((other) => other.layer === layer)
    const inode = parent && inodeAt(parent.tree, parent.top, last)
    if (!inode) {
      searched.push({ layer, found: parent ? 'nothing' : 'absent', size: 0 })
      continue
    }
    const folder = isDirectory(inode.mode)
    // Below a directory that was found, what is no directory does not count.
    if (!folder && searched.some(({ found }) => found === 'directory')) break
    const found = isOpaque(inode) ? 'opaque' : kindOf(inode)
    searched.push({ layer, found, size: folder ? 0 : sizeOf(inode) })
    if (found !== 'directory') break
  }
  return searched
}

/** The directories of a name that are merged into one. */
function below(parents: readonly StackedDirectory[], name: string): StackedDirectory[] {
  const merged: StackedDirectory[] = []
  for (const { layer, tree, top } of parents) {
    const ino = tree.child(top, name)
    if (ino === undefined) continue
    const inode = tree.get(ino)
    if (!isDirectory(inode.mode)) break
    merged.push({ layer, tree, top: ino })
    if (isOpaque(inode)) break
  }
  return merged
}

function inodeAt(tree: Tree, dir: Ino, name: string): Inode | undefined {
  const ino = tree.child(dir, name)
  return ino === undefined ? undefined : tree.find(ino)
}

/** An upperdir before and after an operation. */
export interface UpperChange {
  readonly before: Tree
  readonly after: Tree
  readonly upperdir: Ino
}

/**
 * What an operation did to the upperdir on the way to a path and at its end. `lower` is the size of the file of that
 * path in the layers below, undefined where they have none.
 */
export function deedsAt(change: UpperChange, path: string, lower: number | undefined): Deed[] {
  const deeds: Deed[] = []
  const names = componentsOf(path)
  let [before, after]: (Inode | undefined)[] = [change.before, change.after].map((t) =>
    t.find(change.upperdir),
  )
  let at = ''
  for (const [i, name] of names.entries()) {
    at += `/${name}`
    before = childIn(change.before, before, name)
    after = childIn(change.after, after, name)
    if (i < names.length - 1) {
      if (after && !before) deeds.push({ kind: 'copied', path: at, directory: true, size: 0 })
      continue
    }
    deeds.push(...deedsOf(before, after, at, lower))
  }
  return deeds
}

function deedsOf(
  before: Inode | undefined,
  after: Inode | undefined,
  path: string,
  lower: number | undefined,
): Deed[] {
  const was = before && !isWhiteout(before) ? before : undefined
  const is = after && !isWhiteout(after) ? after : undefined
  const marked = before !== undefined && was === undefined
  const deed = (kind: Deed['kind'], inode: Inode | undefined, size = 0): Deed => ({
    kind,
    path,
    directory: inode !== undefined && isDirectory(inode.mode),
    size,
  })
  const deeds: Deed[] = []
  if (was && !is) deeds.push(deed('removed', was))
  if (after && !is && !marked) deeds.push(deed('whiteout', undefined))
  if (marked && (is || !after)) deeds.push(deed('whiteout-removed', undefined))
  if (is && !was)
    deeds.push(
      lower === undefined || marked ? deed('made', is) : deed('copied', is, isDirectory(is.mode) ? 0 : lower),
    )
  if (is && isOpaque(is) && !(was && isOpaque(was))) deeds.push(deed('opaque', is))
  return deeds
}

const childIn = (tree: Tree, dir: Inode | undefined, name: string): Inode | undefined => {
  if (!dir || !isDirectory(dir.mode)) return undefined
  const ino = directoryOf(dir).entries.get(name)
  return ino === undefined ? undefined : tree.find(ino)
}
