import { byCodeUnit } from '../../../base/text.ts'
import { quote, quoteRune } from '../../go/quote.ts'
import { Float, GoMap, Nil, Slice, Struct, typeName, type Value } from './value.ts'

/** Go's fmt for template values. */

/** strconv.FormatFloat(value, 'g', -1, 64): an exponent below 1e-4 and from `limit` powers of ten on (21 in JSON). */
export function formatFloat(value: number, limit = 6): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  // The shortest digits that read back the same are JavaScript's too.
  if (exponent >= -4 && exponent < limit) return decimal(value)
  return pad2(value.toExponential())
}

const decimal = (value: number): string => {
  const text = String(value)
  if (!text.includes('e')) return text
  return BigInt(Math.trunc(value)) !== 0n ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '')
}
/** Go writes an exponent with two digits at least. */
const pad2 = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

/** A pointer to a struct prints as `&{…}`, where it is not inside something else. */
const ampersand = (value: Value): string => (value instanceof Struct && value.type.startsWith('*') ? '&' : '')

/** `%v`, with `plus` `%+v`. */
export function formatValue(value: Value, plus = false): string {
  if (value === null || value instanceof Nil) return '<nil>'
  if (value instanceof Float) return formatFloat(value.value)
  if (value instanceof Slice)
    return `[${(value.items ?? []).map((item) => formatValue(item, plus)).join(' ')}]`
  if (value instanceof GoMap) {
    const entries = [...(value.entries ?? [])].sort(([a], [b]) => byCodeUnit(a, b))
    return `map[${entries.map(([key, item]) => `${key}:${formatValue(item, plus)}`).join(' ')}]`
  }
  if (value instanceof Struct)
    return `{${[...value.fields].map(([name, item]) => (plus ? `${name}:` : '') + formatValue(item, plus)).join(' ')}}`
  return String(value)
}

/** `%#v`. */
function goSyntax(value: Value): string {
  if (typeof value === 'string') return quote(value)
  if (value === null) return '<nil>'
  if (value instanceof Nil) return `(${value.type})(nil)`
  if (value instanceof Slice)
    return value.items
      ? `${typeName(value)}{${value.items.map(goSyntax).join(', ')}}`
      : `${typeName(value)}(nil)`
  if (value instanceof GoMap) {
    if (!value.entries) return `${typeName(value)}(nil)`
    const entries = [...value.entries].sort(([a], [b]) => byCodeUnit(a, b))
    return `${typeName(value)}{${entries.map(([key, item]) => `${quote(key)}:${goSyntax(item)}`).join(', ')}}`
  }
  if (value instanceof Struct) {
    const fields = [...value.fields].map(([name, item]) => `${name}:${goSyntax(item)}`).join(', ')
    return `${value.type.startsWith('*') ? '&' : ''}${value.type.replace(/^\*/, '')}{${fields}}`
  }
  return formatValue(value)
}

interface Spec {
  readonly flags: string
  readonly width: number | undefined
  readonly precision: number | undefined
  readonly verb: string
}

const bad = (verb: string, value: Value): string =>
  value === null ? `%!${verb}(<nil>)` : `%!${verb}(${typeName(value)}=${formatValue(value)})`

const signed = (spec: Spec, text: string): string => {
  if (text.startsWith('-')) return text
  if (spec.flags.includes('+')) return `+${text}`
  return spec.flags.includes(' ') ? ` ${text}` : text
}

