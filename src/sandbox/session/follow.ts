import { isErrno } from '../../engine/base/errors.ts'
import type { Entry } from './entry.ts'
import type { Audience, Stage } from './stage.ts'
import type { SessionMachine } from './surroundings.ts'

/** How playing entries again is paced. */
export interface Pace {
  /** Asked after each slice of work; rejects or never resolves where it is not to go on. */
  readonly between: () => Promise<void>
  /** Ends a slice early. */
  readonly enough: () => boolean
}

/** What is told while entries are played. */
export interface Told extends Partial<Pick<Audience, 'output' | 'command'>> {
  /** The world rests, and so many entries have been played. */
  rested?(played: number): void
}

const STEPS = 65536
/** Milliseconds of work between two macrotasks when the past is played. */
const SLICE = 8

/** A pace that lets others have their turns. */
export function paceOf(machine: SessionMachine, between = () => machine.macrotask()): Pace {
  let end = machine.now() + SLICE
  return {
    enough: () => machine.now() > end,
    between: async () => {
      await between()
      end = machine.now() + SLICE
    },
  }
}

/** Entries to play, and where that ends: at a step of the world, or when it rests. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly until: number | undefined
}

/**
 * Plays the entries `from` … `to` on a stage that has played those before. What shells announce on
 * the way goes to `told`; nothing is shown unless `told` shows it. A world that rests before the step of an entry is given it all the same:
 * a journal of another version of the engine plays as well as it can.
 */
export async function follow(
  stage: Stage,
  entries: readonly Entry[],
  { from, to, until }: Stretch,
  pace: Pace,
  told: Told = {},
): Promise<void> {
  let asked = from
  stage.watchedBy({
    output: (terminal, bytes) => told.output?.(terminal, bytes),
    command: (terminal, text) => told.command?.(terminal, text),
    answer: () => {
      while (asked < to) {
        const { event } = entries[asked++]!
        if (event.kind === 'answer') return event.answer
      }
      return { code: 0 }
    },
  })
  for (let i = from; i < to; i++) {
    const { at, event } = entries[i]!
    if (event.kind === 'answer') continue
    await bringTo(stage, at, pace)
    if (at === undefined) told.rested?.(i)
    try {
      stage.apply(event)
    } catch (error) {
      // A file that could not be put: so it was the first time.
      if (event.kind !== 'put' || !isErrno(error)) throw error
    }
  }
  await bringTo(stage, until, pace)
  if (until === undefined) told.rested?.(to)
}

/** Runs the world up to a step, or until it rests. */
async function bringTo({ world }: Stage, at: number | undefined, pace: Pace): Promise<void> {
  while (at === undefined || world.steps < at) {
    const left = at === undefined ? STEPS : Math.min(STEPS, at - world.steps)
    const pumped = await world.pump(left, pace.enough)
    if (pumped.kind === 'idle') return
    if (pumped.kind === 'paused') {
      if (at !== undefined && world.steps >= at) return
      world.advance()
    }
    if (pace.enough()) await pace.between()
  }
}
