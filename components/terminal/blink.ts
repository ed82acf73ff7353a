/** Milliseconds that a cursor is there, and that it is not. */
const HALF = 600

/**
 * The cursor of a terminal that has the focus goes away and comes back, by a class. Not by an animation of CSS: a page with one draws frames all
 * the time, and a browser that is to draw a frame after a key keeps messages of workers, the key's echo, until it has.
 */
export class Blink {
  readonly #element: HTMLElement
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(element: HTMLElement) {
    this.#element = element
    element.addEventListener('focusin', () => this.#start())
    element.addEventListener('focusout', () => this.stop())
  }

  /** There, as long as something is written. */
  wrote(): void {
    if (this.#timer !== undefined) this.#start()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#element.classList.remove('cursor-away')
  }

  #start(): void {
    this.stop()
    this.#timer = setInterval(() => this.#element.classList.toggle('cursor-away'), HALF)
  }
}
