import { encode } from '../../base/text.ts'
import { SECTOR, viewOf } from './bytes.ts'
import type { VolumeFacts } from './superblock.ts'

/** Microsoft's FAT specification, "Boot Sector and BPB Structure". */
export function writeFat(bytes: Uint8Array, { uuid, label, sectors }: VolumeFacts): void {
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
