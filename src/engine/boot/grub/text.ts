import type { BootTerminal } from '../terminal.ts'

export const TITLE = 'GNU GRUB  version 2.06-13+deb12u2'

/** Writes text as GRUB's terminal does: a line that is full goes on below, after its last blank where one text fills it. */
export class TextOut {
  private readonly terminal: BootTerminal
  /** Columns of a line. */
  private readonly width: number
  private readonly words: boolean
  private column = 0

  /** `words`: false where a full line is cut wherever it is, as in rescue mode. */
  constructor(terminal: BootTerminal, width: number, words = true) {
    this.terminal = terminal
    this.width = width
    this.words = words
  }
  print(text: string): void {
    for (const [i, line] of text.split('\n').entries()) {
      if (i > 0) this.newline()
      this.put(line)
    }
  }
  private newline(): void {
    this.terminal.write('\n')
    this.column = 0
  }
  private put(line: string): void {
    let rest = line
    while (this.column + rest.length > this.width) {
      const room = this.width - this.column
      const blank = this.words ? rest.lastIndexOf(' ', room) : 0
      const cut = blank > 0 ? blank : room
      this.terminal.write(rest.slice(0, cut))
      this.newline()
      rest = rest.slice(blank > 0 ? cut + 1 : cut)
    }
    this.terminal.write(rest)
    this.column += rest.length
  }
  /** Puts the cursor somewhere; rows and columns from 1. */
  at(row: number, column: number, text: string): void {
    this.terminal.write(`\x1b[${row};${column}H${text}`)
    this.column = 0
  }
  clear(): void {
    this.terminal.write('\x1b[H\x1b[2J\x1b[1;1H')
    this.column = 0
  }
}
