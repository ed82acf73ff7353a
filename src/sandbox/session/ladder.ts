import { follow, type Pace } from './follow.ts'
import type { Journal } from './journal.ts'
import type { Stage } from './stage.ts'

/** How many commands the rungs lag behind the present. Each step back takes one, so they stand close where one goes step by step. */
const LAGS = [1, 2, 4, 8, 16, 64] as const

/** Turns that the rung that climbs is given to come to an end. */
const TURNS = 12

interface Rung {
  readonly stage: Stage
  /** Commands that it has played. */
  done: number
  /** Entries that it has played. */
  played: number
}

/** Thrown through a rung that is on its way when it is no longer wanted. */
class Unwanted extends Error {}

/**
 * Worlds that have played less of a journal than the present one. `take` gives the world of an earlier moment: at once where a rung
 * stands there, else played from the nearest one below. `climb` brings the rungs to their places, one command a call.
 */
export class Ladder {
  readonly #make: () => Promise<Stage>
  #rungs: Rung[] = []
  #climbing: Rung | undefined
  /** Somebody waits for the rung that climbs: its turns come at this pace. */
  #haste: Pace | undefined
  #hurried: () => void = () => {}

  /** `make` gives a stage that has played nothing. */
  constructor(make: () => Promise<Stage>) {
    this.#make = make
  }

  /**
   * The world after the first `done` commands of a journal, and no longer the ladder's. Rungs above it are dropped: their future may
   * become another.
   */
  async take(journal: Journal, done: number, pace: Pace): Promise<Stage> {
    await this.#hurry(pace)
    this.#rungs = this.#rungs.filter((rung) => rung !== this.#climbing)
    this.#climbing = undefined
    this.#rungs = this.#rungs.filter((rung) => rung.done <= done)
    const nearest = this.#rungs.reduce<Rung | undefined>(
      (best, rung) => (best && best.done >= rung.done ? best : rung),
      undefined,
    )
    const rung = nearest ?? { stage: await this.#make(), done: 0, played: 0 }
    this.#rungs = this.#rungs.filter((other) => other !== rung)
    await advance(rung, journal, done, pace)
    return rung.stage
  }

  /**
   * Brings one rung one command further. False when all are in their places. `untouched`: the present is at the end of its last command. Before
   * the first one a rung then stands beside the present: it will be wanted, and code that it runs is quicker when it runs again.
   */
  async climb(journal: Journal, pace: Pace, untouched: boolean): Promise<boolean> {
    const next = await this.#next(journal, untouched ? [0] : [])
    if (!next) return false
    const { rung, done } = next
    this.#climbing = rung
    try {
      await advance(rung, journal, done, {
        enough: pace.enough,
        between: async () => {
          const hurried = new Promise<void>((resolve) => {
            this.#hurried = resolve
          })
          if (this.#haste) await this.#haste.between()
          else await Promise.race([pace.between(), hurried])
          if (this.#climbing !== rung) throw new Unwanted()
        },
      })
    } catch (error) {
      if (error instanceof Unwanted) return true
      throw error
    }
    rung.done = done
    this.#climbing = undefined
    return true
  }

  /** Lets the rung that climbs come to the end of its command, lest all be lost that it has played. Not for long. */
  async #hurry(pace: Pace): Promise<void> {
    this.#haste = pace
    this.#hurried()
    for (let turn = 0; this.#climbing && turn < TURNS; turn++) await pace.between()
    this.#haste = undefined
  }

  /** The rung that is furthest from where it should be, finest first; where it goes next. */
  async #next(journal: Journal, first: readonly number[]): Promise<{ rung: Rung; done: number } | undefined> {
    const places =
      journal.done === 0 ? first : LAGS.map((lag) => journal.done - lag).filter((place) => place >= 0)
    const free = new Set(this.#rungs.filter((rung) => rung.done <= journal.done))
    const kept: Rung[] = []
    for (const place of places) {
      let rung: Rung | undefined
      for (const each of free) if (each.done <= place && each.done >= (rung?.done ?? 0)) rung = each
      if (!rung) {
        rung = { stage: await this.#make(), done: 0, played: 0 }
        this.#rungs.push(rung)
      }
      free.delete(rung)
      kept.push(rung)
      if (rung.done < place || rung.played === 0) {
        const done = Math.min(place, rung.done + (rung.played === 0 ? 0 : 1))
        return { rung, done }
      }
    }
    this.#rungs = kept
    return undefined
  }
}

async function advance(rung: Rung, journal: Journal, done: number, pace: Pace): Promise<void> {
  const to = journal.endOf(done)
  const { played: from } = rung
  if (from >= to) return
  rung.played = to
  await follow(rung.stage, journal.allEntries, { from, to, until: journal.stepOf(done) }, pace)
}
