import { encode } from '../engine/base/text.ts'
import type { ConsolePlace, TerminalHandle, World } from '../engine/world.ts'
import type { Typed } from '../lessons/typed.ts'
import { Screen } from './screen.ts'

const SLICE = 20_000

/** A command that neither ended nor waits for a reader it has. */
export class Stuck extends Error {}

/** Types commands into a terminal's shell, as a reader does, and reads what the screen shows below each. */
export class Typist {
  private readonly world: World
  private readonly terminal: TerminalHandle
  private readonly screen = new Screen()

  constructor(world: World, size = { columns: 200, rows: 40 }) {
    this.world = world
    this.terminal = world.openTerminal(size)
    this.terminal.onOutput((bytes) => this.screen.write(bytes))
  }

  /**
   * Types one command and waits for the next prompt, or for the place on the console of a PC that comes next. Returns the lines between the
   * two, each with its newline; where the screen was cleared meanwhile, what came after that.
   */
  async type(typed: Typed, next?: ConsolePlace): Promise<string> {
    const { at, text } =
      typeof typed === 'string' ? { at: undefined, text: `${typed.replaceAll('\n', '\r')}\r` } : typed
    await this.settle(text, at)
    this.screen.cleared()
    const begin = this.screen.cursorRow + text.split('\r').length - 1
    this.terminal.input(encode(text))
    await this.settle(text, next)
    const lines = this.screen.text(this.screen.cleared() ? 0 : begin, this.screen.cursorRow)
    return lines.map((line) => `${line}\n`).join('')
  }

  /**
   * Presses keys one after the other, each when all have done with the one before. No time passes: what waits for the clock still waits
   * afterwards.
   */
  async press(keys: readonly string[]): Promise<void> {
    await this.rest()
    for (const key of keys) {
      this.terminal.input(encode(key))
      await this.rest()
    }
  }

  private async rest(): Promise<void> {
    while ((await this.world.pump(SLICE)).kind === 'more');
  }

  /** Lets time pass until nothing happens any more; or until the console of a PC is at a place. */
  async settle(command: string, place?: ConsolePlace): Promise<void> {
    for (;;) {
      const pumped = await this.world.pump(SLICE)
      if (pumped.kind === 'more') continue
      if (place !== undefined && this.world.power?.console === place) return
      if (pumped.kind === 'paused') this.world.advance()
      else if (place === undefined && (this.terminal.atPrompt || this.world.power)) return
      else throw new Stuck(`${command}: it waits for something`)
    }
  }
}
