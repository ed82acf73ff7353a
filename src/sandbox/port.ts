import type { OriginView, PowerPress, Snapshot, ViewQuery } from '../engine/world.ts'
import type { Typed } from '../lessons/typed.ts'
import type {
  Directory,
  ExplainQuery,
  Landed,
  MachineStatus,
  Place,
  Reply,
  Request,
  ShownText,
  TerminalSize,
} from './protocol.ts'
import type { Entry } from './session/entry.ts'
import type { KeptSession } from './session/store.ts'
import type { Timeline } from './session/timeline.ts'
import type { Spawned } from './spawn.ts'
import type { MachinePace } from './stepping.ts'

export type { Landed }

/** What a port tells the page. */
export interface PortListener {
  ready?(): void
  /** Resolves when the bytes are on the screen: the world waits where the page is far behind. */
  output?(data: Uint8Array, terminal: number): Promise<void>
  /** The shell of a terminal waits at its prompt, or no longer does. */
  prompt?(atPrompt: boolean, terminal: number): void
  /** How a machine that boots is; never told of a host that is simply up. */
  machine?(status: MachineStatus): void
  /** How fast it goes on. */
  pace?(pace: MachinePace): void
  /** A command line is about to run; it has ended, with this exit status. */
  began?(text: string, terminal: number): void
  ended?(status: number, terminal: number): void
  /** A terminal that was there when the session was left is there again. */
  opened?(terminal: number): void
  /** A terminal is gone; its number is free again. */
  closed?(terminal: number): void
  views?(views: Snapshot): void
  /** What was done so far, and where steps back and forth lead. */
  timeline?(timeline: Timeline): void
  /** Names of the challenge's goals that are met now, or of the chapter's exercises that were done. */
  met?(goals: readonly string[]): void
  /** The session that is open has this name in the browser's storage. */
  kept?(session: string): void
  /** The browser does not keep the session from now on; it goes on without. */
  unkept?(reason: string): void
  /** A program hands a file out; `takeOut` with its number gets it. */
  offered?(offer: number, name: string): void
  /** The world is over: a worker that broke, or one that could not load. Open a new port to start again. */
  crashed?(message: string): void
}

interface Waiting {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}

/** How a file on its way is watched and ended. */
export interface Transfer {
  readonly signal: AbortSignal
  /** Bytes so far, and of all. */
  progress(done: number, total: number): void
}

/** A file that could not be read or written; the message is the system's. */
export class TransferError extends Error {}

/** The page's end of a sandbox: one worker, one world, its terminals. Terminal 0 is there from the start. */
export class TerminalPort {
  /** The lesson's place: `layers`, or `layers/two-tags`. */
  readonly lesson: string
  readonly #worker: Worker
  readonly #listener: PortListener
  readonly #waiting = new Map<number, Waiting>()
  readonly #progress = new Map<number, Transfer['progress']>()
  #last = 0
  #closed = false

