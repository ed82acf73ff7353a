import { isErrno } from '../../base/errors.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { Failure } from '../failure.ts'
import { type Job, stateOf } from '../jobs/table.ts'
import { jobLine } from '../jobs/text.ts'
import { pollJobs, waitForeground, waitOnce } from '../jobs/wait.ts'
import { complain, print } from '../report.ts'
import type { Shell } from '../state.ts'
import { checkpoint } from '../traps.ts'
import { BASH, type Builtin, builtin, parseOptions } from './builtin.ts'

async function jobs(sh: Shell, args: readonly string[]): Promise<number> {
  const usage = 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]'
  const { flags, operands } = await parseOptions(
    sh,
    'jobs',
    args,
    sh.dialect === 'bash' ? 'lnprs' : 'lp',
    usage,
  )
  await pollJobs(sh)
  const chosen = operands.length > 0 ? operands.map((spec) => findJob(sh, spec, 'jobs')) : [...sh.jobs.all]
  if (sh.dialect !== 'bash') chosen.reverse()
  for (const job of chosen) {
    if (flags.has('r') && stateOf(job) !== 'Running') continue
    if (flags.has('s') && stateOf(job) !== 'Stopped') continue
    if (flags.has('p')) await print(sh, `${job.processes[0]!.pid}\n`)
    else await print(sh, `${jobLine(sh.dialect, job, sh.jobs.mark(job), flags.has('l'))}\n`)
  }
  for (const job of chosen) if (stateOf(job) === 'Done') sh.jobs.remove(job)
  return 0
}

function findJob(sh: Shell, spec: string | undefined, name: string): Job {
  const job = spec === undefined ? sh.jobs.current() : sh.jobs.find(spec)
  if (job) return job
  const bash = sh.dialect === 'bash'
  const text = bash
    ? `${spec ?? 'current'}: no such job`
    : spec === undefined
      ? 'No current job'
      : `No such job: ${spec}`
  throw new Failure(text, { status: bash ? 1 : 2, builtin: name })
}

function requireJobControl(sh: Shell, name: string): void {
  if (sh.tty !== undefined) return
  if (sh.dialect === 'bash') throw new Failure('no job control', { builtin: name })
  throw new Failure('No current job', { status: 2, builtin: name })
}

function resume(sh: Shell, job: Job): void {
  for (const each of job.processes) if (each.status?.kind === 'stopped') each.status = undefined
  if (job.pgid !== undefined) sh.process.kill(-job.pgid, 'SIGCONT')
}

async function fg(sh: Shell, args: readonly string[]): Promise<number> {
  requireJobControl(sh, 'fg')
  await pollJobs(sh)
  const job = findJob(sh, args[0], 'fg')
  await print(sh, `${job.command}\n`)
  if (stateOf(job) === 'Done') {
    sh.jobs.remove(job)
    throw new Failure('job has terminated')
  }
  job.background = false
  sh.jobs.touch(job)
  if (sh.tty !== undefined && job.pgid !== undefined) sh.process.setForegroundGroup(sh.tty, job.pgid)
  resume(sh, job)
  return waitForeground(sh, job)
}

async function bg(sh: Shell, args: readonly string[]): Promise<number> {
  requireJobControl(sh, 'bg')
  await pollJobs(sh)
  for (const spec of args.length > 0 ? args : [undefined]) {
    const job = findJob(sh, spec, 'bg')
    if (stateOf(job) === 'Running') {
      await complain(sh, `job ${job.id} already in background`, 'bg')
      continue
    }
    const mark = sh.jobs.mark(job)
    job.background = true
    job.notified = false
    resume(sh, job)
    await print(
      sh,
      sh.dialect === 'bash' ? `[${job.id}]${mark} ${job.command} &\n` : `[${job.id}] ${job.command}\n`,
    )
  }
  return 0
}

