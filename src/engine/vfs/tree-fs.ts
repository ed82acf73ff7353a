import type { List } from 'immutable'
import { Map as PersistentMap } from 'immutable'
import { type Body, EMPTY, resizeBody, writeBody } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import { byCodeUnit, encode } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import {
  type Attributes,
  type DirEntry,
  type Filesystem,
  type Ino,
  isDirectory,
  isRegular,
  isSymlink,
  type NewInode,
  type Permissions,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  type Stat,
} from './filesystem.ts'
import {
  bodyOf,
  checkName,
  type Directory,
  directoryOf,
  type Inode,
  isWhiteout,
  LINK_MAX,
  NO_XATTRS,
  sizeInMemory,
  statOf,
  targetOf,
} from './inode.ts'
import { SpaceMeter } from './space-meter.ts'
import { emptyTree, ROOT, Tree, type TreeFsOptions } from './tree.ts'
import { withoutXattr, withXattr } from './xattr.ts'

/** Largest file of ext4 with blocks of 4 KiB. */
const MAX_SIZE = 2 ** 44 - 4096

/**
 * A file system over a `Tree`, with the errno of Linux's ext4. `tree` is a snapshot of everything; `restore` goes
 * back to one. Both cost nothing.
 */
export class TreeFs implements Filesystem {
  readonly type: string
  readonly dev: number
  readonly root = ROOT
  /** Changed by a remount. */
  readOnly: boolean
  private inodes: List<Inode | undefined>
  private held: Tree['held']
  private readonly space: SpaceMeter
  private snapshot: Tree | undefined
  private shape = 0

  constructor(options: TreeFsOptions) {
    this.type = options.type
    this.dev = options.dev
    this.readOnly = options.readOnly ?? false
    const tree = options.tree ?? emptyTree({ mode: options.rootMode ?? 0o755, time: options.time ?? 0n })
    this.inodes = tree.inodes
    this.held = tree.held
    const inMemory = options.type === 'tmpfs'
    this.space = new SpaceMeter(inMemory)
    this.space.bytes = options.tree || !inMemory ? tree.bytes : 0
    this.space.count = tree.count
    this.snapshot = tree
  }

  /** What it may hold: ENOSPC beyond that. Changed by a remount. */
  get capacity(): Filesystem['capacity'] {
    return this.space.capacity
  }
  set capacity(capacity: Filesystem['capacity']) {
    this.space.capacity = capacity
  }

  /** Everything it holds now, as a value. */
  get tree(): Tree {
    this.snapshot ??= new Tree(this.inodes, this.held, { bytes: this.space.bytes, count: this.space.count })
    return this.snapshot
  }

  /** Holds from now on what `tree` holds. */
  restore(tree: Tree): void {
    this.inodes = tree.inodes
    this.held = tree.held
    this.space.bytes = tree.bytes
    this.space.count = tree.count
    this.snapshot = tree
    this.shape++
  }

  /** Grows whenever directories, whiteouts or their marks change: what was derived from them is then stale. */
  get shapeVersion(): number {
    return this.shape
  }

  /** The inode, or undefined. */
  find(ino: Ino): Inode | undefined {
    return this.inodes.get(ino)
  }
  private get(ino: Ino): Inode {
    const inode = this.inodes.get(ino)
    if (inode === undefined) throw new FsError('ENOENT')
    return inode
  }
  /** Number of an entry, or undefined where there is none. ENOTDIR. */
  child(dir: Ino, name: string): Ino | undefined {
    return directoryOf(this.get(dir)).entries.get(name)
  }

