import type { Contender } from './contender.ts'
import { type Case, type Figure, measure } from './measure.ts'
import { shown, table, times } from './report.ts'
import { DEPTHS, type Depth } from './stacks.ts'

type ByDepth<T> = Readonly<Record<`${Depth}`, T>>
type Figures = ReadonlyMap<Contender, ByDepth<Figure>>

/**
 * Times one operation of every contender that can do it, below each number of layers, and prints a table. `make` gives
 * the case, or undefined where the contender cannot.
 */
export function compare(
  operation: string,
  contenders: readonly Contender[],
  make: (contender: Contender, depth: Depth) => Case | undefined,
): Figures {
  const rows = [[operation, ...DEPTHS.map((depth) => `${depth}`), `${DEPTHS.at(-1)} to 1`]]
  const figures = new Map<Contender, ByDepth<Figure>>()
  for (const contender of contenders) {
    const cases = DEPTHS.map((depth) => [depth, make(contender, depth)] as const)
    if (cases.some(([, subject]) => !subject)) {
      rows.push([contender.name, ...DEPTHS.map(() => 'cannot'), ''])
      continue
    }
    const found = measure(Object.fromEntries(cases) as ByDepth<Case>)
    figures.set(contender, found)
    const growth = times(growthOf(found))
    rows.push([contender.name, ...DEPTHS.map((depth) => shown(found[depth])), growth])
  }
  table(rows)
  return figures
}

/** How much longer it takes below 127 layers than below one. */
export const growthOf = (figures: ByDepth<Figure>): number => figures[127].median / figures[1].median
