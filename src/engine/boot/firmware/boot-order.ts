import type { BootEntry, BootTarget, Nvram } from './nvram.ts'

const DISK_NAME = 'UEFI QEMU HARDDISK QM00001 '

/** Adds an entry with the lowest free number, first in the order. */
export function addFirst(nvram: Nvram, name: string, target: BootTarget): BootEntry {
  const entry = { number: freeNumber(nvram), name, active: true, target }
  nvram.entries = [...nvram.entries, entry].sort((a, b) => a.number - b.number)
  nvram.order = [entry.number, ...nvram.order]
  return entry
}

function freeNumber({ entries }: Nvram): number {
  let number = 0
  while (entries.some((entry) => entry.number === number)) number++
  return number
}

/** Each start the firmware adds, last in the order, what it can start itself and has no entry for. */
export function refresh(nvram: Nvram): void {
  const own: readonly (readonly [string, BootTarget])[] = [
    ['UiApp', { kind: 'application', name: 'UiApp' }],
    [DISK_NAME, { kind: 'disk' }],
    ['EFI Internal Shell', { kind: 'application', name: 'Shell' }],
  ]
  for (const [name, target] of own) {
    if (nvram.entries.some((entry) => entry.name === name)) continue
    const entry = { number: freeNumber(nvram), name, active: true, target }
    nvram.entries = [...nvram.entries, entry].sort((a, b) => a.number - b.number)
    nvram.order = [...nvram.order, entry.number]
  }
}

/** `Boot0001`. */
export const entryName = (number: number): string =>
  `Boot${number.toString(16).toUpperCase().padStart(4, '0')}`
