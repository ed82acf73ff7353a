import type { Disk } from './disk/disk.ts'
import type { Nvram } from './firmware/nvram.ts'
import { variablesOf } from './firmware/variables.ts'
import { signedModules } from './start/lockdown.ts'
import { throughShim } from './start/messages/secure.ts'
import { UEFI_MESSAGES } from './start/messages/uefi.ts'
import type { KernelFirmware } from './start/start.ts'

/** What only a machine with UEFI needs: it is loaded with the first one. */
export { runUefi } from './firmware/uefi.ts'

/** What a kernel has of the firmware that started it. `secureBoot`: how it was started. */
export function forKernel(nvram: Nvram, disk: Disk, secureBoot: boolean): KernelFirmware {
  const variables = variablesOf(nvram, disk, secureBoot)
  // Without keys nothing on the disk is signed, and nobody asks.
  if (nvram.secureBoot === undefined) return { variables, messages: UEFI_MESSAGES }
  return {
    variables,
    messages: UEFI_MESSAGES,
    lockedDown: secureBoot,
    amend: throughShim(secureBoot),
    drivers: (kernel, driverIn) => signedModules(kernel, secureBoot, driverIn),
  }
}
