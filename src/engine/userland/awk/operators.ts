import { RunFault } from './faults.ts'
import { compare, numberOf, type Value } from './values.ts'

const COMPARISONS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
  ['>', (order) => order > 0],
  ['>=', (order) => order >= 0],
  ['==', (order) => order === 0],
  ['!=', (order) => order !== 0],
])
const ARITHMETIC: ReadonlyMap<string, (x: number, y: number) => number> = new Map([
  ['+', (x, y) => x + y],
  ['-', (x, y) => x - y],
  ['*', (x, y) => x * y],
  ['/', (x, y) => x / y],
  ['%', (x, y) => x % y],
  ['^', (x, y) => x ** y],
])

/** A binary operator on two values; a blank joins them. Throws `RunFault` where busybox divides by zero. */
export function operate(
  operator: string,
  a: Value,
  b: Value,
  text: (value: Value) => string,
  busybox: boolean,
): Value {
  if (operator === ' ') return text(a) + text(b)
  const comparison = COMPARISONS.get(operator)
  if (comparison) return Number(comparison(compare(a, b, text)))
  const y = numberOf(b)
  if (y === 0 && busybox && (operator === '/' || operator === '%'))
    throw new RunFault('division by zero', 'Division by zero')
  return ARITHMETIC.get(operator)!(numberOf(a), y)
}
