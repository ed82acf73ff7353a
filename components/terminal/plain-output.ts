/** Lines of one command's output that are kept. */
const MOST_LINES = 400

/**
 * What a command wrote, as the lines that it leaves behind: a progress that was drawn over and over is there once, as it ended. Knows the
 * control functions that move about within what was written (ECMA-48); colours and the rest vanish, and so does a program's alternate screen.
 */
export class PlainOutput {
  readonly #decoder = new TextDecoder()
  #lines: string[] = ['']
  #row = 0
  #column = 0
  #pending = ''
  #alternate = false
  /** Lines that were given up, from the first. */
  #dropped = 0

  write(bytes: Uint8Array): void {
    const text = this.#pending + this.#decoder.decode(bytes, { stream: true })
    this.#pending = ''
    const parts =
      /\x1b\[([?>=]?)([\d;]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][ -~]|\x1b[^[\]()]|[\r\n\b\x07]|[^\x1b\r\n\b\x07]+|\x1b.*$/gs
    for (const part of text.matchAll(parts)) {
      const [whole, mark, numbers = '', final] = part
      if (final !== undefined) this.#control(final, numbers, mark ?? '')
      else if (whole.startsWith('\x1b')) {
        const unfinished =
          part.index + whole.length === text.length && /^\x1b(\[[\d;?]*|\][^\x07]*|)$/.test(whole)
        if (unfinished && whole.length < 256) this.#pending = whole
      } else if (whole === '\r') this.#column = 0
      else if (whole === '\n') this.#down()
      else if (whole === '\b') this.#column = Math.max(0, this.#column - 1)
      else if (whole !== '\x07') this.#put(whole)
    }
  }

  /** The lines, without empty ones at the end; how many came before them. */
  get lines(): { readonly lines: readonly string[]; readonly dropped: number } {
    const lines = this.#lines.map((line) => line.trimEnd())
    while (lines.at(-1) === '') lines.pop()
    return { lines, dropped: this.#dropped }
  }

  #put(text: string): void {
    if (this.#alternate) return
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column)
    this.#lines[this.#row] = line.slice(0, this.#column) + text + line.slice(this.#column + text.length)
    this.#column += text.length
  }

  #down(): void {
    if (this.#alternate) return
    this.#row += 1
    this.#lines[this.#row] ??= ''
    if (this.#lines.length <= MOST_LINES) return
    this.#lines.shift()
    this.#row -= 1
    this.#dropped += 1
  }

  #control(final: string, numbers: string, mark: string): void {
    const count = Math.max(1, Number(numbers.split(';')[0]) || 1)
    if (mark === '?') {
      if (/^(1049|1047|47)$/.test(numbers)) this.#alternate = final === 'h'
      return
    }
    if (this.#alternate) return
    const line = this.#lines[this.#row] ?? ''
    if (final === 'A') this.#row = Math.max(0, this.#row - count)
    else if (final === 'B') for (let i = 0; i < Math.min(count, MOST_LINES); i++) this.#down()
    else if (final === 'C') this.#column += Math.min(count, 1000)
    else if (final === 'D') this.#column = Math.max(0, this.#column - count)
    else if (final === 'G') this.#column = Math.min(count, 1000) - 1
    else if (final === 'K') {
      if (numbers === '2') this.#lines[this.#row] = ''
      else if (numbers === '1') this.#lines[this.#row] = line.slice(this.#column).padStart(line.length)
      else this.#lines[this.#row] = line.slice(0, this.#column)
    } else if (final === 'J' && numbers !== '1') {
      if (numbers === '') this.#lines = [...this.#lines.slice(0, this.#row), line.slice(0, this.#column)]
      else {
        this.#lines = ['']
        this.#row = 0
        this.#column = 0
      }
    }
  }
}
