import type { Line } from './line.ts'
import { columnsOf, draw, type Shown, toEnd } from './render.ts'
import { textWidth } from './width.ts'

/** Keeps what the terminal shows equal to the line. */
export class Screen {
  private readonly terminal: { write(text: string): Promise<void>; columns(): number }
  private prompt = ''
  private shown: Shown | undefined
  private echo = true
  private prompted = false

  constructor(terminal: { write(text: string): Promise<void>; columns(): number }) {
    this.terminal = terminal
  }
  /** Without `echo` the prompt is all that is shown. */
  begin(prompt: string, echo: boolean): void {
    this.prompt = prompt
    this.shown = undefined
    this.echo = echo
    this.prompted = false
  }
  /** The cursor stands on a new row: all is to be drawn. */
  forget(): void {
    this.shown = undefined
  }
  /** `message` stands in the place of the prompt's last line. */
  async draw(line: Line, message?: string): Promise<void> {
    if (!this.echo) {
      if (!this.prompted) await this.terminal.write(this.prompt)
      this.prompted = true
      return
    }
    const prompt = message === undefined ? this.prompt : this.prompt.replace(/[^\n]*$/, '') + message
    const { output, shown } = draw(
      this.shown,
      { prompt, text: line.text, cursor: line.point },
      this.terminal.columns(),
    )
    this.shown = shown
    if (output !== '') await this.terminal.write(output)
  }
  /** What brings the cursor behind the end of the line. */
  atEnd(line: Line): string {
    return this.shown ? toEnd({ ...this.shown, text: line.text }) : ''
  }
  async clear(all: boolean): Promise<void> {
    await this.terminal.write(all ? '\x1b[H\x1b[2J\x1b[3J' : '\x1b[H\x1b[2J')
    this.shown = undefined
  }
  async say(line: Line, text: string): Promise<void> {
    await this.terminal.write(`${this.atEnd(line)}\n${text}\n`)
    this.shown = undefined
  }
  async list(line: Line, labels: readonly string[]): Promise<void> {
    await this.terminal.write(`${this.atEnd(line)}\n${columnsOf(labels, this.terminal.columns(), textWidth)}`)
    this.shown = undefined
  }
}
