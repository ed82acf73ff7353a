import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { concatBytes } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'
import { namesIn } from '../system-files.ts'
import { narrow, wide } from './device-path.ts'

const FOLDER = '/sys/firmware/efi/efivars'
/** EFI_GLOBAL_VARIABLE (UEFI specification, 3.3). */
const GLOBAL = '8be4df61-93ca-11d2-aa0d-00e098032b8c'
const ATTRIBUTES = Uint8Array.of(7, 0, 0, 0)
const ACTIVE = 1

/** A boot entry as its variable holds it (EFI_LOAD_OPTION; UEFI specification, 3.1.3). */
export interface BootOption {
  readonly number: number
  readonly label: string
  readonly active: boolean
  /** Device path. */
  readonly path: Uint8Array
  /** What follows it. */
  readonly data: Uint8Array
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** `Boot0001`. */
export const entryName = (number: number): string => `Boot${hex4(number)}`
export const hex4 = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0')

/** The firmware's global variables, as efivarfs shows them. */
export class BootVariables {
  private readonly p: Process
  constructor(p: Process) {
    this.p = p
  }
  /** Firmware of that kind, and its variables mounted. */
  get supported(): boolean {
    return namesIn(this.p, FOLDER).length > 0
  }
  private path(name: string): string {
    return `${FOLDER}/${name}-${GLOBAL}`
  }
  get(name: string): Uint8Array | undefined {
    try {
      return bytesOf(this.p.readFile(this.path(name))).slice(4)
    } catch (error) {
      if (isErrno(error)) return undefined
      throw error
    }
  }
  set(name: string, value: Uint8Array): void {
    this.p.writeFile(this.path(name), concatBytes([ATTRIBUTES, value]), 0o644)
  }
  remove(name: string): void {
    this.p.unlink(this.path(name))
  }
  numbers(name: string): number[] | undefined {
    const bytes = this.get(name)
    return bytes && Array.from({ length: bytes.length >> 1 }, (_, i) => viewOf(bytes).getUint16(2 * i, true))
  }
  setNumbers(name: string, numbers: readonly number[]): void {
    const bytes = new Uint8Array(2 * numbers.length)
    for (const [i, number] of numbers.entries()) viewOf(bytes).setUint16(2 * i, number, true)
    this.set(name, bytes)
  }

  /** By their numbers. */
  entries(): BootOption[] {
    return namesIn(this.p, FOLDER)
      .flatMap((name) => /^Boot([0-9A-F]{4})-/.exec(name)?.[1] ?? [])
      .sort()
      .flatMap((digits) => this.entry(Number.parseInt(digits, 16)) ?? [])
  }
  entry(number: number): BootOption | undefined {
    const bytes = this.get(entryName(number))
    if (!bytes || bytes.length < 8) return undefined
    const view = viewOf(bytes)
    const label = narrow(bytes.subarray(6))
    const start = 6 + 2 * label.length + 2
    const end = start + view.getUint16(4, true)
    const active = (view.getUint32(0, true) & ACTIVE) !== 0
    return { number, label, active, path: bytes.subarray(start, end), data: bytes.subarray(end) }
  }
  write({ number, label, active, path, data }: BootOption): void {
    const head = new Uint8Array(6)
    viewOf(head).setUint32(0, active ? ACTIVE : 0, true)
    viewOf(head).setUint16(4, path.length, true)
    this.set(entryName(number), concatBytes([head, wide(label), path, data]))
  }
  /** Makes an entry with the lowest free number; its number. */
  create(label: string, path: Uint8Array, active = true, wanted?: number): number {
    const taken = this.entries().map(({ number }) => number)
    let number = wanted ?? 0
    if (wanted === undefined) while (taken.includes(number)) number++
    this.write({ number, label, active, path, data: new Uint8Array(0) })
    return number
  }
}
