import type { Process } from '../../engine/kernel/process.ts'
import type { Launched, World } from '../../engine/world.ts'

/** Scheduler steps between two looks at the network. */
const SLICE = 20_000
/** Clock advances between two looks at the network. */
const LEAPS = 1000

/**
 * How simulated time passes. `instant`: the clock leaps over every wait of an errand and stands still otherwise.
 * `realistic`: it goes with the wall's, from where the world started.
 */
export type Pace = 'instant' | 'realistic'

/** Work that is done in the world for somebody outside. */
export interface Errand extends Launched {
  /** Settles when the work has ended or was killed; rejects with what it threw. */
  readonly ended: Promise<void>
}

/** Runs errands in a world, many at a time, and moves its clock. */
export class Driver {
  readonly world: World
  private readonly pace: Pace
  private readonly onBug: (error: unknown) => void
  /** Milliseconds of the wall clock less those of the simulated one, at the start. */
  private readonly offset: number
  private readonly errands = { waiting: 0, watching: 0 }
  private pumping = false
  private again = false
  private timer: NodeJS.Timeout | undefined

  constructor(world: World, options: { pace: Pace; onBug(error: unknown): void }) {
    this.world = world
    this.pace = options.pace
    this.onBug = options.onBug
    this.offset = Date.now() - this.simulated()
  }

  /** Runs `work` as a process of the host. One that only looks on (`watching`) does not make the clock leap. */
  run(
    name: string,
    work: (process: Process) => Promise<void>,
    kind: 'waiting' | 'watching' = 'waiting',
  ): Errand {
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
    this.errands[kind]++
    let over = false
    const finish = (settle: () => void): void => {
      if (over) return
      over = true
      this.errands[kind]--
      settle()
    }
    const launched = this.world.launch(name, async (process) => {
      try {
        const late = this.late()
        if (late > 0) await process.sleep(late)
        await work(process)
        finish(resolve)
      } catch (error) {
        finish(() => reject(error))
      }
      return 0
    })
    const withWake =
      <A extends unknown[]>(call: (...args: A) => void) =>
      (...args: A): void => {
        call(...args)
        this.wake()
      }
    this.wake()
    return {
      ended,
      feed: withWake(launched.feed),
      endInput: withWake(launched.endInput),
      kill: withWake(() => {
        launched.kill()
        finish(resolve)
      }),
    }
  }

  /** There may be work: something came from outside. */
  wake(): void {
    clearTimeout(this.timer)
    this.again = true
    if (this.pumping) return
    this.pumping = true
    void this.pump()
  }

  /** Lets time stand still. */
  close(): void {
    clearTimeout(this.timer)
  }

  private async pump(): Promise<void> {
    for (let leaps = 1; this.again; leaps++) {
      this.again = false
      try {
        const pumped = await this.world.pump(SLICE)
        if (pumped.kind === 'more') this.again = true
        else if (pumped.kind === 'paused' && this.mayAdvance(pumped.delay)) {
          this.world.advance()
          this.again = true
        }
        if (pumped.kind === 'more' || leaps % LEAPS === 0) await macrotask()
      } catch (error) {
        this.again = true
        this.onBug(error)
      }
    }
    this.pumping = false
  }

  /** Whether what is due after `delay` ns comes now; sets the alarm for what comes later. */
  private mayAdvance(delay: number): boolean {
    if (this.pace === 'instant') return this.errands.waiting > 0
    const left = delay - this.late()
    if (left <= 0) return true
    this.timer = setTimeout(() => this.wake(), Math.min(left / 1e6, MAX_TIMEOUT))
    this.timer.unref()
    return false
  }

  /** How far the simulated clock is behind, in nanoseconds. */
  private late(): number {
    return this.pace === 'instant' ? 0 : Math.max(0, Date.now() - this.offset - this.simulated()) * 1e6
  }

  /** The simulated wall clock in milliseconds. */
  private simulated(): number {
    return Number(this.world.admin.now()) / 1e6
  }
}

/** Longest delay of setTimeout, in milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
