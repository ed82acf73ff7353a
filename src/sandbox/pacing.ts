/** Real time a reader waits in one command before the simulation hurries, in milliseconds. */
const REAL_TIME = 1000
/** Sum of waits in one command that long delays approach, in milliseconds. */
const BUDGET = 3000
/** Beyond the budget time runs this much faster, and no pause is longer than `LAST`. */
const HURRY = 20
const LAST = 50

/**
 * Turns simulated delays into waits for a reader. The first second of a command is real time; after it the waits grow
 * shorter, so that `sleep 3600` takes three seconds. A command that never ends (`ping`) goes on at a
 * readable speed.
 */
export class Pacer {
  #waited = 0

  /** A command begins. */
  restart(): void {
    this.#waited = 0
  }

  /** Milliseconds to wait for a simulated delay of so many milliseconds. */
  wait(delay: number): number {
    const exact = Math.min(delay, Math.max(0, REAL_TIME - this.#waited))
    const rest = delay - exact
    const left = Math.max(0, BUDGET - Math.max(REAL_TIME, this.#waited + exact))
    const squeezed = left > 0 ? left * (1 - Math.exp(-rest / left)) : 0
    const hurried = rest > 0 && left < LAST ? Math.min(LAST, rest / HURRY) : 0
    const wait = exact + Math.max(squeezed, hurried)
    this.#waited += wait
    return wait
  }
}
