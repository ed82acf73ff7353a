import { decode } from '../engine/base/text.ts'

/** East Asian wide characters and emoji take two cells. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u

/**
 * What a terminal shows after some bytes (ECMA-48: cursor movement and erasing; colours are dropped). Lines are as long
 * as they need to be: nothing wraps, nothing scrolls away.
 */
export class Screen {
  private readonly rows: string[][] = [[]]
  private row = 0
  private column = 0
  private rest = ''

  private wasCleared = false

  /** Whether it was cleared since this was asked last. */
  cleared(): boolean {
    const was = this.wasCleared
    this.wasCleared = false
    return was
  }
  /** Row of the cursor, from 0. */
  get cursorRow(): number {
    return this.row
  }

  /** Text of rows [from, to), without blanks at their ends. */
  text(from: number, to: number): string[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, i) =>
      (this.rows[from + i] ?? []).join('').trimEnd(),
    )
  }

  write(bytes: Uint8Array): void {
    const text = this.rest + decode(bytes)
    this.rest = ''
    for (let i = 0; i < text.length; ) {
      if (text[i] === '\x1b') {
        const sequence = /^\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[^[\]])/.exec(
          text.slice(i),
        )
        if (!sequence) {
          // A sequence that was cut off by other text (systemd shortens its lines so) is dropped; one at the end may go on.
          const [begun] = /^\x1b(?:\[[0-?]*[ -/]*)?/.exec(text.slice(i))!
          if (i + begun.length < text.length && text[i + 1] !== ']') {
            i += begun.length
            continue
          }
          this.rest = text.slice(i)
          return
        }
        if (sequence[2] !== undefined) this.control(sequence[1] ?? '', sequence[2])
        i += sequence[0].length
        continue
      }
      const char = String.fromCodePoint(text.codePointAt(i)!)
      i += char.length
      this.put(char)
    }
  }

  private put(char: string): void {
    if (char === '\n') this.row++
    else if (char === '\r') this.column = 0
    else if (char === '\b') this.column = Math.max(0, this.column - 1)
    else if (char === '\t') this.column = (Math.floor(this.column / 8) + 1) * 8
    else if (char >= ' ') {
      const line = this.line()
      while (line.length < this.column) line.push(' ')
      line[this.column++] = char
      if (WIDE.test(char)) line[this.column++] = ''
    }
    this.line()
  }

  private control(parameters: string, final: string): void {
    const [first = '', second = ''] = parameters.split(';')
    const count = Number.parseInt(first, 10)
    const n = Number.isNaN(count) ? 1 : Math.max(1, count)
    switch (final) {
      case 'A':
        this.row = Math.max(0, this.row - n)
        break
      case 'B':
        this.row += n
        break
      case 'C':
        this.column += n
        break
      case 'D':
        this.column = Math.max(0, this.column - n)
        break
      case 'G':
        this.column = n - 1
        break
      case 'H':
        this.row = n - 1
        this.column = Math.max(0, (Number.parseInt(second, 10) || 1) - 1)
        break
      case 'P':
        this.line().splice(this.column, n)
        break
      case 'J':
      case 'K':
        this.erase(final, parameters === '' ? 0 : count)
        break
    }
    this.line()
  }

  private erase(final: string, mode: number): void {
    const line = this.line()
    if (mode === 2) line.length = 0
    else if (mode === 1) line.fill(' ', 0, this.column)
    else line.length = Math.min(line.length, this.column)
    if (final !== 'J') return
    if (mode === 2 || (mode === 0 && this.row === 0)) {
      for (const other of this.rows) other.length = 0
      this.wasCleared = true
    } else if (mode === 0) this.rows.length = this.row + 1
  }

  private line(): string[] {
    while (this.rows.length <= this.row) this.rows.push([])
    return this.rows[this.row]!
  }
}
