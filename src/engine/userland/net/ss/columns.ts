/** A column of ss, with what stands before it. */
interface Column {
  readonly title: string
  readonly before: string
  readonly right?: boolean
}

export const COLUMNS = [
  { title: 'Netid', before: '' },
  { title: 'State', before: ' ' },
  { title: 'Recv-Q', before: ' ' },
  { title: 'Send-Q', before: ' ' },
  { title: 'Local Address:', before: ' ', right: true },
  { title: 'Port', before: '' },
  { title: 'Peer Address:', before: ' ', right: true },
  { title: 'Port', before: '' },
  { title: 'Process', before: '' },
] as const satisfies readonly Column[]
export const LAST = COLUMNS.length - 1

/** Titles as the first row, then the sockets: a cell for each of `COLUMNS`. */
export interface Layout {
  readonly header: boolean
  /** Columns that are left out, by their place. */
  readonly hidden: ReadonlySet<number>
  /** Columns of the terminal; absent where the output goes elsewhere. */
  readonly screen?: number | undefined
}

/** The rows of ss as text (iproute2, misc/ss.c, render()). */
export function render(sockets: readonly (readonly string[])[], layout: Layout): string {
  const titles = COLUMNS.map(({ title }) => title)
  const rows = layout.header ? [titles, ...sockets] : sockets
  const shown = COLUMNS.map((_, at) => at).filter((at) => !layout.hidden.has(at))
  const widths = widthsOf(rows, shown, layout.screen)
  return rows.map((row) => `${line(row, shown, widths)}\n`).join('')
}

/** The last cell of all is not counted: it was not flushed when the widths are settled. */
function widthsOf(
  rows: readonly (readonly string[])[],
  shown: readonly number[],
  screen: number | undefined,
): number[] {
  const widths = COLUMNS.map(() => 0)
  let first = true
  for (const at of shown) {
    const counted = at === LAST ? rows.slice(0, -1) : rows
    const longest = Math.max(0, ...counted.map((row) => row[at]!.length))
    const width = !first && longest > 0 ? longest + COLUMNS[at]!.before.length : longest
    widths[at] = screen === undefined ? width : Math.min(width, screen)
    if (width > 0) first = false
  }
  if (screen !== undefined) spread(widths, shown, screen)
  return widths
}

/** Gives what is left of each line of the terminal to its columns. */
function spread(widths: number[], shown: readonly number[], screen: number): void {
  const wide = shown.filter((at) => widths[at]! > 0)
  let start = 0
  let length = 0
  for (let i = 0; i < wide.length; i++) {
    length += widths[wide[i]!]!
    const last = i === wide.length - 1
    if (!last && length < screen) continue
    let end = i
    if (length > screen && i > start) {
      length -= widths[wide[i]!]!
      end = i - 1
    }
    const line = wide.slice(start, end + 1)
    const free = Math.max(0, screen - length)
    let rest = free % line.length
    for (const at of [...line].reverse()) {
      widths[at]! += Math.floor(free / line.length) + (rest > 0 ? 1 : 0)
      if (rest > 0) rest--
    }
    start = end + 1
    length = 0
    i = end
  }
}

function line(row: readonly string[], shown: readonly number[], widths: readonly number[]): string {
  let text = ''
  for (const at of shown) {
    const { before, right } = COLUMNS[at] as Column
    const lead = text === '' ? '' : before
    const cell = row[at]!
    const gap = ' '.repeat(Math.max(0, widths[at]! - lead.length - cell.length))
    text += lead + (right ? gap + cell : cell + gap)
  }
  return text
}
