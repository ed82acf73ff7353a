import './keybar.css'
import { withCtrl } from './key-bytes.ts'
import type { Screen } from './screen.ts'

/**
 * Keys that touch keyboards lack, below the terminal. Ctrl stays down until the next key. Pressing one leaves the focus, and with it the
 * keyboard, where it is.
 */
export class KeyBar {
  readonly #ctrl: HTMLElement | null

  constructor(bar: HTMLElement, shown: () => Screen | undefined) {
    this.#ctrl = bar.querySelector('[data-key="Control"]')
    bar.addEventListener('mousedown', (event) => event.preventDefault())
    bar.addEventListener('click', (event) => {
      const key = (event.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset.key
      if (key === 'Control') this.#hold(!this.#held)
      else if (key) {
        shown()?.press(key, this.#held)
        this.#hold(false)
      }
    })
  }

  /** What is typed on the keyboard, with Ctrl if that is held. */
  through(typed: string): string {
    if (!this.#held || typed.startsWith('\x1b')) return typed
    this.#hold(false)
    return withCtrl(typed)
  }

  get #held(): boolean {
    return this.#ctrl?.ariaPressed === 'true'
  }

  #hold(held: boolean): void {
    if (this.#ctrl) this.#ctrl.ariaPressed = String(held)
  }
}