  stat(ino: Ino): Stat {
    const stat = statOf(this.get(ino), this.dev, ino)
    if (this.type !== 'tmpfs' || !isDirectory(stat.mode)) return stat
    return { ...stat, size: sizeInMemory(directoryOf(this.get(ino))) }
  }
  permissions(ino: Ino): Permissions {
    return this.get(ino)
  }
  lookup(dir: Ino, name: string): Ino {
    const ino = this.seek(dir, name)
    if (ino === undefined) throw new FsError('ENOENT')
    return ino
  }
  seek(dir: Ino, name: string): Ino | undefined {
    const { entries } = directoryOf(this.get(dir))
    checkName(name)
    return entries.get(name)
  }
  parent(dir: Ino): Ino {
    return directoryOf(this.get(dir)).parent
  }
  readdir(dir: Ino): DirEntry[] {
    const list: DirEntry[] = []
    for (const [name, ino] of directoryOf(this.get(dir)).entries)
      list.push({ name, ino, type: this.get(ino).mode & S_IFMT })
    return list.sort((a, b) => byCodeUnit(a.name, b.name))
  }
  readlink(ino: Ino): string {
    return targetOf(this.get(ino))
  }
  body(ino: Ino): Body {
    return bodyOf(this.get(ino))
  }
  xattrs(ino: Ino): ReadonlyMap<string, Uint8Array> {
    return this.get(ino).xattrs ?? NO_XATTRS
  }
  usage(): { bytes: number; inodes: number } {
    return { bytes: this.space.bytes, inodes: this.space.count }
  }

  create(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.add(dir, name, S_IFREG, EMPTY, attributes)
  }
  mkdir(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.add(dir, name, S_IFDIR, { parent: dir, name, entries: PersistentMap() }, attributes)
  }
  symlink(dir: Ino, name: string, target: string, attributes: NewInode): Ino {
    if (target === '') throw new FsError('ENOENT')
    if (encode(target).length > 4095) throw new FsError('ENAMETOOLONG')
    return this.add(dir, name, S_IFLNK, target, { ...attributes, mode: 0o777 })
  }
  mknod(dir: Ino, name: string, type: number, rdev: Stat['rdev'], attributes: NewInode): Ino {
    const { major, minor } = rdev
    return this.add(dir, name, type, { major, minor }, attributes)
  }
  private add(dir: Ino, name: string, type: number, content: Inode['content'], attributes: NewInode): Ino {
    const { entries } = directoryOf(this.get(dir))
    checkName(name)
    if (entries.has(name)) throw new FsError('EEXIST')
    this.checkWritable()
    this.checkAlive(dir)
    const { mode, uid, gid, time } = attributes
    const ino = this.inodes.size
    const folder = type === S_IFDIR
    const inode: Inode = {
      mode: type | (mode & 0o7777),
      uid,
      gid,
      nlink: folder ? 2 : 1,
      atime: time,
      mtime: time,
      ctime: time,
      content,
      xattrs: undefined,
    }
    this.put(ino, inode)
    this.editDirectory(dir, (names) => names.set(name, ino), folder ? 1 : 0, time)
    if (folder || isWhiteout(inode)) this.shape++
    return ino
  }

  /**
   * Adds an inode with everything it carries (times, xattrs); a directory comes empty. The times of `dir` stay as
   * they are. Without a place it has no name and lives until released. What copy-up needs.
   */
  graft(place: { dir: Ino; name: string } | undefined, inode: Inode): Ino {
    const ino = this.inodes.size
    const folder = isDirectory(inode.mode)
    if (!place) {
      this.put(ino, { ...inode, nlink: 0 })
      return this.open(ino, false, inode.ctime)
    }
    const { dir, name } = place
    if (directoryOf(this.get(dir)).entries.has(name)) throw new FsError('EEXIST')
    this.checkWritable()
    this.checkAlive(dir)
    const content = folder ? { parent: dir, name, entries: PersistentMap<string, Ino>() } : inode.content
    this.put(ino, { ...inode, nlink: folder ? 2 : 1, content })
    const parent = this.get(dir)
    const entries = (parent.content as Directory).entries.set(name, ino)
    const nlink = parent.nlink + (folder ? 1 : 0)
    this.put(dir, { ...parent, nlink, content: { ...(parent.content as Directory), entries } })
    if (folder || isWhiteout(inode)) this.shape++
    return ino
  }

