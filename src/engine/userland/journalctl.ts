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
   -r/--reverse -t/--identifier: -u/--unit: -S/--since: -U/--until: --no-hostname --no-pager --no-tail --system -k/--dmesg -x/--catalog
   --list-boots --flush --sync --smart-relinquish-var
   !-c/--cursor: !-D/--directory: !-F/--field: !-N/--fields !--disk-usage !--user !--vacuum-size: !--vacuum-time: !--rotate
   !--verify !--header !--utc !--output-fields:`,
  { suite: 'systemd) 252' },
)
/** On the disk, and in memory until it is flushed. */
const ROOTS = ['/var/log/journal', '/run/log/journal']
/** Where journald is asked. */
const SOCKET = '/run/systemd/journal/socket'
const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

/** Fields of one message, by name (systemd.journal-fields(7)). */
type Entry = ReadonlyMap<string, string>

/** Texts of all journals' files: of each journal the archived ones first, which are named by their first message. */
function* filesOf(io: Io): Generator<string> {
  for (const root of ROOTS)
    for (const { name: journal } of io.p.exists(root) ? io.p.readdir(root) : []) {
      const names = io.p.readdir(`${root}/${journal}`).map(({ name }) => name)
      const archived = names.filter((name) => /^system@.*\.journal$/.test(name)).sort()
      for (const name of [...archived, ...names.filter((name) => name === 'system.journal')])
        yield toText(bytesOf(io.p.readFile(`${root}/${journal}/${name}`)))
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
      const pid = entry.get('_PID')
      const sender = `${entry.get('SYSLOG_IDENTIFIER')}${pid === undefined ? '' : `[${pid}]`}`
      return `${formatTime(time, momentOf(timeOf(entry), zone))}${host} ${sender}: ${entry.get('MESSAGE')}\n`
    }
  const monotonic = (entry: Entry): string => {
    const micro = Number(entry.get('__MONOTONIC_TIMESTAMP') ?? 0)
    return `[${String(Math.floor(micro / 1e6)).padStart(5)}.${String(micro % 1e6).padStart(6, '0')}]`
  }
  const micros = (entry: Entry): string => String((timeOf(entry) / 1000n) % 1_000_000n).padStart(6, '0')
  switch (name) {
    case 'short':
      return line('%b %d %H:%M:%S')
    case 'short-monotonic':
      return (entry) => line(monotonic(entry).replace(/%/g, '%%'))(entry)
    case 'short-unix':
      return (entry) => line(`${timeOf(entry) / 1_000_000_000n}.${micros(entry)}`)(entry)
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

/** `-n 5`, `-b -1`: what is wanted may stand apart. */
function joined(args: readonly string[]): string[] {
  const out: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [arg = '', next = ''] = args.slice(i)
    const apart =
      (/^(-n|--lines)$/.test(arg) && /^(\d+|all)$/.test(next)) ||
      (/^(-b|--boot)$/.test(arg) && /^([-+]?\d+|[0-9a-f]{32})$/.test(next))
    if (apart) i++
    out.push(apart ? `${arg}${arg.startsWith('--') ? '=' : ''}${next}` : arg)
  }
  return out
}

/** Has journald take up what the kernel said, or move to the disk. Whether it must run is for the caller to say. */
async function tellJournald(io: Io, request: 'flush' | 'sync', needed: boolean): Promise<void> {
  try {
    await io.p.connect(SOCKET).call({ request })
  } catch (error) {
    if (!isErrno(error)) throw error
    if (needed) throw new Failure('', 1, `Failed to connect to ${SOCKET}: ${error.message}`)
  }
}

interface Boot {
  readonly id: string
  readonly first: Instant
  readonly last: Instant
}

/** The boots that messages are of, the oldest first. */
function bootsIn(entries: readonly Entry[]): Boot[] {
  const boots = new Map<string, Boot>()
  for (const entry of entries) {
    const id = entry.get('_BOOT_ID')
    if (id === undefined) continue
    boots.set(id, { id, first: boots.get(id)?.first ?? timeOf(entry), last: timeOf(entry) })
  }
  return [...boots.values()]
}

function bootLines(boots: readonly Boot[], zone: ReturnType<typeof zoneOf>): string[] {
  const time = (at: Instant): string => formatTime('%a %Y-%m-%d %H:%M:%S %Z', momentOf(at, zone))
  const width = Math.max(3, String(1 - boots.length).length)
  const rows = boots.map(
    ({ id, first, last }, i) =>
      `${String(i - boots.length + 1).padStart(width)} ${id} ${time(first)} ${time(last)}\n`,
  )
  return [`IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY\n`, ...rows]
}

/** The boot of `-b`: the present one, `-1` the one before, or by its number. Undefined for all. */
function wantedBoot(boots: readonly Boot[], options: ReturnType<typeof parseOptions>): string | undefined {
  if (!options.has('b', 'k') || boots.length === 0) return undefined
  const given = options.get('b') || '0'
  if (/^[0-9a-f]{32}$/.test(given)) return given
  const number = Number(given)
  if (Number.isNaN(number)) throw new Failure('', 1, `Failed to parse boot descriptor '${given}'`)
  const boot = number > 0 ? boots[number - 1] : boots[boots.length - 1 + number]
  if (!boot)
    throw new Failure(
      '',
      1,
      `Data from the specified boot (${given}) is not available: No such boot ID in journal`,
    )
  return boot.id
}

export const journalctlMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS, joined(io.args))
  if (options.has('smart-relinquish-var')) return 0
  if (options.has('flush', 'sync')) {
    await tellJournald(io, options.has('flush') ? 'flush' : 'sync', true)
    return 0
  }
  await tellJournald(io, 'sync', false)
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
    (boot === undefined || entry.get('_BOOT_ID') === boot) &&
    (!options.has('k') || entry.get('_TRANSPORT') === 'kernel') &&
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
  const boots = bootsIn(all)
  if (options.has('list-boots')) {
    for (const line of bootLines(boots, zone)) await io.out.write(line)
    return 0
  }
  const boot = wantedBoot(boots, options)
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
