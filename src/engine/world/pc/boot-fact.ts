import type { BootFact } from '../../world.ts'
import type { Computer } from './computer.ts'

/** How far a computer has come since it was switched on. */
export function bootFact(computer: Computer): BootFact {
  const { state, firmware, secureBoot, kernel, starts, rescue, unattended, stage, manager } = computer
  const init = kernel?.pidNamespace.get(1)
  const units = manager?.units.all() ?? []
  const named = (active: string): string[] =>
    units.filter((unit) => unit.active === active).map(({ name }) => name)
  return {
    power: state,
    stage,
    firmware,
    ...(secureBoot !== undefined && { secureBoot }),
    console: computer.console,
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
