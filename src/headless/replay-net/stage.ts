import type { ExitCode, Process } from '../../engine/kernel/process.ts'
import type { Launched, World } from '../../engine/world.ts'

/** Scheduler steps between two looks. */
const SLICE = 20_000
/** Looks after which something counts as endless. */
const MOST = 20_000

/** A world whose clock moves only as far as the player says. */
export class Stage {
  readonly world: World
  constructor(world: World) {
    this.world = world
  }

  launch(name: string, body: (process: Process) => Promise<ExitCode>): Launched {
    return this.world.launch(name, body)
  }

  /** Lets simulated seconds go by. */
  async pass(seconds: number): Promise<void> {
    let over = false
    this.launch('pass', async (process) => {
      await process.sleep(Math.round(seconds * 1e9))
      over = true
      return 0
    })
    await this.until(() => over)
  }

  /** Runs a program to its end. */
  async run(name: string, body: (process: Process) => Promise<void>): Promise<void> {
    let over = false
    this.launch(name, async (process) => {
      await body(process)
      over = true
      return 0
    })
    await this.until(() => over)
  }

  /** Goes on until something is so; false where it does not come. */
  async until(done: () => boolean): Promise<boolean> {
    for (let looks = 0; looks < MOST; looks++) {
      if (done()) return true
      const pumped = await this.world.pump(SLICE, done)
      if (done()) return true
      if (pumped.kind === 'idle') return false
      if (pumped.kind === 'paused') this.world.advance()
    }
    return false
  }

  /** As `until`, for so many seconds at most. */
  async within(seconds: number, done: () => boolean): Promise<boolean> {
    if (done()) return true
    let late = false
    this.launch('limit', async (process) => {
      await process.sleep(Math.round(seconds * 1e9))
      late = true
      return 0
    })
    await this.until(() => done() || late)
    return done()
  }
}
