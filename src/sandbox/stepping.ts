import type { BootFact } from '../engine/world.ts'
import { Pacer } from './pacing.ts'

/**
 * How a machine that boots goes on. `reading`: at a speed that can be read. `paused`: its clock stands. `stage`: until it comes to its next
 * stage, then paused. `at-once`: without a wait, until it waits for somebody.
 */
export type MachinePace = 'reading' | 'paused' | 'stage' | 'at-once'

/** The waits of a world, and the reader's hand on the clock of a machine that boots. It changes when things happen, never what happens. */
export class Stepper {
  readonly #pacer = new Pacer()
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
    this.#pacer.restart()
    if (pace === this.#pace) return
    this.#pace = pace
    this.#told(pace)
  }

  /** A person does something: a clock that stands goes on. `command`: another command begins. */
  touched(command: boolean): void {
    if (command) this.#pacer.restart()
    if (this.#pace === 'paused') this.set('reading')
  }

  /** Where the machine is now, if there is one; `rests`: it waits for somebody. */
  at(stage: BootFact['stage'] | undefined, rests: boolean): void {
    if (stage === undefined) return
    const moved = this.#stage !== undefined && stage !== this.#stage
    this.#stage = stage
    if (this.#pace === 'stage' && (moved || rests)) this.set(rests ? 'reading' : 'paused')
    else if (this.#pace === 'at-once' && rests) this.set('reading')
  }

  /** Milliseconds to wait for a simulated delay of so many milliseconds; undefined: until the reader says. */
  wait(delay: number): number | undefined {
    if (this.#pace === 'paused') return undefined
    return this.#pace === 'at-once' ? 0 : this.#pacer.wait(delay)
  }
}
