import { concatBytes } from '../../base/text.ts'
import type { FirmwareVariables } from '../../kernel/efivarfs.ts'
import { viewOf } from '../../vfs/blocks/bytes.ts'
import type { Disk } from '../disk/disk.ts'
import { entryName } from './boot-order.ts'
import { loadOption, readLoadOption } from './load-option.ts'
import type { Nvram } from './nvram.ts'

/** EFI_GLOBAL_VARIABLE (UEFI specification, 3.3). */
const GLOBAL = '8be4df61-93ca-11d2-aa0d-00e098032b8c'
/** Kept without power, seen at boot and later; a variable that is not kept. */
const KEPT = Uint8Array.of(7, 0, 0, 0)
const OF_THIS_BOOT = Uint8Array.of(6, 0, 0, 0)
const ATTRIBUTES = 4

function numbers(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * values.length)
  for (const [i, value] of values.entries()) viewOf(bytes).setUint16(2 * i, value, true)
  return bytes
}
function readNumbers(bytes: Uint8Array): number[] {
  const view = viewOf(bytes)
  return Array.from({ length: Math.floor(bytes.length / 2) }, (_, i) => view.getUint16(2 * i, true))
}

/** The firmware's variables of a machine, for the kernel that it runs: they are what `nvram` holds. */
export const variablesOf = (nvram: Nvram, disk: Disk, secureBoot = false): FirmwareVariables => ({
  all: () => {
    const found: [string, Uint8Array, Uint8Array][] = nvram.entries.map((entry) => [
      entryName(entry.number),
      KEPT,
      loadOption(entry, disk),
    ])
    if (nvram.current !== undefined) found.push(['BootCurrent', OF_THIS_BOOT, numbers([nvram.current])])
    if (nvram.next !== undefined) found.push(['BootNext', KEPT, numbers([nvram.next])])
    found.push(['BootOrder', KEPT, numbers(nvram.order)])
    found.push(['SecureBoot', OF_THIS_BOOT, Uint8Array.of(secureBoot ? 1 : 0)])
    found.push(['SetupMode', OF_THIS_BOOT, Uint8Array.of(nvram.secureBoot === undefined ? 1 : 0)])
    found.push(['Timeout', KEPT, numbers([0])])
    return new Map(
      found.map(([name, attributes, value]) => [`${name}-${GLOBAL}`, concatBytes([attributes, value])]),
    )
  },
  set: (name, bytes) => {
    if (!name.endsWith(`-${GLOBAL}`)) return true
    const own = name.slice(0, -GLOBAL.length - 1)
    const value = bytes?.subarray(ATTRIBUTES)
    const entry = /^Boot([0-9A-F]{4})$/.exec(own)
    if (entry) {
      const number = Number.parseInt(entry[1]!, 16)
      const others = nvram.entries.filter((each) => each.number !== number)
      const made = value && readLoadOption(value, number)
      nvram.entries = (made ? [...others, made] : others).sort((a, b) => a.number - b.number)
      return true
    }
    if (own === 'BootOrder') nvram.order = value ? readNumbers(value) : []
    else if (own === 'BootNext') nvram.next = value && readNumbers(value)[0]
    else if (own === 'BootCurrent' || own === 'SecureBoot' || own === 'SetupMode') return false
    return true
  },
})
