import type { Process } from '../kernel/process.ts'
import { textWidth } from './width.ts'

/** A column of a table of util-linux (libsmartcols). */
export interface TableColumn {
  readonly title: string
  readonly right?: boolean
  /** Width of a column whose cells are wider than its title. */
  readonly width?: number
}

/** A row with those that hang on it in a tree. */
export interface TableRow {
  readonly cells: readonly string[]
  readonly children?: readonly TableRow[]
}

export interface TableStyle {
  readonly headings: boolean
  /** Column that carries the branches of a tree. */
  readonly tree?: number
  readonly ascii?: boolean
}

/** Lines of a table, as wide as its cells need. */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  { headings, tree = 0, ascii = true }: TableStyle,
): string[] {
  const [tee, elbow, bar] = ascii ? ['|-', '`-', '| '] : ['├─', '└─', '│ ']
  const flat: string[][] = []
  const walk = (list: readonly TableRow[], lead: string, top: boolean): void => {
    for (const [i, { cells, children = [] }] of list.entries()) {
      const last = i === list.length - 1
      const branch = top ? '' : lead + (last ? elbow : tee)
      flat.push(cells.map((cell, at) => (at === tree ? branch + cell : cell)))
      walk(children, top ? '' : lead + (last ? '  ' : bar), false)
    }
  }
  walk(rows, '', true)
  const widths = columns.map(({ title, width = 0 }, at) => {
    const cells = Math.max(0, ...flat.map((row) => textWidth(row[at] ?? '')))
    return cells < textWidth(title) ? textWidth(title) : Math.max(cells, textWidth(title) < width ? width : 0)
  })
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ right }, at) => {
        const cell = cells[at] ?? ''
        const gap = ' '.repeat(widths[at]! - textWidth(cell))
        return right ? gap + cell : at === columns.length - 1 ? cell : cell + gap
      })
      .join(' ')
      .trimEnd()
  return [...(headings ? [line(columns.map(({ title }) => title))] : []), ...flat.map(line)]
}

/** The locale's characters are UTF-8: branches are drawn with lines. */
export const inUtf8 = ({ env }: Process): boolean =>
  /utf-?8/i.test(env.get('LC_ALL') || env.get('LC_CTYPE') || env.get('LANG') || '')
