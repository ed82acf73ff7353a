import type { Pumped, TerminalHandle, ViewQuery, World } from '../engine/world.ts'
import type { ReadNow } from './blob-body.ts'
import { Pacer } from './pacing.ts'
import type { FileRequest, Reply, Request, TerminalSize } from './protocol.ts'
import { Transfers } from './transfers.ts'

/** What the host needs of the machine it runs on. */
export interface Machine {
  /** Milliseconds, rising. */
  now(): number
  /** Passes a macrotask, so that messages that came in meanwhile are seen. */
  macrotask(): Promise<void>
  /** Calls back after so many milliseconds; the result cancels. */
  later(milliseconds: number, callback: () => void): () => void
  readonly readNow: ReadNow
}

/** Work between two macrotasks, in milliseconds. */
const SLICE = 12
/** Steps between two macrotasks at most, whatever the clock says. */
const MOST_STEPS = 65536
/** Views are sent this often at most while work goes on, in milliseconds. */
const VIEWS_EVERY = 150

interface Job {
  readonly id: number
  readonly lines: string[]
}

/** Drives one world with one terminal. Made in the worker, or in a test with a small world. */
export class Host {
  readonly #start: (lesson: string) => Promise<World> | World
  readonly #post: (reply: Reply) => void
  readonly #machine: Machine
  readonly #pacer = new Pacer()
  readonly #jobs: Job[] = []
  #world: World | undefined
  #terminal: TerminalHandle | undefined
  #transfers: Transfers | undefined
  /** What waits for the end of the present slice: while the world runs, nothing from outside may touch it. */
  readonly #inbox: (() => void)[] = []
  #pumping = false
  #wake: () => void = () => {}
  #woken = false
  #over = false
  #atPrompt = false
  /** What was typed last has been taken in. */
  #taken = true
  #query: ViewQuery = { view: 'layers' }
  #viewsVersion = -1
  #viewsAt = 0

  constructor(
    start: (lesson: string) => Promise<World> | World,
    post: (reply: Reply) => void,
    machine: Machine,
  ) {
    this.#start = start
    this.#post = post
    this.#machine = machine
  }

  /** Takes a message of the page. */
  async receive(request: Request): Promise<void> {
    if (this.#over) return
    try {
      if (request.type === 'open') await this.#open(request.lesson, request.size)
      else await this.#handle(request)
    } catch (error) {
      this.#fail(error)
    }
  }

  async #handle(request: Exclude<Request, { type: 'open' }>): Promise<void> {
    const { transfers } = this.#opened()
    switch (request.type) {
      case 'put-file':
      case 'get-file':
      case 'list-files':
      case 'cancel':
        return transfers.handle(request)
      default:
        return this.#atRest(() => this.#speak(request))
    }
  }

