import type { Body } from '../base/body.ts'
import type { Instant } from '../base/time.ts'

/** Number of an inode within one file system; the root is `root`. */
export type Ino = number

/** File type bits of `mode` (inode(7)). */
export const S_IFMT = 0o170000
export const S_IFSOCK = 0o140000
export const S_IFLNK = 0o120000
export const S_IFREG = 0o100000
export const S_IFBLK = 0o060000
export const S_IFDIR = 0o040000
export const S_IFCHR = 0o020000
export const S_IFIFO = 0o010000

export const isDirectory = (mode: number): boolean => (mode & S_IFMT) === S_IFDIR
export const isRegular = (mode: number): boolean => (mode & S_IFMT) === S_IFREG
export const isSymlink = (mode: number): boolean => (mode & S_IFMT) === S_IFLNK
export const isCharDevice = (mode: number): boolean => (mode & S_IFMT) === S_IFCHR
export const isBlockDevice = (mode: number): boolean => (mode & S_IFMT) === S_IFBLK

/** What stat(2) tells. `mode` holds the type bits too; times are nanoseconds since the epoch. */
export interface Stat {
  readonly dev: number
  readonly ino: Ino
  readonly mode: number
  readonly nlink: number
  readonly uid: number
  readonly gid: number
  readonly rdev: { readonly major: number; readonly minor: number }
  readonly size: number
  /** Blocks of 512 bytes that it takes beyond those of its content, if any. */
  readonly moreBlocks?: number | undefined
  readonly atime: Instant
  readonly mtime: Instant
  readonly ctime: Instant
}

/** What of an inode says who may do what with it. */
export type Permissions = Pick<Stat, 'mode' | 'uid' | 'gid'>

export interface DirEntry {
  readonly name: string
  readonly ino: Ino
  /** Type bits only. */
  readonly type: number
}

/** What a new inode starts with. `mode` without type bits; the caller has applied the umask. */
export interface NewInode {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly time: Instant
}

/** What setattr may change; only the fields given. `time` becomes ctime. */
export interface Attributes {
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly size?: number
  readonly atime?: Instant
  readonly mtime?: Instant
  readonly time: Instant
}

/**
 * A mounted file system (a superblock). Mechanism only: names are single components, permissions, symlinks,
 * mounts and umask are the kernel's. All calls are synchronous and throw `FsError`. `.` and `..` are not entries.
 */
export interface Filesystem {
  /** As in /proc/mounts: `ext4`, `overlay`, `tmpfs`, `proc`. */
  readonly type: string
  /** Device number, unique among the mounted file systems of a world. */
  readonly dev: number
  readonly root: Ino
  readonly readOnly: boolean

  stat(ino: Ino): Stat
  /** A part of what stat tells, where that takes less. */
  permissions?(ino: Ino): Permissions
  /** Inode of an entry. ENOENT, ENOTDIR. */
  lookup(dir: Ino, name: string): Ino
  /** The same; undefined instead of ENOENT, where that takes less than to throw. */
  seek?(dir: Ino, name: string): Ino | undefined
  /** Directory that holds this directory; the root holds itself. */
  parent(dir: Ino): Ino
  /** Entries, ordered by code unit. ENOTDIR. */
  readdir(dir: Ino): DirEntry[]
  /** The name of an inode in a directory, where to ask that is not to list it: the kernel has names of its own (dcache). */
  nameIn?(dir: Ino, ino: Ino): string | undefined
  readlink(ino: Ino): string
  /** Content of a regular file as it is now. A later write does not change the body. EISDIR, EINVAL. */
  body(ino: Ino): Body

  create(dir: Ino, name: string, attributes: NewInode): Ino
  mkdir(dir: Ino, name: string, attributes: NewInode): Ino
  symlink(dir: Ino, name: string, target: string, attributes: NewInode): Ino
  /** `type` is S_IFCHR, S_IFBLK, S_IFIFO or S_IFSOCK. */
  mknod(dir: Ino, name: string, type: number, rdev: Stat['rdev'], attributes: NewInode): Ino
  link(dir: Ino, name: string, ino: Ino, time: Instant): void
  unlink(dir: Ino, name: string, time: Instant): void
  rmdir(dir: Ino, name: string, time: Instant): void
  rename(fromDir: Ino, from: string, toDir: Ino, to: string, time: Instant): void

  write(ino: Ino, offset: number, bytes: Uint8Array, time: Instant): void
  /** Replaces the whole content at once (what a recipe or an archive brings). */
  setBody(ino: Ino, body: Body, time: Instant): void
  setattr(ino: Ino, attributes: Attributes): void
  xattrs(ino: Ino): ReadonlyMap<string, Uint8Array>
  setxattr(ino: Ino, name: string, value: Uint8Array, time: Instant): void
  removexattr(ino: Ino, name: string, time: Instant): void

  /** Called when a file is opened, before the first read or write: `write` says what it is opened for. Returns the
   * inode to use from then on (an overlay copies up here). */
  open(ino: Ino, write: boolean, time: Instant): Ino
  /** The last descriptor of an inode is gone: an unlinked one may be freed. */
  release(ino: Ino): void
  /** What it may hold, where it is not as large as the disk. */
  readonly capacity?: { readonly bytes: number; readonly inodes: number } | undefined
  /** Bytes used and inodes used, as statfs(2) needs them. */
  usage(): { readonly bytes: number; readonly inodes: number }
}
