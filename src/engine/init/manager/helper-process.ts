import type { Pid } from '../../kernel/process.ts'
import { spawn } from './exec.ts'
import type { Manager } from './manager.ts'
import { RESERVE } from './reserve.ts'
import type { Unit } from './unit.ts'

/** Runs the program that does a unit's work, mount(8) or swapon(8). `what`: how messages call it. `then` is told whether it failed. */
export function runHelper(
  manager: Manager,
  unit: Unit,
  argv: readonly string[],
  what: string,
  then: (failed: boolean) => void,
): Pid {
  unit.result = 'success'
  const pid = spawn(manager, unit, { path: argv[0]!, argv, ignoreFailure: false })
  manager.onExit(pid, (status) => {
    const failed = status.kind !== 'exited' || status.code !== 0
    if (failed) RESERVE.code.noteFailure(manager, unit, what, status)
    then(failed)
  })
  return pid
}
