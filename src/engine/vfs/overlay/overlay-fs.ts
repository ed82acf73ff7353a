import type { Body } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import type { LayerEntry } from '../entry.ts'
import {
  type Attributes,
  type DirEntry,
  type Filesystem,
  type Ino,
  isDirectory,
  isRegular,
  type NewInode,
  S_IFCHR,
  type Stat,
} from '../filesystem.ts'
import { checkName, isWhiteout, OPAQUE, YES } from '../inode.ts'
import { ROOT } from '../tree.ts'
import type { TreeFs } from '../tree-fs.ts'
import { type Change, changesOf } from './changes.ts'
import { commitEntries } from './commit.ts'
import { markUpper, stateOf } from './copy-up.ts'
import { storedName } from './escaped-xattrs.ts'
import { explainPath, type Origin } from './explain.ts'
import { IMPURE, isUpper } from './handles.ts'
import type { MergedIndex } from './merged-index.ts'
import type { OverlayState } from './view.ts'
import { Whiteouts } from './whiteouts.ts'

export interface OverlayFsOptions {
  readonly dev: number
  /** The lowerdirs, merged. Shared by all mounts of the stack. */
  readonly lower: MergedIndex
  /** File system and directory of the upperdir; without it the overlay is read-only. */
  readonly upper?: { readonly fs: TreeFs; readonly dir?: Ino }
  /** The workdir, on the same file system as the upperdir. Its `work` keeps the inode all whiteouts share. */
  readonly workdir?: Ino
  /** When it is mounted. */
  readonly time?: Instant
  /** 16 bytes that a new upperdir is marked with. */
  readonly uuid?: Uint8Array | undefined
}

/** Name for the time of an exchange that nothing else can have. */
const EXCHANGED = '/'

/**
 * A mounted overlay with the semantics of the kernel's overlayfs under index=off, redirect_dir=off, metacopy=off,
 * xino=off, as Docker mounts it. What it changes lies in the upperdir; `state` is the little it remembers beside.
 * A snapshot is the upper file system's `tree` and `state`.
 */
export class OverlayFs extends Whiteouts implements Filesystem {
  readonly type = 'overlay'
  /** This is the first mount of the upperdir: /proc/mounts says `uuid=on` then. */
  readonly marked: boolean = false
  constructor(options: OverlayFsOptions) {
    const { upper, workdir, time = 0n, uuid } = options
    super(options.dev, options.lower, { fs: upper?.fs, dir: upper?.dir ?? ROOT }, workdir)
    if (!upper) return
    if (uuid && !upper.fs.readOnly) this.marked = markUpper(upper.fs, this.upperdir, uuid, time)
    this.current = stateOf(upper.fs, this.upperdir, options.lower)
    if (!upper.fs.readOnly) this.markOrigins()
    if (workdir !== undefined && !upper.fs.readOnly && upper.fs.child(workdir, 'work') === undefined)
      upper.fs.mkdir(workdir, 'work', { mode: 0, uid: 0, gid: 0, time })
  }

  get readOnly(): boolean {
    return this.upperFs?.readOnly ?? true
  }
  get state(): OverlayState {
    return this.current
  }
  /** Goes back to an earlier state; the upper file system is restored by whoever owns it. */
  restore(state: OverlayState): void {
    this.current = state
  }

  create(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.add(dir, name, attributes.time, (upper, at) => upper.create(at, name, attributes))
  }
  mkdir(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.add(dir, name, attributes.time, (upper, at) => upper.mkdir(at, name, attributes))
  }
  symlink(dir: Ino, name: string, target: string, attributes: NewInode): Ino {
    return this.add(dir, name, attributes.time, (upper, at) => upper.symlink(at, name, target, attributes))
  }
  mknod(dir: Ino, name: string, type: number, rdev: Stat['rdev'], attributes: NewInode): Ino {
    // What would be a whiteout cannot be made through the overlay (fs/overlayfs/dir.c, ovl_mknod).
    if (type === S_IFCHR && rdev.major === 0 && rdev.minor === 0) throw new FsError('EPERM')
    return this.add(dir, name, attributes.time, (upper, at) => upper.mknod(at, name, type, rdev, attributes))
  }
  link(dir: Ino, name: string, ino: Ino, time: Instant): void {
    this.add(dir, name, time, (upper, at) => {
      if (isDirectory(this.inode(ino).mode)) throw new FsError('EPERM')
      const copy = this.copyUp(ino, time)
      upper.link(at, name, copy, time)
      if (this.carriesOrigin(copy)) this.markImpure(at)
      return copy
    })
  }

