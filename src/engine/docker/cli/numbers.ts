import { quote } from '../go/quote.ts'
import { FlagValueError } from './flags.ts'

const fail = (call: string, text: string, why: string): never => {
  throw new FlagValueError(`strconv.${call}: parsing ${quote(text)}: ${why}`)
}
const SYNTAX = 'invalid syntax'
const RANGE = 'value out of range'

/** Digits of Go's base-0 syntax (`12`, `0x1f`, `0o17`, `017`, `0b11`, `1_000`) as a bigint; undefined if none. */
function digits(text: string): bigint | undefined {
  const m =
    /^(?:0[xX]((?:_?[0-9a-fA-F])+)|0[bB]((?:_?[01])+)|0[oO]?((?:_?[0-7])+)|([1-9](?:_?[0-9])*|0))$/.exec(text)
  if (!m) return undefined
  const plain = (m[1] ?? m[2] ?? m[3] ?? m[4])!.replaceAll('_', '')
  return BigInt(m[1] ? `0x${plain}` : m[2] ? `0b${plain}` : m[3] ? `0o${plain}` : plain)
}

/** strconv.ParseInt(text, 0, bits). */
export function parseInteger(text: string, bits = 64): number {
  const sign = /^[+-]/.test(text) ? text[0] : ''
  const size = digits(text.slice(sign ? 1 : 0))
  if (size === undefined) return fail('ParseInt', text, SYNTAX)
  const value = sign === '-' ? -size : size
  const limit = 1n << BigInt(bits - 1)
  if (value < -limit || value >= limit) return fail('ParseInt', text, RANGE)
  return Number(value)
}

/** strconv.ParseUint(text, 0, bits). */
export function parseUnsigned(text: string, bits = 64): number {
  const value = digits(text)
  if (value === undefined) return fail('ParseUint', text, SYNTAX)
  if (value >= 1n << BigInt(bits)) return fail('ParseUint', text, RANGE)
  return Number(value)
}

/** strconv.Atoi: decimal only. */
export function parseDecimalInteger(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) return fail('Atoi', text, SYNTAX)
  return Number(text)
}

/** strconv.ParseFloat(text, 64) for the decimal forms. */
export function parseFloating(text: string): number {
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text))
    return fail('ParseFloat', text, SYNTAX)
  return Number(text)
}

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/** strconv.ParseBool. */
export function parseBoolean(text: string): boolean {
  if (TRUE.includes(text)) return true
  if (FALSE.includes(text)) return false
  return fail('ParseBool', text, SYNTAX)
}

const BINARY: Readonly<Record<string, number>> = {
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
}

/** Bytes of `128m`, `2 GiB`, `1.5g` (go-units, RAMInBytes). */
export function parseRam(text: string): number {
  const at = Math.max(...[...'0123456789. '].map((c) => text.lastIndexOf(c)))
  if (at === -1) throw new FlagValueError(`invalid size: '${text}'`)
  const number = text[at] === ' ' ? text.slice(0, at) : text.slice(0, at + 1)
  const size = parseFloating(number)
  if (size < 0) throw new FlagValueError(`invalid size: '${text}'`)
  const written = text.slice(at + 1)
  if (written === '') return Math.trunc(size)
  const suffix = written.length > 3 ? written : written.toLowerCase()
  if (suffix === 'b') return Math.trunc(size)
  const factor = BINARY[suffix.charAt(0)]
  if (factor === undefined || !/^.(b|ib)?$/.test(suffix))
    throw new FlagValueError(`invalid suffix: '${suffix}'`)
  return Math.trunc(size * factor)
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** Nanoseconds of `1h30m` (time.ParseDuration). */
export function parseDuration(text: string): number {
  const invalid = (): never => {
    throw new FlagValueError(`time: invalid duration ${quote(text)}`)
  }
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (rest === '') return invalid()
  let total = 0
  while (rest !== '') {
    const number = /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)/.exec(rest)?.[0]
    if (number === undefined) return invalid()
    rest = rest.slice(number.length)
    const unit = /^[^0-9.]*/.exec(rest)![0]
    if (unit === '') throw new FlagValueError(`time: missing unit in duration ${quote(text)}`)
    const factor = UNITS[unit]
    if (factor === undefined)
      throw new FlagValueError(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`)
    total += Number(number) * factor
    rest = rest.slice(unit.length)
  }
  return text.startsWith('-') ? -total : total
}

/** Go's time.Duration.String: `1h30m0s`, `1.5s`, `250ms`. */
export function showDuration(ns: number): string {
  const sign = ns < 0 ? '-' : ''
  const size = Math.abs(ns)
  if (size === 0) return '0s'
  if (size < 1e3) return `${sign}${size}ns`
  if (size < 1e6) return `${sign}${size / 1e3}µs`
  if (size < 1e9) return `${sign}${size / 1e6}ms`
  const hours = Math.floor(size / 3600e9)
  const minutes = Math.floor((size % 3600e9) / 60e9)
  const seconds = (size % 60e9) / 1e9
  return `${sign}${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`
}

/** Billionths of a CPU of a rational number, `1.5` or `1/2` (opts.ParseCPUs). */
export function parseCpus(text: string): number {
  const m = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:\/([0-9]+))?$/.exec(text)
  if (!m || (!m[2] && !m[3]) || (m[4] !== undefined && (m[3] !== undefined || BigInt(m[4]) === 0n)))
    throw new FlagValueError(`failed to parse ${text} as a rational number`)
  const fraction = m[3] ?? ''
  const numerator = BigInt(`${m[2]}${fraction}`) * 1_000_000_000n
  const denominator = BigInt(m[4] ?? 1) * 10n ** BigInt(fraction.length)
  if (numerator % denominator !== 0n) throw new FlagValueError('value is too precise')
  return Number(numerator / denominator) * (m[1] === '-' ? -1 : 1)
}
