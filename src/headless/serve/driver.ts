import type { Process } from '../../engine/kernel/process.ts'
import type { Launched, World } from '../../engine/world.ts'

/** Scheduler steps between two looks at the network. */
const SLICE = 20_000
/** Clock advances between two looks at the network. */
const LEAPS = 1000

/** A wait that is shorter counts as none, in nanoseconds of simulated time. */
const SHORT = 0.5e9

/**
 * How simulated time passes. `instant`: the clock leaps over every wait of an errand, once nobody outside has spoken for
 * as long as the errand's patience, and stands still otherwise. `realistic`: it goes with the wall's, from where the world
 * started.
 */
export type Pace = 'instant' | 'realistic'

/** Work that is done in the world for somebody outside. */
export interface Errand extends Launched {
  /**
   * Milliseconds of silence after which the clock leaps over a wait for its sake: what came before may make somebody
   * outside speak. `Infinity`: it only looks on.
   */
  patience: number
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
  private readonly errands = new Set<Errand>()
  /** When somebody outside spoke or was answered last: milliseconds of the wall clock. */
  private heard = 0
  private pumping = false
  private again = false
  private timer: NodeJS.Timeout | undefined

  constructor(world: World, options: { pace: Pace; onBug(error: unknown): void }) {
    this.world = world
    this.pace = options.pace
    this.onBug = options.onBug
    this.offset = Date.now() - this.simulated()
  }

  /** Runs `work` as a process of the host. */
  run(name: string, work: (process: Process) => Promise<void>, patience = 0): Errand {
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
    const finish = (settle: () => void): void => {
      if (!this.errands.delete(errand)) return
      this.heard = Date.now()
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
    const told =
      <A extends unknown[]>(call: (...args: A) => void) =>
      (...args: A): void => {
        call(...args)
        this.heard = Date.now()
        this.wake()
      }
    const errand: Errand = {
      ended,
      patience,
      get asksForInput() {
        return launched.asksForInput
      },
      feed: told(launched.feed),
      endInput: told(launched.endInput),
      kill: told(() => {
        launched.kill()
        finish(resolve)
      }),
    }
    this.errands.add(errand)
    this.heard = Date.now()
    this.wake()
    return errand
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
    const left = this.pace === 'instant' ? this.silenceNeeded(delay) : (delay - this.late()) / 1e6
    if (left <= 0) return true
    if (left === Number.POSITIVE_INFINITY) return false
    this.timer = setTimeout(() => this.wake(), Math.min(left, MAX_TIMEOUT))
    this.timer.unref()
    return false
  }

  /**
   * Milliseconds that must stay silent before the clock may leap; not finite where nobody waits. While somebody is asked
   * to type it leaps only for those who have no patience.
   */
  private silenceNeeded(delay: number): number {
    const all = [...this.errands]
    const typing = all.some((errand) => errand.asksForInput)
    const patience = Math.min(
      ...all.map((errand) => (typing && errand.patience > 0 ? Number.POSITIVE_INFINITY : errand.patience)),
    )
    const silent = delay <= SHORT ? Number.MAX_VALUE : Date.now() - this.heard
    return patience - silent
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
