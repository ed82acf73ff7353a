import { DurationError, parseDuration } from './duration.ts'
import { parseTime, TimeParseError } from './go-time.ts'
import { type Instant, unixSeconds } from './time.ts'

/** A text that is neither a moment nor a length of time. `message` is Docker's. */
export class TimestampError extends Error {
  override readonly name = 'TimestampError'
}

/** The layout of Go that a text most likely follows (moby, api/types/time). */
function layoutOf(text: string): string {
  const local = !/[zZ+]/.test(text) && text.split('-').length !== 4
  const zone = local ? '' : 'Z07:00'
  if (text.includes('.')) return `2006-01-02T15:04:05.999999999${zone}`
  if (!text.includes('T')) return `2006-01-02${zone}`
  let colons = text.split(':').length - 1
  // The colon of an offset is none of the clock's.
  if (!local && !/[zZ]/.test(text) && colons > 0) colons--
  return `${['2006-01-02T15', '2006-01-02T15:04'][colons] ?? '2006-01-02T15:04:05'}${zone}`
}

/**
 * A moment as `--until`, `--since` and filters take it: a duration before `now`, RFC 3339 or a part of it, seconds since
 * the epoch. Returns what the API takes: Unix seconds, of a date with nanoseconds behind a point (moby,
 * api/types/time, GetTimestamp). Throws `TimestampError`.
 */
export function unixTimestamp(text: string, now: Instant): string {
  if (text !== '0')
    try {
      return String(unixSeconds(now - parseDuration(text)))
    } catch (error) {
      if (!(error instanceof DurationError)) throw error
    }
  try {
    const at = parseTime(layoutOf(text), text)
    const seconds = unixSeconds(at)
    return `${seconds}.${String(at - BigInt(seconds) * 1_000_000_000n).padStart(9, '0')}`
  } catch (error) {
    if (!(error instanceof TimeParseError)) throw error
    if (text.includes('-')) throw new TimestampError(error.message)
    if (!UNIX.test(text))
      throw new TimestampError(`failed to parse value as time or duration: ${JSON.stringify(text)}`)
    return text
  }
}

const UNIX = /^[+-]?\d+(\.\d+)?$/

/** Reads what `unixTimestamp` gives; undefined for another text. */
export function readUnixTimestamp(text: string): Instant | undefined {
  if (!UNIX.test(text)) return undefined
  const [seconds = '0', fraction = ''] = text.split('.')
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
}

/** The moment of a text that users give. Throws `TimestampError`. */
export const parseTimestamp = (text: string, now: Instant): Instant =>
  readUnixTimestamp(unixTimestamp(text, now))!
