import type { JournalRecord } from './journal.ts'

/** Which session of a lesson is wanted: the latest, where nothing is said. */
export interface Wanted {
  /** A new one. */
  readonly fresh?: boolean
  /** The one of this name. */
  readonly session?: string | undefined
}

/** One of a lesson's sessions. */
export interface KeptSession {
  readonly id: string
  /** When it was last written, in milliseconds since 1970. */
  readonly used: number
  /** Commands, the undone ones among them; the last one's text. */
  readonly count: number
  readonly last: string
}

/** Where a session's records are kept. */
export interface SessionStore {
  /** Name of the session; undefined where nothing is kept. */
  readonly id?: string
  /** What is there of the session, oldest first. */
  load(): Promise<readonly JournalRecord[]>
  /** Keeps records behind those that are there. Rejects where that is not possible: nothing of these is kept then. */
  append(records: readonly JournalRecord[]): Promise<void>
  /** Forgets all of the session: it begins anew. */
  clear(): Promise<void>
}

/** Keeps nothing: for a page whose browser keeps nothing either. */
export const noStore: SessionStore = {
  load: async () => [],
  append: async () => {},
  clear: async () => {},
}

/**
 * Writes records in the order in which they come, those that come meanwhile together. After the first failure it writes no more: a
 * gap would make what follows meaningless.
 */
export class Writer {
  readonly #store: SessionStore
  readonly #failed: (error: unknown) => void
  #waiting: JournalRecord[] = []
  #writing: Promise<void> | undefined
  #over = false

  constructor(store: SessionStore, failed: (error: unknown) => void) {
    this.#store = store
    this.#failed = failed
  }

  write(record: JournalRecord): void {
    if (this.#over) return
    this.#waiting.push(record)
    this.#writing ??= this.#drain()
  }

  /** Resolves when all that was written so far is kept, or cannot be. */
  async kept(): Promise<void> {
    await this.#writing
  }

  async #drain(): Promise<void> {
    try {
      // What comes in one turn is written as one.
      await Promise.resolve()
      while (this.#waiting.length > 0) await this.#store.append(this.#waiting.splice(0))
    } catch (error) {
      this.#over = true
      this.#waiting = []
      this.#failed(error)
    } finally {
      this.#writing = undefined
    }
  }
}
