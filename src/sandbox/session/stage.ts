import type { PageAnswer, PageRequest, TerminalHandle, World } from '../../engine/world.ts'
import { blobBody, type ReadNow } from '../blob-body.ts'
import type { OutsideEvent } from './entry.ts'

/** Who watches a stage. */
export interface Audience {
  output(terminal: number, bytes: Uint8Array): void
  /** A shell is about to run this line. */
  command(terminal: number, text: string): void
  /** That line has ended, with this exit status. */
  ended?(terminal: number, status: number): void
  /** A command of the site asks. */
  answer(request: PageRequest): PageAnswer
}

/** Bytes of a terminal's last line that are kept: the prompt is there. */
const LONGEST = 4096

/** A world with its terminals: what events from outside are applied to. */
export class Stage {
  readonly world: World
  readonly terminals = new Map<number, TerminalHandle>()
  readonly #readNow: ReadNow
  readonly #lines = new Map<number, Uint8Array>()
  #audience: Audience

  constructor(world: World, readNow: ReadNow, audience: Audience) {
    this.world = world
    this.#readNow = readNow
    this.#audience = audience
    world.observe()
    world.onPage((request) => this.#audience.answer(request))
  }

  /** From now on another one watches. */
  watchedBy(audience: Audience): void {
    this.#audience = audience
  }

  /** Applies an event, at rest of the world. An answer is taken by whoever asks, not applied. */
  apply(event: Exclude<OutsideEvent, { kind: 'answer' }>): void {
    switch (event.kind) {
      case 'open':
        this.#open(event.terminal, event.size)
        break
      case 'close':
        this.terminals.get(event.terminal)?.close()
        this.terminals.delete(event.terminal)
        this.#lines.delete(event.terminal)
        break
      case 'resize':
        this.terminals.get(event.terminal)?.resize(event.size)
        break
      case 'input':
        this.terminals.get(event.terminal)?.input(event.bytes)
        break
      case 'power':
        this.#audience.command(0, `power ${event.press}`)
        this.world.power?.press(event.press)
        break
      case 'put':
        this.world.admin.writeFile(event.path, blobBody(event.blob, this.#readNow))
        break
    }
  }

  /** What a terminal shows in its last line: its prompt, mostly. */
  lastLine(terminal: number): Uint8Array {
    return this.#lines.get(terminal) ?? new Uint8Array(0)
  }

  /** All terminals wait at their prompts. */
  get atPrompts(): boolean {
    return [...this.terminals.values()].every(({ atPrompt }) => atPrompt)
  }

  #open(terminal: number, size: { columns: number; rows: number }): void {
    const handle = this.world.openTerminal(size)
    handle.onOutput((bytes) => {
      this.#keep(terminal, bytes)
      this.#audience.output(terminal, bytes)
    })
    handle.onCommand((text) => this.#audience.command(terminal, text))
    handle.onStatus((status) => this.#audience.ended?.(terminal, status))
    this.terminals.set(terminal, handle)
  }

  #keep(terminal: number, bytes: Uint8Array): void {
    const start = bytes.lastIndexOf(10) + 1
    const before = start > 0 ? undefined : this.#lines.get(terminal)
    if (!before) {
      this.#lines.set(terminal, bytes.slice(Math.max(start, bytes.length - LONGEST)))
      return
    }
    const all = new Uint8Array(before.length + bytes.length)
    all.set(before)
    all.set(bytes, before.length)
    this.#lines.set(terminal, all.length > LONGEST ? all.slice(-LONGEST) : all)
  }
}
