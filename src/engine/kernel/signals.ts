import type { WaitStatus } from './process.ts'

/** The standard signals of Linux on x86-64, and their numbers (signal(7)). */
export const STANDARD_SIGNALS = {
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

type UpTo14 = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14
export type Signal =
  | keyof typeof STANDARD_SIGNALS
  | 'SIGRTMIN'
  | `SIGRTMIN+${UpTo14 | 15}`
  | `SIGRTMAX-${UpTo14}`
  | 'SIGRTMAX'

/** The first and the last of the real-time signals, as the C library leaves them to programs. */
const RTMIN = 34
const RTMAX = 64
const above = (n: number): string => (n === 0 ? 'SIGRTMIN' : `SIGRTMIN+${n}`)
const below = (n: number): string => (n === 0 ? 'SIGRTMAX' : `SIGRTMAX-${n}`)

/** All signals and their numbers: the standard ones, then the real-time ones by the name of the nearer end. */
export const SIGNALS: Readonly<Record<Signal, number>> = {
  ...STANDARD_SIGNALS,
  ...(Object.fromEntries([
    ...Array.from({ length: 16 }, (_, n) => [above(n), RTMIN + n]),
    ...Array.from({ length: 15 }, (_, n) => [below(14 - n), RTMAX - 14 + n]),
  ]) as Record<Exclude<Signal, keyof typeof STANDARD_SIGNALS>, number>),
}

const BY_NUMBER = new Map<number, Signal>(Object.entries(SIGNALS).map(([name, n]) => [n, name as Signal]))

/** `9`, `KILL`, `SIGKILL`, `RTMIN+3`, in any case; undefined for none of them. */
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
