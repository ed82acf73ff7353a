/** The parts of RFC 3339 in their order: what is matched, and how Go's layout writes it. */
const PARTS: readonly (readonly [pattern: RegExp, layout: string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d(?:\.\d+)?/, '05'],
  [/^(?:Z|[+-]\d\d:\d\d)/, 'Z07:00'],
]
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** What Go's time.Time says of a text that is no time of RFC 3339; undefined where it is one. */
export function rfc3339Fault(text: string): string | undefined {
  const head = `parsing time ${JSON.stringify(text)}`
  let rest = text
  const values: string[] = []
  for (const [pattern, layout] of PARTS) {
    const match = pattern.exec(rest)
    if (!match)
      return `${head} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(layout)}`
    if (/\d/.test(layout)) values.push(match[0])
    rest = rest.slice(match[0].length)
  }
  if (rest !== '') return `${head}: extra text: ${JSON.stringify(rest)}`
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = values.map(Number.parseFloat)
  if (month < 1 || month > 12) return `${head}: month out of range`
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (day < 1 || day > DAYS[month - 1]! + (leap ? 1 : 0)) return `${head}: day out of range`
  if (hour > 23) return `${head}: hour out of range`
  if (minute > 59) return `${head}: minute out of range`
  return second >= 60 ? `${head}: second out of range` : undefined
}
