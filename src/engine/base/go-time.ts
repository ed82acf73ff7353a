import type { Instant } from './time.ts'

/** A time that Go's time.Parse does not read. `message` is Go's. */
export class TimeParseError extends Error {
  override readonly name = 'TimeParseError'
}

/** Pieces of the layouts below, as Go names them; the rest of a layout is literal. */
const PIECE = /2006|01|02|15|04|05|\.999999999|Z07:00/
const LIMITS: Readonly<Record<string, readonly [name: string, least: number, below: number]>> = {
  '01': ['month', 1, 13],
  '15': ['hour', 0, 24],
  '04': ['minute', 0, 60],
  '05': ['second', 0, 60],
}

/** Reads a text by a layout of Go made of `2006 01 02 15 04 05 .999999999 Z07:00`; without a zone it is UTC. Throws `TimeParseError`. */
export function parseTime(layout: string, text: string): Instant {
  const found: Record<string, number> = { '01': 1, '02': 1, '15': 0, '04': 0, '05': 0 }
  let nanos = 0n
  let offset = 0
  let rest = text
  let pattern = layout
  const cannot = (piece: string): never => {
    throw new TimeParseError(
      `parsing time ${quoted(text)} as ${quoted(layout)}: cannot parse ${quoted(rest)} as ${quoted(piece)}`,
    )
  }
  const outOfRange = (what: string): never => {
    throw new TimeParseError(`parsing time ${quoted(text)}: ${what} out of range`)
  }
  const fraction = (): void => {
    const digits = /^[.,](\d+)/.exec(rest)
    if (!digits) return
    nanos = BigInt(digits[1]!.slice(0, 9).padEnd(9, '0'))
    rest = rest.slice(digits[0].length)
  }
  for (;;) {
    const piece = PIECE.exec(pattern)
    const literal = piece ? pattern.slice(0, piece.index) : pattern
    if (!rest.startsWith(literal)) cannot(literal)
    rest = rest.slice(literal.length)
    if (!piece) break
    const name = piece[0]
    pattern = pattern.slice(piece.index + name.length)
    if (name === '.999999999') fraction()
    else if (name === 'Z07:00') {
      const zone = /^(?:Z|([+-])(\d\d):(\d\d))/.exec(rest) ?? cannot(name)
      if (zone[1]) offset = (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '-' ? -60 : 60)
      rest = rest.slice(zone[0].length)
    } else {
      const size = name === '2006' ? 4 : 2
      if (!new RegExp(`^\\d{${size}}`).test(rest)) cannot(name)
      found[name] = Number(rest.slice(0, size))
      const [what, least, below] = LIMITS[name] ?? ['', 0, Number.POSITIVE_INFINITY]
      if (found[name] < least || found[name] >= below) outOfRange(what)
      rest = rest.slice(size)
      if (name === '05' && !pattern.startsWith('.')) fraction()
    }
  }
  if (rest !== '') throw new TimeParseError(`parsing time ${quoted(text)}: extra text: ${quoted(rest)}`)
  const [year, month, day] = [found['2006']!, found['01']!, found['02']!]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(found['15']!, found['04']!, found['05']!)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) outOfRange('day')
  return (BigInt(date.getTime() / 1000) - BigInt(offset)) * 1_000_000_000n + nanos
}

const quoted = (text: string): string => JSON.stringify(text)
