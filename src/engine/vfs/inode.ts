import type { Map as PersistentMap } from 'immutable'
import type { Body } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import { decode, encode, encodedLength } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import { type Ino, isCharDevice, isDirectory, isRegular, isSymlink, type Stat } from './filesystem.ts'

export type Xattrs = ReadonlyMap<string, Uint8Array>
export type Device = Stat['rdev']

/** What a directory holds: its entries, and where it hangs itself (a directory has one name only). */
export interface Directory {
  readonly parent: Ino
  /** '' for a root. */
  readonly name: string
  readonly entries: PersistentMap<string, Ino>
}

/**
 * What an inode table holds. Immutable. `content` is a `Directory`, a `Body` (regular file), a string (target of
 * a symlink), a `Device` (character or block device) or undefined (fifo, socket).
 */
export interface Inode {
  /** With type bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Names of a file; of a directory 2 + its subdirectories, 0 once removed. */
  readonly nlink: number
  readonly atime: Instant
  readonly mtime: Instant
  readonly ctime: Instant
  readonly content: Directory | Body | string | Device | undefined
  readonly xattrs: Xattrs | undefined
}

export const NO_XATTRS: Xattrs = new Map()
const NO_DEVICE: Device = { major: 0, minor: 0 }
const BLOCK = 4096
/** Longest name of an entry in bytes (NAME_MAX, limits.h). */
const NAME_MAX = 255
/** A symlink shorter than this lies in the inode itself (ext4 "fast symlink"). */
const FAST_SYMLINK = 60
/** From here on ext4 no longer counts the links of a directory and shows 1 (feature dir_nlink). */
export const LINK_MAX = 65000

/** The directory an inode is, or ENOTDIR. */
export function directoryOf(inode: Inode): Directory {
  if (!isDirectory(inode.mode)) throw new FsError('ENOTDIR')
  return inode.content as Directory
}

/** Content of a regular file; EISDIR for a directory, EINVAL for anything else. */
export function bodyOf(inode: Inode): Body {
  if (isRegular(inode.mode)) return inode.content as Body
  throw new FsError(isDirectory(inode.mode) ? 'EISDIR' : 'EINVAL')
}

/** Target of a symlink, or EINVAL. */
export function targetOf(inode: Inode): string {
  if (!isSymlink(inode.mode)) throw new FsError('EINVAL')
  return inode.content as string
}

export function deviceOf(inode: Inode): Device {
  const { content } = inode
  return typeof content === 'object' && 'major' in content ? content : NO_DEVICE
}

/** `st_size`: bytes of a file, of a symlink's target; one block for a directory. */
export function sizeOf(inode: Inode): number {
  if (isRegular(inode.mode)) return (inode.content as Body).size
  if (isDirectory(inode.mode)) return BLOCK
  return isSymlink(inode.mode) ? encodedLength(inode.content as string) : 0
}

/** `st_size` of a directory of a tmpfs: 20 for each name, `.` and `..` among them (mm/shmem.c, BOGO_DIRENT_SIZE). */
export const sizeInMemory = ({ entries }: Directory): number => 20 * (2 + entries.size)

/** Room for xattrs in an inode of 256 bytes, without the mark before and the end behind (fs/ext4/xattr.h). */
const XATTR_ROOM = 88
const words = (bytes: number): number => Math.ceil(bytes / 4) * 4

/** Bytes of the block that ext4 keeps xattrs in where the inode has no room for them: the name without its space, the value. */
function xattrBytes({ xattrs }: Inode): number {
  let size = 0
  for (const [name, value] of xattrs ?? [])
    size += 16 + words(name.length - name.indexOf('.') - 1) + words(value.length)
  return size > XATTR_ROOM ? BLOCK : 0
}

/** Bytes that an inode takes on disk, in whole blocks. */
export function allocatedBytes(inode: Inode): number {
  const own = isSymlink(inode.mode)
    ? sizeOf(inode) < FAST_SYMLINK
      ? 0
      : BLOCK
    : Math.ceil(sizeOf(inode) / BLOCK) * BLOCK
  return own + xattrBytes(inode)
}

/** stat(2) of an inode under the numbers that a file system gives it. */
export const statOf = (inode: Inode, dev: number, ino: Ino): Stat => ({
  dev,
  ino,
  mode: inode.mode,
  nlink: isDirectory(inode.mode) && inode.nlink >= LINK_MAX ? 1 : inode.nlink,
  uid: inode.uid,
  gid: inode.gid,
  rdev: deviceOf(inode),
  size: sizeOf(inode),
  moreBlocks: inode.xattrs === undefined ? undefined : xattrBytes(inode) / 512 || undefined,
  atime: inode.atime,
  mtime: inode.mtime,
  ctime: inode.ctime,
})

/** ENAMETOOLONG for a name of more than 255 bytes. */
export function checkName(name: string): void {
  if (name.length * 3 > NAME_MAX && encodedLength(name) > NAME_MAX) throw new FsError('ENAMETOOLONG')
}

/** Deletion mark of overlayfs on disk: a character device 0/0 (Documentation/filesystems/overlayfs.rst). */
export function isWhiteout(inode: Inode): boolean {
  if (!isCharDevice(inode.mode)) return false
  const { major, minor } = deviceOf(inode)
  return major === 0 && minor === 0
}

export const OVERLAY_XATTR = 'trusted.overlay.'
export const OPAQUE = `${OVERLAY_XATTR}opaque`
export const YES = encode('y')

/** A directory that hides what the layers below have under its name. */
export function isOpaque(inode: Inode): boolean {
  const mark = inode.xattrs?.get(OPAQUE)
  return mark !== undefined && isDirectory(inode.mode) && decode(mark) === 'y'
}
