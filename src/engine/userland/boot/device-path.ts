import { concatBytes, decode } from '../../base/text.ts'

/** The partition that an entry's file lies on. */
export interface HardDrive {
  readonly number: number
  /** In sectors. */
  readonly start: number
  readonly sectors: number
  /** In lower case. */
  readonly guid: string
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
/** Which byte of a GUID's text stands where: its first three fields are little-endian. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

function guidText(bytes: Uint8Array): string {
  const hex = ORDER.map((at) => bytes[at]!.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
function guidBytes(guid: string): Uint8Array {
  const plain = guid
    .replaceAll('-', '')
    .match(/../g)!
    .map((pair) => Number.parseInt(pair, 16))
  return Uint8Array.from(ORDER, (at) => plain[at]!)
}

/** A string in UCS-2 with its zero. */
export function wide(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length + 2)
  for (let i = 0; i < text.length; i++) viewOf(bytes).setUint16(2 * i, text.charCodeAt(i), true)
  return bytes
}
export const narrow = (bytes: Uint8Array): string =>
  decode(bytes.filter((_, i) => i % 2 === 0)).replace(/\0.*$/s, '')

/** The device path of a file of a partition (UEFI specification, 10.3). */
export function filePath({ number, start, sectors, guid }: HardDrive, path: string): Uint8Array {
  const hard = new Uint8Array(42)
  const view = viewOf(hard)
  hard.set([4, 1, 42, 0])
  view.setUint32(4, number, true)
  view.setBigUint64(8, BigInt(start), true)
  view.setBigUint64(16, BigInt(sectors), true)
  hard.set(guidBytes(guid), 24)
  hard.set([2, 2], 40)
  const name = wide(path)
  const file = new Uint8Array(4)
  file.set([4, 4])
  viewOf(file).setUint16(2, 4 + name.length, true)
  return concatBytes([hard, file, name, Uint8Array.of(0x7f, 0xff, 4, 0)])
}

/** A device path as efivar's library writes it: `HD(1,GPT,…,0x800,0x20000)/File(\EFI\debian\grubx64.efi)`. */
export function pathText(bytes: Uint8Array): string {
  const view = viewOf(bytes)
  const parts: string[] = []
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = view.getUint16(at + 2, true)
    if (bytes[at] === 0x7f || length < 4 || at + length > bytes.length) break
    parts.push(nodeText(bytes.subarray(at, at + length)))
    at += length
  }
  return parts.join('/')
}

function nodeText(node: Uint8Array): string {
  const view = viewOf(node)
  const hex = (value: number | bigint): string => `0x${value.toString(16)}`
  switch (`${node[0]}.${node[1]}`) {
    case '1.1':
      return `Pci(${hex(node[5]!)},${hex(node[4]!)})`
    case '2.1':
      return `PciRoot(${hex(view.getUint32(8, true))})`
    case '3.18':
      return `Sata(${view.getUint16(4, true)},${view.getUint16(6, true)},${view.getUint16(8, true)})`
    case '4.1':
      return `HD(${view.getUint32(4, true)},GPT,${guidText(node.subarray(24, 40))},${hex(view.getBigUint64(8, true))},${hex(view.getBigUint64(16, true))})`
    case '4.4':
      return `File(${narrow(node.subarray(4))})`
    case '4.6':
      return `FvFile(${guidText(node.subarray(4, 20))})`
    case '4.7':
      return `FvVol(${guidText(node.subarray(4, 20))})`
    default:
      return `Path(${node[0]},${node[1]},${[...node.subarray(4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')})`
  }
}