async function wait(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(
    sh,
    'wait',
    args,
    sh.dialect === 'bash' ? 'fnp:' : '',
    'wait [-fn] [-p var] [id ...]',
  )
  if (flags.has('n')) return waitNext(sh)
  if (operands.length === 0) {
    for (const job of [...sh.jobs.all]) {
      const status = await waitJob(sh, job)
      if (status === 'interrupted') return interruptedStatus(sh)
    }
    return 0
  }
  let status = 0
  for (const operand of operands) {
    const result = await waitOperand(sh, operand)
    if (result === 'interrupted') return interruptedStatus(sh)
    status = result
  }
  return status
}

/** A trapped signal ends `wait` at once, with 128 and its number; the trap has run by then. */
async function interruptedStatus(sh: Shell): Promise<number> {
  await checkpoint(sh)
  return 143
}

async function waitOperand(sh: Shell, operand: string): Promise<number | 'interrupted'> {
  if (operand.startsWith('%')) {
    const job = sh.jobs.find(operand)
    if (job) return waitJob(sh, job)
    throw new Failure(`${operand}: no such job`, { status: 127 })
  }
  if (!/^\d+$/.test(operand)) throw new Failure(`\`${operand}': not a pid or valid job spec`, { status: 1 })
  const pid = Number(operand)
  const job = sh.jobs.byPid(pid)
  if (job) return waitJob(sh, job, pid)
  const known = sh.jobs.remembered.get(pid)
  if (known) return exitStatus(known)
  const result = await waitOnce(sh, pid, false)
  if (result === 'interrupted') return result
  if (result !== 'gone') return exitStatus(result)
  if (sh.dialect === 'bash') await complain(sh, `pid ${pid} is not a child of this shell`, 'wait')
  return 127
}

async function waitJob(sh: Shell, job: Job, only?: number): Promise<number | 'interrupted'> {
  for (const each of job.processes) {
    if (only !== undefined && each.pid !== only) continue
    while (!each.status) {
      const result = await waitOnce(sh, each.pid, false)
      if (result === 'gone') each.status = { kind: 'exited', code: 127 }
      else if (result !== 'interrupted') each.status = result
      else if (sh.pendingSignals.length > 0 || sh.interrupted) return result
    }
  }
  const asked = job.processes.find((each) => each.pid === only) ?? job.processes.at(-1)!
  if (stateOf(job) === 'Done' && !sh.interactive) sh.jobs.remove(job)
  return exitStatus(asked.status!)
}

async function waitNext(sh: Shell): Promise<number> {
  if (sh.jobs.all.length === 0) return 127
  for (;;) {
    await pollJobs(sh)
    const done = sh.jobs.all.find((job) => stateOf(job) === 'Done')
    if (done) {
      sh.jobs.remove(done)
      return exitStatus(done.processes.at(-1)!.status!)
    }
    try {
      const result = await sh.process.wait(-1)
      if (!result) continue
      const job = sh.jobs.byPid(result.pid)
      const process = job?.processes.find((each) => each.pid === result.pid)
      if (process) process.status = result.status
    } catch (error) {
      if (isErrno(error, 'ECHILD')) return 127
      if (!isErrno(error, 'EINTR')) throw error
      return interruptedStatus(sh)
    }
  }
}

async function disown(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(
    sh,
    'disown',
    args,
    'ahr',
    'disown [-h] [-ar] [jobspec ... | pid ...]',
  )
  const chosen = flags.has('a')
    ? [...sh.jobs.all]
    : (operands.length > 0 ? operands : [undefined]).map((spec) => findJob(sh, spec, 'disown'))
  for (const job of chosen) {
    if (flags.has('h')) job.disowned = true
    else sh.jobs.remove(job)
  }
  return 0
}

export const JOB_CONTROL: readonly (readonly [string, Builtin])[] = [
  ['jobs', builtin('jobs [-lnprs] [jobspec ...] or jobs -x command [args]', jobs)],
  ['fg', builtin('fg [job_spec]', fg)],
  ['bg', builtin('bg [job_spec ...]', bg)],
  ['wait', builtin('wait [-fn] [-p var] [id ...]', wait)],
  ['disown', builtin('disown [-h] [-ar] [jobspec ... | pid ...]', disown, BASH)],
]
