import { byCodeUnit } from '../../../base/text.ts'
import { formatValue } from './print.ts'
import { GoMap, Nil, Slice, type Value, wholeNumber } from './value.ts'

/** Index or key, and value, of one round of a range. */
export type Element = readonly [key: Value, item: Value]

/**
 * What a range goes over: a slice, a map in the order of its keys, the whole numbers below one; or, as a string, why it
 * cannot. `variables` is how many the range declares.
 */
export function elementsOf(value: Value, variables: number): readonly Element[] | string {
  if (value === null || value instanceof Nil) return []
  if (value instanceof Slice) return (value.items ?? []).map((item, i) => [i, item])
  if (value instanceof GoMap) return [...(value.entries ?? [])].sort(([a], [b]) => byCodeUnit(a, b))
  const count = wholeNumber(value)
  if (count === undefined) return `range can't iterate over ${formatValue(value)}`
  if (variables > 1) return `can't use ${count} to iterate over more than one variable`
  return Array.from({ length: Math.max(0, count) }, (_, i): Element => [i, i])
}
