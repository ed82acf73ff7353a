import type { Instant } from '../../../base/time.ts'
import type { Channel } from '../../../kernel/waiting.ts'
import type { SolveMessage, WarningUpdate } from '../../api-buildkit.ts'
import type { Vertex } from '../graph.ts'

/** What is told of a step; nothing where it has no name. */
export interface Step {
  readonly digest: string
  readonly name: string
  readonly inputs: readonly { readonly digest: string }[]
  readonly group?: Vertex['group']
}

/** Tells the client how a build goes. */
export class Progress {
  private readonly out: Channel<SolveMessage>
  private readonly now: () => Instant
  private readonly newDigest: () => string
  private readonly warned = new Set<string>()

  constructor(out: Channel<SolveMessage>, now: () => Instant, newDigest: () => string) {
    this.out = out
    this.now = now
    this.newDigest = newDigest
  }

  /** A step of the frontend's or the exporter's own. */
  step(name: string): Step {
    return { digest: this.newDigest(), name, inputs: [] }
  }

  /** Steps that are to come. */
  announce(steps: readonly Step[]): void {
    const shown = steps.filter(({ name }) => name !== '')
    this.out.push({ status: { vertexes: shown.map((step) => this.of(step)) } })
  }

  private of({ digest, name, inputs, group }: Step) {
    return { digest, name, inputs: inputs.map((input) => input.digest), ...(group && { group }) }
  }

  /** A step begins. Returns what tells of its end. */
  start(step: Step, cached = false): (end?: { error?: string }) => void {
    if (step.name === '') return () => {}
    const started = this.now()
    const vertex = { ...this.of(step), started, ...(cached && { cached }) }
    this.out.push({ status: { vertexes: [vertex] } })
    return ({ error } = {}) => {
      const completed = this.now()
      this.out.push({
        status: { vertexes: [{ ...vertex, completed, ...(error !== undefined && { error }) }] },
      })
    }
  }

  /** A step that never ends, since all ends with it. */
  abandon(step: Step): void {
    this.out.push({ status: { vertexes: [{ ...this.of(step), started: this.now(), error: '' }] } })
  }

  /** Part of a step: `transferring context:`. Returns what tells of its progress and its end. */
  status(step: Step, id: string): (done: boolean, current?: number, total?: number) => void {
    if (step.name === '') return () => {}
    const started = this.now()
    const tell = (done: boolean, current = 0, total = 0): void => {
      const timestamp = this.now()
      const update = { vertex: step.digest, id, current, total, timestamp, started }
      this.out.push({ status: { statuses: [{ ...update, ...(done && { completed: timestamp }) }] } })
    }
    tell(false)
    return tell
  }

  log(step: Step, stream: 1 | 2, data: Uint8Array): void {
    this.out.push({ status: { logs: [{ vertex: step.digest, stream, data, timestamp: this.now() }] } })
  }

  warn(warning: WarningUpdate): void {
    const key = `${warning.short} ${warning.source.start}`
    if (this.warned.has(key)) return
    this.warned.add(key)
    this.out.push({ status: { warnings: [warning] } })
  }
}
