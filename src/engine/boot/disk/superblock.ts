import { encode } from '../../base/text.ts'
import { SWAP_MARK } from '../../kernel/swap.ts'
import { RESERVE } from '../reserve.ts'
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
}

/** Bytes that a superblock and what stands before it take. */
export const SUPERBLOCK = 4096

/** The first 4096 bytes of a volume, from which blkid(8), GRUB and others know it. */
export function superblockOf(facts: VolumeFacts): Uint8Array {
  const bytes = new Uint8Array(SUPERBLOCK)
  const { kind } = facts
  if (kind === 'ext4') ext4(bytes.subarray(1024), facts)
  else if (kind === 'vfat') RESERVE.code.writeFat(bytes, facts)
  else swap(bytes, facts)
  return bytes
}

/** Documentation/filesystems/ext4/super.rst. */
function ext4(bytes: Uint8Array, { uuid, label, blockSize, sectors, dirty }: VolumeFacts): void {
  const view = viewOf(bytes)
  const blocks = Math.floor((sectors * SECTOR) / blockSize)
  view.setUint32(0x0, Math.floor(blocks / 4), true)
  view.setUint32(0x4, blocks, true)
  view.setUint32(0x8, Math.floor(blocks / 20), true)
  view.setUint32(0xc, Math.floor(blocks / 2), true)
  view.setUint32(0x14, blockSize === 1024 ? 1 : 0, true)
  view.setUint32(0x18, Math.log2(blockSize / 1024), true)
  view.setUint32(0x20, blockSize * 8, true)
  view.setUint32(0x28, 2000, true)
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
}

function swap(bytes: Uint8Array, { uuid, label, sectors }: VolumeFacts): void {
  const view = viewOf(bytes)
  view.setUint32(1024, 1, true)
  view.setUint32(1028, Math.floor(sectors / 8) - 1, true)
  bytes.set(uuidBytes(uuid), 1036)
  bytes.set(encode(label).subarray(0, 16), 1052)
  bytes.set(encode(SWAP_MARK.text), SWAP_MARK.offset)
}
