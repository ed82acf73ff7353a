import type { Body } from '../base/body.ts'
import type { Disk } from './disk/disk.ts'
import type { Nvram } from './firmware/nvram.ts'
import type { BootTerminal } from './terminal.ts'

/** What firmware and loader have before them: the machine without its kernel. */
export interface Pc {
  readonly firmware: 'bios' | 'uefi'
  readonly nvram: Nvram
  readonly disk: Disk
  readonly memoryMiB: number
  readonly terminal: BootTerminal
  /** Only what is signed by somebody whom the firmware trusts is started. */
  readonly secureBoot?: boolean
}

/** A kernel that a loader put into memory, with what it hands over. */
export interface LoadedKernel {
  readonly image: Body
  readonly commandLine: string
  /** Archives one after another. */
  readonly initrd?: Body | undefined
}

/** How firmware and loader end: with a kernel, or not at all. */
export type Outcome =
  | { readonly kind: 'kernel'; readonly kernel: LoadedKernel }
  | { readonly kind: 'restart' | 'poweroff' | 'hang' }
