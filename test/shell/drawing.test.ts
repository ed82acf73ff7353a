import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw, type Shown } from '../../src/engine/shell/editor/render.ts'
import { graphemes, textWidth } from '../../src/engine/shell/editor/width.ts'
import { Cells } from './support/screen.ts'

const piece = fc.constantFrom('a', 'b c', '中', '文字', 'e\u0301', '👩‍👧', '한', ' ', 'xyz', '-')
const text = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''))
/** A line with its cursor between two graphemes. */
const line = fc.tuple(text, fc.double({ min: 0, max: 1, noNaN: true })).map(([whole, part]) => {
  const all = graphemes(whole)
  return { text: whole, cursor: all.slice(0, Math.round(part * all.length)).join('').length }
})

/** What must be on the screen: characters in order, wide ones never cut. */
function layout(prompt: string, { text: whole, cursor }: { text: string; cursor: number }, columns: number) {
  const rows: string[] = ['']
  let at = { row: 0, column: 0 }
  let seen = -prompt.length
  const place = () => ({ row: rows.length - 1, column: textWidth(rows.at(-1)!) })
  for (const each of graphemes(prompt + whole)) {
    if (textWidth(rows.at(-1)! + each) > columns) rows.push('')
    if (seen === cursor) at = place()
    rows[rows.length - 1] += each
    seen += each.length
    if (textWidth(rows.at(-1)!) === columns) rows.push('')
  }
  if (cursor === whole.length) at = place()
  while (rows.at(-1)!.trim() === '' && rows.length > at.row + 1) rows.pop()
  return { rows: rows.map((row) => row.trimEnd()), ...at }
}

test('whatever is edited, the screen shows the line, at any width', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 5, max: 20 }),
      (lines, columns) => {
        const cells = new Cells(columns)
        let shown: Shown | undefined
        for (const each of lines) {
          const drawn = draw(shown, { prompt: '$ ', ...each }, columns)
          cells.write(drawn.output)
          shown = drawn.shown
          const wanted = layout('$ ', each, columns)
          expect(cells.shown).toEqual(wanted)
        }
      },
    ),
    { numRuns: 400, seed: 20 },
  )
})

test('typing letter by letter ends where one drawing does', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 5, max: 20 }), (whole, columns) => {
      const cells = new Cells(columns)
      let shown: Shown | undefined
      let typed = ''
      for (const each of graphemes(whole)) {
        typed += each
        const drawn = draw(shown, { prompt: '$ ', text: typed, cursor: typed.length }, columns)
        cells.write(drawn.output)
        shown = drawn.shown
      }
      const once = new Cells(columns)
      once.write(draw(undefined, { prompt: '$ ', text: typed, cursor: typed.length }, columns).output)
      if (typed !== '') expect(cells.shown).toEqual(once.shown)
    }),
    { numRuns: 300, seed: 20 },
  )
})
