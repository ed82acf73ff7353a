const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** strftime(3) in UTC and the C locale, of seconds since the epoch. */
export function strftime(format: string, seconds: number): string {
  const date = new Date(seconds * 1000)
  const iso = date.toISOString()
  const hour = date.getUTCHours() % 12 || 12
  const half = date.getUTCHours() < 12 ? 'AM' : 'PM'
  const day = DAYS[date.getUTCDay()]!
  const month = MONTHS[date.getUTCMonth()]!
  const fields: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    y: iso.slice(2, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    e: String(date.getUTCDate()).padStart(2),
    H: iso.slice(11, 13),
    I: String(hour).padStart(2, '0'),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    p: half,
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    R: iso.slice(11, 16),
    D: `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(2, 4)}`,
    A: day,
    a: day.slice(0, 3),
    B: month,
    b: month.slice(0, 3),
    c: `${day.slice(0, 3)} ${month.slice(0, 3)} ${String(date.getUTCDate()).padStart(2)} ${iso.slice(11, 19)} ${iso.slice(0, 4)}`,
    s: String(seconds),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    '%': '%',
  }
  return format.replace(/%(.)/g, (whole, letter: string) => fields[letter] ?? whole)
}
