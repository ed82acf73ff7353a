import { RunFault } from './faults.ts'
import { compare, numberOf, type Value } from './values.ts'

/** A binary operator on two values; a blank joins them. Throws `RunFault` where busybox divides by zero. */
export function operate(
  operator: string,
  a: Value,
  b: Value,
  text: (value: Value) => string,
  busybox: boolean,
): Value {
  if (operator === ' ') return text(a) + text(b)
  if (/[<>]|[!=]=/.test(operator)) {
    const order = compare(a, b, text)
    return Number(
      operator === '<'
        ? order < 0
        : operator === '<='
          ? order <= 0
          : operator === '>'
            ? order > 0
            : operator === '>='
              ? order >= 0
              : operator === '=='
                ? order === 0
                : order !== 0,
    )
  }
  const x = numberOf(a)
  const y = numberOf(b)
  if (y === 0 && busybox && (operator === '/' || operator === '%'))
    throw new RunFault('division by zero', 'Division by zero')
  return operator === '+'
    ? x + y
    : operator === '-'
      ? x - y
      : operator === '*'
        ? x * y
        : operator === '/'
          ? x / y
          : operator === '%'
            ? x % y
            : x ** y
}
