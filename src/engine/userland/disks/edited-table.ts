import type { Process } from '../../kernel/process.ts'
import { SECTOR, viewOf } from '../../vfs/blocks/bytes.ts'
import { type GptEntry, writeGpt } from '../../vfs/blocks/gpt.ts'
import { type MbrEntry, writeMbr } from '../../vfs/blocks/mbr.ts'
import { contentsOf, headOf, type PartitionTable, tableOf, tryHead } from './probe.ts'
import { randomUuid, writeAt } from './volume-file.ts'

/** One partition of a table that is being changed. */
export interface EditedPartition {
  number: number
  start: number
  sectors: number
  /** `83`, or the UUID of a GPT's type. */
  type: string
  uuid: string
  bootable: boolean
}

/** First sector that partitions are given, and what they begin at a multiple of (libfdisk). */
export const GRAIN = 2048
export const LINUX = { dos: '83', gpt: '0fc63daf-8483-4772-8e79-3d69d8477de4' } as const
const MOST = { dos: 4, gpt: 128 } as const
/** Sectors of a GPT's copy at the end. */
const GPT_TAIL = 33

/** A partition table in memory: nothing is written until somebody says so. */
export class EditedTable {
  readonly path: string
  readonly sectors: number
  kind: 'dos' | 'gpt'
  /** `0x1b2c3d4e`, or a UUID. */
  id: string
  partitions: EditedPartition[]
  /** Partitions whose old contents are to be wiped, by their first sectors. */
  readonly wiped = new Set<number>()
  /** A table has been made anew. */
  created = false

  private constructor(path: string, sectors: number, table: PartitionTable | undefined, id: string) {
    this.path = path
    this.sectors = sectors
    this.kind = table?.kind ?? 'dos'
    this.id = table?.id ?? id
    this.partitions = (table?.partitions ?? []).map(({ name: _, ...rest }) => ({ ...rest }))
  }
  /** Reads the table of a disk; a new one of MBR's kind where it has none. Throws what open(2) says. */
  static async of(
    p: Process,
    path: string,
    sectors: number,
  ): Promise<{ table: EditedTable; isNew: boolean }> {
    const found = tableOf(await headOf(p, path))
    return {
      table: new EditedTable(path, sectors, found, `0x${p.random.hex(8)}`),
      isNew: found === undefined,
    }
  }

  get most(): number {
    return MOST[this.kind]
  }
  get firstSector(): number {
    return this.kind === 'gpt' ? 34 : GRAIN
  }
  get lastSector(): number {
    return this.sectors - 1 - (this.kind === 'gpt' ? GPT_TAIL : 0)
  }
  get freeNumbers(): number[] {
    const taken = new Set(this.partitions.map(({ number }) => number))
    return Array.from({ length: this.most }, (_, i) => i + 1).filter((number) => !taken.has(number))
  }
  find(number: number): EditedPartition | undefined {
    return this.partitions.find((each) => each.number === number)
  }
  /** Stretches that no partition has, each by its first and last sector. */
  get free(): { first: number; last: number }[] {
    const found: { first: number; last: number }[] = []
    let at = this.firstSector
    for (const { start, sectors } of [...this.partitions].sort((a, b) => a.start - b.start)) {
      if (start > at) found.push({ first: at, last: start - 1 })
      at = Math.max(at, start + sectors)
    }
    if (at <= this.lastSector) found.push({ first: at, last: this.lastSector })
    return found
  }

  reset(p: Process, kind: 'dos' | 'gpt', id?: string): void {
    this.kind = kind
    this.id = id ?? (kind === 'gpt' ? randomUuid(p) : `0x${p.random.hex(8)}`)
    this.partitions = []
    this.created = true
  }
  add(p: Process, partition: Omit<EditedPartition, 'uuid'> & { readonly uuid?: string }): EditedPartition {
    const made = { ...partition, uuid: partition.uuid ?? randomUuid(p) }
    this.partitions.push(made)
    this.partitions.sort((a, b) => a.number - b.number)
    return made
  }
  /** What lies where a partition begins: `ext4`, `swap`; undefined for nothing that is known. */
  async signatureAt(p: Process, start: number): Promise<string | undefined> {
    const fd = p.open(this.path, { read: true })
    p.seek(fd, start * SECTOR, 'set')
    const head = (await p.read(fd, 4096)).slice()
    p.close(fd)
    return contentsOf(head)?.type
  }

  /** Writes it; numbers of partitions that are in use, and that the kernel keeps as they were. */
  async write(p: Process): Promise<number[]> {
    const before = (await tryHead(p, this.path)) ?? new Uint8Array(SECTOR)
    const first = before.slice(0, SECTOR)
    first.fill(0, 446, 510)
    const pieces = new Map<number, Uint8Array>()
    for (const start of this.wiped) pieces.set(start * SECTOR, new Uint8Array(4096))
    if (this.kind === 'gpt') {
      writeMbr(first, [{ active: false, type: 0xee, start: 1, sectors: this.sectors - 1 }], 0)
      const entries: GptEntry[] = []
      for (const { number, type, uuid, start, sectors } of this.partitions)
        entries[number - 1] = { type: type.toLowerCase(), guid: uuid.toLowerCase(), start, sectors }
      for (const [sector, bytes] of writeGpt(entries, this.id.toLowerCase(), this.sectors))
        pieces.set(sector * SECTOR, bytes)
    } else {
      const entries: MbrEntry[] = []
      for (const { number, type, bootable, start, sectors } of this.partitions)
        entries[number - 1] = { active: bootable, type: Number.parseInt(type, 16), start, sectors }
      writeMbr(first, entries, Number.parseInt(this.id, 16))
      // A GPT that was there is one no more.
      if (this.created && tableOf(before)?.kind === 'gpt') pieces.set(SECTOR, new Uint8Array(SECTOR))
    }
    pieces.set(0, first)
    if (viewOf(first).getUint16(510, true) !== 0xaa55) throw new Error('a table without its end')
    await writeAt(p, this.path, pieces)
    return p.rereadPartitions(this.path)
  }
}
