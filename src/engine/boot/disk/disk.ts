import { type Body, concatBody, sliceBody, writeBody, zeroBody } from '../../base/body.ts'
import { SECTOR } from '../../vfs/blocks/bytes.ts'
import { diskIdentifier, isBootSector, readMbr } from '../../vfs/blocks/mbr.ts'
import { RESERVE } from '../reserve.ts'
import type { Volume, VolumeState } from './volume.ts'

/** A partition as the table says, with what lies there. */
export interface Partition {
  /** From 1. */
  readonly number: number
  /** In sectors. */
  readonly start: number
  readonly sectors: number
  /** `83`, or the GUID of the type. */
  readonly type: string
  /** `1b2c3d4e-01`, or its GUID: what PARTUUID= means. */
  readonly uuid: string
  readonly active: boolean
  /** Undefined where the partition does not begin where a file system does. */
  readonly volume: Volume | undefined
}

/** What the first sectors say about the partitions. */
export interface PartitionTable {
  readonly kind: 'msdos' | 'gpt'
  /** `1b2c3d4e`, or a GUID. */
  readonly identifier: string
  readonly partitions: readonly Partition[]
}

/** Everything on a disk at one moment. */
export interface DiskState {
  readonly raw: Body
  /** In the order of the disk. */
  readonly volumes: readonly VolumeState[]
}

/** A disk: its bytes, and the file systems on it. */
export class Disk {
  readonly sectors: number
  readonly model = 'QEMU HARDDISK'
  /** Everything that belongs to no volume. */
  private raw: Body
  /** By the sector that they begin at. */
  private readonly volumes: ReadonlyMap<number, Volume>
  private readonly sizes: ReadonlyMap<number, number>
  /** Its content as it was last put together, and of what. */
  private known: { readonly of: readonly Body[]; readonly content: Body } | undefined

  /** `volumes` by the sectors that they begin at, in that order, with their sizes in sectors. */
  constructor(sectors: number, volumes: readonly { start: number; sectors: number; volume: Volume }[] = []) {
    this.sectors = sectors
    this.raw = zeroBody(sectors * SECTOR)
    this.volumes = new Map(volumes.map(({ start, volume }) => [start, volume]))
    this.sizes = new Map(volumes.map(({ start, sectors }) => [start, sectors]))
  }

  /** The volume that begins at a sector, whatever the partition table says now. */
  volumeAt(sector: number): Volume | undefined {
    return this.volumes.get(sector)
  }
  get content(): Body {
    const of = [this.raw, ...[...this.volumes.values()].map((volume) => volume.content)]
    if (this.known && of.every((body, i) => body === this.known!.of[i])) return this.known.content
    const parts: Body[] = []
    let at = 0
    for (const [start, volume] of this.volumes) {
      parts.push(sliceBody(this.raw, at, start * SECTOR), volume.content)
      at = (start + this.sizes.get(start)!) * SECTOR
    }
    const content = concatBody([...parts, sliceBody(this.raw, at)])
    this.known = { of, content }
    return content
  }

  /** Bytes of some sectors. */
  read(sector: number, count = 1): Uint8Array {
    return this.content.read(sector * SECTOR, count * SECTOR)
  }

  /** Writes bytes at an offset, whatever lies there. */
  overwrite(offset: number, bytes: Uint8Array): void {
    this.raw = writeBody(this.raw, offset, bytes)
    for (const [start, volume] of this.volumes) {
      const from = start * SECTOR
      const end = from + this.sizes.get(start)! * SECTOR
      if (offset + bytes.length <= from || offset >= end) continue
      const skip = Math.max(0, from - offset)
      volume.overwrite(offset + skip - from, bytes.slice(skip, end - offset))
    }
  }

  /** The table as its bytes are now; undefined where there is none. */
  get table(): PartitionTable | undefined {
    const first = this.read(0)
    if (!isBootSector(first)) return undefined
    const entries = readMbr(first)
    if ([...entries.values()].some(({ type }) => type === 0xee)) return RESERVE.code.gptOf(this)
    const identifier = diskIdentifier(first)
    const partitions = [...entries].map(([number, { type, active, start, sectors }]) => ({
      number,
      start,
      sectors,
      type: type.toString(16).padStart(2, '0'),
      uuid: `${identifier}-${String(number).padStart(2, '0')}`,
      active,
      volume: this.volumes.get(start),
    }))
    return { kind: 'msdos', identifier, partitions }
  }

  get partitions(): readonly Partition[] {
    return this.table?.partitions ?? []
  }
  /** Keeping it costs nothing. */
  get state(): DiskState {
    return { raw: this.raw, volumes: [...this.volumes.values()].map((volume) => volume.state) }
  }
  /** Goes back to a state of this disk, on a machine that is switched off. */
  restore({ raw, volumes }: DiskState): void {
    this.raw = raw
    let i = 0
    for (const volume of this.volumes.values()) volume.restore(volumes[i++]!)
  }
  /** The power went: what was mounted for writing stays dirty. */
  cutPower(): void {
    for (const volume of this.volumes.values()) {
      volume.dirty ||= volume.inUse
      volume.inUse = false
      // What was open is no more, and what was open alone is freed (fs/ext4/orphan.c).
      const { fs } = volume
      for (const ino of fs?.tree.held ?? []) fs!.release(ino)
    }
  }
}
