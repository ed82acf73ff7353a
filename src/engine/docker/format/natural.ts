import { byCodeUnit } from '../../base/text.ts'

/** Order of names in which numbers count as numbers: `v2` before `v10` (github.com/fvbommel/sortorder, NaturalLess). */
export function naturally(a: string, b: string): number {
  const pieces = (text: string): string[] => text.match(/\d+|\D+/g) ?? []
  const [own, other] = [pieces(a), pieces(b)]
  for (let i = 0; i < Math.min(own.length, other.length); i++) {
    const [x, y] = [own[i]!, other[i]!]
    if (x === y) continue
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const [left, right] = [x.replace(/^0+/, ''), y.replace(/^0+/, '')]
      const order = left.length - right.length || byCodeUnit(left, right) || x.length - y.length
      if (order !== 0) return order
    }
    return byCodeUnit(x, y)
  }
  return own.length - other.length
}
