import { List, Map as PersistentMap, Set as PersistentSet } from 'immutable'
import { FsError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import { type Ino, isDirectory, S_IFDIR } from './filesystem.ts'
import { allocatedBytes, directoryOf, type Inode } from './inode.ts'

/** Number of every tree's root, as on ext4. */
export const ROOT: Ino = 2
/** The first number that ext4 gives away after its reserved ones and lost+found. */
export const FIRST_INO: Ino = 12

/** Inodes by number; holes are free numbers. */
type InodeTable = List<Inode | undefined> | readonly (Inode | undefined)[]

/**
 * A whole file system as one immutable value: keeping it is a snapshot, at no cost. Numbers are never used twice,
 * so the inode table is a vector indexed by number: a persistent one where files change, else a plain one, which
 * is found in with one step and most layers stay with.
 */
export class Tree {
  private table: InodeTable
  /** Inodes that are open: they outlive their last name until released. */
  readonly held: PersistentSet<Ino>
  /** Bytes in whole blocks, and inodes in use. */
  readonly bytes: number
  readonly count: number

  constructor(inodes: InodeTable, held: PersistentSet<Ino>, usage: { bytes: number; count: number }) {
    this.table = inodes
    this.held = held
    this.bytes = usage.bytes
    this.count = usage.count
  }

  /** The inode table as a persistent vector. */
  get inodes(): List<Inode | undefined> {
    const { table } = this
    if (!isPlain(table)) return table
    const inodes = List(table)
    this.table = inodes
    return inodes
  }

  /** Calls `visit` for every number, in order. */
  forEach(visit: (inode: Inode | undefined, ino: Ino) => void): void {
    this.table.forEach(visit)
  }

  /** The inode of this number, or undefined. */
  find(ino: Ino): Inode | undefined {
    const { table } = this
    return isPlain(table) ? table[ino] : table.get(ino)
  }

  /** The inode of this number; ENOENT once it is gone. */
  get(ino: Ino): Inode {
    const inode = this.find(ino)
    if (inode === undefined) throw new FsError('ENOENT')
    return inode
  }

  /** Number of the entry `name`, or undefined. ENOTDIR. */
  child(dir: Ino, name: string): Ino | undefined {
    return directoryOf(this.get(dir)).entries.get(name)
  }

  /** Names from `top` down to the directory; undefined where it does not lie below `top`. */
  names(dir: Ino, top: Ino = ROOT): string[] | undefined {
    const names: string[] = []
    for (let at = dir; at !== top; ) {
      const inode = this.find(at)
      if (at === ROOT || inode === undefined || inode.nlink === 0 || !isDirectory(inode.mode))
        return undefined
      const { parent, name } = directoryOf(inode)
      names.push(name)
      at = parent
    }
    return names.reverse()
  }
}

const isPlain = (table: InodeTable): table is readonly (Inode | undefined)[] => Array.isArray(table)

/** The tree of these inodes (index = number; holes are free numbers). */
export function treeOf(inodes: readonly (Inode | undefined)[]): Tree {
  const usage = { bytes: 0, count: 0 }
  for (const inode of inodes) {
    if (!inode) continue
    usage.bytes += allocatedBytes(inode)
    usage.count++
  }
  return new Tree(inodes, PersistentSet(), usage)
}

/** A tree of a root directory and nothing else. */
export function emptyTree(root: { mode?: number; uid?: number; gid?: number; time?: Instant } = {}): Tree {
  const inodes: (Inode | undefined)[] = new Array(FIRST_INO).fill(undefined)
  const time = root.time ?? 0n
  inodes[ROOT] = {
    mode: S_IFDIR | (root.mode ?? 0o755),
    uid: root.uid ?? 0,
    gid: root.gid ?? 0,
    nlink: 2,
    atime: time,
    mtime: time,
    ctime: time,
    content: { parent: ROOT, name: '', entries: PersistentMap() },
    xattrs: undefined,
  }
  return treeOf(inodes)
}

/** What a file system over a tree begins with. */
export interface TreeFsOptions {
  readonly type: string
  readonly dev: number
  readonly readOnly?: boolean
  /** What it holds at first; an empty root directory otherwise. */
  readonly tree?: Tree
  /** Permission bits and time of a new root directory. Default 0755, the epoch. */
  readonly rootMode?: number
  readonly time?: Instant
}
