import { Map as PersistentMap } from 'immutable'
import { isErrno } from '../../base/errors.ts'
import {
  type DirEntry,
  type Filesystem,
  type Ino,
  isDirectory,
  isRegular,
  isSymlink,
  type Stat,
} from '../filesystem.ts'
import { GraftFs } from '../graft/graft-fs.ts'
import { directoryOf, type Inode } from '../inode.ts'
import { FIRST_INO, ROOT, type Tree, treeOf } from '../tree.ts'
import { TreeFs } from '../tree-fs.ts'
import { TreeView } from '../tree-view.ts'
import { LiveOverlay, type LowerSource } from './live-overlay.ts'
import { LowerDir } from './lower-dir.ts'
import { OverlayFs } from './overlay-fs.ts'

/** A directory of a mounted file system. */
export interface DirectoryRef {
  readonly fs: Filesystem
  readonly ino: Ino
}

/** The file system that a directory really lies on, where it is seen through grafts, and how to tell of a change. */
export function behind({ fs, ino }: DirectoryRef): DirectoryRef & { readonly changed?: () => void } {
  const inner = fs instanceof GraftFs ? fs.behind(ino) : undefined
  return inner ? { changed: inner.changed, ...behind(inner) } : { fs, ino }
}

/** A lowerdir as it is at any time: its tree where the file system has one, else a tree made by walking. */
export function lowerSource(place: DirectoryRef): LowerSource {
  const walked = new WalkedTree()
  const read = (): { tree: Tree; top: Ino } => {
    const { fs, ino } = behind(place)
    if (fs instanceof TreeFs || fs instanceof TreeView) return { tree: fs.tree, top: ino }
    return { tree: walked.of(fs, ino), top: ROOT }
  }
  const first = read()
  let last = new LowerDir(first.tree, first.top)
  return {
    current: () => {
      const { tree } = read()
      if (tree.find(last.top)) {
        if (tree !== last.tree) last = last.next(tree)
      } else if (last.tree.count > 1) last = last.next(removed(last))
      return last
    },
  }
}

/** A directory that was removed is still mounted, and empty. */
function removed({ tree, top }: LowerDir): Tree {
  const inodes: (Inode | undefined)[] = []
  const inode = tree.get(top)
  inodes[top] = { ...inode, nlink: 0, content: { ...directoryOf(inode), entries: PersistentMap() } }
  return treeOf(inodes)
}

/** A tree of what another file system shows. Of an overlay it follows the changes; anything else is walked once. */
class WalkedTree {
  private readonly numbers = new Map<Ino, Ino>()
  private stamp: readonly unknown[] | undefined
  private tree: Tree | undefined

  of(fs: Filesystem, top: Ino): Tree {
    const overlay = fs instanceof LiveOverlay ? fs.overlay : fs
    const stamp = overlay instanceof OverlayFs ? [overlay.upperFs?.tree, overlay.lower] : []
    if (this.tree && stamp.every((part, i) => part === this.stamp?.[i])) return this.tree
    this.stamp = stamp
    this.numbers.set(top, ROOT)
    const inodes: (Inode | undefined)[] = []
    this.visit(fs, top, { parent: ROOT, name: '' }, inodes)
    this.tree = treeOf(inodes)
    return this.tree
  }

  private numberOf(ino: Ino): Ino {
    const number = this.numbers.get(ino) ?? FIRST_INO + this.numbers.size
    this.numbers.set(ino, number)
    return number
  }

  private visit(
    fs: Filesystem,
    ino: Ino,
    place: { parent: Ino; name: string },
    inodes: (Inode | undefined)[],
  ): Ino {
    const stat = fs.stat(ino)
    const number = this.numberOf(isDirectory(stat.mode) ? ino : stat.ino)
    if (inodes[number]) return number
    let content: Inode['content']
    let { nlink } = stat
    if (isDirectory(stat.mode)) {
      nlink = 2
      const entries = fs.readdir(ino).map((entry): [string, Ino] => {
        const { name, type } = entry
        if (isDirectory(type)) nlink++
        return [name, this.visit(fs, childOf(fs, ino, entry), { parent: number, name }, inodes)]
      })
      content = { ...place, entries: PersistentMap(entries) }
    } else content = contentOf(fs, ino, stat)
    const { mode, uid, gid, atime, mtime, ctime } = stat
    const xattrs = fs.xattrs(ino)
    inodes[number] = {
      mode,
      uid,
      gid,
      nlink,
      atime,
      mtime,
      ctime,
      content,
      xattrs: xattrs.size ? xattrs : undefined,
    }
    return number
  }
}

/** A whiteout that is listed and not found is one here too. */
function childOf(fs: Filesystem, dir: Ino, entry: DirEntry): Ino {
  try {
    return fs.lookup(dir, entry.name)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return entry.ino
    throw error
  }
}

function contentOf(fs: Filesystem, ino: Ino, { mode, rdev }: Stat): Inode['content'] {
  if (isRegular(mode)) return fs.body(ino)
  return isSymlink(mode) ? fs.readlink(ino) : rdev
}
