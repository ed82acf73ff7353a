import type { Instant } from '../base/time.ts'
import type { Process } from '../kernel/process.ts'

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const BILLION = 1_000_000_000n

/** A time zone without daylight saving: its abbreviation and its offset east of UTC in minutes. */
export interface Zone {
  readonly name: string
  readonly minutes: number
}
export const UTC: Zone = { name: 'UTC', minutes: 0 }

const NAMED = new Map<string, Zone>([
  ['Asia/Shanghai', { name: 'CST', minutes: 480 }],
  ['Asia/Hong_Kong', { name: 'HKT', minutes: 480 }],
  ['Asia/Taipei', { name: 'CST', minutes: 480 }],
  ['Asia/Tokyo', { name: 'JST', minutes: 540 }],
  ['Asia/Singapore', { name: '+08', minutes: 480 }],
  ['PRC', { name: 'CST', minutes: 480 }],
])

/** The zone that TZ names: a POSIX rule such as `CST-8`, or a zone without daylight saving; else UTC, as glibc does. */
export function zoneOf(p: Process): Zone {
  const text = (p.env.get('TZ') ?? '').replace(/^:/, '')
  const named = NAMED.get(text)
  if (named) return named
  const m = /^([A-Za-z]{3,}|<[^>]+>)([+-]?)(\d{1,2})(?::(\d\d))?$/.exec(text)
  if (!m) return UTC
  const minutes = Number(m[3]) * 60 + Number(m[4] ?? 0)
  return { name: m[1]!.replace(/[<>]/g, ''), minutes: m[2] === '-' ? minutes : -minutes }
}

/** A moment broken into fields in a zone (localtime(3)). */
export interface Moment {
  readonly year: number
  /** 0…11. */
  readonly month: number
  readonly day: number
  readonly weekday: number
  /** 0…365. */
  readonly yearday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanos: number
  readonly epoch: bigint
  readonly zone: Zone
}

export function momentOf(at: Instant, zone: Zone): Moment {
  let epoch = at / BILLION
  let nanos = at % BILLION
  if (nanos < 0n) {
    nanos += BILLION
    epoch -= 1n
  }
  const date = new Date((Number(epoch) + zone.minutes * 60) * 1000)
  const year = date.getUTCFullYear()
  return {
    year,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    yearday: Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / 86_400_000),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanos: Number(nanos),
    epoch,
    zone,
  }
}

const two = (n: number): string => String(n).padStart(2, '0')
const offset = (zone: Zone, colon: string): string => {
  const abs = Math.abs(zone.minutes)
  return `${zone.minutes < 0 ? '-' : '+'}${two(Math.floor(abs / 60))}${colon}${two(abs % 60)}`
}

/** ISO 8601 week number and its year. */
function isoWeek(m: Moment): { week: number; year: number } {
  const thursday = new Date(Date.UTC(m.year, m.month, m.day + 4 - (m.weekday || 7)))
  const year = thursday.getUTCFullYear()
  return { week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 604_800_000), year }
}

/** strftime(3) in the C locale with GNU date's additions: `%N`, `%:z`, and the flags `-`, `_`, `0`, `^`. */
export function formatTime(format: string, m: Moment): string {
  return format.replace(
    /%([-_0^#]*)(\d*)(:{0,2}z|[A-Za-z%+])/g,
    (all, flags: string, width: string, c: string) => {
      const number = (value: number, digits: number, pad = '0'): string => {
        if (flags.includes('-')) return String(value)
        const fill = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : pad
        return String(value).padStart(width ? Number(width) : digits, fill)
      }
      const word = (text: string): string => {
        const cased = flags.includes('^') ? text.toUpperCase() : text
        return width ? cased.padStart(Number(width), ' ') : cased
      }
      const hour12 = m.hour % 12 || 12
      switch (c) {
        case 'Y':
          return number(m.year, 4)
        case 'C':
          return number(Math.floor(m.year / 100), 2)
        case 'y':
          return number(m.year % 100, 2)
        case 'm':
          return number(m.month + 1, 2)
        case 'd':
          return number(m.day, 2)
        case 'e':
          return number(m.day, 2, ' ')
        case 'H':
          return number(m.hour, 2)
        case 'k':
          return number(m.hour, 2, ' ')
        case 'I':
          return number(hour12, 2)
        case 'l':
          return number(hour12, 2, ' ')
        case 'M':
          return number(m.minute, 2)
        case 'S':
          return number(m.second, 2)
        case 's':
          return width ? m.epoch.toString().padStart(Number(width), '0') : m.epoch.toString()
        case 'N':
          return m.nanos
            .toString()
            .padStart(9, '0')
            .slice(0, width ? Number(width) : 9)
        case 'j':
          return number(m.yearday + 1, 3)
        case 'u':
          return number(m.weekday || 7, 1)
        case 'w':
          return number(m.weekday, 1)
        case 'q':
          return number(Math.floor(m.month / 3) + 1, 1)
        case 'U':
          return number(Math.floor((m.yearday + 7 - m.weekday) / 7), 2)
        case 'W':
          return number(Math.floor((m.yearday + 7 - ((m.weekday + 6) % 7)) / 7), 2)
        case 'V':
          return number(isoWeek(m).week, 2)
        case 'G':
          return number(isoWeek(m).year, 4)
        case 'g':
          return number(isoWeek(m).year % 100, 2)
        case 'a':
          return word(DAYS[m.weekday]!.slice(0, 3))
        case 'A':
          return word(DAYS[m.weekday]!)
        case 'b':
        case 'h':
          return word(MONTHS[m.month]!.slice(0, 3))
        case 'B':
          return word(MONTHS[m.month]!)
        case 'p':
          return word(m.hour < 12 ? 'AM' : 'PM')
        case 'P':
          return m.hour < 12 ? 'am' : 'pm'
        case 'Z':
          return word(m.zone.name)
        case 'z':
          return offset(m.zone, '')
        case ':z':
          return offset(m.zone, ':')
        case '::z':
          return `${offset(m.zone, ':')}:00`
        case 'n':
          return '\n'
        case 't':
          return '\t'
        case '%':
          return '%'
        case 'F':
          return formatTime('%Y-%m-%d', m)
        case 'D':
        case 'x':
          return formatTime('%m/%d/%y', m)
        case 'T':
        case 'X':
          return formatTime('%H:%M:%S', m)
        case 'R':
          return formatTime('%H:%M', m)
        case 'r':
          return formatTime('%I:%M:%S %p', m)
        case 'c':
          return formatTime('%a %b %e %H:%M:%S %Y', m)
        default:
          return all
      }
    },
  )
}

/** Half of a Gregorian year in nanoseconds: files older than this show a year instead of a time of day. */
const HALF_YEAR = (31_556_952n / 2n) * BILLION

/** The time column of `ls -l`: `Nov 22 01:45`, or `May  6  2024` for what is not of the last half year. */
export const listTime = (at: Instant, now: Instant, zone: Zone): string =>
  formatTime(at > now || at <= now - HALF_YEAR ? '%b %e  %Y' : '%b %e %H:%M', momentOf(at, zone))

/** `2024-05-06 12:53:20.000000000 +0000`: what stat(1) and `ls --full-time` print. */
export const fullTime = (at: Instant, zone: Zone): string =>
  formatTime('%Y-%m-%d %H:%M:%S.%N %z', momentOf(at, zone))
