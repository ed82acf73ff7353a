import type { Signal } from '../../kernel/signals.ts'
import type { Dialect } from '../dialect.ts'
import { type Job, stateOf } from './table.ts'

const SIGNAL_TEXTS: Partial<Record<Signal, string>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGILL: 'Illegal instruction',
  SIGTRAP: 'Trace/breakpoint trap',
  SIGABRT: 'Aborted',
  SIGBUS: 'Bus error',
  SIGFPE: 'Floating point exception',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGSEGV: 'Segmentation fault',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
  SIGXCPU: 'CPU time limit exceeded',
  SIGSYS: 'Bad system call',
}

/** What strsignal(3) says. */
export const signalText = (signal: Signal): string => SIGNAL_TEXTS[signal] ?? signal

/** `Running`, `Stopped`, `Done`, `Exit 1`, `Killed`. */
export function stateText(dialect: Dialect, job: Job): string {
  const state = stateOf(job)
  if (state === 'Stopped') {
    const by = job.processes.find((each) => each.status?.kind === 'stopped')?.status
    const signal = by?.kind === 'stopped' ? by.signal : 'SIGTSTP'
    if (signal === 'SIGSTOP' || signal === 'SIGTTIN' || signal === 'SIGTTOU') {
      const detail = { SIGSTOP: 'signal', SIGTTIN: 'tty input', SIGTTOU: 'tty output' }[signal]
      return `Stopped (${detail})`
    }
    return 'Stopped'
  }
  const last = job.processes.at(-1)?.status
  if (state === 'Running' || !last) return 'Running'
  if (last.kind !== 'exited') return signalText(last.signal)
  if (last.code === 0) return 'Done'
  return dialect === 'bash' ? `Exit ${last.code}` : `Done(${last.code})`
}

/** A line of `jobs`. */
export function jobLine(dialect: Dialect, job: Job, mark: string, withPid = false): string {
  const state = stateText(dialect, job)
  const pid = withPid ? `${job.processes[0]?.pid} ` : ''
  if (dialect === 'bash') {
    const running = state === 'Running' ? ' &' : ''
    return `[${job.id}]${mark}${withPid ? ' ' : '  '}${pid}${state.padEnd(23)} ${job.command}${running}`
  }
  const head = dialect === 'ash' ? `[${job.id}]${mark}  ` : `[${job.id}] ${mark} `
  return `${`${head}${pid}${state}`.padEnd(32)} ${job.command}`
}
