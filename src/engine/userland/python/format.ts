import { toBinary } from '../../base/text.ts'
import { raise } from './errors.ts'
import { floatText } from './numbers.ts'
import { repr, str, toAscii } from './representation.ts'
import { Bytes, Dict, Instance, Tuple, type Value } from './values.ts'
import type { Vm } from './vm.ts'

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/

/** `format(value, spec)` (Library Reference, "Format Specification Mini-Language"). */
export async function formatValue(vm: Vm, value: Value, spec: string): Promise<string> {
  if (value instanceof Instance && value.cls.find('__format__') !== undefined)
    return str(vm, await vm.callMethod(value, '__format__', [spec]))
  if (spec === '') return str(vm, value)
  const m = SPEC.exec(spec)
  if (!m) throw raise('ValueError', 'Invalid format specifier')
  const [, fill, align, sign = '-', , alternate, zero, width = '0', group, precision, kind] = m
  const pad = { fill: fill ?? (zero ? '0' : ' '), align, width: Number(width) }
  if (typeof value === 'string') {
    if (kind && kind !== 's')
      throw raise('ValueError', `Unknown format code '${kind}' for object of type 'str'`)
    if (sign !== '-') throw raise('ValueError', 'Sign not allowed in string format specifier')
    return padded(precision ? value.slice(0, Number(precision)) : value, {
      ...pad,
      fill: fill ?? ' ',
      align: align ?? '<',
    })
  }
  const number = typeof value === 'boolean' ? BigInt(value) : value
  if (typeof number !== 'bigint' && typeof number !== 'number')
    throw vm.typeError(`unsupported format string passed to ${vm.typeName(value)}.__format__`)
  const text =
    typeof number === 'bigint' && !'eEfFgG%'.includes(kind ?? 'd')
      ? integerText(number < 0n ? -number : number, kind, alternate !== undefined, group)
      : realText(Math.abs(Number(number)), kind, precision, group)
  const negative = typeof number === 'bigint' ? number < 0n : number < 0 || Object.is(number, -0)
  const mark = negative ? '-' : sign === '-' ? '' : sign
  const effective = align ?? (zero ? '=' : '>')
  if (effective === '=') return mark + padded(text, { ...pad, width: pad.width - mark.length, align: '>' })
  return padded(mark + text, { ...pad, align: effective })
}

function padded(
  text: string,
  { fill, align, width }: { fill: string; align: string | undefined; width: number },
): string {
  const missing = width - Array.from(text).length
  if (missing <= 0) return text
  if (align === '<') return text + fill.repeat(missing)
  if (align === '^') return fill.repeat(missing >> 1) + text + fill.repeat(missing - (missing >> 1))
  return fill.repeat(missing) + text
}

const grouped = (digits: string, mark: string | undefined, size = 3): string =>
  mark ? digits.replace(new RegExp(`\\B(?=([\\da-fA-F]{${size}})+$)`, 'g'), mark) : digits

function integerText(
  value: bigint,
  kind: string | undefined,
  alternate: boolean,
  group: string | undefined,
): string {
  switch (kind) {
    case 'b':
      return (alternate ? '0b' : '') + grouped(value.toString(2), group, 4)
    case 'o':
      return (alternate ? '0o' : '') + grouped(value.toString(8), group, 4)
    case 'x':
      return (alternate ? '0x' : '') + grouped(value.toString(16), group, 4)
    case 'X':
      return (alternate ? '0X' : '') + grouped(value.toString(16).toUpperCase(), group, 4)
    case 'c':
      return String.fromCodePoint(Number(value))
    case 's':
      throw raise('ValueError', "Unknown format code 's' for object of type 'int'")
    default:
      return grouped(value.toString(), group)
  }
}

function realText(
  value: number,
  kind: string | undefined,
  precision: string | undefined,
  group: string | undefined,
): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf'
  const digits = precision === undefined ? 6 : Number(precision)
  switch (kind) {
    case 'f':
    case 'F':
      return withGroups(value.toFixed(digits), group)
    case 'e':
    case 'E': {
      const text = exponent(value.toExponential(digits))
      return kind === 'E' ? text.toUpperCase() : text
    }
    case '%':
      return `${(value * 100).toFixed(digits)}%`
    case undefined:
      if (precision === undefined) return withGroups(floatText(value), group)
      return general(value, digits, true)
    default: {
      const text = general(value, digits, false)
      return kind === 'G' ? text.toUpperCase() : text
    }
  }
}

const withGroups = (text: string, group: string | undefined): string => {
  const [whole = '', ...rest] = text.split('.')
  return [grouped(whole, group), ...rest].join('.')
}
const exponent = (text: string): string =>
  text.replace(/e([-+])(\d)$/, (_all, sign: string, digit: string) => `e${sign}0${digit}`)

function general(value: number, precision: number, keepPoint: boolean): string {
  const digits = precision || 1
  if (value === 0) return keepPoint ? '0.0' : '0'
  const power = Number(value.toExponential(digits - 1).split('e')[1])
  if (power < -4 || power >= digits) {
    const [mantissa = '', tail = ''] = value.toExponential(digits - 1).split('e')
    return exponent(`${trimmed(mantissa)}e${tail}`)
  }
  const text = trimmed(value.toFixed(Math.max(0, digits - 1 - power)))
  return keepPoint && !text.includes('.') ? `${text}.0` : text
}
const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

const PERCENT = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([diouxXeEfFgGcrsab%])?/g

