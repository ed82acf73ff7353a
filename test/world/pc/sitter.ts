import { decode, encode } from '../../../src/engine/base/text.ts'
import type { TerminalHandle, World } from '../../../src/engine/world.ts'

/** A person at a machine's console, or at a terminal of a host. */
export class Sitter {
  readonly world: World
  readonly console: TerminalHandle
  shown = ''
  /** Waits of the machine so far. */
  pauses = 0
  constructor(world: World, columns = 90) {
    this.world = world
    this.console = world.openTerminal({ columns, rows: 30 })
    this.console.onOutput((bytes) => {
      this.shown += decode(bytes)
    })
  }
  get boot() {
    return this.world.facts().boot()!
  }
  async settle(): Promise<string> {
    for (;;) {
      const { kind } = await this.world.pump(20_000)
      if (kind === 'paused') {
        this.pauses += 1
        this.world.advance()
      }
      if (kind === 'idle') break
    }
    const shown = this.shown.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '')
    this.shown = ''
    return shown
  }
  type(line: string): Promise<string> {
    this.console.input(encode(`${line}\r`))
    return this.settle()
  }
}
