import type { Pumped, ViewQuery, World } from '../engine/world.ts'
import type { MachineStatus, Reply } from './protocol.ts'
import type { Session } from './session/session.ts'
import { timelineOf } from './session/timeline.ts'

/** Views are sent this often at most while work goes on, in milliseconds; so often of a machine that hurries. */
const VIEWS_EVERY = 150
const HURRIED_EVERY = 400

/** A pause of simulated time that is shorter than this is no rest, in nanoseconds: packets on their way make many of them. */
const SHORT_PAUSE = 50e6
/** More happens at once, or nearly. */
const goesOn = (pumped: Pumped): boolean =>
  pumped.kind === 'more' || (pumped.kind === 'paused' && pumped.delay < SHORT_PAUSE)

/** What the page is told of how things stand: each only where it is news. */
export class Bulletin {
  readonly #session: Session
  readonly #post: (reply: Reply) => void
  readonly #now: () => number
  /** Names of the goals that are met. */
  readonly #goals: (world: World) => readonly string[]
  /** The page shows what was done. */
  #watched = false
  #viewsVersion = -1
  #viewsAt = 0
  /** Terminals that are at their prompts. */
  #atPrompt: ReadonlySet<number> = new Set()
  #met = ''
  #machine = ''

  constructor(
    session: Session,
    post: (reply: Reply) => void,
    now: () => number,
    goals: (world: World) => readonly string[],
  ) {
    this.#session = session
    this.#post = post
    this.#now = now
    this.#goals = goals
  }

  prompts(): void {
    const session = this.#session
    const now = new Set(session.terminals.filter((terminal) => session.atPrompt(terminal)))
    for (const terminal of new Set([...now, ...this.#atPrompt]))
      if (now.has(terminal) !== this.#atPrompt.has(terminal))
        this.#post({ type: 'prompt', terminal, atPrompt: now.has(terminal) })
    this.#atPrompt = now
  }

  /** Tells how a machine that boots is; the stage that it is at. When it rests, what is met: its goals are no matter of commands alone. */
  machine(rests: boolean): MachineStatus['stage'] | undefined {
    const { power } = this.#session.world
    if (!power) return undefined
    const { state, stage, console } = power
    const told = `${state} ${stage} ${console}`
    if (told === this.#machine) return stage
    this.#machine = told
    this.#post({ type: 'machine', power: state, stage, console })
    if (rests) this.met()
    return stage
  }

  /** The view that is asked for; after a slice of work not too often while there is more of that. `hurries`: none of its waits is waited for. */
  views(query: ViewQuery, pumped: Pumped = { kind: 'idle' }, hurries = false): void {
    const now = this.#now()
    const every = hurries ? HURRIED_EVERY : goesOn(pumped) ? VIEWS_EVERY : 0
    if (now - this.#viewsAt < every) return
    const views = this.#session.world.views(query)
    if (views.version === this.#viewsVersion) return
    this.#viewsVersion = views.version
    this.#viewsAt = now
    this.#post({ type: 'views', views })
  }

  /** Another world is the present one. */
  moved(): void {
    this.#viewsVersion = -1
  }

  /** Whether the page shows the commands that were done. */
  watch(on: boolean): void {
    this.#watched = on
    this.timeline()
  }

  timeline(): void {
    this.#post({ type: 'timeline', timeline: timelineOf(this.#session.journal, this.#watched) })
  }

  /** Which goals are met. */
  met(): void {
    const goals = this.#goals(this.#session.world)
    if (goals.join() === this.#met) return
    this.#met = goals.join()
    this.#post({ type: 'met', goals })
  }
}