/** `text % values` (Library Reference, "printf-style String Formatting"). */
export async function formatPercent(vm: Vm, text: string, values: Value, bytes = false): Promise<string> {
  const items = values instanceof Tuple ? [...values.items] : [values]
  let used = 0
  let named = false
  const take = (): Value => {
    if (used >= items.length) throw vm.typeError('not enough arguments for format string')
    return items[used++]!
  }
  let result = ''
  let last = 0
  for (const match of text.matchAll(PERCENT)) {
    result += text.slice(last, match.index)
    last = match.index + match[0].length
    const [, name, flags = '', width, precision, kind] = match
    if (kind === undefined) throw raise('ValueError', 'incomplete format')
    if (kind === '%') {
      result += '%'
      continue
    }
    const wide = width === '*' ? Number(take()) : Number(width ?? 0)
    const fine = precision === '*' ? String(take()) : precision
    let value: Value
    if (name !== undefined) {
      if (!(values instanceof Dict)) throw vm.typeError('format requires a mapping')
      named = true
      value = vm.dictGet(values, name)
    } else value = take()
    const code = bytes && kind === 's' ? 'b' : kind
    result += await percentItem(vm, value, { flags, wide, fine, kind: code })
  }
  if (!named && used < items.length && !(values instanceof Dict))
    throw vm.typeError('not all arguments converted during string formatting')
  return result + text.slice(last)
}

async function percentItem(
  vm: Vm,
  value: Value,
  { flags, wide, fine, kind }: { flags: string; wide: number; fine: string | undefined; kind: string },
): Promise<string> {
  const left = flags.includes('-')
  const finish = (body: string): string => (left ? body.padEnd(wide) : body.padStart(wide))
  if ('sra'.includes(kind) || kind === 'b') {
    const whole =
      kind === 'r'
        ? await repr(vm, value)
        : kind === 'a'
          ? toAscii(await repr(vm, value))
          : value instanceof Bytes && kind === 'b'
            ? toBinary(value.data)
            : await str(vm, value)
    return finish(fine === undefined ? whole : whole.slice(0, Number(fine)))
  }
  if (kind === 'c') return finish(typeof value === 'string' ? value : String.fromCodePoint(Number(value)))
  const number = typeof value === 'boolean' ? BigInt(value) : value
  if (typeof number !== 'bigint' && typeof number !== 'number')
    throw vm.typeError(
      'diu'.includes(kind)
        ? `%${kind} format: a real number is required, not ${vm.typeName(value)}`
        : `%${kind} format: ${'oxX'.includes(kind) ? 'an integer' : 'a real number'} is required, not ${vm.typeName(value)}`,
    )
  const whole = 'diu'.includes(kind)
    ? await formatValue(
        vm,
        typeof number === 'number' ? BigInt(Math.trunc(number)) : number,
        fine ? `0${fine}d` : 'd',
      )
    : await formatValue(
        vm,
        number,
        `${flags.includes('#') ? '#' : ''}${fine === undefined ? '' : `.${fine}`}${kind}`,
      )
  const sign =
    flags.includes('+') && !whole.startsWith('-')
      ? '+'
      : flags.includes(' ') && !whole.startsWith('-')
        ? ' '
        : ''
  const signed = sign + whole
  if (flags.includes('0') && !left) {
    const mark = /^[-+ ]?/.exec(signed)![0]
    return mark + signed.slice(mark.length).padStart(wide - mark.length, '0')
  }
  return finish(signed)
}

/** `'{} {name!r:>5}'.format(…)` (Library Reference, "Format String Syntax"). */
export async function formatBraces(
  vm: Vm,
  text: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Promise<string> {
  let automatic = 0
  const fill = async (source: string): Promise<string> => {
    let result = ''
    for (let i = 0; i < source.length; i++) {
      const char = source[i]!
      if ((char === '{' || char === '}') && source[i + 1] === char) {
        result += char
        i++
      } else if (char === '}') throw raise('ValueError', "Single '}' encountered in format string")
      else if (char !== '{') result += char
      else {
        const end = closing(source, i)
        if (end < 0) throw raise('ValueError', "Single '{' encountered in format string")
        result += await field(source.slice(i + 1, end))
        i = end
      }
    }
    return result
  }
  const field = async (source: string): Promise<string> => {
    const m = /^([^!:]*)(?:!([rsa]))?(?::([\s\S]*))?$/.exec(source)
    if (!m) throw raise('ValueError', 'invalid field in format string')
    const [, path = '', conversion, spec = ''] = m
    const [, first = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(path)!
    let value: Value | undefined
    if (first === '' || /^\d+$/.test(first)) {
      const index = first === '' ? automatic++ : Number(first)
      value = args[index]
      if (value === undefined)
        throw raise('IndexError', `Replacement index ${index} out of range for positional args tuple`)
    } else value = keywords.get(first)
    if (value === undefined) throw raise('KeyError', first)
    for (const step of rest.matchAll(/\.(\w+)|\[([^\]]*)\]/g)) {
      if (step[1] !== undefined) value = await vm.getAttribute(value, step[1])
      else value = await vm.getItem(value, /^\d+$/.test(step[2]!) ? BigInt(step[2]!) : step[2]!)
    }
    return convert(vm, value, conversion ?? '', await fill(spec))
  }
  return fill(text)
}

function closing(source: string, from: number): number {
  let depth = 0
  for (let i = from; i < source.length; i++) {
    if (source[i] === '{') depth++
    else if (source[i] === '}' && --depth === 0) return i
  }
  return -1
}

/** A value after `!r`, `!s` or `!a`, in its format. */
export async function convert(vm: Vm, value: Value, conversion: string, spec: string): Promise<string> {
  if (conversion === '') return formatValue(vm, value, spec)
  const text =
    conversion === 'r'
      ? await repr(vm, value)
      : conversion === 'a'
        ? toAscii(await repr(vm, value))
        : await str(vm, value)
  return formatValue(vm, text, spec)
}
