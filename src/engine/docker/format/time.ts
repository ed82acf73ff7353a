import { humanDuration } from '../../base/duration.ts'
import { type Instant, unixSeconds } from '../../base/time.ts'

/** How long ago a Unix time was: `About a minute ago`. */
export const ago = (seconds: number, now: Instant): string =>
  `${humanDuration((unixSeconds(now) - seconds) * 1e9)} ago`

/** `2026-11-22 01:43:13 +0000 UTC`: Go's time.Time.String of a Unix time in UTC. */
export const goTime = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`

/** `2026-11-22T01:43:13Z`. */
export const rfc3339 = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

/** `Mon Jan  2 15:04:05 2006` of an RFC 3339 time (time.ANSIC). */
export function ansic(text: string): string {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return text
  const [day, date, month, year, clock] = at.toUTCString().replace(',', '').split(' ') as [
    string,
    string,
    string,
    string,
    string,
  ]
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${clock} ${year}`
}
