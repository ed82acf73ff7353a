import type { Difference } from '../../engine/world.ts'
import type { Entry } from './entry.ts'

/** One command that was run at a prompt, to its end. */
export interface Command {
  readonly text: string
  readonly terminal: number
  /** Its entries are those from here … */
  readonly from: number
  /** … to before here; with those that came meanwhile on other terminals. */
  readonly to: number
  /** Step of the world at its end; undefined: the world rested. It does not while a command runs on another terminal. */
  readonly at?: number
  /** What it changed, the first of it. Nothing: it only read. */
  readonly differences: readonly Difference[]
  /** How many more differences there were. */
  readonly more: number
}

/** What a store keeps, in order. A journal is folded from these. */
export type JournalRecord =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'command'; readonly command: Command }
  /** Back or forth: so many commands are in effect now. What was typed since the last one is gone. */
  | { readonly kind: 'moved'; readonly done: number }
  /** A name for the present. */
  | { readonly kind: 'checkpoint'; readonly name: string }

/**
 * Entries, the commands they make up, and how many of those are in effect. What was undone stays until a command ends that is not one of the
 * session's own. Pure: it knows of no world.
 */
export class Journal {
  /** In effect: those of the commands, and of what has been typed since. */
  #entries: Entry[] = []
  #commands: Command[] = []
  #undoneEntries: readonly Entry[] = []
  #undone: readonly Command[] = []
  /** Name → number of commands in effect there. */
  readonly checkpoints = new Map<string, number>()

  static of(records: Iterable<JournalRecord>): Journal {
    const journal = new Journal()
    for (const record of records) journal.take(record)
    return journal
  }

  /** Commands that are in effect. */
  get done(): number {
    return this.#commands.length
  }
  /** How many commands there are, the undone ones among them. */
  get count(): number {
    return this.#commands.length + this.#undone.length
  }
  /** All commands, the undone ones last. */
  get commands(): readonly Command[] {
    return [...this.#commands, ...this.#undone]
  }
  /** Entries that are in effect. */
  get entries(): readonly Entry[] {
    return this.#entries
  }
  /** Entries of all commands, the undone ones last, without what has been typed since. */
  get allEntries(): readonly Entry[] {
    return [...this.#entries.slice(0, this.#end), ...this.#undoneEntries]
  }

  take(record: JournalRecord): void {
    switch (record.kind) {
      case 'entry':
        this.#entries.push(record.entry)
        break
      case 'command':
        this.#commands.push(record.command)
        this.#undone = []
        this.#undoneEntries = []
        for (const [name, done] of this.checkpoints) if (done >= this.done) this.checkpoints.delete(name)
        break
      case 'moved':
        this.#move(record.done)
        break
      case 'checkpoint':
        this.checkpoints.set(record.name, this.done)
        break
    }
  }

  /** Entries that make up the first `done` commands, of all. */
  endOf(done: number): number {
    if (done > 0) return (this.#commands[done - 1] ?? this.#undone[done - 1 - this.done])!.to
    return (this.#commands[0] ?? this.#undone[0])?.from ?? this.#entries.length
  }

  /** Step of the world after the first `done` commands, of all. Undefined: it rested. */
  stepOf(done: number): number | undefined {
    return done > 0 ? (this.#commands[done - 1] ?? this.#undone[done - 1 - this.done])!.at : undefined
  }

  /** Step of the world at its present, where that is the end of a command after which it did not rest. */
  get step(): number | undefined {
    return this.#entries.length === this.#end ? this.stepOf(this.done) : undefined
  }

  /** Where a step back leads: before the last command that changed something. Undefined where there is none. */
  back(): number | undefined {
    const last = this.#commands.findLastIndex(changes)
    return last < 0 ? undefined : last
  }

  /** Where a step forth leads: behind the next command that changed something, or behind all. */
  forth(): number | undefined {
    if (this.#undone.length === 0) return undefined
    const next = this.#undone.findIndex(changes)
    return this.done + (next < 0 ? this.#undone.length : next + 1)
  }

  /** End of the last command in effect. */
  get #end(): number {
    return this.#commands.at(-1)?.to ?? this.#undone[0]?.from ?? this.#entries.length
  }

  #move(done: number): void {
    const { commands, allEntries } = this
    const end = this.endOf(Math.min(done, commands.length))
    this.#commands = commands.slice(0, done)
    this.#undone = commands.slice(done)
    this.#entries = allEntries.slice(0, end)
    this.#undoneEntries = allEntries.slice(end)
  }
}

export const changes = ({ differences }: Command): boolean => differences.length > 0
