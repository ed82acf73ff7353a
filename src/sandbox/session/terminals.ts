import type { TerminalSize } from '../protocol.ts'
import type { OutsideEvent } from './entry.ts'
import type { Stage } from './stage.ts'

type TerminalEvent = Extract<OutsideEvent, { kind: 'open' | 'close' }>

/** The terminals that the page has, whatever the world of a moment has, and what keeps a world's the same. */
export class Terminals {
  readonly #sizes = new Map<number, TerminalSize>()
  /** Those in which something was typed since their shell began. */
  readonly #typed = new Set<number>()

  /** To be called with each event. */
  note(event: OutsideEvent): void {
    switch (event.kind) {
      case 'open':
        this.#typed.delete(event.terminal)
        this.#sizes.set(event.terminal, event.size)
        break
      case 'resize':
        this.#sizes.set(event.terminal, event.size)
        break
      case 'input':
        this.#typed.add(event.terminal)
        break
      case 'close':
        this.#sizes.delete(event.terminal)
        break
    }
  }

  get numbers(): readonly number[] {
    return [...this.#sizes.keys()]
  }

  size(terminal: number): TerminalSize | undefined {
    return this.#sizes.get(terminal)
  }

  /** What a stage lacks of these terminals, and has beside them. A shell that has ended is lacking. */
  missing({ terminals }: Stage): TerminalEvent[] {
    const events: TerminalEvent[] = []
    for (const terminal of terminals.keys())
      if (!this.#sizes.has(terminal)) events.push({ kind: 'close', terminal })
    for (const [terminal, size] of this.#sizes) {
      if (terminals.get(terminal)?.over) events.push(...this.another(terminal))
      else if (!terminals.has(terminal)) events.push({ kind: 'open', terminal, size })
    }
    return events
  }

  /**
   * What follows from the end of shells: theirs are closed, and the first terminal gets another shell. Not where that ended before
   * anything was typed: it would do so again, for ever.
   */
  renewals({ terminals }: Stage): TerminalEvent[] {
    const over = [...terminals].filter(([, { over }]) => over)
    return over.flatMap(([terminal]): TerminalEvent[] => {
      if (terminal !== 0) return [{ kind: 'close', terminal }]
      return this.#typed.has(0) ? this.another(0) : []
    })
  }

  /** Another shell for a terminal. */
  another(terminal: number): TerminalEvent[] {
    const size = this.#sizes.get(terminal)
    return size
      ? [
          { kind: 'close', terminal },
          { kind: 'open', terminal, size },
        ]
      : []
  }
}
