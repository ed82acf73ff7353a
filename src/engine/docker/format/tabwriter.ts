import { textWidth } from './width.ts'

interface Options {
  readonly minWidth: number
  readonly padding: number
}
/** What docker's tables use (docker/cli, formatter). */
export const TABLE: Options = { minWidth: 10, padding: 3 }

/**
 * Aligns text whose cells end with a tab (Go's text/tabwriter with spaces). A column is a run of lines that have a cell
 * there; what follows the last tab of a line is no cell and is not padded.
 */
export function alignColumns(text: string, options: Options = TABLE): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const widths: number[] = []
  const rows: string[] = lines.map(() => '')
  const format = (from: number, to: number): void => {
    const column = widths.length
    for (let row = from; row < to; row++) {
      if (column >= lines[row]!.length - 1) continue
      let end = row
      let width = options.minWidth
      let empty = true
      for (; end < to && column < lines[end]!.length - 1; end++) {
        const cell = textWidth(lines[end]![column]!)
        if (cell + options.padding > width) width = cell + options.padding
        if (cell > 0) empty = false
      }
      widths.push(empty && options.minWidth === 0 ? 0 : width)
      format(row, end)
      widths.pop()
      row = end - 1
    }
    if (column === 0) return
    for (let row = from; row < to; row++) {
      const cells = lines[row]!
      if (cells.length - 1 === column) rows[row] = join(cells, widths)
    }
  }
  format(0, lines.length)
  return lines.map((cells, row) => (cells.length === 1 ? cells[0]! : rows[row]!)).join('\n')
}

const join = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, i) =>
      i < cells.length - 1 ? cell + ' '.repeat(Math.max(0, widths[i]! - textWidth(cell))) : cell,
    )
    .join('')
