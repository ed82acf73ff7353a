import type { WaitStatus } from './process.ts'

/** Signal numbers of Linux on x86-64 (signal(7)). */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const
export type Signal = keyof typeof SIGNALS

const BY_NUMBER = new Map<number, Signal>(Object.entries(SIGNALS).map(([name, n]) => [n, name as Signal]))

/** `9`, `KILL`, `SIGKILL`, in any case; undefined for none of them. */
export function parseSignal(text: string): Signal | undefined {
  if (/^\d+$/.test(text)) return BY_NUMBER.get(Number(text))
  const name = text.toUpperCase()
  const full = (name.startsWith('SIG') ? name : `SIG${name}`) as Signal
  return full in SIGNALS ? full : undefined
}

export const signalNumber = (signal: Signal): number => SIGNALS[signal]

/** `$?` of a process: its own code, or 128 + the signal that ended or stopped it. */
export const exitStatus = (status: WaitStatus): number =>
  status.kind === 'exited' ? status.code : 128 + SIGNALS[status.signal]

/** What happens by default (signal(7), "Standard signals"). */
export function defaultAction(signal: Signal): 'terminate' | 'ignore' | 'stop' | 'continue' {
  switch (signal) {
    case 'SIGCHLD':
    case 'SIGURG':
    case 'SIGWINCH':
      return 'ignore'
    case 'SIGCONT':
      return 'continue'
    case 'SIGSTOP':
    case 'SIGTSTP':
    case 'SIGTTIN':
    case 'SIGTTOU':
      return 'stop'
    default:
      return 'terminate'
  }
}
