import type { Stage } from './stage.ts'

/** Commands that run, by terminal. */
export class Running {
  readonly #texts = new Map<number, string>()

  get none(): boolean {
    return this.#texts.size === 0
  }

  /** A shell is about to run a line. */
  begin(terminal: number, text: string): void {
    const before = this.#texts.get(terminal)
    this.#texts.set(terminal, before === undefined ? text : `${before}\n${text}`)
  }

  /** Those whose shells wait at their prompts again, or are no more: they run no longer. */
  takeEnded({ terminals }: Stage): { readonly text: string; readonly terminal: number } | undefined {
    const ended = [...this.#texts].filter(([number]) => {
      const terminal = terminals.get(number)
      return !terminal || terminal.atPrompt || terminal.over
    })
    for (const [terminal] of ended) this.#texts.delete(terminal)
    return ended[0] && { text: ended.map(([, text]) => text).join('\n'), terminal: ended[0][0] }
  }

  clear(): void {
    this.#texts.clear()
  }
}
