import { encode } from '../../base/text.ts'
import { SECTOR, uuidBytes, viewOf } from './bytes.ts'

/** What the first bytes of a volume say of it. */
export interface VolumeFacts {
  readonly kind: 'ext4' | 'vfat' | 'swap'
  /** `3a07c8fc-…`; `A49E-D3FC` of a vfat. */
  readonly uuid: string
  readonly label: string
  /** Bytes. */
  readonly blockSize: number
  readonly sectors: number
  /** It was not unmounted. */
  readonly dirty: boolean
  /** When it was made, in seconds: an ext4 tells it, and one that is made anew tells another time. Absent: it came with the disk. */
  readonly made?: number
  /** After how many mounts, and how many seconds, an ext4 is to be checked. Absent: never. */
  readonly checks?: { readonly mounts: number; readonly interval: number }
}

/** Bytes that a superblock and what stands before it take. */
export const SUPERBLOCK = 4096

/** Where the mark of a swap area stands: at the end of its first page (mkswap(8)). */
export const SWAP_MARK = { offset: 4086, text: 'SWAPSPACE2' } as const

/** How an ext4 divides its device: blocks, groups of them, and inodes of each group (e2fsprogs, ext2fs_initialize; mke2fs.conf). */
export function ext4Shape(sectors: number, blockSize: number) {
  const bytes = sectors * SECTOR
  const blocks = Math.floor(bytes / blockSize)
  const perGroup = blockSize * 8
  const groups = Math.ceil((blocks - (blockSize === 1024 ? 1 : 0)) / perGroup)
  const wanted = Math.ceil(bytes / (bytes < 2 ** 29 ? 4096 : 16_384) / groups)
  const inodesPerGroup = ((Math.ceil((wanted * INODE) / blockSize) * blockSize) / INODE) & ~7
  return { blocks, groups, perGroup, inodesPerGroup, inodes: inodesPerGroup * groups }
}
/** Bytes of an inode. */
const INODE = 256

/** The superblock, which stands 1024 bytes behind the beginning (Documentation/filesystems/ext4/super.rst). */
export function writeExt4(
  bytes: Uint8Array,
  { uuid, label, blockSize, sectors, dirty, made = 0, checks }: VolumeFacts,
): void {
  const view = viewOf(bytes)
  const { blocks, perGroup, inodes, inodesPerGroup } = ext4Shape(sectors, blockSize)
  view.setUint32(0x0, inodes, true)
  view.setUint32(0x4, blocks, true)
  view.setUint32(0x8, Math.floor(blocks / 20), true)
  view.setUint32(0xc, Math.floor(blocks / 2), true)
  view.setUint32(0x14, blockSize === 1024 ? 1 : 0, true)
  view.setUint32(0x18, Math.log2(blockSize / 1024), true)
  view.setUint32(0x20, perGroup, true)
  view.setUint32(0x28, inodesPerGroup, true)
  view.setUint16(0x38, 0xef53, true)
  view.setUint16(0x3a, dirty ? 0 : 1, true)
  view.setUint32(0x4c, 1, true)
  view.setUint32(0x54, 11, true)
  view.setUint16(0x58, 256, true)
  view.setUint32(0x5c, 0x3c, true)
  view.setUint32(0x60, 0x2c2 | (dirty ? 4 : 0), true)
  view.setUint32(0x64, 0x6b, true)
  bytes.set(uuidBytes(uuid), 0x68)
  bytes.set(encode(label).subarray(0, 16), 0x78)
  view.setUint16(0xfe, 64, true)
  view.setUint32(0x108, made, true)
  view.setInt16(0x36, checks?.mounts ?? -1, true)
  view.setUint32(0x44, checks?.interval ?? 0, true)
}

/** Linux, include/linux/swap.h, union swap_header. */
export function writeSwap(bytes: Uint8Array, { uuid, label, sectors }: VolumeFacts): void {
  const view = viewOf(bytes)
  view.setUint32(1024, 1, true)
  view.setUint32(1028, Math.floor(sectors / 8) - 1, true)
  bytes.set(uuidBytes(uuid), 1036)
  bytes.set(encode(label).subarray(0, 16), 1052)
  bytes.set(encode(SWAP_MARK.text), SWAP_MARK.offset)
}
