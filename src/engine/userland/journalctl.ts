import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { type Instant, SECOND } from '../base/time.ts'
import { formatTime, momentOf, zoneOf } from './calendar.ts'
import { parseDate } from './dates.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program } from './program.ts'
import { toText } from './text.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] [MATCHES...]',
  `-a/--all -b/--boot:: -e/--pager-end -f/--follow -g/--grep: -l/--full -n/--lines:: -o/--output: -p/--priority: -q/--quiet
   -r/--reverse -t/--identifier: -u/--unit: -S/--since: -U/--until: --no-hostname --no-pager --no-tail --system
   !-c/--cursor: !-D/--directory: !-k/--dmesg !-F/--field: !-N/--fields !-x/--catalog !--disk-usage !--list-boots !--user !--vacuum-size:
   !--vacuum-time: !--rotate !--flush !--verify !--header !--utc !--output-fields:`,
  { suite: 'systemd) 252' },
)
const ROOT = '/var/log/journal'
const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

/** Fields of one message, by name (systemd.journal-fields(7)). */
type Entry = ReadonlyMap<string, string>

/** Texts of all journals' files: of each journal the archived ones first, which are named by their first message. */
function* filesOf(io: Io): Generator<string> {
  for (const { name: journal } of io.p.readdir(ROOT)) {
    const names = io.p.readdir(`${ROOT}/${journal}`).map(({ name }) => name)
    const archived = names.filter((name) => /^system@.*\.journal$/.test(name)).sort()
    for (const name of [...archived, ...names.filter((name) => name === 'system.journal')])
      yield toText(bytesOf(io.p.readFile(`${ROOT}/${journal}/${name}`)))
  }
}

/** Reads the messages of all journals. EACCES where the user may not. */
function readEntries(io: Io): Entry[] {
  const entries: Entry[] = []
  for (const text of filesOf(io)) {
    for (const block of text.split('\n\n')) {
      if (block.trim() === '') continue
      const pairs = block.split('\n').map((line): [string, string] => {
        const at = line.indexOf('=')
        return [line.slice(0, at), line.slice(at + 1)]
      })
      entries.push(new Map(pairs))
    }
  }
  return entries
}

const timeOf = (entry: Entry): Instant => BigInt(entry.get('__REALTIME_TIMESTAMP') ?? 0) * 1000n
const isSame = (a: Entry, b: Entry): boolean =>
  a.size === b.size && [...a].every(([name, value]) => b.get(name) === value)
const unitName = (text: string): string => (/\.\w+$/.test(text) ? text : `${text}.service`)

/** A message of the unit itself, or of the service manager about it. */
const belongs = (entry: Entry, unit: string): boolean =>
  entry.get('_SYSTEMD_UNIT') === unit || (entry.get('_PID') === '1' && entry.get('UNIT') === unit)

function priority(text: string): number {
  const level = /^[0-7]$/.test(text) ? Number(text) : PRIORITIES.indexOf(text)
  if (level < 0) throw new Failure('', 1, `Unknown log level ${text}`)
  return level
}

/** A pattern without capitals matches without regard to case. */
function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, /[A-Z]/.test(text) ? '' : 'i')
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Failure('', 1, `Bad pattern "${text}": it is no regular expression`)
    throw error
  }
}

type Form = (entry: Entry) => string

function formOf(io: Io, name: string, hostname: boolean): Form {
  const zone = zoneOf(io.p)
  const line =
    (time: string): Form =>
    (entry) => {
      const host = hostname ? ` ${entry.get('_HOSTNAME')}` : ''
      const sender = `${entry.get('SYSLOG_IDENTIFIER')}[${entry.get('_PID')}]`
      return `${formatTime(time, momentOf(timeOf(entry), zone))}${host} ${sender}: ${entry.get('MESSAGE')}\n`
    }
  const micros = (entry: Entry): string => String((timeOf(entry) / 1000n) % 1_000_000n).padStart(6, '0')
  switch (name) {
    case 'short':
      return line('%b %d %H:%M:%S')
    case 'short-iso':
      return line('%Y-%m-%dT%H:%M:%S%z')
    case 'short-full':
      return line('%a %Y-%m-%d %H:%M:%S %Z')
    case 'short-precise':
      return (entry) => line(`%b %d %H:%M:%S.${micros(entry)}`)(entry)
    case 'cat':
      return (entry) => `${entry.get('MESSAGE')}\n`
    case 'json':
      return (entry) => `${JSON.stringify(Object.fromEntries(entry))}\n`
    case 'export':
      return (entry) => `${[...entry].map(([key, value]) => `${key}=${value}\n`).join('')}\n`
    default:
      throw new Failure('', 1, `Unknown output format '${name}'.`)
  }
}

