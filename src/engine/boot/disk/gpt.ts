import { readGpt } from '../../vfs/blocks/gpt.ts'
import type { Disk, PartitionTable } from './disk.ts'

/** The GPT of a disk, from the copy at its end where the first one is damaged. */
export function gptOf(disk: Disk): PartitionTable | undefined {
  const read = (sector: number, count: number): Uint8Array => disk.read(sector, count)
  const found = readGpt(read, 1) ?? readGpt(read, disk.sectors - 1)
  if (!found) return undefined
  const partitions = [...found.entries].map(([number, { type, guid, start, sectors }]) => ({
    number,
    start,
    sectors,
    type,
    uuid: guid,
    active: false,
    volume: disk.volumeAt(start),
  }))
  return { kind: 'gpt', identifier: found.guid, partitions }
}
