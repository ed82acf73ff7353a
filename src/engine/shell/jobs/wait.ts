import { isErrno } from '../../base/errors.ts'
import type { WaitStatus } from '../../kernel/process.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { Interrupted } from '../failure.ts'
import { writeError } from '../report.ts'
import { currentLine, type Shell } from '../state.ts'
import { type Job, stateOf } from './table.ts'
import { jobLine, signalText } from './text.ts'

/** Waits until a foreground job ends or stops. Its status becomes `$?`. */
export async function waitForeground(sh: Shell, job: Job): Promise<number> {
  for (const each of job.processes) {
    while (!each.status || each.status.kind === 'stopped') {
      const result = await waitOnce(sh, each.pid, sh.tty !== undefined)
      if (result === 'gone') each.status = { kind: 'exited', code: 127 }
      else if (result !== 'interrupted') each.status = result
      if (each.status?.kind === 'stopped') break
    }
  }
  if (sh.process.pid === 1) await reapAdopted(sh)
  if (sh.tty !== undefined && job.pgid !== undefined) takeTerminal(sh)
  if (stateOf(job) === 'Stopped') return stopped(sh, job)
  sh.jobs.remove(job)
  sh.jobs.remembered.clear()
  sh.pipeStatus = job.processes.map((each) => exitStatus(each.status!))
  const last = job.processes.at(-1)!.status!
  await tellSignal(sh, job, last)
  return exitStatus(last)
}

/** The first process gets the orphans of all others: a shell takes them along while it waits for its own. */
async function reapAdopted(sh: Shell): Promise<void> {
  const own = sh.jobs.all.flatMap((job) => job.processes.map((each) => ({ job, each })))
  try {
    for (;;) {
      const result = await sh.process.wait(-1, { noHang: true })
      if (!result) return
      const known = own.find(({ each }) => each.pid === result.pid)
      if (!known) continue
      known.each.status = result.status
      known.job.notified = false
    }
  } catch (error) {
    if (!isErrno(error, 'ECHILD', 'EINTR')) throw error
  }
}

/** One wait(2). `interrupted`: a signal came; `gone`: no such child. */
export async function waitOnce(
  sh: Shell,
  pid: number,
  untraced: boolean,
): Promise<WaitStatus | 'interrupted' | 'gone'> {
  try {
    const result = await sh.process.wait(pid, { untraced })
    return result ? result.status : 'interrupted'
  } catch (error) {
    if (isErrno(error, 'EINTR')) return 'interrupted'
    if (isErrno(error, 'ECHILD')) return 'gone'
    throw error
  }
}

/** Makes the shell's own group the terminal's foreground group again. */
export function takeTerminal(sh: Shell): void {
  if (sh.tty === undefined) return
  sh.process.setForegroundGroup(sh.tty, sh.process.getpgid())
}

async function stopped(sh: Shell, job: Job): Promise<number> {
  job.background = true
  job.notified = true
  sh.jobs.touch(job)
  const newline = sh.dialect === 'bash' ? '\n' : ''
  await writeError(sh, `${newline}${jobLine(sh.dialect, job, sh.jobs.mark(job))}\n`)
  const by = job.processes.find((each) => each.status?.kind === 'stopped')!.status!
  return exitStatus(by)
}

async function tellSignal(sh: Shell, job: Job, last: WaitStatus): Promise<void> {
  if (last.kind !== 'signaled') return
  if (last.signal === 'SIGINT' && sh.interactive) throw new Interrupted()
  if (last.signal === 'SIGINT' || last.signal === 'SIGPIPE') return
  const text = signalText(last.signal)
  if (sh.interactive || sh.dialect !== 'bash') await writeError(sh, `${text}\n`)
  else if (sh.source.input !== 'string') {
    const pid = String(job.processes.at(-1)!.pid).padStart(5)
    await writeError(sh, `${sh.name}: line ${currentLine(sh)}: ${pid} ${text.padEnd(23)} ${job.command}\n`)
  }
}

/** Looks, without blocking, which jobs changed. */
export async function pollJobs(sh: Shell): Promise<void> {
  for (const job of sh.jobs.all) {
    for (const each of job.processes) {
      if (each.status && each.status.kind !== 'stopped') continue
      try {
        const result = await sh.process.wait(each.pid, { noHang: true, untraced: sh.tty !== undefined })
        if (!result) continue
        each.status = result.status
        job.notified = false
      } catch (error) {
        if (!isErrno(error, 'ECHILD', 'EINTR')) throw error
        if (isErrno(error, 'ECHILD')) each.status = { kind: 'exited', code: 127 }
      }
    }
  }
}

/** Before a prompt: tells of jobs that ended or stopped, and forgets those that ended. */
export async function notifyJobs(sh: Shell): Promise<void> {
  await pollJobs(sh)
  for (const job of [...sh.jobs.all]) {
    const state = stateOf(job)
    if (state === 'Running') continue
    if (!job.notified && sh.interactive) {
      job.notified = true
      await writeError(sh, `${jobLine(sh.dialect, job, sh.jobs.mark(job))}\n`)
    }
    if (state === 'Done') sh.jobs.remove(job)
  }
}