  unlink(dir: Ino, name: string, time: Instant): void {
    this.writableUpper()
    if (isDirectory(this.inode(this.lookup(dir, name)).mode)) throw new FsError('EISDIR')
    this.atomically((upper) => {
      const parent = this.copyUpDirectory(dir, time)
      const ino = upper.child(parent, name)
      if (ino !== undefined) upper.unlink(parent, name, time)
      this.forget(ino)
      if (this.isBelow(dir, name)) this.whiteout(parent, name, time)
    })
  }
  rmdir(dir: Ino, name: string, time: Instant): void {
    this.writableUpper()
    const ino = this.lookup(dir, name)
    if (!isDirectory(this.inode(ino).mode)) throw new FsError('ENOTDIR')
    const below = this.isBelow(dir, name)
    this.demandEmpty(ino, !below && this.isPure(ino))
    this.atomically((upper) => {
      const parent = this.copyUpDirectory(dir, time)
      if (this.clearWhiteouts(ino, time)) upper.rmdir(parent, name, time)
      if (below) this.whiteout(parent, name, time)
    })
  }

  rename(fromDir: Ino, from: string, toDir: Ino, to: string, time: Instant): void {
    this.writableUpper()
    const source = this.lookup(fromDir, from)
    const target = this.child(toDir, to)
    checkName(to)
    const folder = isDirectory(this.inode(source).mode)
    if (folder && this.isWithin(toDir, source)) throw new FsError('EINVAL')
    if (target !== undefined && this.isWithin(fromDir, target)) throw new FsError('ENOTEMPTY')
    if (target === source) return
    const replaced = target === undefined ? undefined : this.inode(target)
    if (replaced && folder !== isDirectory(replaced.mode)) throw new FsError(folder ? 'ENOTDIR' : 'EISDIR')
    if (folder && this.directory(source).lower !== undefined) throw new FsError('EXDEV')
    if (folder && target !== undefined) {
      const pure = this.isPure(target)
      if (pure && this.countAll(target) > 0) this.failToMove(source, fromDir, from, toDir, time)
      this.demandEmpty(target, pure)
    }
    this.atomically((upper) => {
      const moved = this.copyUp(source, time)
      const fromUpper = this.copyUpDirectory(fromDir, time)
      const toUpper = this.copyUpDirectory(toDir, time)
      const old = upper.child(toUpper, to)
      const marked = old !== undefined && isWhiteout(upper.find(old)!)
      const below = this.isBelow(fromDir, from)
      if (folder && target !== undefined) this.clearWhiteouts(target, time)
      // A whiteout in the new place does for the old one too (fs/overlayfs/dir.c, ovl_rename_start).
      if (marked && below) upper.link(fromUpper, EXCHANGED, old, time)
      if (marked) upper.unlink(toUpper, to, time)
      upper.rename(fromUpper, from, toUpper, to, time)
      if (marked && below) upper.rename(fromUpper, EXCHANGED, fromUpper, from, time)
      this.forget(old)
      if (folder) this.markMoved(source, toDir, time)
      if (!folder && fromDir !== toDir && this.carriesOrigin(moved)) this.markImpure(toUpper)
      // rename(2) with RENAME_WHITEOUT leaves one of its own.
      if (below && !marked) this.ownWhiteout(fromUpper, from, time)
    })
  }

  write(ino: Ino, offset: number, bytes: Uint8Array, time: Instant): void {
    this.inUpper(ino, time, (upper, copy) => upper.write(copy, offset, bytes, time))
  }
  setBody(ino: Ino, body: Body, time: Instant): void {
    this.inUpper(ino, time, (upper, copy) => upper.setBody(copy, body, time))
  }
  setattr(ino: Ino, attributes: Attributes): void {
    this.inUpper(ino, attributes.time, (upper, copy) => upper.setattr(copy, attributes))
  }
  setxattr(ino: Ino, name: string, value: Uint8Array, time: Instant): void {
    this.inUpper(ino, time, (upper, copy) => upper.setxattr(copy, storedName(name), value, time))
  }
  removexattr(ino: Ino, name: string, time: Instant): void {
    this.inUpper(ino, time, (upper, copy) => upper.removexattr(copy, storedName(name), time))
  }