  link(dir: Ino, name: string, ino: Ino, time: Instant): void {
    const { entries } = directoryOf(this.get(dir))
    checkName(name)
    if (entries.has(name)) throw new FsError('EEXIST')
    this.checkWritable()
    this.checkAlive(dir)
    const inode = this.get(ino)
    if (isDirectory(inode.mode)) throw new FsError('EPERM')
    if (inode.nlink === 0) throw new FsError('ENOENT')
    if (inode.nlink >= LINK_MAX) throw new FsError('EMLINK')
    this.put(ino, { ...inode, nlink: inode.nlink + 1, ctime: time })
    this.editDirectory(dir, (names) => names.set(name, ino), 0, time)
    if (isWhiteout(inode)) this.shape++
  }
  unlink(dir: Ino, name: string, time: Instant): void {
    this.checkWritable()
    const ino = this.lookup(dir, name)
    if (isDirectory(this.get(ino).mode)) throw new FsError('EISDIR')
    this.editDirectory(dir, (names) => names.delete(name), 0, time)
    this.dropName(ino, time)
  }
  rmdir(dir: Ino, name: string, time: Instant): void {
    this.checkWritable()
    const ino = this.lookup(dir, name)
    if (directoryOf(this.get(ino)).entries.size > 0) throw new FsError('ENOTEMPTY')
    this.editDirectory(dir, (names) => names.delete(name), -1, time)
    this.dropName(ino, time)
  }
  rename(fromDir: Ino, from: string, toDir: Ino, to: string, time: Instant): void {
    this.checkWritable()
    const ino = this.lookup(fromDir, from)
    const target = this.child(toDir, to)
    checkName(to)
    const inode = this.get(ino)
    const folder = isDirectory(inode.mode)
    if (folder && this.isWithin(toDir, ino)) throw new FsError('EINVAL')
    if (target !== undefined && this.isWithin(fromDir, target)) throw new FsError('ENOTEMPTY')
    if (target === ino) return
    this.checkAlive(toDir)
    if (target !== undefined) {
      const replaced = this.get(target)
      if (folder && !isDirectory(replaced.mode)) throw new FsError('ENOTDIR')
      if (!folder && isDirectory(replaced.mode)) throw new FsError('EISDIR')
      if (folder && directoryOf(replaced).entries.size > 0) throw new FsError('ENOTEMPTY')
      this.editDirectory(toDir, (names) => names.delete(to), folder ? -1 : 0, time)
      this.dropName(target, time)
    }
    this.editDirectory(fromDir, (names) => names.delete(from), folder ? -1 : 0, time)
    this.editDirectory(toDir, (names) => names.set(to, ino), folder ? 1 : 0, time)
    const content = folder ? { ...(inode.content as Directory), parent: toDir, name: to } : inode.content
    // Its own link count may have changed where it was the parent of neither: read it again.
    this.put(ino, { ...this.get(ino), content, ctime: time })
    if (folder || isWhiteout(inode)) this.shape++
  }

