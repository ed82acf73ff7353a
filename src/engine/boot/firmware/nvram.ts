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

export const emptyNvram = (): Nvram => ({ entries: [], order: [] })
