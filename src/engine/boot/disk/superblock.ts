import { decode, encode } from '../../base/text.ts'
import { SWAP_MARK } from '../../kernel/swap.ts'
import { SECTOR, uuidBytes, uuidText, viewOf } from './bytes.ts'

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
  else if (kind === 'vfat') fat32(bytes, facts)
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

/** Microsoft's FAT specification, "Boot Sector and BPB Structure". */
function fat32(bytes: Uint8Array, { uuid, label, sectors }: VolumeFacts): void {
  const view = viewOf(bytes)
  const name = encode(label.padEnd(11))
  bytes.set([0xeb, 0x58, 0x90])
  bytes.set(encode('mkfs.fat'), 3)
  view.setUint16(11, SECTOR, true)
  bytes[13] = 1
  view.setUint16(14, 32, true)
  bytes[16] = 2
  bytes[21] = 0xf8
  view.setUint32(32, sectors, true)
  view.setUint32(36, Math.ceil(sectors / 128), true)
  view.setUint32(44, 2, true)
  view.setUint16(48, 1, true)
  view.setUint16(50, 6, true)
  bytes[66] = 0x29
  view.setUint32(67, Number.parseInt(uuid.replace('-', ''), 16), true)
  bytes.set(name, 71)
  bytes.set(encode('FAT32   '), 82)
  bytes.set([0x55, 0xaa], 510)
}

function swap(bytes: Uint8Array, { uuid, label, sectors }: VolumeFacts): void {
  const view = viewOf(bytes)
  view.setUint32(1024, 1, true)
  view.setUint32(1028, Math.floor(sectors / 8) - 1, true)
  bytes.set(uuidBytes(uuid), 1036)
  bytes.set(encode(label).subarray(0, 16), 1052)
  bytes.set(encode(SWAP_MARK.text), SWAP_MARK.offset)
}

/** What the first bytes of a volume of a kind say of it now: undefined where they are no longer of that kind. */
export function readSuperblock(bytes: Uint8Array, made: VolumeFacts): VolumeFacts | undefined {
  if (bytes.length < SUPERBLOCK) return undefined
  const text = (from: number, length: number): string =>
    decode(bytes.subarray(from, from + length))
      .replace(/\0.*$/s, '')
      .trimEnd()
  if (made.kind === 'ext4') {
    const view = viewOf(bytes.subarray(1024, 2048))
    if (view.getUint16(0x38, true) !== 0xef53) return undefined
    const dirty = (view.getUint16(0x3a, true) & 1) === 0 || (view.getUint32(0x60, true) & 4) !== 0
    return { ...made, uuid: uuidText(bytes.subarray(1024 + 0x68)), label: text(1024 + 0x78, 16), dirty }
  }
  if (made.kind === 'vfat') return text(82, 5) === 'FAT32' ? { ...made, label: text(71, 11) } : undefined
  if (text(SWAP_MARK.offset, SWAP_MARK.text.length) !== SWAP_MARK.text) return undefined
  return { ...made, uuid: uuidText(bytes.subarray(1036)), label: text(1052, 16) }
}