function formatInteger(spec: Spec, value: number): string | undefined {
  const base = { b: 2, o: 8, O: 8, d: 10, x: 16, X: 16 }[spec.verb]
  if (spec.verb === 'c') return String.fromCodePoint(value)
  if (spec.verb === 'q') return quoteRune(String.fromCodePoint(value))
  if (spec.verb === 'U') return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`
  if (base === undefined) return undefined
  const digits = Math.abs(value).toString(base)
  const prefix =
    spec.verb === 'O'
      ? '0o'
      : spec.flags.includes('#')
        ? ({ x: '0x', X: '0X', o: '0', b: '0b' }[spec.verb] ?? '')
        : ''
  const text = (value < 0 ? '-' : '') + prefix + digits.padStart(spec.precision ?? 0, '0')
  return signed(spec, spec.verb === 'X' ? text.toUpperCase() : text)
}

function formatReal(spec: Spec, value: number): string | undefined {
  const { precision, verb } = spec
  switch (verb) {
    case 'f':
    case 'F':
      return signed(spec, value.toFixed(precision ?? 6))
    case 'e':
    case 'E': {
      const text = pad2(value.toExponential(precision ?? 6))
      return signed(spec, verb === 'E' ? text.toUpperCase() : text)
    }
    case 'g':
    case 'G': {
      const text = precision === undefined ? formatFloat(value) : significant(value, precision || 1)
      return signed(spec, verb === 'G' ? text.toUpperCase() : text)
    }
    default:
      return undefined
  }
}

/** `%.*g`: so many significant digits, trailing zeros gone. */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0'
  const exponent = Number(value.toExponential(digits - 1).split('e')[1])
  if (exponent < -4 || exponent >= digits) {
    const [mantissa, power] = value.toExponential(digits - 1).split('e') as [string, string]
    return pad2(`${mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa}e${power}`)
  }
  const text = value.toFixed(Math.max(0, digits - 1 - exponent))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

const hexOf = (text: string, upper: boolean): string => {
  const digits = [...new TextEncoder().encode(text)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
  return upper ? digits.toUpperCase() : digits
}

function formatString(spec: Spec, value: string): string | undefined {
  const cut = spec.precision === undefined ? value : [...value].slice(0, spec.precision).join('')
  if (spec.verb === 's' || spec.verb === 'v') return cut
  if (spec.verb === 'q') return quote(cut)
  return spec.verb === 'x' || spec.verb === 'X' ? hexOf(cut, spec.verb === 'X') : undefined
}

/** One value under one verb, before it is padded. */
function formatVerb(spec: Spec, value: Value): string {
  const { verb } = spec
  if (verb === 'T') return typeName(value)
  if (verb === 'v' && spec.flags.includes('#')) return goSyntax(value)
  if (typeof value === 'string') return formatString(spec, value) ?? bad(verb, value)
  if (verb === 'v')
    return typeof value === 'number'
      ? signed(spec, String(value))
      : formatValue(value, spec.flags.includes('+'))
  if (value === null) return bad(verb, value)
  if (typeof value === 'boolean') return verb === 't' ? String(value) : bad(verb, value)
  if (typeof value === 'number') return formatInteger(spec, value) ?? bad(verb, value)
  if (value instanceof Float) return formatReal(spec, value.value) ?? bad(verb, value)
  if (value instanceof Slice)
    return `[${(value.items ?? []).map((item) => formatVerb(spec, item)).join(' ')}]`
  if (value instanceof GoMap) {
    const entries = [...(value.entries ?? [])].sort(([a], [b]) => byCodeUnit(a, b))
    return `map[${entries.map(([key, item]) => `${formatVerb(spec, key)}:${formatVerb(spec, item)}`).join(' ')}]`
  }
  if (value instanceof Struct)
    return `{${[...value.fields.values()].map((item) => formatVerb(spec, item)).join(' ')}}`
  return bad(verb, value)
}

function padded(spec: Spec, value: Value): string {
  const text =
    (spec.verb === 'T' || spec.flags.includes('#') ? '' : ampersand(value)) + formatVerb(spec, value)
  const missing = (spec.width ?? 0) - [...text].length
  if (missing <= 0) return text
  if (spec.flags.includes('-')) return text + ' '.repeat(missing)
  const numeric = typeof value === 'number' || value instanceof Float
  if (!spec.flags.includes('0') || (numeric && spec.precision !== undefined && typeof value === 'number'))
    return ' '.repeat(missing) + text
  const sign = numeric && /^[+-]/.test(text) ? text[0]! : ''
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}

const SPEC = /^%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?(?:\[(\d+)\])?([\s\S])?/u

/** fmt.Sprintf. */
export function sprintf(format: string, args: readonly Value[]): string {
  let out = ''
  let used = 0
  let reordered = false
  for (let at = 0; at < format.length; ) {
    const percent = format.indexOf('%', at)
    if (percent === -1) {
      out += format.slice(at)
      break
    }
    out += format.slice(at, percent)
    const m = SPEC.exec(format.slice(percent))!
    at = percent + m[0].length
    const count = (text: string | undefined): number | undefined => {
      if (text !== '*') return text === undefined ? undefined : Number(text)
      const value = args[used++]
      if (typeof value === 'number') return value
      out += m[2] === '*' && text === m[2] ? '%!(BADWIDTH)' : '%!(BADPREC)'
      return undefined
    }
    const width = count(m[2])
    const precision = count(m[3])
    const flags = m[1]! + (width !== undefined && width < 0 ? '-' : '')
    const verb = m[5]
    if (m[4] !== undefined) {
      used = Number(m[4]) - 1
      reordered = true
    }
    if (verb === undefined) out += '%!(NOVERB)'
    else if (verb === '%') out += '%'
    else if (used >= args.length) out += `%!${verb}(MISSING)`
    else
      out += padded(
        { flags, width: width === undefined ? undefined : Math.abs(width), precision, verb },
        args[used++]!,
      )
  }
  const extra = reordered ? [] : args.slice(used)
  if (extra.length === 0) return out
  const shown = extra.map((value) => (value === null ? '<nil>' : `${typeName(value)}=${formatValue(value)}`))
  return `${out}%!(EXTRA ${shown.join(', ')})`
}

/** fmt.Sprint: a space between operands where neither is a string. */
export const sprint = (args: readonly Value[]): string =>
  args
    .map((value, i) => {
      const space = i > 0 && typeof value !== 'string' && typeof args[i - 1] !== 'string'
      return (space ? ' ' : '') + ampersand(value) + formatValue(value)
    })
    .join('')

/** fmt.Sprintln. */
export const sprintln = (args: readonly Value[]): string =>
  `${args.map((value) => ampersand(value) + formatValue(value)).join(' ')}\n`
