import type { Network } from '../base/http.ts'
import type { Instant } from '../base/time.ts'
import type { Executables } from './exec.ts'
import type { Platform, PowerAction } from './platform.ts'
import type { DiskSize } from './space.ts'

/** What a kernel is started with. */
export interface KernelOptions {
  readonly seed: string
  /** Wall time at which the world starts. */
  readonly boot: Instant
  readonly executables: Executables
  readonly release: string
  readonly version: string
  readonly machine: string
  /** Default: one of 20 GB. */
  readonly disk?: DiskSize | undefined
  /** What is to be reached over the network; nothing where it is left out. */
  readonly network?: Network
  /** What it was booted on; absent for a machine that is simply up. */
  readonly platform?: Platform
  /** Ends a machine that is simply up (reboot(2)); without it, nobody can. */
  readonly power?: (action: PowerAction) => void
}
