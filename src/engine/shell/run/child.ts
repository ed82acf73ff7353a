import type { ExitCode, Pid, Process } from '../../kernel/process.ts'
import { calculate } from '../expand/arith.ts'
import { BreakLoop, ExitShell, Failure, Interrupted, ReturnFrom } from '../failure.ts'
import { report } from '../report.ts'
import { bindSpecials } from '../specials.ts'
import { copyShell, type Shell } from '../state.ts'
import { resetSignals, runExitTrap } from '../traps.ts'
import { startProcess } from './start-process.ts'

/** Job control puts a child into this process group; 0 makes a new one. */
export interface Placement {
  readonly pgid?: Pid
  readonly foreground?: boolean
}

/** Starts a copy of the shell that does some work and exits with its status (a subshell). */
export function forkShell(
  sh: Shell,
  work: (copy: Shell) => Promise<ExitCode>,
  placement: Placement = {},
): Promise<Pid> {
  const copy = copyShell(sh)
  return startProcess(sh, () => sh.process.fork((child) => startChild(sh, copy, child, work), placement))
}

async function startChild(
  parent: Shell,
  copy: Shell,
  child: Process,
  work: (copy: Shell) => Promise<ExitCode>,
): Promise<ExitCode> {
  copy.process = child
  bindShell(copy)
  resetSignals(copy, parent)
  return finish(copy, () => work(copy))
}

/** Connects the parts of a shell that refer to it. */
export function bindShell(sh: Shell): void {
  bindSpecials(sh)
  sh.vars.evaluate = (text) => String(calculate(sh, text))
}

/** Runs work to its end as a whole shell: jumps end here, failures are shown, the EXIT trap runs. */
export async function finish(sh: Shell, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    sh.status = await outcome(sh, work)
    if (!sh.traps.has('EXIT')) return sh.status
    const { status } = sh
    const final = await outcome(sh, async () => {
      await runExitTrap(sh)
      return status
    })
    return final
  } finally {
    sh.frames = []
  }
}

async function outcome(sh: Shell, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ExitShell || error instanceof ReturnFrom) return error.status
    if (error instanceof BreakLoop) return 0
    if (error instanceof Interrupted) return 130
    if (error instanceof Failure) return report(sh, error)
    throw error
  }
}
