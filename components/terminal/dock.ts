import type { Typed } from '../../src/lessons/typed.ts'
import type { PortListener, TerminalPort } from '../../src/sandbox/port.ts'
import type { Entry } from '../../src/sandbox/session/entry.ts'
import type { Timeline } from '../../src/sandbox/session/timeline.ts'
import { type Spawned, spawn } from '../../src/sandbox/spawn.ts'
import type { ChallengeElement } from '../challenge/element.ts'
import { solved } from '../challenge/progress.ts'
import type { ConsoleElement } from '../console/element.ts'
import { keepInTab, keptInTab } from '../lasting.ts'
import { text } from '../page-strings.ts'
import { offerFromAddress, offerFromFile } from '../session/opening.ts'
import type { StringKey } from '../strings.ts'
import { RUN } from '../views/ask.ts'
import { ViewSwitch } from '../views/switch.ts'
import { noteOpened, whenIdle } from './ahead.ts'
import { takeDrops } from './drop.ts'
import type { Files } from './files.ts'
import { FullWindow } from './full.ts'
import type { Screen } from './screen.ts'
import { splitter } from './split.ts'
import type { Terminals } from './terminals.ts'

/** The sandbox of the page, where it has one. */
export function theDock(): DockElement | null {
  return document.querySelector<DockElement>('strata-dock')
}

/** For promises that fail when a sandbox crashes: the dock has told the reader already. */
const said = (): undefined => undefined

/** A chapter's sandbox: poster, terminal and views. Loads the terminal when it is first wanted. */
export class DockElement extends HTMLElement {
  #opening: Promise<void> | undefined
  #terminals: Terminals | undefined
  #port: TerminalPort | undefined
  #files: Files | undefined
  #views: ViewSwitch | undefined
  /** What loads before it is wanted. */
  #spawned: Spawned | undefined
  #running = 0
  /** The challenge that is played, on a host of its own. */
  #challenge: ChallengeElement | undefined

  connectedCallback(): void {
    for (const open of this.#all('.dock-open')) {
      open.hidden = false
      open.addEventListener('click', () => void this.#press())
      for (const sign of ['pointerenter', 'focus']) open.addEventListener(sign, () => this.#expect())
    }
    whenIdle(this.#one('.dock-poster'), () => this.#expect())
    this.#one('.dock-restart').addEventListener('click', () => void this.restart())
    this.#one('.dock-home').addEventListener('click', () => void this.leaveChallenge())
    this.#one('.dock-back').addEventListener('click', () => void this.go('back'))
    this.#one('.dock-forth').addEventListener('click', () => void this.go('forth'))
    void offerFromAddress(this.dataset.lesson ?? '', (entries) => void this.#begin(entries))
    this.#one('.dock-toggle').addEventListener('click', () =>
      this.#expand(!this.hasAttribute('data-expanded')),
    )
    for (const tab of this.#all('[data-show]')) {
      if (tab.matches('button'))
        tab.addEventListener('click', () => this.show(tab.dataset.show ?? 'terminal'))
    }
    this.#views = new ViewSwitch(this.#one('.dock-views'))
    this.addEventListener(
      RUN,
      (event) => void this.run([(event as CustomEvent<string>).detail], 'views').catch(said),
    )
    this.#takeFiles()
    this.#divide()
  }

  /** Dividers between the parts, and the sandbox in all of the window. */
  #divide(): void {
    const body = this.#one('.dock-body')
    const split = this.#one('.dock-split')
    const root = document.documentElement
    splitter(split, {
      area: () => body.getBoundingClientRect(),
      apply: (percent) => body.style.setProperty('--split', String(percent)),
      key: 'strata-split',
    })
    if (this.classList.contains('docked'))
      splitter(this.#one('.dock-edge'), {
        area: () => new DOMRect(0, 0, root.clientWidth, 1),
        apply: (percent) => root.style.setProperty('--dock-chosen', `${percent}vw`),
        fromEnd: true,
        key: 'strata-dock-width',
      })
    new FullWindow(this, this.#one('.dock-full'), (full) => {
      split.setAttribute('aria-orientation', full ? 'vertical' : 'horizontal')
      this.#expand(true)
      this.#status(full ? 'strata.full.on' : 'strata.full.off')
    })
  }

