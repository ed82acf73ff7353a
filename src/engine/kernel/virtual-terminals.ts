import type { Kernel } from './kernel.ts'
import { Tty } from './tty.ts'

/** The screen of a PC in text mode. */
const SCREEN = { columns: 80, rows: 25 }

const known = new WeakMap<Kernel, Map<number, Tty>>()

/** /dev/ttyN: a terminal on the machine's own screen and keyboard (console(4)), at which nobody sits. */
export function virtualTerminal(kernel: Kernel, number: number): Tty {
  const all = known.get(kernel) ?? new Map<number, Tty>()
  known.set(kernel, all)
  const tty = all.get(number) ?? new Tty(kernel.scheduler, number, SCREEN, { major: 4, minor: number })
  all.set(number, tty)
  tty.onSignal = (signal, group) => kernel.signalGroup(group, signal)
  return tty
}
