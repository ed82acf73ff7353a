import { isErrno } from '../../base/errors.ts'
import { concatBytes, decode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'

/** What the first bytes of a device say is on it (libblkid). */
export interface Contents {
  /** `ext4`, `vfat`, `swap`. */
  readonly type: string
  readonly version: string
  readonly uuid: string
  readonly label: string
  /** Bytes; undefined where libblkid does not tell it. */
  readonly blockSize: number | undefined
}

export interface Partition {
  readonly number: number
  /** Of 512 bytes. */
  readonly start: number
  readonly sectors: number
  /** `83`, or the UUID of a GPT's type. */
  readonly type: string
  readonly uuid: string
  readonly name: string
  readonly bootable: boolean
}

export interface PartitionTable {
  readonly kind: 'dos' | 'gpt'
  /** `0x1b2c3d4e`, or a UUID. */
  readonly id: string
  readonly partitions: readonly Partition[]
}

const SECTOR = 512
/** Enough for superblocks, and for a GPT of 128 entries. */
const HEAD = 34 * SECTOR

/** First bytes of a device. Throws what open(2) says. */
export async function headOf(p: Process, path: string, size = HEAD): Promise<Uint8Array> {
  const fd = p.open(path, { read: true })
  const parts: Uint8Array[] = []
  let got = 0
  while (got < size) {
    const bytes = await p.read(fd, size - got)
    if (bytes.length === 0) break
    parts.push(bytes.slice())
    got += bytes.length
  }
  p.close(fd)
  return concatBytes(parts)
}

const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')
const dashed = (text: string): string => text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const textOf = (bytes: Uint8Array): string => decode(bytes).replace(/\0.*$/s, '').trimEnd()

/** What is on a device; undefined where nothing is known. */
export function contentsOf(head: Uint8Array): Contents | undefined {
  if (head.length < 4096) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (view.getUint16(1024 + 0x38, true) === 0xef53) {
    const features = view.getUint32(1024 + 0x60, true)
    const journal = (view.getUint32(1024 + 0x5c, true) & 4) !== 0
    return {
      type: features & 0x2c0 ? 'ext4' : journal ? 'ext3' : 'ext2',
      version: '1.0',
      uuid: dashed(hex(head.subarray(1024 + 0x68, 1024 + 0x78))),
      label: textOf(head.subarray(1024 + 0x78, 1024 + 0x88)),
      blockSize: 1024 << view.getUint32(1024 + 0x18, true),
    }
  }
  if (decode(head.subarray(4086, 4096)) === 'SWAPSPACE2')
    return {
      type: 'swap',
      version: '1',
      uuid: dashed(hex(head.subarray(1036, 1052))),
      label: textOf(head.subarray(1052, 1068)),
      blockSize: undefined,
    }
  if (decode(head.subarray(82, 90)) === 'FAT32   ' && head[510] === 0x55) {
    const id = view.getUint32(67, true).toString(16).toUpperCase().padStart(8, '0')
    const label = textOf(head.subarray(71, 82))
    return {
      type: 'vfat',
      version: 'FAT32',
      uuid: `${id.slice(0, 4)}-${id.slice(4)}`,
      label: label === 'NO NAME' ? '' : label,
      blockSize: view.getUint16(11, true),
    }
  }
  return undefined
}

/** The partition table of a disk; undefined where it has none. */
export function tableOf(head: Uint8Array): PartitionTable | undefined {
  if (head.length < SECTOR || head[510] !== 0x55 || head[511] !== 0xaa) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (decode(head.subarray(SECTOR, SECTOR + 8)) === 'EFI PART') return gpt(head, view)
  const id = view.getUint32(440, true).toString(16).padStart(8, '0')
  const partitions: Partition[] = []
  for (let i = 0; i < 4; i++) {
    const at = 446 + 16 * i
    const sectors = view.getUint32(at + 12, true)
    if (sectors === 0) continue
    partitions.push({
      number: i + 1,
      start: view.getUint32(at + 8, true),
      sectors,
      type: head[at + 4]!.toString(16),
      uuid: `${id}-${String(i + 1).padStart(2, '0')}`,
      name: '',
      bootable: head[at] === 0x80,
    })
  }
  return partitions.length === 0 ? undefined : { kind: 'dos', id: `0x${id}`, partitions }
}

/** A GUID as it is written: its first three parts are little-endian. */
function guid(bytes: Uint8Array): string {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
  return dashed(hex(Uint8Array.from(order, (i) => bytes[i] ?? 0)))
}

function gpt(head: Uint8Array, view: DataView): PartitionTable {
  const count = view.getUint32(SECTOR + 80, true)
  const size = view.getUint32(SECTOR + 84, true)
  const partitions: Partition[] = []
  for (let i = 0; i < count; i++) {
    const at = 2 * SECTOR + i * size
    if (at + size > head.length) break
    const entry = head.subarray(at, at + size)
    if (entry.subarray(0, 16).every((byte) => byte === 0)) continue
    const start = Number(view.getBigUint64(at + 32, true))
    const units = Array.from({ length: 36 }, (_, at16) => view.getUint16(at + 56 + 2 * at16, true))
    partitions.push({
      number: i + 1,
      start,
      sectors: Number(view.getBigUint64(at + 40, true)) - start + 1,
      type: guid(entry.subarray(0, 16)),
      uuid: guid(entry.subarray(16, 32)),
      name: String.fromCharCode(...units.slice(0, units.includes(0) ? units.indexOf(0) : 36)),
      bootable: false,
    })
  }
  return { kind: 'gpt', id: guid(head.subarray(SECTOR + 56, SECTOR + 72)), partitions }
}

/** The same for a device that may not be there, or be read. */
export async function tryHead(p: Process, path: string): Promise<Uint8Array | undefined> {
  try {
    return await headOf(p, path)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}
