import type { Instant } from '../../../base/time.ts'

/** The steps of a container's way from a request to its end, in their order. */
export type StartStepKind =
  | 'create'
  | 'image'
  | 'init-layer'
  | 'snapshot'
  | 'start'
  | 'mount'
  | 'network'
  | 'shim'
  | 'namespaces'
  | 'cgroup'
  | 'mounts'
  | 'pivot-root'
  | 'process'
  | 'exec'
  | 'failed'
  | 'exited'
  | 'unmount'
  | 'removed'

/** A value of a step under the name that Linux, runc or Docker has for it. */
export type Fact = readonly [name: string, value: string]

export interface StartStep {
  readonly kind: StartStepKind
  readonly time: Instant
  readonly facts: readonly Fact[]
}

/** One start of a container. A start after the first has no steps of creation. */
export interface StartTrace {
  /** Counts from 1. */
  readonly number: number
  readonly container: string
  readonly name: string
  readonly steps: readonly StartStep[]
}

/** Starts that are remembered: so many of those that are over, and so many in all. */
const MOST_ENDED = 8
const MOST = 32

const LAST_STEPS = new Set<StartStepKind>(['failed', 'exited', 'unmount', 'removed'])

/** How the containers that run and the last few others were started, and how they ended. For people to look at: no part of the state. */
export class StartLog {
  readonly #now: () => Instant
  #traces: readonly StartTrace[] = []
  #count = 0

  constructor(now: () => Instant) {
    this.#now = now
  }

  /** Oldest first. Another value where something was added. */
  get traces(): readonly StartTrace[] {
    return this.#traces
  }

  /** A step of a container that is created or started; the first one of a new start where `kind` says so. */
  add(
    container: { readonly id: string; readonly name: string },
    kind: StartStepKind,
    facts: readonly Fact[],
  ): void {
    const last = this.#traces.findLast((trace) => trace.container === container.id)
    const step = { kind, time: this.#now(), facts }
    if (last && !begins(kind, last)) {
      const longer = { ...last, name: container.name, steps: [...last.steps, step] }
      this.#traces = this.#traces.map((trace) => (trace === last ? longer : trace))
    } else if (kind === 'create' || kind === 'start') {
      this.#count += 1
      const trace = { number: this.#count, container: container.id, name: container.name, steps: [step] }
      this.#traces = kept([...this.#traces, trace])
    }
  }
}

const runs = ({ steps }: StartTrace): boolean =>
  steps.some(({ kind }) => kind === 'exec') && !steps.some(({ kind }) => LAST_STEPS.has(kind))

/** The last few, and before them those whose container runs. */
const kept = (traces: readonly StartTrace[]): StartTrace[] =>
  traces.filter((trace, i) => i >= traces.length - MOST_ENDED || runs(trace)).slice(-MOST)

/** A start that is not the one that the container was created for. */
const begins = (kind: StartStepKind, last: StartTrace): boolean =>
  kind === 'create' ||
  (kind === 'start' && last.steps.some((step) => step.kind === 'start' || LAST_STEPS.has(step.kind)))