  /** A directory that no longer holds copies loses its mark when it is listed (fs/overlayfs/readdir.c, ovl_cache_get_impure). */
  override readdir(dir: Ino): DirEntry[] {
    const entries = super.readdir(dir)
    const { upper } = this.directory(dir)
    if (upper === undefined || this.readOnly || this.hidesWhiteouts(dir)) return entries
    const { xattrs, ctime } = this.inode(dir)
    if (xattrs?.has(IMPURE) && entries.every(({ ino }) => isUpper(ino)))
      this.upperFs!.removexattr(upper, IMPURE, ctime)
    return entries
  }
  open(ino: Ino, write: boolean, time: Instant): Ino {
    const { mode } = this.inode(ino)
    if (write && isDirectory(mode)) throw new FsError('EISDIR')
    if (write && isRegular(mode)) this.inUpper(ino, time, () => undefined)
    if (isDirectory(mode) && !isUpper(ino))
      this.holdDirectory(ino, this.directory(ino).upper, this.isMerged(ino), time)
    else {
      const held = this.heldUpper(ino)
      if (held !== undefined) this.upperFs!.open(held, write, time)
    }
    this.current = { ...this.current, opened: this.current.opened.add(ino) }
    return ino
  }
  release(ino: Ino): void {
    const held = this.heldUpper(ino)
    if (held !== undefined) this.upperFs!.release(held)
    this.forget(held)
    const { opened, directories } = this.current
    this.current = { ...this.current, opened: opened.delete(ino), directories: directories.delete(ino) }
  }
  usage(): { bytes: number; inodes: number } {
    return this.upperFs?.usage() ?? { bytes: 0, inodes: 0 }
  }

  /** Which layers have something under a path, top first, and what hides what. */
  explain(path: string): Origin[] {
    return explainPath(this, path)
  }
  /** How the upperdir changes what is below: `docker diff`. Costs what the upperdir holds. */
  changes(): Change[] {
    return changesOf(this)
  }
  /** The upperdir as a layer: what `docker commit` archives. */
  diff(): LayerEntry[] {
    return this.upperFs ? commitEntries(this.upperFs.tree, this.upperdir) : []
  }

  /** Adds a name; a whiteout in its place goes, and a directory then hides what the whiteout hid. */
  private add(dir: Ino, name: string, time: Instant, make: (upper: TreeFs, parent: Ino) => Ino): Ino {
    if (this.child(dir, name) !== undefined) throw new FsError('EEXIST')
    checkName(name)
    this.writableUpper()
    return this.atomically((upper) => {
      const parent = this.copyUpDirectory(dir, time)
      const mark = upper.child(parent, name)
      if (mark !== undefined) upper.unlink(parent, name, time)
      const made = make(upper, parent)
      if (mark !== undefined && isDirectory(upper.find(made)!.mode)) upper.setxattr(made, OPAQUE, YES, time)
      return this.lookup(dir, name)
    })
  }

  private inUpper(ino: Ino, time: Instant, change: (upper: TreeFs, copy: Ino) => void): void {
    this.writableUpper()
    this.atomically((upper) => change(upper, this.copyUp(ino, time)))
  }

  /** Runs a change; where it fails, nothing of it stays. */
  private atomically<T>(change: (upper: TreeFs) => T): T {
    const upper = this.writableUpper()
    const before = upper.tree
    const state = this.current
    try {
      return change(upper)
    } catch (error) {
      upper.restore(before)
      this.current = state
      throw error
    }
  }

  private demandEmpty(dir: Ino, pure: boolean): void {
    if ((pure ? this.countAll(dir) : this.names(dir).size) > 0) throw new FsError('ENOTEMPTY')
  }
  /** What is pure fails last, in the upperdir: it leaves the mark on the moved one, and a whiteout that ext4 took back. */
  private failToMove(source: Ino, fromDir: Ino, from: string, toDir: Ino, time: Instant): never {
    this.markMoved(source, toDir, time)
    if (this.isBelow(fromDir, from))
      this.writableUpper().setattr(this.copyUpDirectory(fromDir, time), { mtime: time, time })
    throw new FsError('ENOTEMPTY')
  }
  /** A directory that is moved into a merged one must not be merged with what the layers below have there. */
  private markMoved(source: Ino, toDir: Ino, time: Instant): void {
    const merged = this.directory(toDir).lower !== undefined
    this.copyUpDirectory(toDir, time)
    if (merged) this.writableUpper().setxattr(this.upperOf(source)!, OPAQUE, YES, time)
  }

  private isWithin(dir: Ino, top: Ino): boolean {
    for (let at = dir; at !== top; at = this.parent(at)) if (at === this.root) return false
    return true
  }
}
