/** Where a boot entry leads. */
export type BootTarget =
  /** A file of a partition, by the partition's GUID. */
  | { readonly kind: 'file'; readonly partition: string; readonly path: string }
  /** A disk: its fallback path is tried. */
  | { readonly kind: 'disk' }
  /** A part of the firmware itself. */
  | { readonly kind: 'application'; readonly name: 'UiApp' | 'Shell' }

export interface BootEntry {
  /** 0x0001 is Boot0001. */
  readonly number: number
  readonly name: string
  readonly active: boolean
  readonly target: BootTarget
}

/** The variables of UEFI that a boot looks at (UEFI specification, 3.3). */
export interface Nvram {
  entries: readonly BootEntry[]
  /** BootOrder: numbers of entries. */
  order: readonly number[]
  /** BootCurrent: the entry that was started last. */
  current?: number
  /** BootNext: tried once before the others. */
  next?: number | undefined
  /** Asked of the next start: setup first (OsIndications, EFI_OS_INDICATIONS_BOOT_TO_FW_UI). */
  setup?: boolean | undefined
  /** Only what somebody it trusts has signed is started; undefined in a firmware without anybody's keys. */
  secureBoot?: boolean
}

const DISK_NAME = 'UEFI QEMU HARDDISK QM00001 '

export const emptyNvram = (): Nvram => ({ entries: [], order: [] })

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
