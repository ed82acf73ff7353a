import { Map as PersistentMap } from 'immutable'
import type { Instant } from '../base/time.ts'
import type { EntryAttributes } from './entry.ts'
import { type Ino, S_IFDIR } from './filesystem.ts'
import { checkName, type Inode, type Xattrs } from './inode.ts'
import { FIRST_INO, ROOT, type Tree, treeOf } from './tree.ts'
import { sortedXattrs } from './xattr.ts'

/** An inode under construction: `entries` of directories still a plain map. */
export interface Draft {
  mode: number
  uid: number
  gid: number
  nlink: number
  mtime: Instant
  content: Inode['content']
  xattrs: Xattrs | undefined
  /** Of directories. */
  entries?: Map<string, Ino>
  parent: Ino
  name: string
}

export const draft = (type: number, from: EntryAttributes, content: Inode['content']): Draft => ({
  mode: type | (from.mode & 0o7777),
  uid: from.uid,
  gid: from.gid,
  nlink: 1,
  mtime: from.mtime,
  content,
  xattrs: from.xattrs?.size ? sortedXattrs(from.xattrs) : undefined,
  parent: ROOT,
  name: '',
})

/** A tree in the making: quick to change, and made into a value once. What may stand where is the caller's to know. */
export class TreeBuilder {
  protected readonly drafts: (Draft | undefined)[] = new Array(FIRST_INO).fill(undefined)

  constructor(time: Instant) {
    this.drafts[ROOT] = this.directory(ROOT, '', time)
  }

  protected directory(parent: Ino, name: string, time: Instant): Draft {
    const root = { mode: 0o755, uid: 0, gid: 0, mtime: time }
    return { ...draft(S_IFDIR, root, undefined), nlink: 2, parent, name, entries: new Map() }
  }

  /** Gives an inode a name in a directory that has none of that name. ENAMETOOLONG. */
  protected put(dir: Ino, name: string, made: Draft): Ino {
    checkName(name)
    const ino = this.drafts.length
    this.drafts.push({ ...made, parent: dir, name })
    const parent = this.drafts[dir]!
    parent.entries!.set(name, ino)
    if (made.entries) parent.nlink++
    return ino
  }

  protected replace(dir: Ino, name: string, made: Draft): Ino {
    this.drop(dir, name)
    return this.put(dir, name, made)
  }

  /** One more name for what is no directory. */
  protected addName(dir: Ino, name: string, ino: Ino): void {
    checkName(name)
    this.drafts[dir]!.entries!.set(name, ino)
    this.drafts[ino]!.nlink++
  }

  /** Takes a name away, and all that is below it. */
  protected drop(dir: Ino, name: string): void {
    const parent = this.drafts[dir]!
    const ino = parent.entries!.get(name)
    if (ino === undefined) return
    const old = this.drafts[ino]!
    for (const child of old.entries?.keys() ?? []) this.drop(ino, child)
    parent.entries!.delete(name)
    if (old.entries) parent.nlink--
    if (old.entries || --old.nlink === 0) this.drafts[ino] = undefined
  }

  build(): Tree {
    return treeOf(this.drafts.map((made) => made && frozen(made)))
  }
}

function frozen(made: Draft): Inode {
  const { mode, uid, gid, nlink, mtime, xattrs, parent, name } = made
  const content = made.entries ? { parent, name, entries: PersistentMap(made.entries) } : made.content
  return { mode, uid, gid, nlink, atime: mtime, mtime, ctime: mtime, content, xattrs }
}
