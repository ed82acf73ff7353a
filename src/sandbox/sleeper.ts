/** What waiting needs of a machine. */
interface Timer {
  macrotask(): Promise<void>
  /** Calls back after so many milliseconds; the result cancels. */
  later(milliseconds: number, callback: () => void): () => void
}

/** Quiet time after which what can be prepared is prepared, in milliseconds. */
const QUIET = 200

/** The waits of a loop that messages wake. When none has come for a while it is quiet, and others may work. */
export class Sleeper {
  readonly #timer: Timer
  #resume: () => void = () => {}
  #woken = false
  #quiet = false
  readonly #waiting: (() => void)[] = []

  constructor(timer: Timer) {
    this.#timer = timer
  }

  /** A message has come since the turn began. */
  get woken(): boolean {
    return this.#woken
  }

  /** Ends the sleep that is on, and no later one. */
  get resume(): () => void {
    return this.#resume
  }

  /** A turn of the loop begins. */
  begin(): void {
    this.#woken = false
    this.#quiet = false
  }

  /** A message has come. */
  wake(): void {
    this.#woken = true
    this.#resume()
  }

  /** Until a message comes, or for so many milliseconds. */
  sleep(milliseconds?: number): Promise<void> {
    if (this.#woken || milliseconds === 0) return this.#timer.macrotask()
    return new Promise((resolve) => {
      const cancel = milliseconds === undefined ? () => {} : this.#timer.later(milliseconds, resolve)
      this.#resume = () => {
        cancel()
        resolve()
      }
    })
  }

  /** Nothing to do: sleeps until a message comes, and after a while lets those go on who wait for quiet. */
  async rest(): Promise<void> {
    await this.sleep(QUIET)
    if (this.#woken) return
    this.#quiet = true
    for (const go of this.#waiting.splice(0)) go()
    await this.sleep()
  }

  /** Resolves when it is quiet, a macrotask later at least. */
  async untilQuiet(): Promise<void> {
    if (this.#quiet) await this.#timer.macrotask()
    if (!this.#quiet) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** What waited for quiet has nothing left to do, until something happens. */
  done(): void {
    this.#quiet = false
  }
}
