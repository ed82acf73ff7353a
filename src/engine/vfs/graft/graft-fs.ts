import type { Body } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { byCodeUnit } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import {
  type Attributes,
  type DirEntry,
  type Filesystem,
  type Ino,
  type NewInode,
  S_IFDIR,
  S_IFLNK,
  S_IFREG,
  type Stat,
} from '../filesystem.ts'
import { checkName, NO_XATTRS } from '../inode.ts'
import type { Graft, GraftNode } from './node.ts'
import { Numbers } from './numbers.ts'
import { Regions } from './regions.ts'

/** Numbers are `region · 2³² + number there`: region 1 is what is computed here, each graft has one of its own. */
const SPAN = 2 ** 32
const COMPUTED = 1
const DIRECTORY_SIZE = 4096
const NO_DEVICE = { major: 0, minor: 0 }

/** An inode of a graft: the file system there, the number there, and how to tell of a change. */
interface Inner {
  readonly fs: Filesystem
  readonly ino: Ino
  readonly region: number
  readonly changed: () => void
}

/**
 * A file system computed when it is looked at, with other file systems grafted in: nothing is copied or kept but the
 * numbers given out. What is computed answers writes with EROFS, a graft as it does itself. Numbers stay as long as
 * there is what they stand for; those of another file system of the same device must be below 2³².
 */
export class GraftFs implements Filesystem {
  readonly type: string
  readonly dev: number
  readonly root: Ino = COMPUTED * SPAN
  readonly readOnly = false
  /** Of region 1. */
  private readonly numbers: Numbers
  private readonly regions = new Regions(COMPUTED + 1)

  constructor(type: string, dev: number, top: GraftNode) {
    this.type = type
    this.dev = dev
    this.numbers = new Numbers(top)
  }

  private node(number: number): Exclude<GraftNode, Graft> {
    const node = this.numbers.node(number)
    if (node === undefined || node.kind === 'graft') throw new FsError('ENOENT')
    return node
  }
  private inner(ino: Ino): Inner | undefined {
    const at = Math.floor(ino / SPAN)
    if (at === COMPUTED) return undefined
    const graft = this.regions.get(at)?.graft
    const fs = graft?.fs()
    if (!fs) throw new FsError('ENOENT')
    return { fs, ino: ino - at * SPAN, region: at, changed: () => graft!.changed?.() }
  }
  /** The inode of a graft that is to be changed; EROFS for what is computed. */
  private writable(ino: Ino): Inner {
    const inner = this.inner(ino)
    if (!inner) throw new FsError('EROFS')
    return inner
  }
  private change<T>(ino: Ino, edit: (inner: Inner) => T): T {
    const inner = this.writable(ino)
    const result = edit(inner)
    inner.changed()
    return result
  }

  /** Where an inode of a graft really lies, and how to tell of a change; undefined for what is computed. */
  behind(ino: Ino): { readonly fs: Filesystem; readonly ino: Ino; readonly changed: () => void } | undefined {
    return this.inner(ino)
  }

  /** Number of an entry of a computed directory. */
  private childNumber(dir: number, name: string, node: GraftNode): Ino {
    const number = this.numbers.of(dir, name)
    if (number === undefined) throw new FsError('ENOENT')
    if (node.kind !== 'graft') return COMPUTED * SPAN + number
    const fs = node.fs()
    if (!fs) throw new FsError('ENOENT')
    const region = this.regions.of(node.group ?? number, node)
    const root = node.root?.(fs) ?? fs.root
    this.regions.get(region)!.parents.set(root, COMPUTED * SPAN + dir)
    return region * SPAN + root
  }

