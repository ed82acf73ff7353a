import { decode } from '../../base/text.ts'
import { SWAP_MARK } from '../../kernel/swap.ts'
import { viewOf } from './bytes.ts'
import { uuidText } from './guid.ts'
import { SUPERBLOCK, type VolumeFacts } from './superblock.ts'

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