  /** `shared`: entries with which a session of its own begins, beside those that are kept. `session`: the one that is wanted of those. */
  constructor(
    { lesson, worker, broken }: Spawned,
    size: TerminalSize,
    listener: PortListener,
    { shared, session }: { shared?: readonly Entry[] | undefined; session?: string | undefined } = {},
  ) {
    this.lesson = lesson
    this.#listener = listener
    this.#worker = worker
    worker.addEventListener('message', (event: MessageEvent<Reply>) => this.#receive(event.data))
    void broken.then((message) => this.#crash(message))
    this.#send({ type: 'open', lesson, size, ...(shared && { shared }), ...(session && { session }) })
  }

  input(data: Uint8Array, terminal = 0): void {
    this.#send({ type: 'input', terminal, data })
  }

  resize(size: TerminalSize, terminal = 0): void {
    this.#send({ type: 'resize', terminal, size })
  }

  /** Presses a switch of a machine that boots. */
  power(press: PowerPress): void {
    this.#send({ type: 'power', press })
  }

  /** Sets how fast a machine that boots goes on. */
  pace(pace: MachinePace): void {
    this.#send({ type: 'pace', pace })
  }

  openTerminal(terminal: number, size: TerminalSize): void {
    this.#send({ type: 'open-terminal', terminal, size })
  }

  closeTerminal(terminal: number): void {
    this.#send({ type: 'close-terminal', terminal })
  }

  /** Goes a step back or forth, or to the moment after so many commands; resolves with how many are in effect then. */
  async go(to: 'back' | 'forth' | number): Promise<number> {
    const reply = await this.#ask((id) => ({ type: 'go', id, to }))
    return reply.type === 'gone' ? reply.done : 0
  }

  /** Whether the page shows the commands that were done: only then `timeline` has them. */
  watchTimeline(on: boolean): void {
    this.#send({ type: 'watch-timeline', on })
  }

  /** Gives the present moment a name. */
  mark(name: string): void {
    this.#send({ type: 'mark', name })
  }

  /** The session as others get it: what comes behind a link's `#`, unless it does not fit, and a file, which also holds what was solved. */
  async share(solved: readonly string[]): Promise<{ link: string | undefined; file: Blob } | undefined> {
    const reply = await this.#ask((id) => ({ type: 'share', id, solved }))
    return reply.type === 'shared' ? reply : undefined
  }

  /** The lesson's sessions that the browser keeps, the latest first. */
  async sessions(): Promise<readonly KeptSession[]> {
    const reply = await this.#ask((id) => ({ type: 'list-sessions', id }))
    return reply.type === 'sessions' ? reply.sessions : []
  }

  /** Says which view is looked at: that one comes at once, and again when it changes. */
  showView(query: ViewQuery): void {
    this.#send({ type: 'show-view', query })
  }

  /** Types lines at a terminal's prompt, one after the other; resolves when the last has ended. */
  async runLines(lines: readonly Typed[], terminal = 0): Promise<void> {
    await this.#ask((id) => ({ type: 'run-lines', id, terminal, lines }))
  }

  async stateHash(): Promise<string> {
    const reply = await this.#ask((id) => ({ type: 'state-hash', id }))
    return reply.type === 'state-hash' ? reply.hash : ''
  }

  async explain(query: ExplainQuery): Promise<readonly OriginView[]> {
    const reply = await this.#ask((id) => ({ type: 'explain', id, query }))
    return reply.type === 'explained' ? reply.origins : []
  }

  /** What is in a directory; undefined where none is. */
  async listDirectory(place: Place, path: string): Promise<Directory | undefined> {
    const reply = await this.#ask((id) => ({ type: 'list-directory', id, place, path }))
    return reply.type === 'directory' ? reply.directory : undefined
  }

  async readText(place: Place, path: string): Promise<ShownText> {
    const reply = await this.#ask((id) => ({ type: 'read-text', id, place, path }))
    return reply.type === 'text' ? reply.shown : { shown: 'gone' }
  }

  /** Puts all of a file that is there. Throws a `TransferError` where the system refuses. */
  async saveText(place: Place, path: string, text: string): Promise<void> {
    const reply = await this.#ask((id) => ({ type: 'save-file', id, place, path, blob: new Blob([text]) }))
    if (reply.type === 'refused' && reply.reason.kind === 'failed')
      throw new TransferError(reply.reason.message)
  }

  /** Puts a file into a directory, the home directory if none is named. Undefined when `signal` ended it. */
  async putIn(file: File, transfer: Transfer, directory?: string): Promise<Landed | undefined> {
    const reply = await this.#carry(transfer, (id) => ({
      type: 'put-file',
      id,
      name: file.name,
      blob: file,
      ...(directory !== undefined && { directory }),
    }))
    return reply?.type === 'put' ? reply : undefined
  }

  /** Takes a file out, by path or by the number of an offer. Undefined when `signal` ended it. */
  async takeOut(
    from: number | string,
    transfer: Transfer,
    place: Place = '',
  ): Promise<{ name: string; blob: Blob } | undefined> {
    const reply = await this.#carry(transfer, (id) => ({ type: 'get-file', id, from, place }))
    return reply?.type === 'got' ? reply : undefined
  }

  /** Paths of files in the home directory. */
  async files(): Promise<readonly string[]> {
    const reply = await this.#ask((id) => ({ type: 'list-files', id }))
    return reply.type === 'files' ? reply.paths : []
  }

  async #carry({ signal, progress }: Transfer, request: (id: number) => Request): Promise<Reply | undefined> {
    let transfer = 0
    const cancel = (): void => this.#send({ type: 'cancel', id: transfer })
    signal.addEventListener('abort', cancel)
    try {
      const reply = await this.#ask((id) => {
        transfer = id
        this.#progress.set(id, progress)
        return request(id)
      })
      if (reply.type !== 'refused') return reply
      if (reply.reason.kind === 'failed') throw new TransferError(reply.reason.message)
      return undefined
    } finally {
      signal.removeEventListener('abort', cancel)
      this.#progress.delete(transfer)
    }
  }

  close(): void {
    this.#closed = true
    this.#worker.terminate()
    for (const { reject } of this.#waiting.values()) reject(new Error('the sandbox was closed'))
    this.#waiting.clear()
  }

  #send(request: Request): void {
    if (!this.#closed) this.#worker.postMessage(request)
  }

  #ask(request: (id: number) => Request): Promise<Reply> {
    if (this.#closed) return Promise.reject(new Error('the sandbox was closed'))
    this.#last += 1
    const id = this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#send(request(id))
    })
  }

  #receive(reply: Reply): void {
    if (this.#closed) return
    switch (reply.type) {
      case 'ready':
        this.#listener.ready?.()
        break
      case 'output':
        void this.#show(reply.data, reply.terminal)
        break
      case 'prompt':
        this.#listener.prompt?.(reply.atPrompt, reply.terminal)
        break
      case 'machine':
        this.#listener.machine?.(reply)
        break
      case 'pace':
        this.#listener.pace?.(reply.pace)
        break
      case 'began':
        this.#listener.began?.(reply.text, reply.terminal)
        break
      case 'ended':
        this.#listener.ended?.(reply.status, reply.terminal)
        break
      case 'opened':
        this.#listener.opened?.(reply.terminal)
        break
      case 'closed':
        this.#listener.closed?.(reply.terminal)
        break
      case 'views':
        this.#listener.views?.(reply.views)
        break
      case 'timeline':
        this.#listener.timeline?.(reply.timeline)
        break
      case 'met':
        this.#listener.met?.(reply.goals)
        break
      case 'kept':
        this.#listener.kept?.(reply.session)
        break
      case 'unkept':
        this.#listener.unkept?.(reply.reason)
        break
      case 'offer':
        this.#listener.offered?.(reply.offer, reply.name)
        break
      case 'progress':
        this.#progress.get(reply.id)?.(reply.done, reply.total)
        break
      case 'error':
        this.#crash(reply.message)
        break
      default:
        this.#waiting.get(reply.id)?.resolve(reply)
        this.#waiting.delete(reply.id)
    }
  }

  async #show(data: Uint8Array, terminal: number): Promise<void> {
    await this.#listener.output?.(data, terminal)
    this.#send({ type: 'shown', bytes: data.length })
  }

  #crash(message: string): void {
    if (this.#closed) return
    this.close()
    this.#listener.crashed?.(message)
  }
}
