/** Bytes of output that the page may be behind before the world waits for it: else Ctrl-C would come after megabytes. */
const BEHIND = 65536

/** Output that is on its way to the screen. */
export class Backlog {
  #bytes = 0
  #caughtUp: () => void = () => {}

  /** The page is too far behind. */
  get full(): boolean {
    return this.#bytes > BEHIND
  }
  add(bytes: number): void {
    this.#bytes += bytes
  }
  /** So much more is on the screen. */
  shown(bytes: number): void {
    this.#bytes -= bytes
    if (!this.full) this.#caughtUp()
  }
  /** Calls back when the page has come near enough. */
  onCaughtUp(callback: () => void): void {
    this.#caughtUp = callback
  }
}
