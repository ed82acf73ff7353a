import { EngineError } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import { type Instant, rfc3339NanoFixed } from '../../base/time.ts'
import type { Caller } from '../../kernel/service.ts'
import type { Hijack, OutputFrame, RequestOf } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { timestampParameter } from '../timestamp-parameter.ts'
import type { Container, LogLine } from './store.ts'

type Query = RequestOf<'GET /containers/{id}/logs'>['query']

/** What a container wrote, as far as it is wanted; with `follow` also what it still writes (moby, daemon/logs.go). */
export function readLogs(daemon: Daemon, caller: Caller, container: Container, query: Query): Hijack {
  if (!query.stdout && !query.stderr)
    throw new EngineError('invalid', 'Bad parameters: you must choose at least one stream')
  if (container.hostConfig.LogConfig.Type === 'none')
    throw new EngineError('not-implemented', 'configured logging driver does not support reading')
  const since = moment(query.since)
  const until = moment(query.until)
  const wanted = ({ stream }: OutputFrame): boolean =>
    (stream === 'stdout' ? query.stdout : query.stderr) ?? false
  const inTime = ({ time }: LogLine): boolean =>
    (since === undefined || time >= since) && (until === undefined || time <= until)
  const details = query.details ? `${detailsOf(container)} ` : ''
  const anyTime = since === undefined && until === undefined
  const log = anyTime ? lastFrames([...container.log], query.tail) : [...container.log]
  // Whole lines without anything before them need not be told apart: a log may have millions.
  const asTheyAre = anyTime && !query.timestamps && details === '' && !isNumber(query.tail)
  const lines = asTheyAre && isWhole(log) ? log : tail(linesOf(log).filter(inTime), query.tail)
  const written = lines.filter(wanted)
  const show = (line: LogLine): OutputFrame => {
    const prefix = `${query.timestamps ? `${rfc3339NanoFixed(line.time)} ` : ''}${details}`
    return { stream: line.stream, bytes: prefix === '' ? line.bytes : join(encode(prefix), line.bytes) }
  }
  const live = daemon.runtime.get(container.id)
  const follow =
    query.follow && live
      ? live.streams.attach(
          caller,
          { stdin: false, stdout: query.stdout ?? false, stderr: query.stderr ?? false },
          () => {},
          false,
        )
      : undefined
  return recorded(daemon, written.map(show), follow, show, until)
}

/** Unix time as the client sends it; zero and nothing are no limit. */
function moment(text: string | undefined): Instant | undefined {
  if (text === undefined || text === '' || text === '0') return undefined
  return timestampParameter(text)
}

/** Labels and variables that the log driver keeps with each line: those its options name. */
function detailsOf({ config, hostConfig }: Container): string {
  const options = hostConfig.LogConfig.Config ?? {}
  const listed = (name: string): string[] => (options[name] ?? '').split(',').filter(Boolean)
  const found: [string, string][] = []
  for (const label of listed('labels'))
    if (config.Labels[label] !== undefined) found.push([label, config.Labels[label]])
  const variables = config.Env.map((entry): [string, string] => {
    const at = entry.indexOf('=')
    return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)]
  })
  for (const name of listed('env')) found.push(...variables.filter(([key]) => key === name))
  const matching = (name: string, pairs: [string, string][]): [string, string][] => {
    const pattern = options[name]
    return pattern === undefined ? [] : pairs.filter(([key]) => new RegExp(pattern).test(key))
  }
  found.push(...matching('labels-regex', Object.entries(config.Labels)), ...matching('env-regex', variables))
  return found
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${queryEscape(key)}=${queryEscape(value)}`)
    .join(',')
}

/** Go's url.QueryEscape. */
const queryEscape = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+')

/** One line each, with the moment at which its first part was written. A chunk may hold several lines, or a part of one. */
function linesOf(log: readonly LogLine[]): LogLine[] {
  const lines: LogLine[] = []
  const open = new Map<LogLine['stream'], number>()
  for (const { stream, bytes, time } of log)
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at)
      const next = end < 0 ? bytes.length : end + 1
      const part = bytes.subarray(at, next)
      const begun = open.get(stream)
      if (begun === undefined) {
        lines.push({ stream, bytes: part, time })
        if (end < 0) open.set(stream, lines.length - 1)
      } else {
        const line = lines[begun]!
        lines[begun] = { ...line, bytes: join(line.bytes, part) }
        if (end >= 0) open.delete(stream)
      }
      at = next
    }
  return lines
}

const isNumber = (count: string | undefined): count is string => count !== undefined && /^\+?\d+$/.test(count)

/** No line is spread over several frames. */
const isWhole = (log: readonly LogLine[]): boolean => log.every(({ bytes }) => bytes.at(-1) === 10)

/** The last frames of a log, with so many lines or more. */
function lastFrames(log: LogLine[], count: string | undefined): LogLine[] {
  if (!isNumber(count) || !isWhole(log)) return log
  let first = log.length
  for (let lines = 0; first > 0 && lines < Number(count); )
    for (const byte of log[--first]!.bytes) if (byte === 10) lines++
  return log.slice(first)
}

function tail(lines: LogLine[], count: string | undefined): LogLine[] {
  if (!isNumber(count)) return lines
  return Number(count) === 0 ? [] : lines.slice(-Number(count))
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

/** What was logged, then what still comes, until the moment that ends it. */
function recorded(
  { host }: Daemon,
  frames: OutputFrame[],
  follow: Hijack | undefined,
  show: (line: LogLine) => OutputFrame,
  until: Instant | undefined,
): Hijack {
  const { kernel } = host
  if (follow && until !== undefined)
    kernel.scheduler.after(Math.max(0, Number(until - kernel.now())), () => follow.close())
  let next = 0
  let coming: OutputFrame[] = []
  return {
    kind: 'hijack',
    next: async () => {
      if (next < frames.length) return frames[next++]
      if (coming.length === 0) {
        const frame = await follow?.next()
        if (!frame) return undefined
        coming = linesOf([{ ...frame, time: kernel.now() }]).map(show)
      }
      return coming.shift()
    },
    write: async () => {},
    closeWrite: () => {},
    close: () => follow?.close(),
  }
}
