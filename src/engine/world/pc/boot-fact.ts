import type { Manager } from '../../init/manager/manager.ts'
import type { BootFact } from '../../world.ts'
import type { Computer } from './computer.ts'
import { placeOf } from './console.ts'

/** How far a computer has come since it was switched on. */
export function bootFact(computer: Computer, manager: Manager | undefined): BootFact {
  const { state, firmware, kernel, starts, rescue, unattended } = computer
  const init = kernel?.pidNamespace.get(1)
  const units = manager?.units.all() ?? []
  const named = (active: string): string[] =>
    units.filter((unit) => unit.active === active).map(({ name }) => name)
  return {
    power: state,
    stage: stageOf(computer, manager),
    firmware,
    console: placeOf(computer),
    starts,
    rescue,
    unattended,
    commandLine: kernel?.options.platform?.commandLine,
    release: kernel?.options.release,
    init: init?.exe,
    system: manager?.state,
    active: named('active'),
    failed: named('failed'),
  }
}

/** Which stage it is at. */
export function stageOf(
  { state, machine, kernel }: Computer,
  manager: Manager | undefined,
): BootFact['stage'] {
  if (state === 'off' || !machine) return 'off'
  if (!kernel) return machine.place === 'firmware' ? 'firmware' : 'loader'
  const init = kernel.pidNamespace.get(1)
  if (!init) return 'kernel'
  if (init.root.mount.fs.type === 'rootfs') return 'initramfs'
  return manager?.finished === undefined ? 'init' : 'up'
}
