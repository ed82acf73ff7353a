import { carried, errorStatus, replyStatus } from '../../base/api-exchange.ts'
import { EngineError } from '../../base/errors.ts'
import { requestTarget } from '../../base/request-target.ts'
import type { Nanoseconds } from '../../base/time.ts'
import type { RouteRequest } from '../router.ts'

/** One call of the Engine API, as it went over the socket. */
export interface WireCall {
  /** Counts from 1. */
  readonly number: number
  /** Who called: the program's name and its number. */
  readonly program: string
  readonly pid: number
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** What the request carried, as JSON; empty: nothing. */
  readonly body: string
  /** Absent as long as there is no answer. */
  readonly answer?: {
    readonly status: number
    readonly body: string
    /** Simulated time between the two. */
    readonly took: Nanoseconds
  }
}

/** Calls that are remembered, and the longest body. */
const MOST = 60
const LONGEST = 20_000

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** The last calls of the daemon's clients. For people to look at: no part of the state. */
export class WireLog {
  readonly #now: () => Nanoseconds
  #calls: readonly WireCall[] = []
  #count = 0
  /** Nothing is kept before somebody wants to look. */
  on = false

  constructor(now: () => Nanoseconds) {
    this.#now = now
  }

  /** Oldest first. Another value where something was added. */
  get calls(): readonly WireCall[] {
    return this.#calls
  }

  /** Notes a call and, when it comes, its answer. */
  async note(
    { program, pid }: { readonly program: string; readonly pid: number },
    request: RouteRequest,
    answer: () => Promise<unknown>,
  ): Promise<unknown> {
    if (!this.on) return answer()
    const { route } = request
    const { verb, target } = requestTarget(route, request)
    const number = ++this.#count
    const from = this.#now()
    this.#calls = [
      ...this.#calls,
      { number, program, pid, method: verb.toUpperCase(), target, body: cut(carried(request.body)) },
    ].slice(-MOST)
    const end = (status: number, body: string): void => {
      const took = this.#now() - from
      this.#calls = this.#calls.map((call) =>
        call.number === number ? { ...call, answer: { status, body: cut(body), took } } : call,
      )
    }
    try {
      const reply = await answer()
      end(replyStatus(route, reply), carried(reply))
      return reply
    } catch (error) {
      if (error instanceof EngineError) end(errorStatus(error.code), carried({ message: error.message }))
      throw error
    }
  }
}
