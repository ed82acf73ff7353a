import { SECTOR } from '../../vfs/blocks/bytes.ts'
import { readSuperblock } from '../../vfs/blocks/read-superblock.ts'
import type { VolumeFacts } from '../../vfs/blocks/superblock.ts'
import { FatFs } from '../../vfs/fat-fs.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import type { NewVolume } from './volume.ts'

/** What a volume is after somebody wrote over its first bytes; undefined where they are of no kind that is known. */
export function overwritten(
  bytes: Uint8Array,
  before: NewVolume,
): { made: NewVolume; dirty: boolean } | undefined {
  const facts = readSuperblock(bytes)
  if (!facts) return undefined
  const { uuid, label, dirty, checks } = facts
  const made = isAnew(facts, before)
    ? anew(facts, before)
    : { ...before, uuid, label, ...(checks && { checks }) }
  return { made, dirty }
}

/** A file system was made where another, or nothing, had been. */
const isAnew = (now: VolumeFacts, { kind, uuid, made = 0 }: NewVolume): boolean =>
  now.kind !== kind || (kind === 'ext4' ? now.made !== made : kind === 'vfat' && now.uuid !== uuid)

/** An empty file system, or a swap area. */
function anew(facts: VolumeFacts, { sectors, dev = 0 }: NewVolume): NewVolume {
  const { dirty: _, ...own } = facts
  if (facts.kind === 'swap') return { ...own, sectors, dev }
  const time = BigInt(facts.made ?? 0) * 1_000_000_000n
  const Made = facts.kind === 'vfat' ? FatFs : TreeFs
  const fs = new Made({ type: facts.kind, dev, time })
  const bytes = Math.floor(sectors * SECTOR * (facts.kind === 'ext4' ? ROOM : 1))
  fs.capacity = { bytes, inodes: Math.floor((sectors * SECTOR) / 16_384) }
  if (facts.kind === 'ext4') fs.mkdir(fs.root, 'lost+found', { mode: 0o700, uid: 0, gid: 0, time })
  return { ...own, sectors, dev, fs }
}

/** Of an ext4, the part that is left for files beside inodes and a journal. */
const ROOM = 0.94
