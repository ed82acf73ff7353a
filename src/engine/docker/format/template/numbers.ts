/** How Go writes floating-point numbers. */

/** Go writes an exponent with two digits at least. */
const pad2 = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

/** strconv.FormatFloat(value, 'g', -1, 64): an exponent below 1e-4 and from 1e6 on. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const exponent = value === 0 ? 0 : Number(value.toExponential().split('e')[1])
  // The shortest digits that read back the same are JavaScript's too.
  if (exponent >= -4 && exponent < 6) return Object.is(value, -0) ? '-0' : decimal(value)
  return pad2(value.toExponential())
}

const decimal = (value: number): string => {
  const text = String(value)
  if (!text.includes('e')) return text
  return BigInt(Math.trunc(value)) !== 0n ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '')
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

/** One of the verbs `e f g` and their capitals; undefined for others. */
export function formatReal(verb: string, value: number, precision: number | undefined): string | undefined {
  if (!Number.isFinite(value)) return formatFloat(value)
  switch (verb) {
    case 'f':
    case 'F':
      return value.toFixed(precision ?? 6)
    case 'e':
      return pad2(value.toExponential(precision ?? 6))
    case 'E':
      return pad2(value.toExponential(precision ?? 6)).toUpperCase()
    case 'g':
      return precision === undefined ? formatFloat(value) : significant(value, precision || 1)
    case 'G':
      return formatReal('g', value, precision)!.toUpperCase()
    default:
      return undefined
  }
}
