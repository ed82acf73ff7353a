import { concatBytes } from '../../base/text.ts'
import { viewOf } from '../../vfs/blocks/bytes.ts'
import { guidBytes, guidText } from '../../vfs/blocks/guid.ts'
import type { Disk } from '../disk/disk.ts'
import type { BootEntry, BootTarget } from './nvram.ts'

/** Volume and files of the firmware itself (OVMF). */
export const FIRMWARE_VOLUME = '7cb8bdc9-f8eb-4f34-aaea-3ee4af6516a1'
export const FIRMWARE_FILES = {
  UiApp: '462caa21-7614-4503-836e-8ab6f4662331',
  Shell: '7c04a583-9e3e-4f1c-ad65-e05268d0b4d1',
} as const

const ACTIVE = 1
/** What the firmware marks entries with that it made itself (EDK2, mBmAutoCreateBootOptionGuid). */
const OWN = guidBytes('8108ac4e-9f11-4d59-850e-e21a522c59b2')
/** PciRoot(0x0)/Pci(0x1f,0x2)/Sata(0,65535,0). */
const DISK = Uint8Array.from([
  ...[0x02, 0x01, 12, 0, 0xd0, 0x41, 0x03, 0x0a, 0, 0, 0, 0],
  ...[0x01, 0x01, 6, 0, 0x02, 0x1f],
  ...[0x03, 0x12, 10, 0, 0, 0, 0xff, 0xff, 0, 0],
])
const END = Uint8Array.from([0x7f, 0xff, 4, 0])

/** A string in UCS-2 with its zero. */
function wide(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length + 2)
  for (let i = 0; i < text.length; i++) viewOf(bytes).setUint16(2 * i, text.charCodeAt(i), true)
  return bytes
}

function node(type: number, subtype: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + data.length)
  bytes.set([type, subtype])
  viewOf(bytes).setUint16(2, bytes.length, true)
  bytes.set(data, 4)
  return bytes
}

/** A device path (UEFI specification, 10.3); of a file with the numbers that its partition has on the disk. */
function pathOf(target: BootTarget, disk: Disk): Uint8Array {
  if (target.kind === 'disk') return concatBytes([DISK, END])
  if (target.kind === 'application')
    return concatBytes([
      node(4, 7, guidBytes(FIRMWARE_VOLUME)),
      node(4, 6, guidBytes(FIRMWARE_FILES[target.name])),
      END,
    ])
  const partition = disk.partitions.find(({ uuid }) => uuid === target.partition)
  const hard = new Uint8Array(38)
  const view = viewOf(hard)
  view.setUint32(0, partition?.number ?? 1, true)
  view.setBigUint64(4, BigInt(partition?.start ?? 0), true)
  view.setBigUint64(12, BigInt(partition?.sectors ?? 0), true)
  hard.set(guidBytes(target.partition), 20)
  hard.set([2, 2], 36)
  return concatBytes([node(4, 1, hard), node(4, 4, wide(target.path)), END])
}

/** An entry as an EFI_LOAD_OPTION (UEFI specification, 3.1.3). */
export function loadOption({ name, active, target }: BootEntry, disk: Disk): Uint8Array {
  const path = pathOf(target, disk)
  const head = new Uint8Array(6)
  viewOf(head).setUint32(0, active ? ACTIVE : 0, true)
  viewOf(head).setUint16(4, path.length, true)
  return concatBytes([head, wide(name), path, ...(target.kind === 'disk' ? [OWN] : [])])
}

/** The entry that an EFI_LOAD_OPTION stands for; undefined where it names nothing that this firmware starts. */
export function readLoadOption(bytes: Uint8Array, number: number): BootEntry | undefined {
  if (bytes.length < 8) return undefined
  const view = viewOf(bytes)
  const active = (view.getUint32(0, true) & ACTIVE) !== 0
  const text = (from: number, end: number): string => {
    let found = ''
    for (let at = from; at + 1 < end && view.getUint16(at, true) !== 0; at += 2)
      found += String.fromCharCode(view.getUint16(at, true))
    return found
  }
  const name = text(6, bytes.length)
  const start = 6 + 2 * name.length + 2
  const end = Math.min(bytes.length, start + view.getUint16(4, true))
  let partition: string | undefined
  let path: string | undefined
  for (let at = start; at + 4 <= end; ) {
    const [type, subtype] = [bytes[at]!, bytes[at + 1]!]
    const length = view.getUint16(at + 2, true)
    if (length < 4 || at + length > end || type === 0x7f) break
    if (type === 4 && subtype === 1 && length >= 42) partition = guidText(bytes.subarray(at + 24, at + 40))
    else if (type === 4 && subtype === 4) path = text(at + 4, at + length)
    else if (type === 4 && subtype === 6 && length >= 20) {
      const guid = guidText(bytes.subarray(at + 4, at + 20))
      const own = (['UiApp', 'Shell'] as const).find((each) => FIRMWARE_FILES[each] === guid)
      return own && { number, name, active, target: { kind: 'application', name: own } }
    } else if (type === 3) return { number, name, active, target: { kind: 'disk' } }
    at += length
  }
  if (partition === undefined || path === undefined) return undefined
  return { number, name, active, target: { kind: 'file', partition, path } }
}
