import { type Instant, parseRfc3339, rfc3339Nano } from '../../base/time.ts'
import type { LayerRecipe, Step } from '../recipe.ts'

/** `created` as an instant. Throws where it is no time: a mistake in the catalog. */
export function instant(created: string): Instant {
  const time = parseRfc3339(created)
  if (time === undefined) throw new Error(`not a time: ${created}`)
  return time
}

/** A line of a Dockerfile; with the layer that it made, if it made one. */
export type Row = string | readonly [line: string, layer: LayerRecipe]

const partsOf = (row: Row): readonly [line: string, layer?: LayerRecipe] =>
  typeof row === 'string' ? [row] : row

/** History rows as BuildKit writes them, all of one time, as with SOURCE_DATE_EPOCH: `RUN` gets its shell and its mark. */
export const buildkit = (created: string, rows: readonly Row[]): Step[] =>
  rows.map((row) => {
    const [line, layer] = partsOf(row)
    const createdBy =
      line.startsWith('RUN ') && !line.startsWith('RUN |') ? `RUN /bin/sh -c ${line.slice(4)}` : line
    return {
      created,
      createdBy: /^(RUN|COPY|ADD) /.test(line) ? `${createdBy} # buildkit` : createdBy,
      comment: 'buildkit.dockerfile.v0',
      ...(layer && { layer }),
    }
  })

/** What the classic builder takes for a command, and for any other line. */
const RUN_TAKES = 9_000_000_000n
const LINE_TAKES = 170_311_847n

/**
 * History rows as the classic builder writes them, one after the other, the last at `created`: of `RUN` the command
 * itself, everything else behind `#(nop)`.
 */
export function classic(created: string, rows: readonly Row[]): Step[] {
  let at = instant(created)
  return rows
    .toReversed()
    .map((row) => {
      const [line, layer] = partsOf(row)
      const run = line.startsWith('RUN ')
      const nop = /^(ADD|COPY) /.test(line) ? '#(nop)' : '#(nop) '
      const step: Step = {
        created: rfc3339Nano(at),
        createdBy: run ? `/bin/sh -c ${line.slice(4)}` : `/bin/sh -c ${nop} ${line}`,
        ...(layer && { layer }),
      }
      at -= run ? RUN_TAKES : LINE_TAKES
      return step
    })
    .toReversed()
}
