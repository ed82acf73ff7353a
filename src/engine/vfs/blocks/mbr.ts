import { SECTOR, viewOf } from './bytes.ts'

/** One of the four entries of a master boot record. */
export interface MbrEntry {
  readonly active: boolean
  /** 0x83 Linux, 0x82 swap, 0xee protects a GPT. */
  readonly type: number
  /** In sectors. */
  readonly start: number
  readonly sectors: number
}

const TABLE = 446
const ENTRY = 16
/** Geometry that firmware pretends: heads, and sectors of a track. */
const HEADS = 255
const TRACK = 63

/** Cylinder, head and sector of a sector; the last there is where it lies beyond. */
function address(sector: number): [number, number, number] {
  const cylinder = Math.floor(sector / (HEADS * TRACK))
  if (cylinder > 1023) return [0xff, 0xff, 0xff]
  const head = Math.floor(sector / TRACK) % HEADS
  return [head, ((sector % TRACK) + 1) | ((cylinder >> 2) & 0xc0), cylinder & 0xff]
}

/** The sector ends as a boot sector does. */
export const isBootSector = (sector: Uint8Array): boolean => sector[510] === 0x55 && sector[511] === 0xaa

/** Writes table and signature into a first sector, with a disk identifier before them. */
export function writeMbr(sector: Uint8Array, entries: readonly MbrEntry[], identifier: number): void {
  const view = viewOf(sector)
  view.setUint32(440, identifier, true)
  entries.forEach(({ active, type, start, sectors }, i) => {
    const at = TABLE + ENTRY * i
    const protective = type === 0xee
    sector[at] = active ? 0x80 : 0
    sector.set(protective ? [0, 2, 0] : address(start), at + 1)
    sector[at + 4] = type
    sector.set(protective ? [0xff, 0xff, 0xff] : address(start + sectors - 1), at + 5)
    view.setUint32(at + 8, start, true)
    view.setUint32(at + 12, sectors, true)
  })
  sector.set([0x55, 0xaa], SECTOR - 2)
}

/** The entries of a first sector by their number, 1 to 4; none where it is no boot sector. */
export function readMbr(sector: Uint8Array): Map<number, MbrEntry> {
  const found = new Map<number, MbrEntry>()
  if (!isBootSector(sector)) return found
  const view = viewOf(sector)
  for (let i = 0; i < 4; i++) {
    const at = TABLE + ENTRY * i
    const flag = sector[at]!
    if ((flag & 0x7f) !== 0) return new Map()
    const type = sector[at + 4]!
    const sectors = view.getUint32(at + 12, true)
    if (type !== 0 && sectors > 0)
      found.set(i + 1, { active: flag === 0x80, type, start: view.getUint32(at + 8, true), sectors })
  }
  return found
}

/** The number that stands for a disk: `1b2c3d4e`. */
export const diskIdentifier = (sector: Uint8Array): string =>
  viewOf(sector).getUint32(440, true).toString(16).padStart(8, '0')