  stat(ino: Ino): Stat {
    const inner = this.inner(ino)
    if (inner) {
      const stat = inner.fs.stat(inner.ino)
      const { mode, nlink, uid, gid, rdev, size, moreBlocks, atime, mtime, ctime } = stat
      const ino = inner.region * SPAN + stat.ino
      return { dev: this.dev, ino, mode, nlink, uid, gid, rdev, size, moreBlocks, atime, mtime, ctime }
    }
    const node = this.node(ino - COMPUTED * SPAN)
    return {
      dev: this.dev,
      ino,
      mode: typeOf(node) | node.mode,
      nlink: node.kind === 'directory' ? 2 + node.directories() : 1,
      uid: 0,
      gid: 0,
      rdev: node.kind === 'special' ? node.rdev : NO_DEVICE,
      // Asked for only by who wants it: some are dear.
      get size() {
        return sizeOf(node)
      },
      atime: node.mtime,
      mtime: node.mtime,
      ctime: node.mtime,
    }
  }
  lookup(dir: Ino, name: string): Ino {
    const inner = this.inner(dir)
    if (inner) return inner.region * SPAN + inner.fs.lookup(inner.ino, name)
    const number = dir - COMPUTED * SPAN
    const node = this.node(number)
    if (node.kind !== 'directory') throw new FsError('ENOTDIR')
    const child = node.get(name)
    if (!child) {
      checkName(name)
      throw new FsError('ENOENT')
    }
    return this.childNumber(number, name, child)
  }
  parent(dir: Ino): Ino {
    const inner = this.inner(dir)
    if (!inner) {
      const parent = this.numbers.parentOf(dir - COMPUTED * SPAN)
      if (parent === undefined) throw new FsError('ENOENT')
      return COMPUTED * SPAN + parent
    }
    const outside = this.regions.get(inner.region)!.parents.get(inner.ino)
    return outside ?? inner.region * SPAN + inner.fs.parent(inner.ino)
  }
  readdir(dir: Ino): DirEntry[] {
    const inner = this.inner(dir)
    if (inner)
      return inner.fs.readdir(inner.ino).map((entry) => ({ ...entry, ino: inner.region * SPAN + entry.ino }))
    const number = dir - COMPUTED * SPAN
    const node = this.node(number)
    if (node.kind !== 'directory') throw new FsError('ENOTDIR')
    const entries: DirEntry[] = []
    for (const name of [...node.names()].sort(byCodeUnit)) {
      const child = node.get(name)
      if (child) entries.push({ name, ino: this.childNumber(number, name, child), type: typeOf(child) })
    }
    return entries
  }
  readlink(ino: Ino): string {
    const inner = this.inner(ino)
    if (inner) return inner.fs.readlink(inner.ino)
    const node = this.node(ino - COMPUTED * SPAN)
    if (node.kind !== 'link') throw new FsError('EINVAL')
    return node.target
  }
  body(ino: Ino): Body {
    const inner = this.inner(ino)
    if (inner) return inner.fs.body(inner.ino)
    const node = this.node(ino - COMPUTED * SPAN)
    if (node.kind === 'file') return node.body()
    throw new FsError(node.kind === 'directory' ? 'EISDIR' : 'EINVAL')
  }
  xattrs(ino: Ino): ReadonlyMap<string, Uint8Array> {
    const inner = this.inner(ino)
    return inner ? inner.fs.xattrs(inner.ino) : NO_XATTRS
  }
  usage(): { bytes: number; inodes: number } {
    return { bytes: 0, inodes: 0 }
  }
  open(ino: Ino, write: boolean, time: Instant): Ino {
    const inner = write ? this.writable(ino) : this.inner(ino)
    return inner ? inner.region * SPAN + inner.fs.open(inner.ino, write, time) : ino
  }
  release(ino: Ino): void {
    const graft = this.regions.get(Math.floor(ino / SPAN))?.graft
    graft?.fs()?.release(ino % SPAN)
    graft?.changed?.()
  }

  create(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.change(dir, (at) => at.region * SPAN + at.fs.create(at.ino, name, attributes))
  }
  mkdir(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.change(dir, (at) => at.region * SPAN + at.fs.mkdir(at.ino, name, attributes))
  }
  symlink(dir: Ino, name: string, target: string, attributes: NewInode): Ino {
    return this.change(dir, (at) => at.region * SPAN + at.fs.symlink(at.ino, name, target, attributes))
  }
  mknod(dir: Ino, name: string, type: number, rdev: Stat['rdev'], attributes: NewInode): Ino {
    return this.change(dir, (at) => at.region * SPAN + at.fs.mknod(at.ino, name, type, rdev, attributes))
  }
  link(dir: Ino, name: string, ino: Ino, time: Instant): void {
    const from = this.writable(ino)
    this.change(dir, (at) => {
      if (at.region !== from.region) throw new FsError('EXDEV')
      at.fs.link(at.ino, name, from.ino, time)
    })
  }
  unlink(dir: Ino, name: string, time: Instant): void {
    this.change(dir, (at) => at.fs.unlink(at.ino, name, time))
  }
  rmdir(dir: Ino, name: string, time: Instant): void {
    this.change(dir, (at) => at.fs.rmdir(at.ino, name, time))
  }
  rename(fromDir: Ino, from: string, toDir: Ino, to: string, time: Instant): void {
    const source = this.writable(fromDir)
    this.change(toDir, (at) => {
      if (at.region !== source.region) throw new FsError('EXDEV')
      at.fs.rename(source.ino, from, at.ino, to, time)
    })
  }
  write(ino: Ino, offset: number, bytes: Uint8Array, time: Instant): void {
    this.change(ino, (at) => at.fs.write(at.ino, offset, bytes, time))
  }
  setBody(ino: Ino, body: Body, time: Instant): void {
    this.change(ino, (at) => at.fs.setBody(at.ino, body, time))
  }
  setattr(ino: Ino, attributes: Attributes): void {
    this.change(ino, (at) => at.fs.setattr(at.ino, attributes))
  }
  setxattr(ino: Ino, name: string, value: Uint8Array, time: Instant): void {
    this.change(ino, (at) => at.fs.setxattr(at.ino, name, value, time))
  }
  removexattr(ino: Ino, name: string, time: Instant): void {
    this.change(ino, (at) => at.fs.removexattr(at.ino, name, time))
  }
}

const typeOf = (node: GraftNode): number =>
  node.kind === 'file'
    ? S_IFREG
    : node.kind === 'link'
      ? S_IFLNK
      : node.kind === 'special'
        ? node.type
        : S_IFDIR

const sizeOf = (node: Exclude<GraftNode, Graft>): number =>
  node.kind === 'file'
    ? node.body().size
    : node.kind === 'link'
      ? node.target.length
      : node.kind === 'directory'
        ? DIRECTORY_SIZE
        : 0
