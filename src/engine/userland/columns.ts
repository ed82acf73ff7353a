import { padText, textWidth } from './width.ts'

/** A cell: what is printed and how it counts (colour sequences take no room). */
export interface Cell {
  readonly shown: string
  readonly width: number
}

const GAP = 2

/** How a list of names is laid out. */
export interface ColumnLayout {
  /** Cells of a line. */
  readonly width: number
  /** Filled line by line instead of column by column. */
  readonly across?: boolean
  /** Distance of tab stops to fill gaps with; 0 fills with blanks. */
  readonly tabs?: number
}

/** GNU ls's columns: as many as fit, two blanks between. Each line ends with a newline. */
export function inColumns(cells: readonly Cell[], layout: ColumnLayout): string {
  const most = Math.max(1, Math.min(cells.length, Math.floor(layout.width / 3)))
  for (let columns = most; columns >= 1; columns--) {
    const rows = Math.ceil(cells.length / columns)
    const widths = new Array<number>(columns).fill(0)
    cells.forEach((c, i) => {
      const column = layout.across ? i % columns : Math.floor(i / rows)
      const gap = column === columns - 1 ? 0 : GAP
      widths[column] = Math.max(widths[column]!, c.width + gap)
    })
    const used = widths.reduce((a, b) => a + Math.max(b, 3), 0)
    if (columns === 1 || used < layout.width) return layOut(cells, widths, rows, layout)
  }
  return ''
}

function layOut(cells: readonly Cell[], widths: number[], rows: number, layout: ColumnLayout): string {
  const across = layout.across ?? false
  const tabs = layout.tabs ?? 0
  let text = ''
  for (let row = 0; row < rows; row++) {
    let at = 0
    let stop = 0
    for (let column = 0; column < widths.length; column++) {
      const c = cells[across ? row * widths.length + column : column * rows + row]
      if (!c) break
      text += indent(at, stop, tabs) + c.shown
      at = stop + c.width
      stop += Math.max(widths[column]!, 3)
    }
    text += '\n'
  }
  return text
}

function indent(from: number, to: number, tabs: number): string {
  let text = ''
  while (from < to) {
    if (tabs > 0 && Math.floor(to / tabs) > Math.floor((from + 1) / tabs)) {
      text += '\t'
      from += tabs - (from % tabs)
    } else {
      text += ' '
      from++
    }
  }
  return text
}

/** Rows of a table: each column as wide as its widest cell; `right` says which are flush right. */
export function alignRows(
  rows: readonly (readonly string[])[],
  right: readonly boolean[],
  gap = ' ',
  least: readonly number[] = [],
): string[] {
  const widths: number[] = [...least]
  for (const row of rows)
    row.forEach((text, i) => {
      widths[i] = Math.max(widths[i] ?? 0, textWidth(text))
    })
  return rows.map((row) =>
    row
      .map((text, i) => {
        if (right[i]) return ' '.repeat(widths[i]! - textWidth(text)) + text
        return i === row.length - 1 ? text : padText(text, widths[i]!)
      })
      .join(gap),
  )
}
