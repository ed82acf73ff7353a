import { encode } from '../engine/base/text.ts'
import type { TerminalHandle, World } from '../engine/world.ts'
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

  /** Types one command and waits for the next prompt. Returns the lines between the two, each with its newline. */
  async type(command: string): Promise<string> {
    await this.settle(command)
    const lines = command.split('\n')
    this.terminal.input(encode(`${lines.join('\r')}\r`))
    await this.settle(command)
    const end = this.screen.cursorRow
    const output = this.screen.text(this.prompt + lines.length, end)
    this.prompt = end
    return output.map((line) => `${line}\n`).join('')
  }
  private prompt = 0

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

  async settle(command: string): Promise<void> {
    for (;;) {
      const pumped = await this.world.pump(SLICE)
      if (pumped.kind === 'paused') this.world.advance()
      else if (pumped.kind === 'idle') {
        if (!this.terminal.atPrompt) throw new Stuck(`${command}: it waits for something`)
        return
      }
    }
  }
}