/** `-n 5`: the number may stand apart. */
function joined(args: readonly string[]): string[] {
  const out: string[] = []
  for (let i = 0; i < args.length; i++) {
    const apart = /^(-n|--lines)$/.test(args[i]!) && /^(\d+|all)$/.test(args[i + 1] ?? '')
    if (apart) out.push(args[i] === '-n' ? `-n${args[++i]}` : `--lines=${args[++i]}`)
    else out.push(args[i]!)
  }
  return out
}

export const journalctlMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS, joined(io.args))
  const zone = zoneOf(io.p)
  const moment = (key: string): Instant | undefined => {
    const text = options.get(key)
    if (text === undefined) return undefined
    const dated = /^\d{4}-\d\d-\d\d$/.test(text)
      ? `${text} 00:00:00`
      : text === 'today'
        ? 'today 00:00:00'
        : text
    const at = parseDate(dated === 'yesterday' ? 'yesterday 00:00:00' : dated, io.p.now(), zone)
    if (at === undefined) throw new Failure('', 1, `Failed to parse timestamp: ${text}`)
    return at
  }
  const [since, until] = [moment('S'), moment('U')]
  const units = options.all('u').map(unitName)
  const identifiers = options.all('t')
  const level = options.get('p') === undefined ? 7 : priority(options.get('p')!)
  const pattern = options.get('g')
  const grep = pattern === undefined ? undefined : patternOf(pattern)
  const matches = options.operands.map((text) => {
    const at = text.indexOf('=')
    if (at <= 0) throw new Failure('', 1, `Failed to add match '${text}': Invalid argument`)
    return [text.slice(0, at), text.slice(at + 1)] as const
  })
  const wanted = (entry: Entry): boolean =>
    (units.length === 0 || units.some((unit) => belongs(entry, unit))) &&
    (identifiers.length === 0 || identifiers.includes(entry.get('SYSLOG_IDENTIFIER') ?? '')) &&
    Number(entry.get('PRIORITY')) <= level &&
    (since === undefined || timeOf(entry) >= since) &&
    (until === undefined || timeOf(entry) <= until) &&
    (!grep || grep.test(entry.get('MESSAGE') ?? '')) &&
    matches.every(([key, value]) => entry.get(key) === value)
  const form = formOf(io, options.get('o') ?? 'short', !options.has('no-hostname'))
  const follow = options.has('f')
  const lines = options.has('n') ? options.get('n') || '10' : follow && !options.has('no-tail') ? '10' : 'all'
  const limit = lines === 'all' ? Number.POSITIVE_INFINITY : Number(lines)
  if (Number.isNaN(limit)) throw new Failure('', 1, `Failed to parse lines '${lines}'`)
  const read = (): Entry[] => {
    try {
      return readEntries(io)
    } catch (error) {
      if (isErrno(error, 'EACCES'))
        throw new Failure('', 1, 'No journal files were opened due to insufficient permissions.')
      if (isErrno(error, 'ENOENT')) return []
      throw error
    }
  }
  const all = read()
  const found = all.filter(wanted)
  const shown = limit === 0 ? [] : Number.isFinite(limit) ? found.slice(-limit) : found
  if (shown.length === 0 && !follow && !options.has('q')) await io.out.write('-- No entries --\n')
  for (const entry of options.has('r') ? shown.toReversed() : shown) await io.out.write(form(entry))
  for (let last = all.at(-1); follow; ) {
    await io.out.flush()
    await io.p.sleep(SECOND / 4)
    const now = read()
    // By the message and not by a number of them: the oldest ones may be gone.
    const seen = last ? now.findLastIndex((entry) => isSame(entry, last!)) + 1 : 0
    for (const entry of now.slice(seen).filter(wanted)) await io.out.write(form(entry))
    last = now.at(-1) ?? last
  }
  return 0
}

export const journalctl = program('journalctl', journalctlMain)
