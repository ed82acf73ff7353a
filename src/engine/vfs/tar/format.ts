import type { Body } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'

/** Size of a header and unit of everything in a tar archive (pax(1), "ustar Interchange Format"). */
export const BLOCK = 512

/** Type flags of entries. `L`, `K` (GNU), `x`, `g` (PAX) describe other entries and are never seen as one. */
export type TypeFlag = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | 'S' | (string & {})
export const REGULAR = '0'
export const HARDLINK = '1'
export const SYMLINK = '2'
export const CHARACTER = '3'
export const BLOCK_DEVICE = '4'
export const DIRECTORY = '5'
export const FIFO = '6'

/** One entry of an archive. */
export interface TarEntry {
  /** As it stands in the archive; a directory's ends with a slash. */
  readonly name: string
  readonly typeflag: TypeFlag
  /** Target of a symlink, or name of the entry a hard link repeats; else ''. */
  readonly linkname?: string
  /** Permission bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly uname?: string
  readonly gname?: string
  readonly mtime: Instant
  readonly devmajor?: number
  readonly devminor?: number
  readonly xattrs?: ReadonlyMap<string, Uint8Array>
  /** Content of a regular file. */
  readonly body?: Body
}

/** Where a field lies in a header: offset and length. */
export const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  typeflag: [156, 1],
  linkname: [157, 100],
  magic: [257, 6],
  version: [263, 2],
  uname: [265, 32],
  gname: [297, 32],
  devmajor: [329, 8],
  devminor: [337, 8],
  prefix: [345, 155],
} as const satisfies Record<string, readonly [number, number]>

/** Sum of all bytes of a header, its checksum field taken as blanks. */
export function checksumOf(header: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : header[i]!
  return sum
}

export const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK

export const PAX_XATTR = 'SCHILY.xattr.'
/** Prefix of a whiteout's name, and the name that marks a directory opaque (OCI image spec, layer.md). */
export const WHITEOUT_PREFIX = '.wh.'
export const OPAQUE_NAME = '.wh..wh..opq'