  /** Files come by a drop on the page or from the browser's own dialog; what is in the sandbox goes out by its path. */
  #takeFiles(): void {
    takeDrops(
      (above) => this.toggleAttribute('data-drop', above),
      async ({ files, folders }) => {
        if (!(await this.open().catch(said))) return
        this.show('terminal')
        for (const name of folders) this.#files?.refuse(name)
        if (files.length > 0) await this.#files?.putIn(files)
      },
    )
    const picked = this.#one('.dock-picked') as HTMLInputElement
    this.#one('.dock-put').addEventListener('click', () => picked.click())
    picked.addEventListener('change', () => {
      const files = [...(picked.files ?? [])]
      picked.value = ''
      void this.#files?.putIn(files)
    })
    this.#one('.dock-get').addEventListener('click', () => void this.#files?.ask())
  }

  /** A reader is about to press, or has pressed: everything is fetched at once, and the worker makes its world. */
  #expect(): void {
    if (this.#opening || this.#spawned?.lesson === this.#place) return
    this.#spawn()
    // Where it does not load, whoever opens the sandbox hears of it.
    import('./terminals.ts').catch(said)
  }

  #spawn(): Spawned {
    this.#spawned?.worker.terminate()
    const spawned = spawn(this.#place)
    this.#spawned = spawned
    void spawned.broken.then(() => {
      if (this.#spawned === spawned) this.#spawned = undefined
    })
    return spawned
  }

  /** The worker that was expected to be wanted, or another. */
  #taken(): Spawned {
    const spawned = this.#spawned?.lesson === this.#place ? this.#spawned : this.#spawn()
    this.#spawned = undefined
    return spawned
  }

  async #press(): Promise<void> {
    const screen = await this.open().catch(said)
    if (!screen) return
    screen.focus()
    const recorded = this.querySelector<ConsoleElement>('.dock-poster strata-console')
    if (recorded) await this.run(recorded.commands()).catch(said)
  }

  /** A block is running, or waits for its turn. */
  get busy(): boolean {
    return this.#running > 0
  }

  /** Opens the sandbox; once open, gives the terminal that is shown. */
  async open(): Promise<Screen> {
    this.#expand(true)
    this.#opening ??= this.#open()
    await this.#opening
    if (!this.#terminals) throw new Error('the sandbox is not open')
    return this.#terminals.shown
  }

  /**
   * Types commands at the prompt, opening the sandbox if need be, and shows a part; resolves when the last one has ended. What is for the
   * console of a PC goes to the first terminal.
   */
  async run(commands: readonly Typed[], part = 'terminal'): Promise<void> {
    this.#running += 1
    try {
      await this.open()
      this.show(part)
      const onConsole = commands.some((each) => typeof each === 'object')
      await this.#port?.runLines(commands, onConsole ? 0 : this.#terminals?.number)
    } finally {
      this.#running -= 1
    }
  }

  /** The sandbox is open, or about to be. */
  get wanted(): boolean {
    return this.#opening !== undefined
  }

  /** Something stands at the prompt that was typed and not run. */
  get typed(): boolean {
    return this.#terminals?.typed ?? false
  }

  /** Resolves when the shell of the terminal that is shown waits at its prompt. */
  async prompted(): Promise<void> {
    await this.#port?.runLines([], this.#terminals?.number)
  }

  /** The host again, after it broke: with what was done on it, as far as that goes. */
  async restart(): Promise<void> {
    await this.#begin()
  }

  /** Plays a challenge on a host of its own; `fresh`: from its start, whatever was done there. */
  async play(challenge: ChallengeElement, fresh: boolean): Promise<void> {
    this.#challenge?.left()
    this.#challenge = challenge
    await this.#begin()
    if (fresh) await this.go(0)
  }

  /** Back to the chapter's own host. */
  async leaveChallenge(): Promise<void> {
    this.#challenge?.left()
    this.#challenge = undefined
    await this.#begin()
  }

  /** Closes the host that is open, and opens the one that is wanted now. */
  async #begin(shared?: readonly Entry[]): Promise<void> {
    this.#port?.close()
    this.#port = undefined
    this.removeAttribute('data-at-prompt')
    this.#one('.dock-restart').hidden = true
    this.#one('.dock-home').hidden = this.#challenge === undefined
    this.#expand(true)
    this.#opening = this.#open(shared)
    const screen = await this.open().catch(said)
    screen?.focus()
  }

  /** `terminal` or `views`, where there is room for one of them. */
  show(part: string): void {
    this.#one('.dock-body').dataset.show = part
    for (const tab of this.#all('.dock-tabs button')) {
      tab.setAttribute('aria-pressed', String(tab.dataset.show === part))
    }
  }

  /** A step back or forth, or to the moment after so many commands; resolves with how many are in effect then. */
  async go(to: 'back' | 'forth' | number): Promise<number | undefined> {
    return this.#port?.go(to).catch(said)
  }

  /** Presses a switch of a host that is a PC. */
  press(press: Parameters<TerminalPort['power']>[0]): void {
    this.#port?.power(press)
  }

  /** Hash of the world's state: equal for equal worlds. */
  async stateHash(): Promise<string | undefined> {
    return this.#port?.stateHash()
  }

  async #open(shared?: readonly Entry[]): Promise<void> {
    const spawned = this.#taken()
    this.#status('strata.sandbox.starting')
    for (const open of this.#all('.dock-open')) open.hidden = true
    const [{ Terminals }, { TerminalPort }, { Files }] = await this.#parts()
    // Not before: a worker does not start while the page is laid out.
    this.#one('.dock-poster').hidden = true
    this.#one('.dock-body').hidden = false
    for (const part of ['.dock-tabs', '.dock-full']) this.#one(part).hidden = false
    if (!this.#one('.dock-body').dataset.show) this.show('terminal')
    this.#terminals ??= new Terminals(this.#one('.dock-terminal'), {
      say: (message) => this.#say(message),
      prompt: (atPrompt) => this.toggleAttribute('data-at-prompt', atPrompt),
    })
    const terminals = this.#terminals
    const { size } = terminals.begin()
    let unkept = false
    return new Promise((resolve, reject) => {
      const listener: PortListener = {
        ready: () => {
          noteOpened()
          // Not over what matters more.
          if (!unkept) this.#status(this.#challenge ? 'strata.challenge.playing' : 'strata.sandbox.ready')
          resolve()
        },
        timeline: (timeline) => this.#keep(timeline),
        met: (goals) => {
          if (this.#challenge) this.#challenge.show(goals)
          else this.dispatchEvent(new CustomEvent('strata-met', { detail: goals }))
        },
        kept: (session) => keepInTab(this.#sessionKey, session),
        unkept: (reason) => {
          unkept = true
          this.#say(text('strata.session.unkept', { reason }))
        },
        output: (data, terminal) => terminals.write(data, terminal),
        prompt: (atPrompt, terminal) => terminals.setPrompt(atPrompt, terminal),
        began: (command, terminal) => terminals.transcript.began(command, terminal),
        ended: (status, terminal) => terminals.transcript.ended(status, terminal),
        opened: (terminal) => terminals.opened(terminal),
        closed: (terminal) => terminals.closed(terminal),
        machine: (status) => this.dispatchEvent(new CustomEvent('strata-machine', { detail: status })),
        views: (views) => void this.#views?.show(views),
        pace: (pace) => this.#views?.pace(pace),
        offered: (offer, name) => void this.#files?.takeOut(offer, name),
        crashed: (message) => {
          this.#crashed(message)
          reject(new Error(text('strata.sandbox.crashed', { message })))
        },
      }
      const port = new TerminalPort(spawned, size, listener, { shared, session: keptInTab(this.#sessionKey) })
      this.#port = port
      terminals.connect(port)
      this.#files = new Files(
        {
          strip: this.#one('.dock-files'),
          say: (message) => this.#say(message),
          leave: () => terminals.shown.focus(),
        },
        port,
      )
      const put = async (files: readonly File[], directory: string): Promise<void> =>
        this.#files?.putIn(files, directory)
      const actions = {
        go: (to: 'back' | 'forth' | number) => port.go(to).catch(said),
        mark: (name: string) => port.mark(name),
        sessions: async () => {
          const sessions = await port.sessions().catch(said)
          return sessions && { sessions, own: keptInTab(this.#sessionKey) }
        },
        choose: (id: string) => {
          keepInTab(this.#sessionKey, id)
          void this.#begin()
        },
        share: () => port.share([...solved()]).catch(said),
        opened: (file: File) => void offerFromFile(this.#place, file, (entries) => void this.#begin(entries)),
      }
      void this.#views?.connect(port, actions, put)
    })
  }

  /** What an open sandbox is made of. Without a network it may not come: another try is offered. */
  async #parts() {
    try {
      return await Promise.all([
        import('./terminals.ts'),
        import('../../src/sandbox/port.ts'),
        import('./files.ts'),
      ])
    } catch (error) {
      this.#crashed(error instanceof Error ? error.message : String(error))
      throw error
    }
  }

  /** The chapter, or a challenge of it: `layers/two-tags`. */
  get #place(): string {
    const { lesson = '' } = this.dataset
    return this.#challenge ? `${lesson}/${this.#challenge.dataset.challenge}` : lesson
  }

  /** Where the tab keeps the name of its session. */
  get #sessionKey(): string {
    return `strata-session ${this.#place}`
  }

  #keep(timeline: Timeline): void {
    this.#views?.keep(timeline)
    this.#one('.dock-back').toggleAttribute('disabled', timeline.back === undefined)
    this.#one('.dock-forth').toggleAttribute('disabled', timeline.forth === undefined)
  }

  #crashed(message: string): void {
    this.#opening = undefined
    this.removeAttribute('data-at-prompt')
    this.#say(text('strata.sandbox.crashed', { message }))
    this.#one('.dock-restart').hidden = false
  }

  #expand(expanded: boolean): void {
    this.toggleAttribute('data-expanded', expanded)
    const toggle = this.#one('.dock-toggle')
    toggle.hidden = false
    toggle.setAttribute('aria-expanded', String(expanded))
    toggle.textContent = text(expanded ? 'strata.sandbox.collapse' : 'strata.sandbox.expand')
  }

  #status(key: StringKey): void {
    this.#say(text(key))
  }

  /** In the bar, whole in its title; screen readers speak it. */
  #say(message: string): void {
    const status = this.#one('.dock-status')
    status.textContent = message
    status.title = message
  }

  #one(selector: string): HTMLElement {
    const found = this.querySelector<HTMLElement>(selector)
    if (!found) throw new Error(`the dock has no ${selector}`)
    return found
  }

  #all(selector: string): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(selector)]
  }
}

customElements.define('strata-dock', DockElement)
