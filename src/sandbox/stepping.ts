import type { BootFact } from '../engine/world.ts'

/**
 * How a machine that boots goes on. `reading`: at a speed that can be read. `paused`: its clock stands. `stage`: until it comes to its next
 * stage, then paused. `at-once`: without a wait, until it waits for somebody.
 */
export type MachinePace = 'reading' | 'paused' | 'stage' | 'at-once'

/** The reader's hand on a machine's clock. It changes when things happen for the reader, never what happens. */
export class Stepper {
  #pace: MachinePace = 'reading'
  #stage: BootFact['stage'] | undefined
  readonly #told: (pace: MachinePace) => void

  /** `told` hears each change. */
  constructor(told: (pace: MachinePace) => void) {
    this.#told = told
  }

  get pace(): MachinePace {
    return this.#pace
  }

  set(pace: MachinePace): void {
    if (pace === this.#pace) return
    this.#pace = pace
    this.#told(pace)
  }

  /** A person does something at the machine: its clock goes. */
  touched(): void {
    if (this.#pace === 'paused') this.set('reading')
  }

  /** Where the machine is now; `rests`: it waits for somebody. */
  at(stage: BootFact['stage'], rests: boolean): void {
    const moved = this.#stage !== undefined && stage !== this.#stage
    this.#stage = stage
    if (this.#pace === 'stage' && (moved || rests)) this.set(rests ? 'reading' : 'paused')
    else if (this.#pace === 'at-once' && rests) this.set('reading')
  }

  /** How long to wait where so many milliseconds would be waited; undefined: until the reader says. */
  wait(milliseconds: number): number | undefined {
    if (this.#pace === 'paused') return undefined
    return this.#pace === 'at-once' ? 0 : milliseconds
  }
}
