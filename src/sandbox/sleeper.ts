/** What waiting needs of a machine. */
interface Timer {
  now(): number
  macrotask(): Promise<void>
  /** Calls back after so many milliseconds; the result cancels. */
  later(milliseconds: number, callback: () => void): () => void
}

/** Work between two macrotasks, in milliseconds. */
const SLICE = 12
/** Waits are gathered until they are so long, in milliseconds: a browser's timers make four of less, and packets on their way wait often. */
const LEAST = 4
/** Quiet time after which what can be prepared is prepared, in milliseconds. */
const QUIET = 200

/** The waits of a loop that messages wake. When none has come for a while it is quiet, and others may work. */
export class Sleeper {
  readonly #timer: Timer
  #resume: () => void = () => {}
  #woken = false
  #quiet = false
  #sliceEnd = 0
  /** Milliseconds that were to be slept, and were not yet. */
  #owed = 0
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

  /** So much was done without a rest that others should have their turn. */
  get tired(): boolean {
    return this.#timer.now() > this.#sliceEnd
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

  /** Until a message comes, or for so many milliseconds; a wait that is short is made up for later. */
  async sleep(milliseconds?: number): Promise<void> {
    if (this.#woken) return this.breathe()
    if (milliseconds === undefined) return this.#doze()
    this.#owed += milliseconds
    if (this.#owed >= LEAST) {
      await this.#doze(this.#owed)
      this.#owed = 0
    } else if (this.tired) await this.breathe()
  }

  /** Lets messages come. */
  async breathe(): Promise<void> {
    await this.#timer.macrotask()
    this.#sliceEnd = this.#timer.now() + SLICE
  }

  async #doze(milliseconds?: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = milliseconds === undefined ? () => {} : this.#timer.later(milliseconds, resolve)
      this.#resume = () => {
        cancel()
        resolve()
      }
    })
    this.#sliceEnd = this.#timer.now() + SLICE
  }

  /** Nothing to do: sleeps until a message comes, and after a while lets those go on who wait for quiet. */
  async rest(): Promise<void> {
    this.#owed = 0
    if (this.#woken) return this.breathe()
    await this.#doze(QUIET)
    if (this.#woken) return
    this.#quiet = true
    for (const go of this.#waiting.splice(0)) go()
    await this.#doze()
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
