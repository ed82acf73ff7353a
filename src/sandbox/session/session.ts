import type { Moment, PageAnswer, PageRequest, Pumped, World } from '../../engine/world.ts'
import type { TerminalSize } from '../protocol.ts'
import { answerCommand, isSessionCommand, tellMove } from './commands.ts'
import type { Entry, OutsideEvent } from './entry.ts'
import { follow, type Pace, paceOf, type Told } from './follow.ts'
import { type Command, Journal, type JournalRecord } from './journal.ts'
import { Ladder } from './ladder.ts'
import { Running } from './running.ts'
import { type Audience, Stage } from './stage.ts'
import { type SessionStore, Writer } from './store.ts'
import type { SessionListener, SessionMachine } from './surroundings.ts'
import { Terminals } from './terminals.ts'

/** Differences of one command that are kept. */
const KEPT_DIFFERENCES = 60
/** How long the end of a journal, a command that may not have ended, is played at most, in milliseconds. */
const TAIL_TIME = 3000
/** Slices of work after which a world counts as one that does not rest. */
const BUSY = 16

const encoder = new TextEncoder()

/**
 * A session: the present world, the journal that leads to it, and ways back. Whoever drives it pumps `world`, applies events while nothing of
 * it runs, and calls `rested` when the world came to rest.
 */
export class Session {
  readonly journal: Journal
  readonly #start: () => Promise<World> | World
  readonly #machine: SessionMachine
  readonly #listener: SessionListener
  readonly #writer: Writer
  readonly #ladder: Ladder
  readonly #terminals = new Terminals()
  readonly #running = new Running()
  #stage!: Stage
  #moment!: Moment
  /** Entries up to the end of the last command that is in effect. */
  #boundary = 0
  /** The world rests, and nothing came since. */
  #resting = false
  /** Slices of work since it last paused. */
  #slices = 0
  /** Words of a command of the session that runs, and is to be carried out when it has ended. */
  #asked: readonly string[] | undefined
  #moving = false