  write(ino: Ino, offset: number, bytes: Uint8Array, time: Instant): void {
    const body = bodyOf(this.get(ino))
    if (offset + bytes.length > MAX_SIZE) throw new FsError('EFBIG')
    const room = this.space.roomOf(this.get(ino)) - offset
    if (room <= 0 && bytes.length > 0) throw new FsError('ENOSPC')
    this.setBody(ino, writeBody(body, offset, bytes.subarray(0, room)), time)
    if (room < bytes.length) throw new FsError('ENOSPC')
  }
  setBody(ino: Ino, body: Body, time: Instant): void {
    const inode = this.get(ino)
    bodyOf(inode)
    this.checkWritable()
    this.put(ino, { ...inode, content: body, mtime: time, ctime: time })
  }
  setattr(ino: Ino, attributes: Attributes): void {
    const inode = this.get(ino)
    const { mode = inode.mode, uid = inode.uid, gid = inode.gid, size, time } = attributes
    this.checkWritable()
    // A symlink has no mode of its own to change (fs/attr.c, notify_change).
    if (attributes.mode !== undefined && isSymlink(inode.mode)) throw new FsError('ENOTSUP')
    let { content, mtime } = inode
    if (size !== undefined) {
      const body = bodyOf(inode)
      if (size < 0) throw new FsError('EINVAL')
      if (size > MAX_SIZE) throw new FsError('EFBIG')
      content = size === body.size ? body : resizeBody(body, size)
      mtime = time
    }
    this.put(ino, {
      ...inode,
      mode: (inode.mode & S_IFMT) | (mode & 0o7777),
      uid,
      gid,
      content,
      atime: attributes.atime ?? inode.atime,
      mtime: attributes.mtime ?? mtime,
      ctime: time,
    })
  }
  setxattr(ino: Ino, name: string, value: Uint8Array, time: Instant): void {
    const inode = this.get(ino)
    this.checkWritable()
    this.put(ino, { ...inode, xattrs: withXattr(inode.xattrs, name, value), ctime: time })
    if (isDirectory(inode.mode)) this.shape++
  }
  removexattr(ino: Ino, name: string, time: Instant): void {
    const inode = this.get(ino)
    this.checkWritable()
    this.put(ino, { ...inode, xattrs: withoutXattr(inode.xattrs, name), ctime: time })
    if (isDirectory(inode.mode)) this.shape++
  }

  open(ino: Ino, write: boolean, _time: Instant): Ino {
    const inode = this.get(ino)
    if (write && isDirectory(inode.mode)) throw new FsError('EISDIR')
    if (write && isRegular(inode.mode)) this.checkWritable()
    if (!this.held.has(ino)) {
      this.held = this.held.add(ino)
      this.snapshot = undefined
    }
    return ino
  }
  release(ino: Ino): void {
    this.held = this.held.delete(ino)
    this.snapshot = undefined
    if (this.find(ino)?.nlink === 0) this.free(ino)
  }

  /** True for `dir` itself and every directory below `top`. */
  private isWithin(dir: Ino, top: Ino): boolean {
    for (let at = dir; ; ) {
      if (at === top) return true
      const { parent } = directoryOf(this.get(at))
      if (parent === at) return false
      at = parent
    }
  }
  private checkWritable(): void {
    if (this.readOnly) throw new FsError('EROFS')
  }
  /** Nothing can be put into a directory that was removed. */
  private checkAlive(dir: Ino): void {
    if (this.get(dir).nlink === 0) throw new FsError('ENOENT')
  }
  private put(ino: Ino, inode: Inode): void {
    this.space.put(inode, this.inodes.get(ino))
    this.inodes = this.inodes.set(ino, inode)
    this.snapshot = undefined
  }
  private editDirectory(
    dir: Ino,
    edit: (entries: Directory['entries']) => Directory['entries'],
    subdirectories: number,
    time: Instant,
  ): void {
    const inode = this.get(dir)
    const content = inode.content as Directory
    this.put(dir, {
      ...inode,
      nlink: inode.nlink + subdirectories,
      mtime: time,
      ctime: time,
      content: { ...content, entries: edit(content.entries) },
    })
  }
  /** One name less: the inode goes with its last, unless it is open. */
  private dropName(ino: Ino, time: Instant): void {
    const inode = this.get(ino)
    const folder = isDirectory(inode.mode)
    if (folder || isWhiteout(inode)) this.shape++
    const nlink = folder ? 0 : inode.nlink - 1
    if (nlink === 0 && !this.held.has(ino)) this.free(ino)
    else this.put(ino, { ...inode, nlink, ctime: time })
  }
  private free(ino: Ino): void {
    this.space.remove(this.get(ino))
    this.inodes = this.inodes.set(ino, undefined)
    this.snapshot = undefined
  }
}
