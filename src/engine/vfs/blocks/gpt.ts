import { crc32 } from '../../base/crc32.ts'
import { decode, encode } from '../../base/text.ts'
import { SECTOR, viewOf } from './bytes.ts'
import { guidBytes, guidText } from './guid.ts'

/** Types of partitions by their GUIDs (UEFI specification, 5.3.3; Discoverable Partitions Specification). */
export const GPT_TYPES = {
  efi: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  linux: '0fc63daf-8483-4772-8e79-3d69d8477de4',
  swap: '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
} as const

export interface GptEntry {
  /** GUID of the type, in lower case. */
  readonly type: string
  /** GUID of the partition itself. */
  readonly guid: string
  /** In sectors. */
  readonly start: number
  readonly sectors: number
}

const SIGNATURE = 'EFI PART'
const HEADER = 92
const ENTRIES = 128
const ENTRY = 128
/** Sectors that the entries take. */
const TABLE = (ENTRIES * ENTRY) / SECTOR

/** Where header and entries stand on a disk, as pieces of bytes by their sectors: the first copy and the last (UEFI, 5.3). */
export function writeGpt(
  entries: readonly GptEntry[],
  guid: string,
  sectors: number,
): Map<number, Uint8Array> {
  const table = new Uint8Array(ENTRIES * ENTRY)
  const view = viewOf(table)
  entries.forEach((entry, i) => {
    const at = i * ENTRY
    table.set(guidBytes(entry.type), at)
    table.set(guidBytes(entry.guid), at + 16)
    view.setBigUint64(at + 32, BigInt(entry.start), true)
    view.setBigUint64(at + 40, BigInt(entry.start + entry.sectors - 1), true)
  })
  const last = sectors - 1
  const header = (own: number, other: number, tableAt: number): Uint8Array => {
    const bytes = new Uint8Array(SECTOR)
    const fields = viewOf(bytes)
    bytes.set(encode(SIGNATURE))
    fields.setUint32(8, 0x10000, true)
    fields.setUint32(12, HEADER, true)
    fields.setBigUint64(24, BigInt(own), true)
    fields.setBigUint64(32, BigInt(other), true)
    fields.setBigUint64(40, BigInt(2 + TABLE), true)
    fields.setBigUint64(48, BigInt(last - TABLE - 1), true)
    bytes.set(guidBytes(guid), 56)
    fields.setBigUint64(72, BigInt(tableAt), true)
    fields.setUint32(80, ENTRIES, true)
    fields.setUint32(84, ENTRY, true)
    fields.setUint32(88, crc32(table), true)
    fields.setUint32(16, crc32(bytes.subarray(0, HEADER)), true)
    return bytes
  }
  return new Map([
    [1, header(1, last, 2)],
    [2, table],
    [last - TABLE, table],
    [last, header(last, 1, last - TABLE)],
  ])
}

/** The partitions by their number, from a header at a sector and its entries; undefined where its checksums do not hold. */
export function readGpt(
  read: (sector: number, count: number) => Uint8Array,
  at: number,
): { guid: string; entries: Map<number, GptEntry> } | undefined {
  const header = read(at, 1).slice(0, HEADER)
  if (header.length < HEADER || decode(header.subarray(0, 8)) !== SIGNATURE) return undefined
  const fields = viewOf(header)
  const sum = fields.getUint32(16, true)
  fields.setUint32(16, 0, true)
  if (crc32(header) !== sum) return undefined
  const count = fields.getUint32(80, true)
  const table = read(Number(fields.getBigUint64(72, true)), TABLE)
  if (count !== ENTRIES || crc32(table) !== fields.getUint32(88, true)) return undefined
  const view = viewOf(table)
  const entries = new Map<number, GptEntry>()
  for (let i = 0; i < count; i++) {
    const from = i * ENTRY
    const type = guidText(table.subarray(from, from + 16))
    if (/^[0-]+$/.test(type)) continue
    const start = Number(view.getBigUint64(from + 32, true))
    const sectors = Number(view.getBigUint64(from + 40, true)) - start + 1
    entries.set(i + 1, { type, guid: guidText(table.subarray(from + 16, from + 32)), start, sectors })
  }
  return { guid: guidText(header.subarray(56, 72)), entries }
}