  private constructor(
    start: () => Promise<World> | World,
    machine: SessionMachine,
    listener: SessionListener,
    store: SessionStore,
    records: readonly JournalRecord[],
  ) {
    this.#start = start
    this.#machine = machine
    this.#listener = listener
    this.journal = Journal.of(records)
    this.#writer = new Writer(store, (error) =>
      listener.unkept(error instanceof Error ? error.message : String(error)),
    )
    this.#ladder = new Ladder(() => this.#newStage())
  }

  /**
   * A session from what a store has of it, brought to where it was; one that a store has nothing of begins with the entries that
   * are shared. Terminal 0 is open in the size given.
   */
  static async open(
    start: () => Promise<World> | World,
    machine: SessionMachine,
    listener: SessionListener,
    store: SessionStore,
    size: TerminalSize,
    shared: readonly Entry[] = [],
  ): Promise<Session> {
    let records: readonly JournalRecord[] = []
    let failure: string | undefined
    try {
      records = await store.load()
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
    }
    const session = new Session(start, machine, listener, store, records)
    if (failure !== undefined) listener.unkept(failure)
    if (records.length === 0) for (const entry of shared) session.#record({ kind: 'entry', entry })
    await session.#resume(size)
    return session
  }

  get world(): World {
    return this.#stage.world
  }
  /** The shell of this terminal waits at its prompt. */
  atPrompt(terminal: number): boolean {
    return this.#stage.terminals.get(terminal)?.atPrompt ?? false
  }
  /** Numbers of the terminals that there are. */
  get terminals(): readonly number[] {
    return [...this.#stage.terminals.keys()]
  }
  /** It is on its way to another moment: the world is not to be touched. */
  get moving(): boolean {
    return this.#moving
  }

  /** Takes an event from outside. Only while nothing of the world runs. */
  take(event: Exclude<OutsideEvent, { kind: 'answer' }>): void {
    if (this.#moving) return
    if (event.kind === 'input' && this.#stage.terminals.get(event.terminal)?.over) {
      for (const each of this.#terminals.another(event.terminal)) this.take(each)
      return
    }
    this.#record({
      kind: 'entry',
      entry: { at: this.#resting ? undefined : this.world.steps, event },
    })
    this.#resting = false
    this.#terminals.note(event)
    if (this.journal.entries.length === 1) this.#boundary = 1
    this.#stage.apply(event)
  }

  /**
   * To be called with what each slice of work gave. Notes commands that have ended, once the world rests or waits for a clock, or at last where a
   * busy one does neither; goes where they want to go. True where the world has
   * something to do now, although it rested or waited.
   */
  async pumped({ kind }: Pumped): Promise<boolean> {
    this.#resting = kind === 'idle'
    this.#slices = kind === 'more' ? this.#slices + 1 : 0
    if (this.#renew()) return true
    if (kind === 'more' && this.#slices < BUSY) return false
    const asked = this.#asked
    const ended = this.#endCommands(this.journal.entries.length, this.#resting ? undefined : this.world.steps)
    if (!ended) return false
    this.#asked = undefined
    const going = asked && answerCommand(this.journal, asked).going
    if (going !== undefined || ended === 'own') await this.goTo(going ?? this.journal.done)
    else await this.#writer.kept()
    return !this.#resting
  }

  /** Where a shell has ended, its terminal is closed, or gets another one. True if there was one. */
  #renew(): boolean {
    const events = this.#terminals.renewals(this.#stage)
    for (const event of events) {
      this.take(event)
      if (event.kind === 'close' && event.terminal !== 0) this.#listener.closed(event.terminal)
    }
    return events.length > 0
  }

  /**
   * After so many entries, at rest or at a step: notes the commands whose shells wait at their prompts again, or are no more. A command of the session is no part of it:
   * the world is to be as if it had not been typed.
   */
  #endCommands(played: number, at: number | undefined): 'noted' | 'own' | undefined {
    const ended = this.#running.takeEnded(this.#stage)
    if (!ended) return undefined
    if (isSessionCommand(ended.text)) return 'own'
    this.#listener.noting()
    this.#finish(ended.text, ended.terminal, played, at)
    return 'noted'
  }

  /** Goes to the moment after the first `done` commands; what was typed since the last one is gone. */
  async goTo(done: number): Promise<void> {
    if (this.#moving) return
    this.#moving = true
    try {
      const { journal } = this
      const from = journal.done
      const prompts = new Set(this.#terminals.numbers.filter((terminal) => this.atPrompt(terminal)))
      const here = journal.stepOf(from)
      const forth =
        done > from &&
        journal.entries.length === this.#boundary &&
        this.#running.none &&
        (here === undefined || here === this.world.steps)
      if (forth) {
        const stretch = { from: this.#boundary, to: journal.endOf(done), until: journal.stepOf(done) }
        await follow(this.#stage, journal.allEntries, stretch, this.#pace(), {
          output: (terminal, bytes) => this.#listener.output(terminal, bytes),
        })
      } else this.#stage = await this.#ladder.take(journal, done, this.#pace())
      this.#record({ kind: 'moved', done })
      this.#settle()
      this.#moving = false
      this.#reconcile()
      const told = tellMove(journal.commands, from, done)
      for (const terminal of this.#terminals.numbers) {
        const prompt = this.#stage.lastLine(terminal)
        const fresh = prompts.has(terminal) ? '\r\x1b[K' : '\r\n'
        this.#say(terminal, fresh + (terminal === 0 ? told : ''), prompt)
      }
      this.#listener.moved()
      this.#listener.changed()
      await this.#writer.kept()
    } finally {
      this.#moving = false
    }
  }

  /** Entries of the commands that are in effect, without what has been typed since. */
  get finished(): readonly Entry[] {
    return this.journal.entries.slice(0, this.#boundary)
  }
  /** Gives the present a name. */
  mark(name: string): void {
    this.#record({ kind: 'checkpoint', name })
    this.#listener.changed()
  }

  /** One step of what makes steps back quick. False when all is ready. `between` is awaited again and again. */
  async prepare(between: () => Promise<void>): Promise<boolean> {
    if (this.#moving) return false
    const untouched = this.journal.entries.length === this.#boundary
    return this.#ladder.climb(this.journal, this.#pace(between), untouched)
  }

  /** Resolves when all records are kept, or cannot be. */
  kept(): Promise<void> {
    return this.#writer.kept()
  }

  // ── the beginning ────────────────────────────────────────────────────────

  async #resume(size: TerminalSize): Promise<void> {
    const { journal } = this
    for (const { event } of journal.entries) this.#terminals.note(event)
    for (const terminal of this.#terminals.numbers) if (terminal !== 0) this.#listener.opened(terminal)
    await this.#restore()
    this.#settle()
    const before = this.#terminals.size(0)
    if (!before) {
      this.take({ kind: 'open', terminal: 0, size })
      return
    }
    this.#reconcile()
    const { columns, rows } = before
    if (columns !== size.columns || rows !== size.rows) this.take({ kind: 'resize', terminal: 0, size })
  }

  /**
   * Plays the journal on a new stage. Where its end never ends, or what is played fails, less of it is played: up to the last command that
   * ended, up to the one before, nothing.
   */
  async #restore(): Promise<void> {
    const { journal } = this
    this.#stage = await this.#newStage()
    if (journal.entries.length === 0 || (await this.#tried(() => this.#play()))) return
    for (const done of new Set([journal.done, Math.max(0, journal.done - 1), 0])) {
      this.#record({ kind: 'moved', done })
      this.#stage = await this.#newStage()
      if (await this.#tried(() => this.#follow(0, journal.entries.length, journal.step))) return
    }
    throw new Error('the session cannot be played')
  }

  /** A world that throws has not got there. */
  async #tried(play: () => Promise<boolean>): Promise<boolean> {
    try {
      return await play()
    } catch (error) {
      this.#listener.output(
        0,
        encoder.encode(`\r\nstrata: ${error instanceof Error ? error.message : error}\r\n`),
      )
      return false
    }
  }

  /** Plays the journal with its end: commands that ended without a note of it get one. False where one took too long. */
  async #play(): Promise<boolean> {
    const { journal } = this
    const sure = journal.done > 0 ? journal.endOf(journal.done) : 0
    if (sure > 0) await this.#follow(0, sure, journal.stepOf(journal.done))
    this.#boundary = sure
    this.#moment = this.world.moment()
    if (journal.entries.length === sure) return true
    let end = this.#machine.now() + TAIL_TIME
    this.#running.clear()
    return this.#follow(sure, journal.entries.length, undefined, () => this.#machine.now() < end, {
      command: (terminal, text) => this.#running.begin(terminal, text),
      rested: (played) => {
        if (this.#boundary === 0) this.#boundary = played
        if (this.#endCommands(played, undefined)) end = this.#machine.now() + TAIL_TIME
      },
    })
  }

  /** Plays entries to the present stage and shows them. False where `on` did not want it to go on. */
  async #follow(
    from: number,
    to: number,
    until: number | undefined,
    on = () => true,
    told: Told = {},
  ): Promise<boolean> {
    class Late extends Error {}
    const pace = this.#pace()
    const between = async (): Promise<void> => {
      await pace.between()
      if (!on()) throw new Late()
    }
    try {
      await follow(
        this.#stage,
        this.journal.entries,
        { from, to, until },
        { enough: pace.enough, between },
        { output: (terminal, bytes) => this.#listener.output(terminal, bytes), ...told },
      )
      return true
    } catch (error) {
      if (error instanceof Late) return false
      throw error
    }
  }

  async #newStage(): Promise<Stage> {
    const deaf: Audience = { output: () => {}, command: () => {}, answer: () => ({ code: 0 }) }
    return new Stage(await this.#start(), this.#machine.readNow, deaf)
  }

  // ── the present ──────────────────────────────────────────────────────────

  #record(record: JournalRecord): void {
    this.journal.take(record)
    this.#writer.write(record)
  }

  /** The present stage is at the end of a command: from here on it is watched. */
  #settle(): void {
    this.#boundary = this.journal.entries.length
    this.#moment = this.world.moment()
    this.#running.clear()
    this.#asked = undefined
    this.#resting = this.journal.step === undefined
    this.#stage.watchedBy({
      output: (terminal, bytes) => this.#listener.output(terminal, bytes),
      command: (terminal, text) => {
        this.#running.begin(terminal, text)
        this.#listener.began(terminal, text)
      },
      ended: (terminal, status) => this.#listener.ended(terminal, status),
      answer: (request) => this.#answer(request),
    })
  }

  #finish(text: string, terminal: number, to: number, at: number | undefined): void {
    const moment = this.world.moment()
    const differences = this.world.differences(this.#moment, moment)
    const command: Command = {
      text,
      terminal,
      from: this.#boundary,
      to,
      ...(at !== undefined && { at }),
      differences: differences.slice(0, KEPT_DIFFERENCES),
      more: Math.max(0, differences.length - KEPT_DIFFERENCES),
    }
    this.#record({ kind: 'command', command })
    this.#moment = moment
    this.#boundary = command.to
    this.#listener.changed()
  }

  /** The page's answer to a command of the site. It is an event like others. */
  #answer(request: PageRequest): PageAnswer {
    let answer: PageAnswer = { code: 0 }
    if (request.kind === 'download') this.#listener.download(request)
    else {
      const { going, checkpoint, ...said } = answerCommand(this.journal, request.words)
      answer = said
      if (going !== undefined) this.#asked = request.words
      if (checkpoint !== undefined) this.#record({ kind: 'checkpoint', name: checkpoint })
    }
    this.#record({ kind: 'entry', entry: { at: undefined, event: { kind: 'answer', answer } } })
    return answer
  }

  /** The page has the terminals that it had, whatever the world of another moment had. */
  #reconcile(): void {
    for (const event of this.#terminals.missing(this.#stage)) this.take(event)
  }

  #say(terminal: number, text: string, prompt: Uint8Array): void {
    this.#listener.output(terminal, encoder.encode(text))
    this.#listener.output(terminal, prompt)
  }

  #pace(between?: () => Promise<void>): Pace {
    return paceOf(this.#machine, between)
  }
}
