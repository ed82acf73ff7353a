import { raise } from './errors.ts'

/** The shortest text that gives a float again, as `repr` writes it. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const magnitude = Math.abs(value)
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) {
    const [digits, exponent = '+0'] = value.toExponential().split('e')
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
  }
  const text = String(value)
  return Number.isInteger(value) ? `${BigInt(value)}.0` : text
}

/** Division that rounds down, as Python's does. */
export function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw raise('ZeroDivisionError', 'integer division or modulo by zero')
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}
export function modulo(a: bigint, b: bigint): bigint {
  if (b === 0n) throw raise('ZeroDivisionError', 'integer modulo by zero')
  const rest = a % b
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
}

/** `round(x, n)`: to the nearest, of two that are as near to the even one. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) return value
  if (digits < 0) return Math.round(value / 10 ** -digits) * 10 ** -digits
  // The exact decimal digits of the number tell whether it lies in the middle.
  const exact = Math.abs(value).toFixed(Math.min(100, digits + 60))
  const at = exact.indexOf('.') + 1 + digits
  const near = Number(value.toFixed(digits))
  if (!/^50*$/.test(exact.slice(at).replace('.', ''))) return near
  const before = exact.slice(0, at).replace('.', '').at(-1) ?? '0'
  const down = Number(exact.slice(0, at)) * Math.sign(value)
  return Number(before) % 2 === 0 ? down : near
}
