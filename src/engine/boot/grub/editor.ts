import { drawFrame } from './frame.ts'
import type { Grub, MenuEntry } from './shell.ts'

/** How an entry was left: to be booted as it stands, for the command line, or for the menu. */
export type Edited =
  | { readonly kind: 'boot'; readonly source: string }
  | { readonly kind: 'command-line' | 'discard' }

/** `e`: edits the commands of an entry. */
export async function edit(grub: Grub, entry: MenuEntry): Promise<Edited> {
  const buffer = new Buffer([
    `setparams ${entry.args.map((arg) => `'${arg}'`).join(' ')}`,
    ...entry.source
      .replace(/\n\s*$/, '')
      .replaceAll('\t', '        ')
      .split('\n'),
  ])
  grub.pc.terminal.place = 'grub-editor'
  draw(grub, buffer)
  for (;;) {
    const key = (await grub.pc.terminal.key()) ?? ''
    switch (key) {
      case 'escape':
        return { kind: 'discard' }
      case 'ctrl-c':
      case 'f2':
        return { kind: 'command-line' }
      case 'ctrl-x':
      case 'f10':
        return { kind: 'boot', source: buffer.lines.join('\n') }
      default:
        if (!buffer.press(key)) continue
    }
    draw(grub, buffer)
  }
}

/** Lines with a cursor, and the few Emacs keys of GRUB's editor. */
class Buffer {
  readonly lines: string[]
  row = 0
  column = 0
  private killed = ''

  constructor(lines: string[]) {
    this.lines = lines
  }
  private get line(): string {
    return this.lines[this.row]!
  }
  /** False for a key that does nothing. */
  press(key: string): boolean {
    const { row, column, line, lines } = this
    switch (key) {
      case 'up':
      case 'ctrl-p':
        this.move(row - 1, column)
        return true
      case 'down':
      case 'ctrl-n':
        this.move(row + 1, column)
        return true
      case 'left':
      case 'ctrl-b':
        if (column > 0) this.move(row, column - 1)
        else if (row > 0) this.move(row - 1, lines[row - 1]!.length)
        return true
      case 'right':
      case 'ctrl-f':
        if (column < line.length) this.move(row, column + 1)
        else if (row < lines.length - 1) this.move(row + 1, 0)
        return true
      case 'home':
      case 'ctrl-a':
        this.move(row, 0)
        return true
      case 'end':
      case 'ctrl-e':
        this.move(row, line.length)
        return true
      case 'enter':
        lines.splice(row, 1, line.slice(0, column), line.slice(column))
        this.move(row + 1, 0)
        return true
      case 'backspace':
        if (column === 0 && row === 0) return false
        if (column > 0) this.move(row, column - 1)
        else this.move(row - 1, lines[row - 1]!.length)
        this.delete()
        return true
      case 'delete':
      case 'ctrl-d':
        this.delete()
        return true
      case 'ctrl-k':
        this.killed = line.slice(column)
        lines[row] = line.slice(0, column)
        return true
      case 'ctrl-y':
        this.insert(this.killed)
        return true
      default:
        if (key.length !== 1) return false
        this.insert(key)
        return true
    }
  }
  private move(row: number, column: number): void {
    this.row = Math.max(0, Math.min(this.lines.length - 1, row))
    this.column = Math.max(0, Math.min(this.line.length, column))
  }
  private insert(text: string): void {
    this.lines[this.row] = this.line.slice(0, this.column) + text + this.line.slice(this.column)
    this.column += text.length
  }
  private delete(): void {
    if (this.column < this.line.length)
      this.lines[this.row] = this.line.slice(0, this.column) + this.line.slice(this.column + 1)
    else if (this.row < this.lines.length - 1)
      this.lines.splice(this.row, 2, this.line + this.lines[this.row + 1]!)
  }
}

/** Lines as the box shows them: long ones go on below, after a backslash. */
function shownLines(buffer: Buffer, width: number): { rows: string[]; row: number; column: number } {
  const rows: string[] = []
  let cursor = { row: 0, column: 0 }
  buffer.lines.forEach((line, i) => {
    const start = rows.length
    for (let at = 0; ; at += width - 1) {
      const more = line.length - at > width - 1
      rows.push(more ? `${line.slice(at, at + width - 1)}\\` : line.slice(at))
      if (!more) break
    }
    if (i === buffer.row) {
      const { column } = buffer
      cursor = { row: start + Math.floor(column / (width - 1)), column: column % (width - 1) }
    }
  })
  return { rows, ...cursor }
}

function draw(grub: Grub, buffer: Buffer): void {
  const { out } = grub
  const help = [
    'Minimum Emacs-like screen editing is supported. TAB lists           ',
    'completions. Press Ctrl-x or F10 to boot, Ctrl-c or F2 for          ',
    'a command-line or ESC to discard edits and return to the GRUB menu. ',
  ]
  const { top, rows: height, width } = drawFrame(grub, help)
  const { rows, row, column } = shownLines(buffer, width)
  const first = Math.max(0, row - height + 1)
  for (const [i, line] of rows.slice(first, first + height).entries()) out.at(top + i, 3, line.padEnd(width))
  if (rows.length > first + height) out.at(top + height - 1, 4 + width, 'v')
  if (first > 0) out.at(top, 4 + width, '^')
  out.at(top + row - first, 3 + column, '')
}
