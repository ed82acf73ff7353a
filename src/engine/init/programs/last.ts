import type { Instant } from '../../base/time.ts'
import { formatTime, momentOf, zoneOf } from '../../userland/calendar.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { Failure, type Io, program } from '../../userland/program.ts'
import { entriesOf, type UtmpEntry, WTMP } from '../utmp.ts'

const OPTIONS = optionTable(
  '[options] [<username>...] [<tty>...]',
  '-n/--limit: -x/--system -F/--fulltimes -R/--nohostname -f/--file: -w/--fullnames -a/--hostlast -d/--dns -i/--ip !-p/--present: !-s/--since: !-t/--until: --time-format:',
  { suite: 'util-linux 2.38.1' },
)

/** last(1) of util-linux 2.38: who was logged in, and when the machine was started, the latest first. */
export const last = program('last', async (io) => {
  const args = io.args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg))
  const options = parseOptions({ ...io, args }, OPTIONS)
  const file = options.get('f') ?? WTMP
  if (!io.p.exists(file)) throw new Failure('', 1, `last: cannot open ${file}: No such file or directory`)
  const all = entriesOf(io.p, file)
  const wanted = options.operands
  const rows = rowsOf(io, all, options.has('F'))
    .filter(({ entry }) => options.has('x') || entry.kind === 'user' || entry.kind === 'boot')
    .filter(
      ({ entry }) => wanted.length === 0 || wanted.some((word) => [entry.user, entry.line].includes(word)),
    )
  const limit = Number(options.get('n') ?? rows.length)
  for (const { text } of rows.slice(0, limit)) await io.out.write(`${text.trimEnd()}\n`)
  const begin = all[0]?.at ?? io.p.now()
  await io.out.write(
    `\n${file.slice(file.lastIndexOf('/') + 1)} begins ${formatTime('%a %b %e %H:%M:%S %Y', momentOf(begin, zoneOf(io.p)))}\n`,
  )
  return 0
})

/** Each entry with its end: by the next of its line, by the machine's end, or by the next start that nothing told of. */
function rowsOf(io: Io, entries: readonly UtmpEntry[], full: boolean): { entry: UtmpEntry; text: string }[] {
  const rows: { entry: UtmpEntry; text: string }[] = []
  const ends = new Map<string, Instant>()
  let over: { at: Instant; how: 'down' | 'crash' } | undefined
  let shutdown: Instant | undefined
  for (const entry of [...entries].reverse()) {
    const { kind, line, user, at } = entry
    if (kind === 'shutdown') over = { at, how: 'down' }
    if (kind === 'user') {
      const next = ends.get(line)
      const end =
        next !== undefined
          ? ended(io, at, next, full)
          : over
            ? `- ${over.how.padEnd(full ? 24 : 5)}${span(at, over.at)}`
            : `${full ? '  still' : '  still'} logged in`
      rows.push({ entry, text: rowOf(io, user, line, '', at, end, full) })
    } else if (kind === 'boot') {
      const end = over ? ended(io, at, over.at, full) : '  still running'
      rows.push({ entry, text: rowOf(io, user, 'system boot', io.p.uname().release, at, end, full) })
    } else if (kind === 'shutdown' || kind === 'runlevel') {
      const title = kind === 'shutdown' ? 'system down' : `(to lvl ${line})`
      const end = shutdown === undefined ? '  still running' : ended(io, at, shutdown, full)
      rows.push({ entry, text: rowOf(io, kind, title, io.p.uname().release, at, end, full) })
    }
    if (kind === 'user' || kind === 'dead') ends.set(line, at)
    if (kind === 'shutdown' || kind === 'boot' || kind === 'runlevel') shutdown = at
    // Of what was before a start, nothing goes on.
    if (kind === 'boot') over = { at, how: 'crash' }
    if (kind === 'boot' || kind === 'shutdown') ends.clear()
  }
  return rows
}

const time = (io: Io, at: Instant, format: string): string => formatTime(format, momentOf(at, zoneOf(io.p)))

function rowOf(
  io: Io,
  user: string,
  line: string,
  host: string,
  at: Instant,
  end: string,
  full: boolean,
): string {
  const when = time(io, at, full ? '%a %b %e %H:%M:%S %Y' : '%a %b %e %H:%M')
  return `${user.slice(0, 8).padEnd(8)} ${line.slice(0, 12).padEnd(12)} ${host.slice(0, 16).padEnd(16)} ${when} ${end}`
}

const ended = (io: Io, from: Instant, to: Instant, full: boolean): string =>
  `- ${time(io, to, full ? '%a %b %e %H:%M:%S %Y' : '%H:%M')}${span(from, to)}`

/** ` (00:05)`, ` (1+02:03)`. */
function span(from: Instant, to: Instant): string {
  const minutes = Math.floor(Number(to - from) / 60e9)
  const two = (value: number): string => String(value).padStart(2, '0')
  const days = Math.floor(minutes / 1440)
  const clock = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`
  return days > 0 ? ` (${days}+${clock})` : `  (${clock})`
}
