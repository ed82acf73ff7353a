import { element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { PlainOutput } from './plain-output.ts'

/** Commands that can be read back. */
const MOST = 50
/** Lines of output that are spoken; the others can be read. */
const SPOKEN = 12

/**
 * What happened in the terminals, for those who do not see them: each command once, when it has ended, with what it wrote and how it ended. It
 * is spoken, and can be read back. (xterm's own mode for screen readers speaks every piece of output as it comes, keys that are echoed and
 * progress bars too.)
 */
export class Transcript {
  readonly element: HTMLElement
  readonly #list = element('ol')
  readonly #spoken = element('p', { role: 'status', class: 'transcript-spoken' })
  /** What runs, by terminal. */
  readonly #running = new Map<number, { readonly command: string; readonly output: PlainOutput }>()

  constructor() {
    this.element = element(
      'section',
      { class: 'sr-only transcript' },
      element('h3', {}, text('strata.transcript')),
      element(
        'div',
        { role: 'log', 'aria-live': 'off', 'aria-label': text('strata.transcript') },
        this.#list,
      ),
      this.#spoken,
    )
  }

  began(command: string, terminal: number): void {
    this.#running.set(terminal, { command, output: new PlainOutput() })
  }

  wrote(bytes: Uint8Array, terminal: number): void {
    this.#running.get(terminal)?.output.write(bytes)
  }

  ended(status: number, terminal: number): void {
    const running = this.#running.get(terminal)
    if (!running) return
    this.#running.delete(terminal)
    const { lines, dropped } = running.output.lines
    const end = status === 0 ? text('strata.transcript.done') : text('strata.transcript.failed', { status })
    const left = (count: number): string[] => (count > 0 ? [text('strata.transcript.more', { count })] : [])
    const said = [running.command, ...lines.slice(0, SPOKEN), ...left(dropped + lines.length - SPOKEN), end]
    this.#spoken.textContent = said.join('\n')
    this.#list.append(
      element(
        'li',
        {},
        element('code', { translate: 'no' }, running.command),
        element('pre', { translate: 'no' }, [...left(dropped), ...lines].join('\n')),
        element('span', {}, end),
      ),
    )
    if (this.#list.childElementCount > MOST) this.#list.firstElementChild?.remove()
  }

  /** Another sandbox: nothing runs. */
  reset(): void {
    this.#running.clear()
    this.#list.replaceChildren()
    this.#spoken.textContent = ''
  }
}
