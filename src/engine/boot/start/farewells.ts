import type { Kernel } from '../../kernel/kernel.ts'
import type { PowerAction } from '../../kernel/platform.ts'

/** What the disk's driver and ACPI say at the machine's end. */
export function farewells(kernel: Kernel, action: PowerAction): string[] {
  const disks = kernel.blockDevices.all.filter(({ name }) => /^sd[a-z]$/.test(name))
  const said = disks.flatMap(({ name }) => [
    `sd 0:0:0:0: [${name}] Synchronizing SCSI cache`,
    ...(action === 'poweroff' ? [`sd 0:0:0:0: [${name}] Stopping disk`] : []),
  ])
  return action === 'halt' ? said : [...said, 'ACPI: PM: Preparing to enter system sleep state S5']
}
