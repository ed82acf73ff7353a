import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import type { Process } from '../kernel/process.ts'
import { toText } from './text.ts'

/** What /proc tells of a process (proc(5)). */
export interface ProcessInfo {
  readonly pid: number
  readonly ppid: number
  readonly pgid: number
  readonly sid: number
  readonly tty: number
  readonly foreground: number
  readonly state: string
  readonly comm: string
  readonly argv: readonly string[]
  readonly uid: number
  readonly gid: number
  /** CPU time in seconds. */
  readonly cpu: number
  /** Seconds after the boot. */
  readonly start: number
  readonly threads: number
  /** Bytes and pages. */
  readonly vsize: number
  readonly rss: number
  readonly nice: number
}

const read = (p: Process, path: string): string => toText(bytesOf(p.readFile(path)))

/** Seconds since the boot; 0 where /proc is not mounted. */
export function uptimeOf(p: Process): number {
  try {
    return Number.parseFloat(read(p, '/proc/uptime'))
  } catch (error) {
    if (isErrno(error)) return 0
    throw error
  }
}

/** All processes that /proc shows, by number. One that ends meanwhile is left out. */
export function processes(p: Process): ProcessInfo[] {
  const found: ProcessInfo[] = []
  const pids = p
    .readdir('/proc')
    .map((entry) => Number(entry.name))
    .filter((pid) => pid > 0)
  for (const pid of pids.sort((a, b) => a - b)) {
    try {
      found.push(processInfo(p, pid))
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
  return found
}

function processInfo(p: Process, pid: number): ProcessInfo {
  const stat = read(p, `/proc/${pid}/stat`)
  const close = stat.lastIndexOf(')')
  const fields = stat
    .slice(close + 2)
    .trim()
    .split(' ')
  const number = (i: number): number => Number(fields[i] ?? 0)
  const status = read(p, `/proc/${pid}/status`)
  const ids = (key: string): number => Number(new RegExp(`^${key}:\\t(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  return {
    pid,
    comm: stat.slice(stat.indexOf('(') + 1, close),
    state: fields[0]!,
    ppid: number(1),
    pgid: number(2),
    sid: number(3),
    tty: number(4),
    foreground: number(5),
    cpu: (number(11) + number(12)) / 100,
    nice: number(16),
    threads: number(17),
    start: number(19) / 100,
    vsize: number(20),
    rss: number(21),
    argv: read(p, `/proc/${pid}/cmdline`).split('\0').slice(0, -1),
    uid: ids('Uid'),
    gid: ids('Gid'),
  }
}

/** `pts/0`, `tty1`, or `?` for none, of a device number. */
export function terminalName(device: number): string {
  if (device === 0) return '?'
  const major = device >> 8
  const minor = device & 255
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`
  return major >= 136 && major < 144 ? `pts/${(major - 136) * 256 + minor}` : '?'
}

/** The command line, or `[name]` of a process that has none. */
export const commandLine = (info: ProcessInfo): string =>
  info.argv.length === 0 || info.state === 'Z'
    ? `[${info.comm}]${info.state === 'Z' ? ' <defunct>' : ''}`
    : info.argv.join(' ')
