import { formatNumber } from '../format.ts'

/** Text from outside (a field, a line, an operand): a number where it looks like one. */
export class Input {
  readonly text: string
  #number: number | null | undefined
  constructor(text: string) {
    this.text = text
  }
  /** Null where the text is none. */
  get number(): number | null {
    if (this.#number === undefined) {
      const m = WHOLE.exec(this.text)
      this.#number = m ? toNumber(this.text) : null
    }
    return this.#number
  }
}

/** `undefined` is what has never had a value. Strings are binary text: one character a byte, as mawk sees it. */
export type Value = number | string | Input | undefined
export type Table = Map<string, Value>

const DECIMAL = '(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?'
const PREFIX = new RegExp(`^[ \\t\\n\\v\\f\\r]*([-+]?)(0[xX][0-9a-fA-F]+|${DECIMAL})`)
const WHOLE = new RegExp(`^[ \\t\\n\\v\\f\\r]*[-+]?${DECIMAL}[ \\t\\n\\v\\f\\r]*$`)

function toNumber(text: string): number {
  const m = PREFIX.exec(text)
  return m ? (m[1] === '-' ? -Number(m[2]) : Number(m[2])) : 0
}

export const numberOf = (value: Value): number =>
  typeof value === 'number'
    ? value
    : value === undefined
      ? 0
      : typeof value === 'string'
        ? toNumber(value)
        : (value.number ?? toNumber(value.text))

export const truth = (value: Value): boolean =>
  typeof value === 'number'
    ? value !== 0
    : value === undefined
      ? false
      : typeof value === 'string'
        ? value !== ''
        : value.number === null
          ? value.text !== ''
          : value.number !== 0

/** An integer as such up to `largest`, anything else by `format` (CONVFMT, OFMT). */
export function textOf(value: Value, format: string, largest: number): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  if (typeof value !== 'number') return value.text
  if (Number.isNaN(value)) return '-nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) <= largest)
    return value === 0 ? '0' : Math.abs(value) < 1e15 ? String(value) : String(BigInt(value))
  const m = /^([^%]*)%([-+ 0#]*)(\d*)(?:\.(\d*))?([eEfFgGdi])(.*)$/s.exec(format)
  if (!m) return format
  if (/[di]/.test(m[5]!)) return `${m[1]}${Math.trunc(value)}${m[6]}`
  return `${m[1]}${formatNumber(value, m[2]!, m[3]!, m[4], m[5]!)}${m[6]}`
}

/** The number of a value that compares as one. */
const comparable = (value: Value): number | null =>
  typeof value === 'number'
    ? value
    : value === undefined
      ? 0
      : typeof value === 'string'
        ? null
        : value.number

/** Below, at or above 0; NaN where two numbers have no order. */
export function compare(a: Value, b: Value, text: (value: Value) => string): number {
  const x = comparable(a)
  const y = comparable(b)
  if (x !== null && y !== null) return x === y ? 0 : x - y
  const s = text(a)
  const t = text(b)
  return s < t ? -1 : s > t ? 1 : 0
}
