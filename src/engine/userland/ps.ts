import type { Instant } from '../base/time.ts'
import { findUser, Names } from './accounts.ts'
import { formatTime, momentOf, zoneOf } from './calendar.ts'
import { optionTable, parseOptions } from './options.ts'
import type { ProcessInfo } from './processes.ts'
import { commandLine, processes, terminalName, uptimeOf } from './processes.ts'
import type { Io } from './program.ts'
import { Failure, program } from './program.ts'

const OPTIONS = optionTable(
  '[options]',
  `-A -a -d -e -f/--full !-F -H -l -o/--format: -p/--pid: -q/--quick-pid: --ppid: -C: -u/--user: -U: -t/--tty: -N/--deselect !-j !-L -w !-y
   --no-headers --no-heading --headers --sort: --forest -x !-M !-Z`,
  { suite: 'procps-ng) 4.0.2' },
)

/** A column of `ps`: its key, title, least width, and side. */
interface Column {
  readonly title: string
  readonly width: number
  readonly right: boolean
  value(info: ProcessInfo): string
}

const clock = (seconds: number, long: boolean): string => {
  const whole = Math.floor(seconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  if (!long) return `${Math.floor(whole / 60)}:${two(whole % 60)}`
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

const elapsed = (seconds: number): string => {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
  const days = Math.floor(seconds / 86400)
  const hours = Math.floor(seconds / 3600) % 24
  return `${days > 0 ? `${days}-` : ''}${days > 0 || hours > 0 ? `${two(hours)}:` : ''}${two((seconds / 60) % 60)}:${two(seconds % 60)}`
}

class Table {
  private readonly io: Io
  private readonly names: Names
  private readonly up: number
  private readonly now: Instant
  constructor(io: Io) {
    this.io = io
    this.names = new Names(io.p)
    this.up = uptimeOf(io.p)
    this.now = io.p.now()
  }

  column(key: string): Column | undefined {
    const make = (
      title: string,
      width: number,
      right: boolean,
      value: (i: ProcessInfo) => string,
    ): Column => ({ title, width, right, value })
    const user = (i: ProcessInfo): string => {
      const name = this.names.user(i.uid)
      return name === undefined ? String(i.uid) : name.length > 8 ? `${name.slice(0, 7)}+` : name
    }
    switch (key) {
      case 'pid':
        return make('PID', 7, true, (i) => String(i.pid))
      case 'ppid':
        return make('PPID', 7, true, (i) => String(i.ppid))
      case 'pgid':
      case 'pgrp':
        return make('PGID', 7, true, (i) => String(i.pgid))
      case 'sid':
      case 'sess':
        return make('SID', 7, true, (i) => String(i.sid))
      case 'user':
      case 'euser':
      case 'uname':
        return make('USER', 8, false, user)
      case 'uid':
        return make('UID', 5, true, (i) => String(i.uid))
      case 'gid':
        return make('GID', 5, true, (i) => String(i.gid))
      case 'group':
        return make('GROUP', 8, false, (i) => this.names.group(i.gid) ?? String(i.gid))
      case 'tty':
      case 'tt':
      case 'tname':
        return make(key === 'tt' ? 'TT' : 'TTY', 8, false, (i) => terminalName(i.tty))
      case 'time':
      case 'cputime':
        return make('TIME', 8, true, (i) => clock(i.cpu, true))
      case 'bsdtime':
        return make('TIME', 6, true, (i) => clock(i.cpu, false))
      case 'etime':
        return make('ELAPSED', 11, true, (i) => elapsed(Math.max(0, this.up - i.start)))
      case 'etimes':
        return make('ELAPSED', 7, true, (i) => String(Math.max(0, Math.floor(this.up - i.start))))
      case 'stat':
        return make('STAT', 4, false, (i) => this.state(i))
      case 's':
      case 'state':
        return make('S', 1, false, (i) => i.state)
      case '%cpu':
      case 'pcpu':
        return make('%CPU', 4, true, (i) => this.cpu(i).toFixed(1))
      case 'c':
        return make('C', 2, true, (i) => String(Math.floor(this.cpu(i))))
      case '%mem':
      case 'pmem':
        return make('%MEM', 4, true, () => '0.0')
      case 'vsz':
      case 'vsize':
        return make('VSZ', 6, true, (i) => String(Math.floor(i.vsize / 1024)))
      case 'rss':
      case 'rssize':
        return make('RSS', 5, true, (i) => String(i.rss * 4))
      case 'ni':
      case 'nice':
        return make('NI', 3, true, (i) => String(i.nice))
      case 'nlwp':
      case 'thcount':
        return make('NLWP', 4, true, (i) => String(i.threads))
      case 'stime':
        return make('STIME', 5, false, (i) => this.started(i))
      case 'start':
      case 'bsdstart':
        return make('START', 6, false, (i) => this.started(i))
      case 'lstart':
        return make('STARTED', 24, true, (i) =>
          formatTime('%a %b %e %H:%M:%S %Y', momentOf(this.startTime(i), zoneOf(this.io.p))),
        )
      case 'comm':
      case 'ucmd':
      case 'ucomm':
        return make('COMMAND', 15, false, (i) => i.comm + (i.state === 'Z' ? ' <defunct>' : ''))
      case 'cmd':
        return make('CMD', 27, false, commandLine)
      case 'args':
      case 'command':
        return make('COMMAND', 27, false, commandLine)
      default:
        return undefined
    }
  }

  private cpu(i: ProcessInfo): number {
    const age = this.up - i.start
    return age <= 0 ? 0 : Math.min(99.9, (i.cpu / age) * 100)
  }
  private startTime(i: ProcessInfo): Instant {
    return this.now - BigInt(Math.max(0, Math.floor((this.up - i.start) * 1e9)))
  }
  private started(i: ProcessInfo): string {
    const zone = zoneOf(this.io.p)
    const at = momentOf(this.startTime(i), zone)
    const now = momentOf(this.now, zone)
    const age = this.up - i.start
    if (age < 86400 && at.yearday === now.yearday) return formatTime('%H:%M', at)
    return formatTime(at.year === now.year ? '%b%d' : '%Y', at)
  }
  private state(i: ProcessInfo): string {
    return (
      i.state +
      (i.nice < 0 ? '<' : '') +
      (i.pid === i.sid ? 's' : '') +
      (i.threads > 1 ? 'l' : '') +
      (i.foreground === i.pgid && i.tty !== 0 ? '+' : '')
    )
  }
}

const FULL = 'user:8=UID pid ppid c stime tty time cmd'
const AUX = 'user pid %cpu %mem vsz rss tty:8 stat start bsdtime command'
const LONG = 's uid pid ppid c ni tty time cmd'

/** `ps` of procps-ng: System V options with a dash, BSD options without. */
export const ps = program('ps', async (io) => {
  const bsd = io.args[0] !== undefined && /^[auxwefhHlj]+$/.test(io.args[0]) ? io.args[0] : ''
  const options = parseOptions(io, OPTIONS, bsd ? io.args.slice(1) : io.args)
  const table = new Table(io)
  const rows = select(io, bsd, options)
  const formats = options.all('o')
  const names =
    formats.length > 0
      ? formats.flatMap(splitFormat)
      : (bsd.includes('u')
          ? AUX
          : bsd.includes('l') || options.has('l')
            ? LONG
            : bsd
              ? 'pid tty stat bsdtime command'
              : options.has('f')
                ? FULL
                : 'pid tty time cmd:27=CMD@comm'
        ).split(' ')
  const columns = names.map((spec): Column => {
    const m = /^([^:=]+)(?::(\d+))?(?:=([^@]*))?(?:@(.*))?$/.exec(spec)!
    const column = table.column((m[4] ?? m[1]!).toLowerCase())
    if (!column)
      throw new Failure('', 1, `error: unknown user-defined format specifier "${m[1]}"\n\n${USAGE}`)
    return { ...column, title: m[3] ?? column.title, width: m[2] ? Number(m[2]) : column.width }
  })
  const lines = [columns.map((c) => c.title), ...rows.map((row) => columns.map((c) => c.value(row)))]
  const untitled =
    options.has('no-headers', 'no-heading') || bsd.includes('h') || columns.every((c) => c.title === '')
  const width =
    io.out.terminal && !bsd.includes('w') && !options.has('w')
      ? io.p.windowSize(1).columns
      : Number.POSITIVE_INFINITY
  for (const line of untitled ? lines.slice(1) : lines) {
    const text = line
      .map((value, i) => {
        const column = columns[i]!
        if (i === columns.length - 1 && !column.right) return value
        return column.right ? value.padStart(column.width) : value.padEnd(column.width)
      })
      .join(' ')
    await io.out.write(`${text.slice(0, width)}\n`)
  }
  return rows.length > 0 ? 0 : 1
})

const USAGE = `Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).`

/** `pid,user=OWNER`: a title ends the list. */
function splitFormat(text: string): string[] {
  const named = /^([^=]*?)([^,= ]+)=(.*)$/.exec(text)
  const plain = (named ? named[1]! : text).split(/[, ]+/).filter(Boolean)
  if (!named) return plain
  if (/,[a-z%]+=/.test(named[3]!)) {
    const [title, ...rest] = named[3]!.split(',')
    return [...plain, `${named[2]}=${title}`, ...splitFormat(rest.join(','))]
  }
  return [...plain, `${named[2]}=${named[3]}`]
}

function select(io: Io, bsd: string, options: ReturnType<typeof parseOptions>): ProcessInfo[] {
  const all = processes(io.p)
  const own = all.find((info) => info.pid === io.p.pid)
  const lists = (key: string): string[] => options.all(key).flatMap((text) => text.split(/[, ]+/))
  const tests: ((info: ProcessInfo) => boolean)[] = []
  if (options.has('q')) {
    const wanted = lists('q')
    return all.filter((i) => wanted.includes(String(i.pid)))
  }
  if (options.has('p')) {
    const wanted = lists('p')
    for (const text of wanted)
      if (!/^\d+$/.test(text)) throw new Failure('', 1, `error: process ID list syntax error\n\n${USAGE}`)
    tests.push((i) => wanted.includes(String(i.pid)))
  }
  if (options.has('ppid')) tests.push((i) => lists('ppid').includes(String(i.ppid)))
  if (options.has('C')) tests.push((i) => lists('C').includes(i.comm))
  if (options.has('u', 'U')) {
    const uids = [...lists('u'), ...lists('U')].map((name) => findUser(io.p, name)?.uid)
    tests.push((i) => uids.includes(i.uid))
  }
  if (options.has('t')) tests.push((i) => lists('t').includes(terminalName(i.tty)))
  const pids = options.operands.filter((text) => /^\d+$/.test(text))
  if (pids.length > 0) tests.push((i) => pids.includes(String(i.pid)))
  const everything = options.has('e', 'A') || (bsd.includes('a') && bsd.includes('x'))
  let chosen: ProcessInfo[]
  if (everything) chosen = all
  else if (tests.length > 0) chosen = all.filter((info) => tests.some((test) => test(info)))
  else if (bsd.includes('x') || options.has('x'))
    chosen = all.filter((info) => info.uid === io.p.credentials.uid)
  else if (bsd.includes('a') || options.has('a'))
    chosen = all.filter((info) => info.tty !== 0 && (bsd !== '' || info.pid !== info.sid))
  else if (options.has('d')) chosen = all.filter((info) => info.pid !== info.sid)
  else chosen = all.filter((info) => info.tty === own?.tty && info.uid === io.p.credentials.uid)
  return options.has('N') ? all.filter((info) => !chosen.includes(info)) : chosen
}
