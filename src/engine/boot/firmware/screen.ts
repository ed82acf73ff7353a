import type { Nanoseconds } from '../../base/time.ts'
import { SECOND } from '../../base/time.ts'
import type { BootTerminal, Key } from '../terminal.ts'

const WIDTH = 80
const HEIGHT = 24
const INNER = WIDTH - 2
const NORMAL = '\x1b[0m\x1b[37m\x1b[44m'
const CHOSEN = '\x1b[0m\x1b[37m\x1b[40m'

const at = (row: number, column: number): string =>
  `\x1b[${String(row).padStart(2, '0')};${String(column).padStart(2, '0')}H`

/** Screens of an application of UEFI: a frame with a title, and what a person chooses from (shim, lib/console.c). */
export class EfiScreen {
  private readonly terminal: BootTerminal
  constructor(terminal: BootTerminal) {
    this.terminal = terminal
  }

  /** A frame as large as the screen, with lines in the middle of their rows from the second one on. */
  private frame(lines: readonly string[]): void {
    const rows = Array.from({ length: HEIGHT - 2 }, (_, i) => {
      const text = (lines[i] ?? '').slice(0, INNER)
      const before = Math.floor((INNER - text.length) / 2)
      return `${at(i + 2, 1)}│${' '.repeat(before)}${text.padEnd(INNER - before)}│`
    })
    this.terminal.write(
      `${CHOSEN}\x1b[2J${NORMAL}${at(1, 1)}┌${'─'.repeat(INNER)}┐${rows.join('')}${at(HEIGHT, 1)}└${'─'.repeat(INNER)}┘`,
    )
  }

  /** Shows a title and lets somebody choose with the arrow keys and Enter: the number of the option. */
  async choose(title: readonly string[], options: readonly string[]): Promise<number> {
    this.frame(title)
    const width = Math.max(...options.map(({ length }) => length)) + 2
    const top = Math.max(title.length + 3, Math.floor((HEIGHT - options.length) / 2))
    const left = Math.floor((WIDTH - width - 2) / 2) + 1
    let chosen = 0
    const draw = (): void => {
      const rows = options.map((option, i) => {
        const before = Math.floor((width - option.length) / 2)
        const text = `${' '.repeat(before)}${option}`.padEnd(width)
        return `${at(top + 1 + i, left)}│${i === chosen ? CHOSEN : NORMAL}${text}${NORMAL}│`
      })
      const [first, last] = [`┌${'─'.repeat(width)}┐`, `└${'─'.repeat(width)}┘`]
      this.terminal.write(
        `${at(top, left)}${first}${rows.join('')}${at(top + options.length + 1, left)}${last}`,
      )
    }
    this.terminal.place = 'firmware-menu'
    for (;;) {
      draw()
      const key = await this.terminal.key()
      if (key === 'enter') break
      if (key === 'up') chosen = Math.max(0, chosen - 1)
      if (key === 'down') chosen = Math.min(options.length - 1, chosen + 1)
    }
    this.leave()
    return chosen
  }

  /** Counts down until somebody presses a key: undefined where nobody did. */
  async countdown(title: string, text: string, seconds: number): Promise<Key | undefined> {
    this.frame([title])
    this.terminal.place = 'firmware-menu'
    this.terminal.write(`${at(13, Math.floor((WIDTH - text.length) / 2) + 1)}${text}`)
    let key: Key | undefined
    for (let left = seconds; left > 0 && key === undefined; left--) {
      this.terminal.write(`${at(HEIGHT - 2, 3)}Booting in ${left} second${left === 1 ? ' ' : 's'}  `)
      key = await this.terminal.key(SECOND as Nanoseconds)
    }
    this.leave()
    return key
  }

  private leave(): void {
    this.terminal.place = 'firmware'
    this.terminal.write(`\x1b[0m\x1b[2J${at(1, 1)}`)
  }
}
