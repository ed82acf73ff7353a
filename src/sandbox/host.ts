import type { Pumped, ViewQuery, World } from '../engine/world.ts'
import { Backlog } from './backlog.ts'
import { browse } from './browse.ts'
import { Bulletin } from './bulletin.ts'
import { loadQuietly } from './load-quietly.ts'
import type { BrowseRequest, FileRequest, Reply, Request, SessionRequest } from './protocol.ts'
import { sessionFile } from './session/file.ts'
import { linkPart } from './session/link.ts'
import { Session } from './session/session.ts'
import { type KeptSession, noStore, type SessionStore, type Wanted } from './session/store.ts'
import type { SessionMachine } from './session/surroundings.ts'
import { Sleeper } from './sleeper.ts'
import { Stepper } from './stepping.ts'
import { Transfers } from './transfers.ts'
import { Typist } from './typist.ts'

/** What the host needs of the machine it runs on. */
export interface Machine extends SessionMachine {
  /** Calls back after so many milliseconds; the result cancels. */
  later(milliseconds: number, callback: () => void): () => void
}

/** What the host is given to start a lesson's world, and to keep its session. */
export interface Stock {
  start(lesson: string): Promise<World> | World
  /** Names of the goals that are met; of a place without a challenge none. */
  met(lesson: string, world: World): readonly string[]
  /** Where the lesson's session is kept. */
  store(lesson: string, wanted: Wanted): Promise<SessionStore> | SessionStore
  /** Loads what is likely to be wanted once there is a prompt. Throws where that cannot be done now. */
  ahead?(world: World): Promise<void>
  /** The lesson's sessions that are kept, the latest first. */
  sessions(lesson: string): Promise<readonly KeptSession[]> | readonly KeptSession[]
}

/** Steps between two macrotasks at most, whatever the clock says. */
const MOST_STEPS = 65536

/** Drives one session with its terminals. Made in the worker, or in a test with a small world. */
export class Host {
  readonly #stock: Stock
  readonly #post: (reply: Reply) => void
  readonly #machine: Machine
  readonly #stepper = new Stepper((pace) => this.#post({ type: 'pace', pace }))
  readonly #sleeper: Sleeper
  #session: Session | undefined
  #opening: Promise<void> | undefined
  /** A world that was made before it was wanted. */
  #prepared: { readonly lesson: string; readonly world: Promise<World | undefined> } | undefined
  #transfers: Transfers | undefined
  #typist: Typist | undefined
  #bulletin: Bulletin | undefined
  /** What waits for the end of the present slice: while the world runs, nothing from outside may touch it. */
  readonly #inbox: (() => void)[] = []
  #pumping = false
  #over = false
  readonly #backlog: Backlog
  #query: ViewQuery = { view: 'layers' }
  #going: Extract<SessionRequest, { type: 'go' }> | undefined
  #lesson = ''

  constructor(stock: Stock, post: (reply: Reply) => void, machine: Machine) {
    this.#stock = stock
    this.#backlog = new Backlog(post, () => machine.now())
    this.#post = (reply) => this.#backlog.tell(reply)
    this.#machine = machine
    this.#sleeper = new Sleeper(machine)
  }

