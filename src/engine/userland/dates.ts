import type { Instant } from '../base/time.ts'
import type { Zone } from './calendar.ts'
import { momentOf } from './calendar.ts'

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const WEEKDAYS = 'sun mon tue wed thu fri sat'.split(' ')
const UNITS: Record<string, number> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86400,
  week: 604800,
  fortnight: 1209600,
}
const ZONES: Record<string, number> = { utc: 0, gmt: 0, z: 0, cst: -360, est: -300, pst: -480, jst: 540 }

interface Fields {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  nanos: number
  zoneMinutes: number
}

/**
 * Reads the common forms of GNU's date input (coreutils manual, "Date input formats"): `@N`, ISO 8601, `6 May 2024`,
 * `May 6 2024 12:53`, `yesterday`, `2 days ago`, `next week`. Undefined for anything else.
 */
export function parseDate(text: string, now: Instant, zone: Zone): Instant | undefined {
  const trimmed = text.trim()
  const at = /^@(-?\d+)(?:\.(\d{1,9})\d*)?$/.exec(trimmed)
  if (at) return BigInt(at[1]!) * 1_000_000_000n + BigInt((at[2] ?? '').padEnd(9, '0'))
  const m = momentOf(now, zone)
  const f: Fields = { ...m, zoneMinutes: zone.minutes }
  let timed = false
  let dated = false
  let seconds = 0
  let rest = ` ${trimmed.toLowerCase().replace(/,/g, ' ')} `
  const take = (pattern: RegExp, use: (m: RegExpExecArray) => void): void => {
    const found = pattern.exec(rest)
    if (!found) return
    use(found)
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`
  }
  const setDate = (year: number, month: number, day: number): void => {
    dated = true
    Object.assign(f, { year, month, day })
  }
  take(/(?<=\s)(\d{4})-(\d{1,2})-(\d{1,2})(?=[\st])t?/, (x) => setDate(+x[1]!, +x[2]! - 1, +x[3]!))
  take(/(?<=\s)(\d{1,2})\/(\d{1,2})\/(\d{4})(?=\s)/, (x) => setDate(+x[3]!, +x[1]! - 1, +x[2]!))
  take(/(?<=\s)(\d{4})(\d\d)(\d\d)(?=\s)/, (x) => setDate(+x[1]!, +x[2]! - 1, +x[3]!))
  take(/(?<=\s)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(am|pm)?/, (x) => {
    timed = true
    f.hour = x[5] ? (+x[1]! % 12) + (x[5] === 'pm' ? 12 : 0) : +x[1]!
    f.minute = +x[2]!
    f.second = +(x[3] ?? 0)
    f.nanos = Number((x[4] ?? '').padEnd(9, '0'))
  })
  take(/(?<=[\s\d])([+-])(\d\d):?(\d\d)(?=\s)/, (x) => {
    if (timed) f.zoneMinutes = (x[1] === '-' ? -1 : 1) * (+x[2]! * 60 + +x[3]!)
  })
  take(/\b(utc|gmt|z|jst)(?=\s)/, (x) => {
    f.zoneMinutes = ZONES[x[1]!]!
  })
  const month = `(${MONTHS.join('|')})[a-z]*`
  take(new RegExp(`(?<=\\s)(\\d{1,2})[\\s-]+${month}(?:[\\s-]+(\\d{4}))?(?=\\s)`), (x) =>
    setDate(+(x[3] ?? f.year), MONTHS.indexOf(x[2]!), +x[1]!),
  )
  take(new RegExp(`(?<=\\s)${month}\\s+(\\d{1,2})(?:\\s+(\\d{4}))?(?=\\s)`), (x) =>
    setDate(+(x[3] ?? f.year), MONTHS.indexOf(x[1]!), +x[2]!),
  )
  if (dated) take(/(?<=\s)(\d{4})(?=\s)/, (x) => setDate(+x[1]!, f.month, f.day))
  if (dated && !timed) Object.assign(f, { hour: 0, minute: 0, second: 0, nanos: 0 })
  take(/\b(now|today)\b/, () => {})
  take(/\byesterday\b/, () => {
    seconds -= 86400
  })
  take(/\btomorrow\b/, () => {
    seconds += 86400
  })
  for (let more = true; more; ) {
    more = false
    take(
      /(?<=\s)([+-]?\s*\d+|next|last|a|an)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(\s+ago)?(?=\s)/,
      (x) => {
        more = true
        const word = x[1]?.replace(/\s/g, '')
        const n =
          (word === 'last' ? -1 : word === undefined || /^[a-z]/.test(word) ? 1 : Number(word)) *
          (x[3] ? -1 : 1)
        if (x[2] === 'month') f.month += n
        else if (x[2] === 'year') f.year += n
        else seconds += n * UNITS[x[2]!]!
      },
    )
  }
  take(new RegExp(`(?<=\\s)(next|last)?\\s*(${WEEKDAYS.join('|')})[a-z]*(?=\\s)`), (x) => {
    if (dated) return
    const ahead = (WEEKDAYS.indexOf(x[2]!) - m.weekday + 7) % 7
    f.day += ahead + (x[1] === 'last' ? -7 : x[1] === 'next' && ahead === 0 ? 7 : 0)
    if (!timed) Object.assign(f, { hour: 0, minute: 0, second: 0, nanos: 0 })
  })
  if (rest.trim() !== '' || (trimmed !== '' && f.month > 11 && dated) || f.hour > 24 || f.minute > 59)
    return undefined
  if (trimmed === '') Object.assign(f, { hour: 0, minute: 0, second: 0, nanos: 0 })
  const ms =
    Date.UTC(f.year, f.month, f.day, f.hour, f.minute, f.second) - f.zoneMinutes * 60_000 + seconds * 1000
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt(f.nanos)
}

/** `[[CC]YY]MMDDhhmm[.ss]` of `touch -t`; undefined where the text is none. */
export function parseStamp(text: string, now: Instant, zone: Zone): Instant | undefined {
  const m = /^(\d{2}|\d{4})?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text)
  if (!m) return undefined
  const [month, day, hour, minute] = m.slice(2, 6).map(Number) as [number, number, number, number]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59) return undefined
  const year = !m[1]
    ? momentOf(now, zone).year
    : m[1].length === 4
      ? Number(m[1])
      : Number(m[1]) + (Number(m[1]) < 69 ? 2000 : 1900)
  return (
    BigInt(Date.UTC(year, month - 1, day, hour, minute, Number(m[6] ?? 0)) - zone.minutes * 60_000) *
    1_000_000n
  )
}
