import { Names } from '../accounts.ts'
import { optionTable, parseOptions } from '../options.ts'
import type { ProcessInfo } from '../processes.ts'
import { commandLine, processes, terminalName, uptimeOf } from '../processes.ts'
import type { Io, Main } from '../program.ts'
import { Failure } from '../program.ts'

const OPTIONS = optionTable('', '-o: !-T -a -A -d -e -f -l -w -x')

interface Column {
  readonly title: string
  readonly width: number
  readonly right: boolean
  value(info: ProcessInfo): string
}

/** `1h02`, `3:07`: how busybox writes a length of time. */
function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return minutes < 60 * 24
    ? `${Math.floor(minutes / 60)}h${two(minutes % 60)}`
    : `${Math.floor(minutes / 1440)}d${two((minutes / 60) % 24)}`
}

function column(io: Io, names: Names, key: string): Column | undefined {
  const make = (title: string, width: number, right: boolean, value: Column['value']): Column => ({
    title,
    width,
    right,
    value,
  })
  switch (key) {
    case 'pid':
      return make('PID', 5, true, (i) => String(i.pid))
    case 'ppid':
      return make('PPID', 5, true, (i) => String(i.ppid))
    case 'pgid':
      return make('PGID', 5, true, (i) => String(i.pgid))
    case 'sid':
      return make('SID', 5, true, (i) => String(i.sid))
    case 'user':
      return make('USER', 8, false, (i) => names.user(i.uid) ?? String(i.uid))
    case 'group':
      return make('GROUP', 8, false, (i) => names.group(i.gid) ?? String(i.gid))
    case 'comm':
      return make('COMMAND', 16, false, (i) => i.comm)
    case 'args':
      return make('COMMAND', 255, false, argumentsOf)
    case 'stat':
      return make('STAT', 4, false, (i) => i.state)
    case 'tty':
      return make('TT', 6, false, (i) => terminalName(i.tty))
    case 'vsz':
      return make('VSZ', 4, true, (i) => String(Math.floor(i.vsize / 1024)))
    case 'rss':
      return make('RSS', 4, true, (i) => String(i.rss * 4))
    case 'time':
      return make('TIME', 5, true, (i) => clock(i.cpu))
    case 'etime':
      return make('ELAPSED', 7, true, (i) => clock(Math.max(0, uptimeOf(io.p) - i.start)))
    case 'nice':
      return make('NI', 5, true, (i) => String(i.nice))
    default:
      return undefined
  }
}

/** A name that the arguments do not begin with stands before them; the kernel's threads have 15 characters (busybox, read_cmdline). */
function argumentsOf(info: ProcessInfo): string {
  const text = commandLine(info)
  if (text.startsWith('[')) return text.replace(/^\[(.{15})[^\]]*\]/, '[$1]')
  const base = (info.argv[0] ?? '').replace(/^-/, '').replace(/^.*\//, '')
  return base.startsWith(info.comm) || info.comm.startsWith(base) ? text : `{${info.comm}} ${text}`
}

/** `ps` of busybox: every process, whatever is asked. */
export const psMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const names = new Names(io.p)
  const specs = options.has('o')
    ? options.all('o').flatMap((text) => text.split(','))
    : ['pid', 'user', 'args']
  const columns = specs.map((spec) => {
    const [key, title] = spec.split('=') as [string, string | undefined]
    const found = column(io, names, key)
    if (!found)
      throw new Failure(
        `bad -o argument '${key}', supported arguments: user,group,comm,args,pid,ppid,pgid,tty,vsz,sid,stat,rss`,
      )
    return title === undefined ? found : { ...found, title }
  })
  const line = (values: readonly string[], head: boolean): string =>
    values
      .map((value, i) => {
        const { width, right } = columns[i]!
        if (i === columns.length - 1 && !(right && !head)) return value
        return right && !head ? value.padStart(width) : value.slice(0, width).padEnd(width)
      })
      .join(' ')
  await io.out.write(
    `${line(
      columns.map((c) => c.title),
      true,
    )}\n`,
  )
  for (const info of processes(io.p))
    await io.out.write(
      `${line(
        columns.map((c) => c.value(info)),
        false,
      )}\n`,
    )
  return 0
}
