import type { Typed } from '../lessons/typed.ts'
import type { Session } from './session/session.ts'

interface Job {
  readonly id: number
  readonly terminal: number
  readonly lines: Typed[]
}

const encoder = new TextEncoder()

/** Types lines at prompts, or elsewhere on the console of a PC: each when the one before has ended, one job after the other. */
export class Typist {
  readonly #session: Session
  readonly #done: (id: number) => void
  readonly #jobs: Job[] = []
  /** What was typed last has been taken in. */
  #taken = true

  /** `done` hears that all lines of a job have ended, or that their terminal has. */
  constructor(session: Session, done: (id: number) => void) {
    this.#session = session
    this.#done = done
  }

  add(id: number, terminal: number, lines: readonly Typed[]): void {
    this.#jobs.push({ id, terminal, lines: [...lines] })
  }

  /** After a slice of work: whether the world had `more` to do. */
  worked(more: boolean): void {
    const terminal = this.#jobs[0]?.terminal ?? 0
    this.#taken ||= !more || !this.#session.atPrompt(terminal)
  }

  /** Between two slices: types the next line of the first job when the shell is ready for it. True if something was typed. */
  type(): boolean {
    const job = this.#jobs[0]
    if (!job || !this.#taken) return false
    const state = this.#state(job)
    if (state === 'busy') return false
    const line = state === 'gone' ? undefined : job.lines.shift()
    if (line === undefined) {
      this.#jobs.shift()
      this.#done(job.id)
      return this.type()
    }
    this.#taken = false
    const text = typeof line === 'string' ? `${line.replaceAll('\n', '\r')}\r` : line.text
    this.#session.take({ kind: 'input', terminal: job.terminal, bytes: encoder.encode(text) })
    return true
  }

  /**
   * What comes next may be typed; nothing comes next where somebody is asked for anything. On a machine that has stopped nobody is: then its
   * lines are given up.
   */
  #state({ terminal, lines: [next] }: Job): 'ready' | 'busy' | 'gone' {
    if (!this.#session.terminals.includes(terminal)) return 'gone'
    const { power } = this.#session.world
    if (power && power.state !== 'on') return 'gone'
    const ready =
      typeof next === 'object'
        ? power?.console === next.at
        : this.#session.atPrompt(terminal) ||
          (next === undefined && power?.console.startsWith('grub') === true)
    return ready ? 'ready' : 'busy'
  }
}
