import { SUPERBLOCK, type VolumeFacts, writeExt4, writeSwap } from '../../vfs/blocks/superblock.ts'
import { RESERVE } from '../reserve.ts'

/** The first 4096 bytes of a volume, from which blkid(8), GRUB and others know it. */
export function superblockOf(facts: VolumeFacts): Uint8Array {
  const bytes = new Uint8Array(SUPERBLOCK)
  const { kind } = facts
  if (kind === 'ext4') writeExt4(bytes.subarray(1024), facts)
  else if (kind === 'vfat') RESERVE.code.writeFat(bytes, facts)
  else writeSwap(bytes, facts)
  return bytes
}
