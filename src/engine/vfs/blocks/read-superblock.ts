import { decode } from '../../base/text.ts'
import { SECTOR, viewOf } from './bytes.ts'
import { uuidText } from './guid.ts'
import { SUPERBLOCK, SWAP_MARK, type VolumeFacts } from './superblock.ts'

/** What the first bytes of a volume say of it; undefined where they are of no kind that is known. */
export function readSuperblock(bytes: Uint8Array): VolumeFacts | undefined {
  if (bytes.length < SUPERBLOCK) return undefined
  const text = (from: number, length: number): string =>
    decode(bytes.subarray(from, from + length))
      .replace(/\0.*$/s, '')
      .trimEnd()
  const whole = viewOf(bytes)
  const view = viewOf(bytes.subarray(1024, 2048))
  if (view.getUint16(0x38, true) === 0xef53) {
    const blockSize = 1024 << view.getUint32(0x18, true)
    return {
      kind: 'ext4',
      uuid: uuidText(bytes.subarray(1024 + 0x68)),
      label: text(1024 + 0x78, 16),
      blockSize,
      sectors: (view.getUint32(0x4, true) * blockSize) / SECTOR,
      dirty: (view.getUint16(0x3a, true) & 1) === 0 || (view.getUint32(0x60, true) & 4) !== 0,
      made: view.getUint32(0x108, true),
      checks: { mounts: view.getInt16(0x36, true), interval: view.getUint32(0x44, true) },
    }
  }
  if (text(82, 5) === 'FAT32') {
    const id = whole.getUint32(67, true).toString(16).toUpperCase().padStart(8, '0')
    const uuid = `${id.slice(0, 4)}-${id.slice(4)}`
    const sectors = whole.getUint32(32, true)
    return { kind: 'vfat', uuid, label: text(71, 11), blockSize: SECTOR, sectors, dirty: false }
  }
  if (text(SWAP_MARK.offset, SWAP_MARK.text.length) !== SWAP_MARK.text) return undefined
  const sectors = (whole.getUint32(1028, true) + 1) * 8
  return {
    kind: 'swap',
    uuid: uuidText(bytes.subarray(1036)),
    label: text(1052, 16),
    blockSize: 4096,
    sectors,
    dirty: false,
  }
}
