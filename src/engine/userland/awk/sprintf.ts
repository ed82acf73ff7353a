import { formatNumber, pad } from '../format.ts'
import { RunFault } from './faults.ts'
import { numberOf, type Value } from './values.ts'

const INT32 = 2147483647
const SPEC = /%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?(?:hh|h|ll|l)?([\s\S]?)/g

/** An integer of `%d` and its like: of 32 bits in mawk, of 64 in busybox. */
function integer(value: number, kind: string, busybox: boolean): string {
  if (Number.isNaN(value)) return busybox ? '-9223372036854775808' : String(-INT32 - 1)
  const bits = busybox ? 64 : 32
  const largest = busybox ? (1n << 63n) - 1n : BigInt(INT32)
  const limited =
    value >= Number(largest) ? largest : value <= -Number(largest) ? -largest : BigInt(Math.trunc(value))
  if (/[di]/.test(kind)) return String(limited)
  if (!busybox && value < 0) return '0'
  const unsigned =
    value >= 0 && value > Number(largest)
      ? BigInt(Math.trunc(Math.min(value, busybox ? 1.844674407370955e19 : 4294967295)))
      : BigInt.asUintN(bits, limited)
  const text = unsigned.toString(kind === 'o' ? 8 : kind === 'u' ? 10 : 16)
  return kind === 'X' ? text.toUpperCase() : text
}

/** printf(3) over awk's values. `name` is what the error names: `printf` or `sprintf`. */
export function sprintf(
  format: string,
  args: readonly Value[],
  text: (value: Value) => string,
  busybox: boolean,
  name: string,
): string {
  let used = 0
  let count = 0
  const next = (): Value => {
    if (used >= args.length && !busybox)
      throw new RunFault(`not enough arguments passed to ${name}("${format}")`, '')
    return args[used++]
  }
  return format.replace(SPEC, (_, flagsGiven: string, widthGiven: string, precisionGiven, kind: string) => {
    if (kind === '%') return '%'
    count++
    let flags = flagsGiven
    let width = widthGiven
    if (width === '*') width = String(Math.trunc(numberOf(next())))
    if (width.startsWith('-')) {
      flags += '-'
      width = width.slice(1)
    }
    const precision: string | undefined =
      precisionGiven === '*' ? String(Math.trunc(numberOf(next()))) : precisionGiven
    if (kind === 's') {
      const all = text(next())
      return pad(precision === undefined ? all : all.slice(0, Number(precision)), flags, width)
    }
    if (kind === 'c') {
      const value = next()
      const number = typeof value === 'number' ? value : typeof value === 'object' ? value.number : null
      return pad(number === null ? text(value).slice(0, 1) : String.fromCharCode(number & 255), flags, width)
    }
    if (kind !== '' && 'diouxX'.includes(kind)) {
      let digits = integer(numberOf(next()), kind, busybox)
      if (precision !== undefined) digits = digits.replace(/\d.*/, (d) => d.padStart(Number(precision), '0'))
      if (flags.includes('#') && /[xX]/.test(kind) && digits !== '0') digits = `0${kind}${digits}`
      if (flags.includes('#') && kind === 'o') digits = `0${digits}`
      if (/[di]/.test(kind) && !digits.startsWith('-'))
        digits = (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + digits
      return pad(digits, precision === undefined ? flags : flags.replace('0', ''), width, true)
    }
    if (kind !== '' && 'eEfFgG'.includes(kind)) {
      const value = numberOf(next())
      if (Number.isFinite(value)) return formatNumber(value, flags, width, precision, kind)
      const special = Number.isNaN(value) ? '-nan' : value > 0 ? 'inf' : '-inf'
      return pad(/[EFG]/.test(kind) ? special.toUpperCase() : special, flags, width)
    }
    throw new RunFault(
      `improper conversion(number ${count}) in ${name}("${format}")`,
      'Invalid format specifier',
    )
  })
}
