import { DurationError, parseDuration as readDuration } from '../../base/duration.ts'
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

/** strconv.ParseInt(text, base, bits); base 0 is Go's syntax with prefixes. */
export function parseInteger(text: string, bits = 64, base: 0 | 10 = 0): number {
  const sign = /^[+-]/.test(text) ? text[0] : ''
  const plain = text.slice(sign ? 1 : 0)
  const size = base === 0 ? digits(plain) : /^\d+$/.test(plain) ? BigInt(plain) : undefined
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

/** Underscores stand between digits, or between a base's prefix and a digit. */
const underscoresFit = (text: string): boolean =>
  !/(?<![0-9a-fA-FxXbBoO])_|_(?![0-9a-fA-F])|^[+-]?_|[.eEpP]_/.test(text)

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/

/** strconv.ParseFloat(text, 64). */
export function parseFloating(text: string): number {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text)
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^nan$/i.test(text)) return Number.NaN
  const plain = text.replaceAll('_', '')
  if (plain !== text && !underscoresFit(text)) return fail('ParseFloat', text, SYNTAX)
  const hex = HEXADECIMAL.exec(plain)
  const mantissa = hex ? `${hex[2]}${hex[3]}` : ''
  if (!DECIMAL.test(plain) && mantissa === '') return fail('ParseFloat', text, SYNTAX)
  const size = hex ? Number(`0x${mantissa}`) * 2 ** (Number(hex[4]) - 4 * hex[3]!.length) : Number(plain)
  if (!Number.isFinite(size)) return fail('ParseFloat', text, RANGE)
  return hex?.[1] === '-' ? -size : size
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

/** Nanoseconds of `1h30m` (time.ParseDuration). */
export function parseDuration(text: string): number {
  try {
    return Number(readDuration(text))
  } catch (error) {
    if (!(error instanceof DurationError)) throw error
    const { reason, unit } = error
    throw new FlagValueError(`time: ${reason}${unit && ` ${quote(unit)} in`} duration ${quote(text)}`)
  }
}

/** Go avoids larger ones. */
const MAX_EXPONENT = 1_000_000n

/** A rational number as numerator and denominator (big.Rat.SetString); undefined for what is none. */
function rational(text: string): [numerator: bigint, denominator: bigint] | undefined {
  const slash = text.indexOf('/')
  if (slash !== -1) {
    const above = digits(text.slice(0, slash).replace(/^[+-]/, ''))
    const below = digits(text.slice(slash + 1))
    if (above === undefined || !below) return undefined
    return [text.startsWith('-') ? -above : above, below]
  }
  const m =
    /^([+-]?)(0[xX](?=[0-9a-fA-F_.])[0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?|[0-9_]*(?:\.[0-9_]*)?)(?:([eEpP])([+-]?\d+))?$/.exec(
      text,
    )
  const mantissa = m?.[2] ?? ''
  if (!m || !/[0-9a-fA-F]/.test(mantissa.replace(/^0[xX]/, '')) || !underscoresFit(mantissa)) return undefined
  const hex = /^0x/i.test(mantissa)
  const [whole, fraction = ''] = mantissa
    .replace(/^0[xX]/, '')
    .replaceAll('_', '')
    .split('.') as [string, string?]
  let numerator = BigInt(hex ? `0x${whole}${fraction}` : `${whole}${fraction}`)
  let denominator = (hex ? 16n : 10n) ** BigInt(fraction.length)
  const power = BigInt(m[4] ?? 0)
  if (power > MAX_EXPONENT || power < -MAX_EXPONENT) return undefined
  const scale = (/e/i.test(m[3] ?? '') ? 10n : 2n) ** (power < 0n ? -power : power)
  if (power < 0n) denominator *= scale
  else numerator *= scale
  return [m[1] === '-' ? -numerator : numerator, denominator]
}

/** Billionths of a CPU of a rational number, `1.5` or `1/2` (opts.ParseCPUs). */
export function parseCpus(text: string): number {
  const found = rational(text)
  if (!found) throw new FlagValueError(`failed to parse ${text} as a rational number`)
  const [numerator, denominator] = found
  if ((numerator * 1_000_000_000n) % denominator !== 0n) throw new FlagValueError('value is too precise')
  return Number((numerator * 1_000_000_000n) / denominator)
}
