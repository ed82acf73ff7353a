import type { Session } from './session/session.ts'

interface Job {
  readonly id: number
  readonly terminal: number
  readonly lines: string[]
}

const encoder = new TextEncoder()

/** Types lines at prompts: each when the one before has ended, one job after the other. */
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

  add(id: number, terminal: number, lines: readonly string[]): void {
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
    const gone = !this.#session.terminals.includes(job.terminal)
    if (!gone && !this.#session.atPrompt(job.terminal)) return false
    const line = gone ? undefined : job.lines.shift()
    if (line === undefined) {
      this.#jobs.shift()
      this.#done(job.id)
      return this.type()
    }
    this.#taken = false
    const bytes = encoder.encode(`${line.replaceAll('\n', '\r')}\r`)
    this.#session.take({ kind: 'input', terminal: job.terminal, bytes })
    return true
  }
}
