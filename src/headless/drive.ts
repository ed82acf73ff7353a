import type { Job, World } from '../engine/world.ts'

/** Scheduler steps between two looks at the job. */
const SLICE = 20_000
/** Simulated time without an end after which a job counts as waiting for ever, in nanoseconds: 1 hour. */
const PATIENCE = 3600e9
/** Slices of work without an end after which a job counts as endless: some minutes of processor time. */
const ENDLESS = 5_000
/** A wait longer than this lets a terminal fall quiet, in nanoseconds. */
const QUIET = 0.5e9

/**
 * Runs the world until a job ends. Simulated waits cost nothing. False when the job waits for something that does not
 * come; `onIdle` may give it input and answer true to go on.
 */
export async function runToEnd(
  world: World,
  job: Job,
  onIdle: () => boolean = () => false,
): Promise<boolean> {
  for (let waited = 0, slices = 0; ; slices++) {
    const pumped = await world.pump(SLICE)
    if (job.exitCode !== undefined) return true
    if (slices > ENDLESS) return false
    const quiet = pumped.kind === 'idle' || (pumped.kind === 'paused' && pumped.delay > QUIET)
    if (quiet && onIdle()) continue
    if (pumped.kind === 'idle') return false
    if (pumped.kind === 'paused') {
      waited += pumped.delay
      if (waited > PATIENCE) return false
      world.advance()
    }
  }
}
