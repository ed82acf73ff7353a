import { byCodeUnit, encode } from '../../../base/text.ts'
import { quote, quoteAscii, quoteRune } from '../../go/quote.ts'
import { formatFloat, formatReal } from './numbers.ts'
import { Float, GoMap, Int, NamedString, Nil, Opaque, Slice, Struct, typeName, type Value } from './value.ts'

/** Go's fmt for template values: one operand under one verb (fmt/print.go, fmt/format.go). */
export interface Spec {
  readonly verb: string
  readonly width?: number | undefined
  readonly precision?: number | undefined
  readonly minus?: boolean
  readonly plus?: boolean
  readonly sharp?: boolean
  readonly space?: boolean
  readonly zero?: boolean
}
const PLAIN: Spec = { verb: 'v' }

const isPointer = (value: Value): boolean => value instanceof Struct && value.type.startsWith('*')

/** Where a pointer would point: Go prints an address that tells nothing; this one is at least always the same. */
const ADDRESS = '0xc000112000'

function pad(spec: Spec, text: string): string {
  const missing = (spec.width ?? 0) - [...text].length
  if (missing <= 0) return text
  if (spec.minus) return text + ' '.repeat(missing)
  return (spec.zero ? '0' : ' ').repeat(missing) + text
}

const badVerb = (spec: Spec, value: Value): string =>
  value === null
    ? `%!${spec.verb}(<nil>)`
    : `%!${spec.verb}(${typeName(value)}=${formatOperand({ ...spec, verb: 'v' }, value)})`

function signed(spec: Spec, negative: boolean, text: string): string {
  if (negative) return `-${text}`
  if (spec.plus && spec.verb !== 'v') return `+${text}`
  return spec.space ? ` ${text}` : text
}

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, v: 10, x: 16, X: 16 }

function formatInteger(spec: Spec, value: number, type: string): string | undefined {
  const { verb } = spec
  if (verb === 'c') return pad(spec, String.fromCodePoint(value))
  if (verb === 'q') return pad(spec, quoteRune(String.fromCodePoint(value)))
  if (verb === 'U') {
    const code = `U+${value.toString(16).toUpperCase().padStart(4, '0')}`
    return pad({ ...spec, zero: false }, spec.sharp ? `${code} '${String.fromCodePoint(value)}'` : code)
  }
  if (verb === 'v' && spec.sharp && type.startsWith('uint')) return `0x${value.toString(16)}`
  const base = BASES[verb]
  if (base === undefined) return undefined
  const negative = value < 0
  if (spec.precision === 0 && value === 0) return ' '.repeat(spec.width ?? 0)
  const sign = negative || (spec.plus && verb !== 'v') || spec.space
  let least = spec.precision ?? 0
  if (spec.precision === undefined && spec.zero && !spec.minus && spec.width !== undefined)
    least = spec.width - (sign ? 1 : 0)
  const digits = Math.abs(value).toString(base).padStart(least, '0')
  const prefix = verb === 'O' ? '0o' : spec.sharp && verb !== 'v' ? prefixOf(base, digits) : ''
  const text = signed(spec, negative, prefix + digits)
  return pad({ ...spec, zero: false }, verb === 'X' ? text.toUpperCase() : text)
}

function prefixOf(base: number, digits: string): string {
  if (base === 2) return '0b'
  if (base === 16) return '0x'
  return base === 8 && !digits.startsWith('0') ? '0' : ''
}

function formatNumber(spec: Spec, value: number): string | undefined {
  const text =
    spec.verb === 'v' && spec.precision === undefined
      ? formatFloat(value)
      : formatReal(spec.verb === 'v' ? 'g' : spec.verb, value, spec.precision)
  if (text === undefined) return undefined
  const bare = text.replace(/^[+-]/, '')
  const whole = signed(spec, text.startsWith('-'), bare)
  const shown = text === '+Inf' ? '+Inf' : whole
  const sign = /^[+\- ]/.exec(shown)?.[0] ?? ''
  if (spec.zero && !spec.minus && Number.isFinite(value))
    return sign + shown.slice(sign.length).padStart((spec.width ?? 0) - sign.length, '0')
  return pad({ ...spec, zero: false }, shown)
}

function hexOf(spec: Spec, text: string): string {
  let bytes = [...encode(text)]
  if (spec.precision !== undefined) bytes = bytes.slice(0, spec.precision)
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
  if (digits.length === 0) return ''
  const joined = spec.space
    ? digits.map((two) => (spec.sharp ? `0x${two}` : two)).join(' ')
    : (spec.sharp ? '0x' : '') + digits.join('')
  return spec.verb === 'X' ? joined.toUpperCase() : joined
}

function formatText(spec: Spec, text: string): string | undefined {
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('')
  switch (spec.verb) {
    case 'v':
      return pad(spec, spec.sharp ? quote(text) : cut)
    case 's':
      return pad(spec, cut)
    case 'q':
      if (spec.sharp && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(cut)) return pad(spec, `\`${cut}\``)
      return pad(spec, spec.plus ? quoteAscii(cut) : quote(cut))
    case 'x':
    case 'X':
      return pad(spec, hexOf(spec, text))
    default:
      return undefined
  }
}

