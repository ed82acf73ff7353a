import { byCodeUnit, equalBytes } from '../../base/text.ts'
import { type Ino, isDirectory } from '../filesystem.ts'
import { deviceOf, directoryOf, type Inode, isOpaque, isWhiteout, sizeOf } from '../inode.ts'
import {
  childOf,
  isMergedDirectory,
  lowerInode,
  type MergedEntry,
  namesOf,
  topNumber,
} from './merged-index.ts'
import type { OverlayView } from './view.ts'

export interface Change {
  readonly kind: 'added' | 'changed' | 'deleted'
  /** Absolute. */
  readonly path: string
}

const SECOND = 1_000_000_000n
const CAPABILITY = 'security.capability'

/** Equal, or of the same second where one of them has no fraction, as archives cut it off. */
const sameTime = (a: bigint, b: bigint): boolean =>
  a === b || (a / SECOND === b / SECOND && (a % SECOND === 0n || b % SECOND === 0n))

/** For Go's bytes.Equal none and an empty one are the same. */
const NONE = new Uint8Array(0)

/** Whether Docker calls it changed (moby pkg/archive/changes_unix.go, statDifferent): it compares no contents. */
function differs(old: Inode, now: Inode): boolean {
  const before = deviceOf(old)
  const device = deviceOf(now)
  if (old.mode !== now.mode || old.uid !== now.uid || old.gid !== now.gid) return true
  if (before.major !== device.major || before.minor !== device.minor) return true
  if (!equalBytes(old.xattrs?.get(CAPABILITY) ?? NONE, now.xattrs?.get(CAPABILITY) ?? NONE)) return true
  return !isDirectory(now.mode) && (!sameTime(old.mtime, now.mtime) || sizeOf(old) !== sizeOf(now))
}

/**
 * What the upperdir adds, changes and deletes, as `docker diff` tells it: a directory is changed when something in it
 * is; of a deleted directory only itself is named; a copied-up file that is as it was is not. A directory comes before
 * its content, names by code unit, deletions last.
 */
export function changesOf(view: OverlayView): Change[] {
  const { upperFs, lower: index } = view
  const changes: Change[] = []
  if (!upperFs) return changes

  const directory = (dir: Ino, below: MergedEntry | undefined, path: string, listed: boolean): void => {
    const inode = upperFs.find(dir)!
    const start = changes.length
    const old = isMergedDirectory(index, below) ? below : undefined
    const gone: string[] = []
    const names = [...directoryOf(inode).entries].sort(([a], [b]) => byCodeUnit(a, b))
    for (const [name, ino] of names) {
      const child = upperFs.find(ino)!
      const was = old === undefined ? undefined : childOf(index, old, name)
      if (!isWhiteout(child)) entry(ino, child, was, `${path}/${name}`)
      else if (was !== undefined) gone.push(name)
    }
    if (old !== undefined && isOpaque(inode) && dir !== view.upperdir)
      for (const name of namesOf(index, old)) if (!directoryOf(inode).entries.has(name)) gone.push(name)
    for (const name of gone.sort(byCodeUnit)) changes.push({ kind: 'deleted', path: `${path}/${name}` })
    if (!listed && changes.length > start) changes.splice(start, 0, { kind: 'changed', path })
  }

  const entry = (ino: Ino, inode: Inode, was: MergedEntry | undefined, path: string): void => {
    const old = was === undefined ? undefined : lowerInode(index, topNumber(was))
    const listed = !old || differs(old, inode)
    if (listed) changes.push({ kind: old ? 'changed' : 'added', path })
    if (isDirectory(inode.mode)) directory(ino, was, path, listed)
  }

  directory(view.upperdir, index.root, '', true)
  return changes
}
