import type { FirmwareVariables } from './efivarfs.ts'
import type { DriverIn } from './modules.ts'
import type { WindowSize } from './termios.ts'

/** What a machine does in the end (reboot(2)). */
export type PowerAction = 'restart' | 'poweroff' | 'halt'

/** What a kernel that was booted knows of its machine. */
export interface Platform {
  /** As /proc/cmdline shows it. */
  readonly commandLine: string
  /** Memory that the kernel has for itself and for programs. */
  readonly memoryKiB: number
  /** Of the kernel's early life until now, in KiB: what is taken. */
  readonly usedKiB: number
  readonly firmware: 'bios' | 'uefi'
  /** The line that console=ttyS0 speaks over. */
  readonly serial: WindowSize
  readonly driverIn: DriverIn
  /** Variables of UEFI firmware. */
  readonly variables?: FirmwareVariables | undefined
  /** It came up with Secure Boot (kernel_lockdown(7)). */
  readonly lockedDown?: boolean
  /** What drivers say while their devices are shut down before that (drivers/base/core.c, device_shutdown). */
  farewells(action: PowerAction): readonly string[]
  /** The machine stops running this kernel. `hang`: it does nothing any more. */
  power(action: PowerAction | 'hang'): void
}