/** A nil or other pointer: an address. */
function formatPointer(spec: Spec, value: Nil | Struct): string {
  const nil = value instanceof Nil
  if (spec.verb === 'v') {
    if (spec.sharp) return `(${value.type})(${nil ? 'nil' : ADDRESS})`
    return pad(spec, nil ? '<nil>' : ADDRESS)
  }
  if (spec.verb === 'p' || BASES[spec.verb] === undefined)
    return spec.verb === 'p' ? pad(spec, nil ? '0x0' : ADDRESS) : badVerb(spec, value)
  return formatInteger(spec, nil ? 0 : Number(ADDRESS), 'uintptr')!
}

function formatInside(spec: Spec, value: Value, depth: number): string {
  const inner = (item: Value): string => formatInside(spec, item, depth + 1)
  const goSyntax = spec.verb === 'v' && spec.sharp
  if (value === null) {
    if (depth > 0) return goSyntax ? 'interface {}(nil)' : '<nil>'
    return spec.verb === 'v' ? pad(spec, '<nil>') : badVerb(spec, value)
  }
  if (typeof value === 'string') return formatText(spec, value) ?? badVerb(spec, value)
  if (typeof value === 'boolean')
    return spec.verb === 't' || spec.verb === 'v' ? pad(spec, String(value)) : badVerb(spec, value)
  if (typeof value === 'number') return formatInteger(spec, value, 'int') ?? badVerb(spec, value)
  if (value instanceof Float) return formatNumber(spec, value.value) ?? badVerb(spec, value)
  if (value instanceof Int) {
    const stringer = value.shown !== undefined && !goSyntax && /[vsxXq]/.test(spec.verb)
    return (
      (stringer ? formatText(spec, value.shown!) : formatInteger(spec, value.value, value.type)) ??
      badVerb(spec, value)
    )
  }
  if (value instanceof NamedString) return formatText(spec, value.value) ?? badVerb(spec, value)
  if (value instanceof Opaque)
    return formatText({ ...spec, sharp: false }, value.shown) ?? badVerb(spec, value)
  if (value instanceof Nil) return formatPointer(spec, value)
  if (value instanceof Slice) {
    if (!goSyntax) return `[${(value.items ?? []).map(inner).join(' ')}]`
    return `${typeName(value)}${value.items ? `{${value.items.map(inner).join(', ')}}` : '(nil)'}`
  }
  if (value instanceof GoMap) {
    const entries = [...(value.entries ?? [])].sort(([a], [b]) => byCodeUnit(a, b))
    if (goSyntax && !value.entries) return `${typeName(value)}(nil)`
    const pairs = entries.map(([key, item]) => `${inner(key)}:${inner(item)}`)
    return goSyntax ? `${typeName(value)}{${pairs.join(', ')}}` : `map[${pairs.join(' ')}]`
  }
  if (isPointer(value) && depth > 0) return formatPointer(spec, value)
  const named = goSyntax || (spec.verb === 'v' && spec.plus)
  const fields = [...value.fields].map(([name, item]) => (named ? `${name}:` : '') + inner(item))
  const mark = isPointer(value) ? '&' : ''
  const type = value.type.replace(/^\*/, '')
  return goSyntax ? `${mark}${type}{${fields.join(', ')}}` : `${mark}{${fields.join(' ')}}`
}

/** One operand of Printf. */
export function formatOperand(spec: Spec, value: Value): string {
  if (spec.verb === 'T') return pad(spec, typeName(value))
  if (spec.verb === 'w') return badVerb(spec, value)
  if (spec.verb === 'p' && (value instanceof GoMap || value instanceof Slice)) return pad(spec, ADDRESS)
  if (spec.verb === 'p' && !isPointer(value) && !(value instanceof Nil)) return badVerb(spec, value)
  return formatInside(spec, value, 0)
}

/** What an action prints: `%v`, of what a pointer points to. */
export const formatValue = (value: Value): string =>
  isPointer(value) ? formatOperand(PLAIN, value).slice(1) : formatOperand(PLAIN, value)

/** fmt.Sprint: a space between operands where neither is a string. */
export const sprint = (args: readonly Value[]): string =>
  args
    .map((value, i) => {
      const space = i > 0 && typeof value !== 'string' && typeof args[i - 1] !== 'string'
      return (space ? ' ' : '') + formatOperand(PLAIN, value)
    })
    .join('')

/** What html, js and urlquery escape: operands as an action would print them. */
export const printable = (args: readonly Value[]): string =>
  args
    .map((value, i) => {
      const space = i > 0 && !isText(value) && !isText(args[i - 1]!)
      return (space ? ' ' : '') + (value === null ? '<no value>' : formatValue(value))
    })
    .join('')
const isText = (value: Value): boolean => typeof value === 'string' || value === null

/** fmt.Sprintln. */
export const sprintln = (args: readonly Value[]): string =>
  `${args.map((value) => formatOperand(PLAIN, value)).join(' ')}\n`
