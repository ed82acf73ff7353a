import { graphemes, graphemeWidth } from '../../../src/engine/shell/editor/width.ts'

/** A terminal just good enough to see what a line editor draws: cells, wrapping, cursor moves, erasing below. */
export class Cells {
  columns: number
  rows: string[][] = [[]]
  row = 0
  column = 0
  /** The cursor stands beyond the last column: the next character wraps. */
  private beyond = false

  constructor(columns: number) {
    this.columns = columns
  }

  write(output: string): void {
    for (const part of output.match(/\x1b\[\d*[A-Za-z]|[^\x1b]+/g) ?? []) {
      const control = /^\x1b\[(\d*)([A-Za-z])$/.exec(part)
      if (!control) this.print(part)
      else {
        const n = Number(control[1] || 1)
        this.beyond = false
        if (control[2] === 'A') this.row -= n
        else if (control[2] === 'B') this.row += n
        else if (control[2] === 'C') this.column = Math.min(this.columns - 1, this.column + n)
        else if (control[2] === 'J') {
          this.rows.length = this.row + 1
          this.cells().length = Math.min(this.cells().length, this.column)
        } else throw new Error(`unknown sequence ${JSON.stringify(part)}`)
        if (this.row < 0 || this.row >= this.rows.length) throw new Error('the cursor left the line')
      }
    }
  }
  private cells(): string[] {
    this.rows[this.row] ??= []
    return this.rows[this.row]!
  }
  private print(text: string): void {
    for (const each of graphemes(text)) {
      if (each === '\n' || each === '\r') {
        this.beyond = false
        this.column = 0
        if (each === '\n') this.row++
        this.cells()
        continue
      }
      const width = graphemeWidth(each)
      if (this.beyond || this.column + width > this.columns) {
        this.row++
        this.column = 0
        this.beyond = false
      }
      const cells = this.cells()
      while (cells.length < this.column) cells.push(' ')
      cells[this.column] = each
      if (width === 2) cells[this.column + 1] = ''
      this.column += width
      if (this.column >= this.columns) {
        this.column = this.columns - 1
        this.beyond = true
      }
    }
  }
  /** Rows without blanks at their ends, and where the cursor is. */
  get shown(): { readonly rows: string[]; readonly row: number; readonly column: number } {
    const rows = this.rows.map((row) => row.join('').trimEnd())
    while (rows.at(-1) === '' && rows.length > this.row + 1) rows.pop()
    return { rows, row: this.row, column: this.column }
  }
}
