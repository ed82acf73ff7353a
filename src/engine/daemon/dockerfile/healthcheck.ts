import { DurationError, formatDuration, parseDuration } from '../../base/duration.ts'
import { EngineError } from '../../base/errors.ts'
import { quote, quoteRune } from '../../base/go-quote.ts'
import type { Healthcheck } from '../../oci/types.ts'
import { jsonWords } from './json-words.ts'
import { splitWords } from './split.ts'

const invalid = (text: string): EngineError => new EngineError('invalid', text)

export const INTERVALS: readonly (readonly [
  flag: string,
  field: 'Interval' | 'Timeout' | 'StartPeriod' | 'StartInterval',
])[] = [
  ['interval', 'Interval'],
  ['timeout', 'Timeout'],
  ['start-period', 'StartPeriod'],
  ['start-interval', 'StartInterval'],
]
const SHORTEST = 1_000_000n

/** What HEALTHCHECK says. Throws `invalid` for what it cannot mean. */
export function healthcheckOf(rest: string, flags: ReadonlyMap<string, string>): Healthcheck {
  const [type = ''] = splitWords(rest)
  if (type === '') throw invalid('HEALTHCHECK requires at least one argument')
  const after = rest.slice(type.length).trim()
  if (type.toUpperCase() === 'NONE') {
    if (after !== '') throw invalid('HEALTHCHECK NONE takes no arguments')
    return { Test: ['NONE'] }
  }
  if (type.toUpperCase() !== 'CMD')
    throw invalid(`Unknown type ${JSON.stringify(type.toUpperCase())} in HEALTHCHECK (try CMD)`)
  if (after === '') throw invalid('Missing command after HEALTHCHECK CMD')
  const words = jsonWords(after)
  const check: Record<string, unknown> = { Test: words ? ['CMD', ...words] : ['CMD-SHELL', after] }
  for (const [flag, field] of INTERVALS) {
    const duration = interval(flag, flags.get(flag) ?? '')
    if (duration > 0n) check[field] = Number(duration)
  }
  const retries = flags.get('retries')
  if (retries !== undefined) {
    if (!/^[+-]?\d+$/.test(retries))
      throw invalid(`strconv.ParseInt: parsing ${JSON.stringify(retries)}: invalid syntax`)
    if (Number(retries) < 0) throw invalid(`--retries cannot be negative (${Number(retries)})`)
    check.Retries = Number(retries)
  }
  return check as Healthcheck
}

function interval(flag: string, text: string): bigint {
  if (text === '') return 0n
  try {
    const duration = parseDuration(text)
    if (duration !== 0n && duration < SHORTEST)
      throw invalid(`Interval ${JSON.stringify(flag)} cannot be less than 1ms`)
    return duration
  } catch (error) {
    if (!(error instanceof DurationError)) throw error
    const { reason, unit } = error
    const what = unit === '' ? '' : ` ${JSON.stringify(unit)} in`
    throw invalid(`time: ${reason}${what} duration ${JSON.stringify(text)}`)
  }
}

const timesOf = ({ Interval, Timeout, StartPeriod, StartInterval }: Healthcheck): string[] =>
  [Interval, Timeout, StartPeriod, StartInterval].map((time = 0) => formatDuration(time))

/** The same as Go's `%v` prints it. */
export const plainHealthcheckText = (check: Healthcheck): string =>
  `&{[${(check.Test ?? []).join(' ')}] ${timesOf(check).join(' ')} ${check.Retries ?? 0}}`

/** The same as Go's `%q` prints it: the number of retries as a character. */
export function healthcheckText(check: Healthcheck): string {
  const retries = String.fromCodePoint(check.Retries ?? 0)
  const test = `[${(check.Test ?? []).map(quote).join(' ')}]`
  return `&{${test} ${timesOf(check).map(quote).join(' ')} ${quoteRune(retries)}}`
}
