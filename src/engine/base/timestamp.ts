import { DurationError, parseDuration } from './duration.ts'
import { parseTime, TimeParseError } from './go-time.ts'
import type { Instant } from './time.ts'

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
 * the epoch (moby, api/types/time, GetTimestamp). Throws `TimestampError`.
 */
export function parseTimestamp(text: string, now: Instant): Instant {
  if (text !== '0')
    try {
      return now - parseDuration(text)
    } catch (error) {
      if (!(error instanceof DurationError)) throw error
    }
  try {
    return parseTime(layoutOf(text), text)
  } catch (error) {
    if (!(error instanceof TimeParseError)) throw error
    if (text.includes('-')) throw new TimestampError(error.message)
    const seconds = /^(\d+)(?:\.(\d+))?$/.exec(text)
    if (!seconds)
      throw new TimestampError(`failed to parse value as time or duration: ${JSON.stringify(text)}`)
    return BigInt(seconds[1]!) * 1_000_000_000n + BigInt((seconds[2] ?? '').slice(0, 9).padEnd(9, '0'))
  }
}
