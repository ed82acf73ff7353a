import { FsError } from '../base/errors.ts'
import { encode } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import type { EntryAttributes, LayerEntry } from './entry.ts'
import { type Ino, isCharDevice, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG } from './filesystem.ts'
import { OPAQUE, type Xattrs, YES } from './inode.ts'
import { ROOT, type Tree } from './tree.ts'
import { type Draft, draft, TreeBuilder } from './tree-builder.ts'
import { sortedXattrs } from './xattr.ts'

const WHITEOUT_DEVICE = { major: 0, minor: 0 }

/** Longest path and longest target of a symlink in bytes, with the final NUL (PATH_MAX, limits.h). */
const PATH_MAX = 4096

/** Symlinks followed in one walk (path_resolution(7)). */
const MAX_SYMLINKS = 40

function checkPath(path: string): void {
  if (path.length * 3 >= PATH_MAX && encode(path).length >= PATH_MAX) throw new FsError('ENAMETOOLONG')
}

/** Components of a path; empty ones and `.` do not count. EINVAL for `..`, ENAMETOOLONG. */
export function componentsOf(path: string): string[] {
  checkPath(path)
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  if (names.includes('..')) throw new FsError('EINVAL')
  return names
}

class LayerBuilder extends TreeBuilder {
  /** The directory of these names; what is missing is made 0755, root, as a layer's extraction does. */
  private folder(names: readonly string[], time: Instant): Ino {
    let at = ROOT
    for (const name of names) {
      const found = this.drafts[at]!.entries!.get(name)
      if (found === undefined) {
        at = this.put(at, name, this.directory(at, name, time))
      } else {
        const mark = this.drafts[found]!
        if (isMark(mark)) {
          at = this.replace(at, name, { ...this.directory(at, name, time), xattrs: opaque(undefined) })
        } else {
          at = mark.entries ? found : this.follow(at, mark, 0)
        }
      }
    }
    return at
  }

  /** The directory of this layer that a symlink of this layer leads to; its root is `/`. ENOTDIR, ELOOP. */
  private follow(from: Ino, link: Draft, hops: number): Ino {
    const { content } = link
    if (typeof content !== 'string') throw new FsError('ENOTDIR')
    if (hops === MAX_SYMLINKS) throw new FsError('ELOOP')
    let at = content.startsWith('/') ? ROOT : from
    for (const name of content.split('/')) {
      if (name === '' || name === '.') continue
      const found = this.drafts[at]!.entries!.get(name)
      const next = found === undefined ? undefined : this.drafts[found]!
      if (name === '..') at = this.drafts[at]!.parent
      else if (!next || isMark(next)) throw new FsError('ENOTDIR')
      else at = next.entries ? found! : this.follow(at, next, hops + 1)
    }
    return at
  }

  add(entry: LayerEntry): void {
    const names = componentsOf(entry.path)
    const name = names.pop()
    const time = entry.mtime ?? 0n
    if (name === undefined) {
      if (entry.kind === 'directory') this.dress(ROOT, entry)
      else if (entry.kind === 'opaque') this.markOpaque(ROOT)
      else throw new FsError('EINVAL')
      return
    }
    if (entry.kind === 'opaque') {
      this.markOpaque(this.folder([...names, name], time))
      return
    }
    const dir = this.folder(names, time)
    const there = this.drafts[dir]!.entries!.get(name)
    if (entry.kind === 'whiteout') {
      // It hides the layers below only: what this layer has under the name stays, and a file hides by itself.
      if (there === undefined) this.put(dir, name, whiteout(time))
      else if (this.drafts[there]!.entries) this.markOpaque(there)
    } else if (entry.kind === 'directory') {
      const old = there === undefined ? undefined : this.drafts[there]
      if (old && !old.entries && !isMark(old)) this.drop(dir, name)
      this.dress(this.folder([...names, name], time), entry)
    } else if (entry.kind === 'hardlink') this.link(dir, name, entry.target)
    else if (entry.kind === 'file') this.replace(dir, name, draft(S_IFREG, entry, entry.body))
    else if (entry.kind === 'symlink') {
      if (entry.target === '') throw new FsError('ENOENT')
      checkPath(entry.target)
      this.replace(dir, name, draft(S_IFLNK, { ...entry, mode: 0o777 }, entry.target))
    } else if (entry.kind === 'fifo') this.replace(dir, name, draft(S_IFIFO, entry, undefined))
    else this.replace(dir, name, draft(entry.type & S_IFMT, entry, entry.rdev))
  }

  /** Gives a directory the attributes of its entry. */
  private dress(ino: Ino, entry: EntryAttributes): void {
    const made = this.drafts[ino]!
    const marked = made.xattrs?.has(OPAQUE)
    const attributes = draft(S_IFDIR, entry, undefined)
    const { mode, uid, gid, mtime } = attributes
    Object.assign(made, { mode, uid, gid, mtime })
    made.xattrs = marked ? opaque(attributes.xattrs) : attributes.xattrs
  }
  private markOpaque(ino: Ino): void {
    const made = this.drafts[ino]!
    made.xattrs = opaque(made.xattrs)
  }
  private link(dir: Ino, name: string, path: string): void {
    let at: Ino | undefined = ROOT
    for (const part of componentsOf(path)) at = this.drafts[at!]?.entries?.get(part)
    const target = at === undefined ? undefined : this.drafts[at]
    if (!target || isMark(target)) throw new FsError('ENOENT')
    if (target.entries) throw new FsError('EPERM')
    if (this.drafts[dir]!.entries!.get(name) === at) return
    this.drop(dir, name)
    if (target.nlink === 0) throw new FsError('ENOENT')
    this.addName(dir, name, at!)
  }
}

/** A whiteout, be it from an entry of its own or from a device 0/0. */
function isMark({ mode, content }: Draft): boolean {
  const device = typeof content === 'object' && 'major' in content ? content : undefined
  return isCharDevice(mode) && device?.major === 0 && device.minor === 0
}
const opaque = (xattrs: Xattrs | undefined): Xattrs => sortedXattrs([...(xattrs ?? []), [OPAQUE, YES]])

const whiteout = (mtime: Instant): Draft =>
  draft(S_IFCHR, { mode: 0, uid: 0, gid: 0, mtime }, WHITEOUT_DEVICE)

/**
 * A layer as overlay2 keeps it in its `diff` directory: whiteouts are character devices 0/0, an opaque directory
 * carries `trusted.overlay.opaque`. Missing parents are made, a later entry replaces an earlier one, a symlink of the
 * same layer is followed where a path leads over it. ENOENT for a hard link to nothing, ENOTDIR for a path below a
 * file, EINVAL for `..`.
 */
export function layerTree(entries: Iterable<LayerEntry>, time: Instant = 0n): Tree {
  const builder = new LayerBuilder(time)
  for (const entry of entries) builder.add(entry)
  return builder.build()
}
