/** A moment: nanoseconds since 1970-01-01T00:00:00Z. */
export type Instant = bigint
/** A length of time in nanoseconds; exact up to 104 days. */
export type Nanoseconds = number

export const MILLISECOND = 1e6
export const SECOND = 1e9

/** RFC 3339 in UTC with as many fraction digits as needed, as Go's time.RFC3339Nano prints it. */
export function rfc3339Nano(at: Instant): string {
  const seconds = at >= 0n ? at / 1_000_000_000n : -((-at + 999_999_999n) / 1_000_000_000n)
  const nanos = at - seconds * 1_000_000_000n
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  const fraction = nanos.toString().padStart(9, '0').replace(/0+$/, '')
  return `${date}${fraction ? `.${fraction}` : ''}Z`
}

/** RFC 3339 in UTC with nine fraction digits, as log lines carry it. */
export const rfc3339NanoFixed = (at: Instant): string => {
  const [seconds = '', fraction = ''] = rfc3339Nano(at).slice(0, -1).split('.')
  return `${seconds}.${fraction.padEnd(9, '0')}Z`
}

/** RFC 3339 in UTC, to the second. */
export const rfc3339 = (at: Instant): string => rfc3339Nano(at).replace(/\.\d+/, '')

/** Reads RFC 3339 (with `Z` or an offset). Returns undefined where the text is none. */
export function parseRfc3339(text: string): Instant | undefined {
  const m = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!m) return undefined
  const local = Date.parse(`${m[1]}Z`)
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 19) !== m[1]) return undefined
  const ms = Date.parse(`${m[1]}${m[3]}`)
  if (Number.isNaN(ms)) return undefined
  return BigInt(ms) * 1_000_000n + BigInt((m[2] ?? '').padEnd(9, '0'))
}

/** Whole seconds since the epoch, rounded down. */
export const unixSeconds = (at: Instant): number =>
  Number(at >= 0n ? at / 1_000_000_000n : -((-at + 999_999_999n) / 1_000_000_000n))

/** Cut to whole seconds, as archives carry times. */
export const wholeSeconds = (at: Instant): Instant => at - (at % 1_000_000_000n)

/** `Thu, 26 Nov 2026 16:34:51 GMT` (RFC 9110, IMF-fixdate). */
export const httpDate = (at: Instant): string => new Date(unixSeconds(at) * 1000).toUTCString()
