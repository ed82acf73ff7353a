import type { Nanoseconds } from './time.ts'

/** `About a minute`, `3 weeks` (go-units, HumanDuration). */
export function humanDuration(duration: Nanoseconds): string {
  const seconds = Math.trunc(duration / 1e9)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.trunc(seconds / 60)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  const hours = Math.trunc(duration / 3600e9 + 0.5)
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`
  return `${Math.trunc(Math.trunc(duration / 3600e9) / 24 / 365)} years`
}

/** `1m30s`, `1.5s`, `200ms`, `0s` (Go's time.Duration.String). */
export function formatDuration(duration: Nanoseconds): string {
  if (duration < 0) return `-${formatDuration(-duration)}`
  if (duration === 0) return '0s'
  if (duration < 1e3) return `${duration}ns`
  if (duration < 1e6) return `${duration / 1e3}µs`
  if (duration < 1e9) return `${duration / 1e6}ms`
  const minutes = Math.trunc(duration / 60e9)
  const seconds = `${(duration - minutes * 60e9) / 1e9}s`
  if (minutes === 0) return seconds
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.trunc(minutes / 60)}h${minutes % 60}m${seconds}`
}

/** A text that is no length of time: `time: REASON "UNIT" in duration …` with a unit, `time: REASON duration …` without. */
export class DurationError extends Error {
  override readonly name = 'DurationError'
  readonly reason: string
  readonly unit: string
  constructor(reason: string, unit = '') {
    super(reason)
    this.reason = reason
    this.unit = unit
  }
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}
/** What an int64 of nanoseconds holds. */
const LONGEST = 2n ** 63n - 1n

/** Nanoseconds of `1h30m`, `-1.5s` (Go's time.ParseDuration). Throws `DurationError`. */
export function parseDuration(text: string): bigint {
  const invalid = (): never => {
    throw new DurationError('invalid')
  }
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0n
  if (rest === '') return invalid()
  let total = 0n
  while (rest !== '') {
    const number = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest)!
    const [whole, fraction = ''] = [number[1]!, number[2]]
    if (whole + fraction === '') return invalid()
    rest = rest.slice(number[0].length)
    const unit = /^[^0-9.]*/.exec(rest)![0]
    if (unit === '') throw new DurationError('missing unit in')
    const factor = UNITS[unit]
    if (factor === undefined) throw new DurationError('unknown unit', unit)
    total += BigInt(whole || 0) * BigInt(factor) + BigInt(Math.trunc(Number(`0.${fraction || 0}`) * factor))
    if (total > LONGEST) return invalid()
    rest = rest.slice(unit.length)
  }
  return text.startsWith('-') ? -total : total
}