  /** Takes a message of the page. */
  async receive(request: Request): Promise<void> {
    if (this.#over) return
    try {
      if (request.type === 'prepare')
        this.#prepared = { lesson: request.lesson, world: this.#early(request.lesson) }
      else if (request.type === 'open') {
        this.#opening ??= this.#open(request)
        await this.#opening
      } else if (request.type === 'show-view') this.#showView(request.query)
      else if (request.type === 'shown') this.#backlog.shown(request.bytes)
      else {
        // A session that is long takes a while to open.
        await this.#opening
        if (!this.#over) await this.#handle(request)
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  /** A world for later. Where there is none, it is made when it is wanted, and what is wrong told then. */
  async #early(lesson: string): Promise<World | undefined> {
    try {
      return await this.#stock.start(lesson)
    } catch {
      return undefined
    }
  }

  async #start(lesson: string): Promise<World> {
    const prepared = this.#prepared
    this.#prepared = undefined
    return (prepared?.lesson === lesson && (await prepared.world)) || this.#stock.start(lesson)
  }

  /** The page may say what it shows before there is a world to show. */
  #showView(query: ViewQuery): void {
    this.#query = query
    const bulletin = this.#bulletin
    if (bulletin) void this.#atRest(() => bulletin.views(query))
  }

  async #handle(
    request: Exclude<Request, { type: 'prepare' | 'open' | 'show-view' | 'shown' }>,
  ): Promise<void> {
    const { transfers, session } = this.#opened()
    switch (request.type) {
      case 'put-file':
      case 'list-files':
      case 'cancel':
        return transfers.handle(request)
      case 'get-file':
        // What files hold that nobody has read yet.
        await loadQuietly(() => session.world.loadAhead?.())
        return transfers.handle(request)
      case 'list-directory':
      case 'read-text':
      case 'save-file':
        await loadQuietly(() => session.world.loadAhead?.())
        return this.#atRest(() => this.#browse(request))
      case 'list-sessions':
        return this.#listSessions(request.id)
      case 'go':
      case 'mark':
      case 'share':
      case 'watch-timeline':
        return this.#atRest(() => this.#ofSession(request))
      case 'pace':
        return this.#atRest(() => this.#stepper.set(request.pace))
      default:
        return this.#atRest(() => this.#speak(request))
    }
  }

  /** Does something with the world when nothing of it runs: at once, or after the present slice. */
  #atRest<T>(action: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const act = (): void => {
        try {
          resolve(action())
        } catch (error) {
          reject(error)
        }
        this.#sleeper.wake()
      }
      if (this.#pumping) this.#inbox.push(act)
      else act()
    })
  }

  #browse(request: BrowseRequest): void {
    const { session } = this.#opened()
    const put = (path: string, blob: Blob): void => session.take({ kind: 'put', path, blob })
    this.#post(browse(session.world, request, put))
  }

  #speak(
    request: Exclude<
      Request,
      FileRequest | BrowseRequest | SessionRequest | { type: 'prepare' | 'open' | 'show-view' }
    >,
  ): void {
    const { session, typist } = this.#opened()
    switch (request.type) {
      case 'input':
        this.#stepper.touched(session.atPrompt(request.terminal))
        session.take({ kind: 'input', terminal: request.terminal, bytes: request.data })
        break
      case 'resize':
        session.take({ kind: 'resize', terminal: request.terminal, size: request.size })
        break
      case 'open-terminal':
        session.take({ kind: 'open', terminal: request.terminal, size: request.size })
        break
      case 'close-terminal':
        session.take({ kind: 'close', terminal: request.terminal })
        this.#post({ type: 'closed', terminal: request.terminal })
        break
      case 'power':
        this.#stepper.touched(true)
        session.take({ kind: 'power', press: request.press })
        break
      case 'run-lines':
        typist.add(request.id, request.terminal, request.lines)
        break
      case 'state-hash':
        this.#post({ type: 'state-hash', id: request.id, hash: session.world.stateHash() })
        break
      case 'explain':
        this.#post({
          type: 'explained',
          id: request.id,
          origins: session.world.explain(request.query.over, request.query.path),
        })
        break
    }
  }

  #opened(): { session: Session; transfers: Transfers; typist: Typist; bulletin: Bulletin } {
    const [session, transfers, typist] = [this.#session, this.#transfers, this.#typist]
    const bulletin = this.#bulletin
    if (!session || !transfers || !typist || !bulletin) throw new Error('the terminal is not open')
    return { session, transfers, typist, bulletin }
  }

  async #open({ lesson, size, shared, session }: Extract<Request, { type: 'open' }>): Promise<void> {
    this.#lesson = lesson
    const store = await this.#storeOf(lesson, { fresh: shared !== undefined, session })
    this.#transfers = new Transfers({
      readNow: this.#machine.readNow,
      now: () => this.#machine.now(),
      macrotask: () => this.#machine.macrotask(),
      atRest: (action) => this.#atRest(() => action(this.#opened().session.world)),
      put: (path, blob) => this.#opened().session.take({ kind: 'put', path, blob }),
      post: this.#post,
    })
    this.#session = await Session.open(
      () => this.#start(lesson),
      this.#machine,
      {
        output: (terminal, data) => this.#backlog.add(terminal, data),
        began: (terminal, text) => this.#post({ type: 'began', terminal, text }),
        ended: (terminal, status) => this.#post({ type: 'ended', terminal, status }),
        opened: (terminal) => this.#post({ type: 'opened', terminal }),
        closed: (terminal) => this.#post({ type: 'closed', terminal }),
        download: ({ file }) => this.#transfers?.offer(file),
        noting: () => this.#bulletin?.prompts(),
        moved: () => this.#bulletin?.moved(),
        changed: () => {
          this.#bulletin?.timeline()
          this.#bulletin?.met()
        },
        unkept: (reason) => this.#post({ type: 'unkept', reason }),
      },
      store,
      size,
      shared,
    )
    this.#typist = new Typist(this.#session, (id) => this.#post({ type: 'ran', id }))
    this.#bulletin = new Bulletin(
      this.#session,
      this.#post,
      () => this.#machine.now(),
      (world) => this.#stock.met(lesson, world),
    )
    this.#post({ type: 'ready' })
    if (store.id !== undefined) this.#post({ type: 'kept', session: store.id })
    this.#bulletin.timeline()
    this.#bulletin.met()
    this.#loop(this.#session, this.#typist, this.#bulletin).catch((error) => this.#fail(error))
    this.#prepare(this.#session).catch((error) => this.#fail(error))
  }

  /** Where the session is kept; nowhere in a browser that refuses. */
  async #storeOf(lesson: string, wanted: Wanted): Promise<SessionStore> {
    try {
      return await this.#stock.store(lesson, wanted)
    } catch (error) {
      this.#post({ type: 'unkept', reason: error instanceof Error ? error.message : String(error) })
      return noStore
    }
  }

  async #loop(session: Session, typist: Typist, bulletin: Bulletin): Promise<void> {
    while (!this.#over) {
      this.#sleeper.begin()
      await this.#carryOut(session)
      const pumped = await this.#pump(session)
      typist.worked(pumped.kind === 'more')
      bulletin.prompts()
      this.#stepper.at(bulletin.machine(pumped.kind === 'idle'), pumped.kind === 'idle')
      if (typist.type()) {
        this.#stepper.touched(true)
        continue
      }
      const hurries = this.#stepper.pace === 'at-once' && pumped.kind !== 'idle'
      bulletin.views(this.#query, pumped, hurries)
      this.#backlog.send(hurries)
      if (pumped.kind === 'paused') await this.#pause(session, pumped.delay / 1e6)
      else if (pumped.kind === 'idle') await this.#sleeper.rest()
      else if (this.#backlog.full) await this.#untilShown()
      else if (this.#sleeper.tired) await this.#sleeper.breathe()
    }
  }

  /** One slice of work, then what came in meanwhile. */
  async #pump(session: Session): Promise<Pumped> {
    return this.#holding(async () => {
      const pumped = await session.world.pump(
        MOST_STEPS,
        () => this.#inbox.length > 0 || this.#backlog.full || this.#sleeper.tired,
      )
      return (await session.pumped(pumped)) ? { kind: 'more' } : pumped
    })
  }

  /** Does something in which the world is not to be touched; then what came in meanwhile. */
  async #holding<T>(action: () => Promise<T>): Promise<T> {
    this.#pumping = true
    try {
      return await action()
    } finally {
      this.#pumping = false
      for (const act of this.#inbox.splice(0)) act()
    }
  }

  async #listSessions(id: number): Promise<void> {
    let sessions: readonly KeptSession[] = []
    try {
      sessions = await this.#stock.sessions(this.#lesson)
    } catch (error) {
      // A browser that refuses its storage has none.
      if (!(error instanceof DOMException)) throw error
    }
    this.#post({ type: 'sessions', id, sessions })
  }

  #ofSession(request: Exclude<SessionRequest, { type: 'list-sessions' }>): void {
    const { session, bulletin } = this.#opened()
    switch (request.type) {
      case 'go':
        this.#going = request
        break
      case 'mark':
        session.mark(request.name)
        break
      case 'watch-timeline':
        bulletin.watch(request.on)
        break
      case 'share': {
        const { id, solved } = request
        const shared = { lesson: this.#lesson, entries: session.finished }
        this.#post({ type: 'shared', id, link: linkPart(shared), file: sessionFile({ ...shared, solved }) })
      }
    }
  }

  /** Goes back or forth, between two slices. */
  async #carryOut(session: Session): Promise<void> {
    const going = this.#going
    if (!going) return
    this.#going = undefined
    const { journal } = session
    const { to } = going
    const done = to === 'back' ? journal.back() : to === 'forth' ? journal.forth() : to
    if (done !== undefined && done >= 0 && done <= journal.count)
      await this.#holding(() => session.goTo(done))
    this.#post({ type: 'gone', id: going.id, done: journal.done })
  }

  /** Waits for what is due, then lets it come, unless the reader spoke first. */
  async #pause(session: Session, delay: number): Promise<void> {
    const wait = this.#stepper.wait(delay)
    await this.#sleeper.sleep(wait)
    if (wait !== undefined && !this.#sleeper.woken) session.world.advance()
  }

  /** Waits for the page, or for a message. */
  #untilShown(): Promise<void> {
    const slept = this.#sleeper.sleep()
    this.#backlog.onCaughtUp(this.#sleeper.resume)
    return slept
  }

  /** Prepares what a step back needs, in quiet times. */
  async #prepare(session: Session): Promise<void> {
    const untilQuiet = (): Promise<void> => this.#sleeper.untilQuiet()
    await untilQuiet()
    await loadQuietly(() => this.#stock.ahead?.(session.world))
    while (!this.#over) {
      await untilQuiet()
      if (!(await session.prepare(untilQuiet))) this.#sleeper.done()
    }
  }

  #fail(error: unknown): void {
    if (this.#over) return
    this.#over = true
    this.#sleeper.wake()
    this.#post({ type: 'error', message: error instanceof Error ? error.message : String(error) })
  }
}