  /** Does something to the world when nothing of it runs: at once, or after the present slice. */
  #atRest<T>(action: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const act = (): void => {
        try {
          resolve(action())
        } catch (error) {
          reject(error)
        }
        this.#woken = true
        this.#wake()
      }
      if (this.#pumping) this.#inbox.push(act)
      else act()
    })
  }

  #speak(request: Exclude<Request, FileRequest | { type: 'open' }>): void {
    const { world, terminal } = this.#opened()
    switch (request.type) {
      case 'input':
        if (terminal.atPrompt) this.#pacer.restart()
        terminal.input(request.data)
        break
      case 'resize':
        terminal.resize(request.size)
        break
      case 'run-lines':
        this.#jobs.push({ id: request.id, lines: [...request.lines] })
        break
      case 'state-hash':
        this.#post({ type: 'state-hash', id: request.id, hash: world.stateHash() })
        break
      case 'show-view':
        this.#query = request.query
        this.#sendViews(world, false)
        break
      case 'explain':
        this.#post({
          type: 'explained',
          id: request.id,
          origins: world.explain(request.query.over, request.query.path),
        })
        break
    }
  }

  #opened(): { world: World; terminal: TerminalHandle; transfers: Transfers } {
    const [world, terminal, transfers] = [this.#world, this.#terminal, this.#transfers]
    if (!world || !terminal || !transfers) throw new Error('the terminal is not open')
    return { world, terminal, transfers }
  }

  async #open(lesson: string, size: TerminalSize): Promise<void> {
    if (this.#world) throw new Error('the terminal is already open')
    this.#world = await this.#start(lesson)
    this.#world.observe()
    this.#terminal = this.#world.openTerminal(size)
    this.#terminal.onOutput((data) => this.#post({ type: 'output', data }))
    this.#transfers = new Transfers(this.#world, {
      readNow: this.#machine.readNow,
      now: () => this.#machine.now(),
      macrotask: () => this.#machine.macrotask(),
      atRest: (action) => this.#atRest(action),
      post: this.#post,
    })
    this.#post({ type: 'ready' })
    this.#loop(this.#world).catch((error) => this.#fail(error))
  }

  async #loop(world: World): Promise<void> {
    while (!this.#over) {
      this.#woken = false
      const pumped = await this.#pump(world)
      this.#taken ||= pumped.kind !== 'more' || !this.#opened().terminal.atPrompt
      this.#tellPrompt()
      if (pumped.kind === 'idle' && this.#type()) continue
      this.#sendViews(world, pumped.kind === 'more')
      if (pumped.kind === 'paused') await this.#pause(world, pumped.delay / 1e6)
      else if (pumped.kind === 'idle') await this.#sleep()
      else await this.#machine.macrotask()
    }
  }

  /** One slice of work, then what came in meanwhile. */
  async #pump(world: World): Promise<Pumped> {
    const end = this.#machine.now() + SLICE
    this.#pumping = true
    try {
      return await world.pump(MOST_STEPS, () => this.#inbox.length > 0 || this.#machine.now() > end)
    } finally {
      this.#pumping = false
      for (const act of this.#inbox.splice(0)) act()
    }
  }

  /** Waits for what is due, then lets it come, unless the reader spoke first. */
  async #pause(world: World, delay: number): Promise<void> {
    await this.#sleep(this.#pacer.wait(delay))
    if (!this.#woken) world.advance()
  }

  /** Until a message comes, or for so many milliseconds. */
  #sleep(milliseconds?: number): Promise<void> {
    if (this.#woken || milliseconds === 0) return this.#machine.macrotask()
    return new Promise((resolve) => {
      const cancel = milliseconds === undefined ? () => {} : this.#machine.later(milliseconds, resolve)
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
  }

  /** Types the next line of the first job when the shell is ready for it. True if something was typed. */
  #type(): boolean {
    const job = this.#jobs[0]
    const { terminal } = this.#opened()
    if (!job || !this.#taken || !terminal.atPrompt) return false
    const line = job.lines.shift()
    if (line === undefined) {
      this.#jobs.shift()
      this.#post({ type: 'ran', id: job.id })
      return this.#type()
    }
    this.#pacer.restart()
    this.#taken = false
    terminal.input(new TextEncoder().encode(`${line.replaceAll('\n', '\r')}\r`))
    return true
  }

  #tellPrompt(): void {
    const { atPrompt } = this.#opened().terminal
    if (atPrompt === this.#atPrompt) return
    this.#atPrompt = atPrompt
    this.#post({ type: 'prompt', atPrompt })
  }

  #sendViews(world: World, busy: boolean): void {
    const now = this.#machine.now()
    if (busy && now - this.#viewsAt < VIEWS_EVERY) return
    const views = world.views(this.#query)
    if (views.version === this.#viewsVersion) return
    this.#viewsVersion = views.version
    this.#viewsAt = now
    this.#post({ type: 'views', views })
  }

  #fail(error: unknown): void {
    if (this.#over) return
    this.#over = true
    this.#wake()
    this.#post({ type: 'error', message: error instanceof Error ? error.message : String(error) })
  }
}
