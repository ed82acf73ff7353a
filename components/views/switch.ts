import './views.css'
import type { Snapshot, ViewName, ViewQuery } from '../../src/engine/world.ts'
import type { TerminalPort } from '../../src/sandbox/port.ts'
import type { Timeline } from '../../src/sandbox/session/timeline.ts'
import type { MachinePace } from '../../src/sandbox/stepping.ts'
import type { FilesElement, PutInto } from '../files/element.ts'
import type { LayersElement } from '../layers/element.ts'
import type { MachineElement } from '../machine/element.ts'
import type { OverlayElement } from '../overlay/element.ts'
import type { PortsElement } from '../ports/element.ts'
import type { ProcessesElement } from '../processes/element.ts'
import type { SessionActions, SessionElement } from '../session/element.ts'
import type { StartElement } from '../start/element.ts'
import type { WireElement } from '../wire/element.ts'
import { ASK } from './ask.ts'

/** What the tabs show: views of the world, its files, and what was done in the session. */
export type TabName = ViewName | 'files' | 'session'

/** A view's code is fetched when the view is first shown. */
const load: Readonly<Record<TabName, () => Promise<unknown>>> = {
  layers: () => import('../layers/element.ts'),
  overlay: () => import('../overlay/element.ts'),
  start: () => import('../start/element.ts'),
  processes: () => import('../processes/element.ts'),
  wire: () => import('../wire/element.ts'),
  ports: () => import('../ports/element.ts'),
  machine: () => import('../machine/element.ts'),
  files: () => import('../files/element.ts'),
  session: () => import('../session/element.ts'),
}

/** The views of a dock, one at a time, behind tabs (WAI-ARIA tabs; the arrow keys choose). */
export class ViewSwitch {
  readonly #root: HTMLElement
  readonly #tabs: readonly HTMLElement[]
  readonly #queries = new Map<ViewName, ViewQuery>()
  #port: TerminalPort | undefined
  /** The sandbox that the layers ask. */
  #connected: TerminalPort | undefined
  #shown: TabName
  #pace: MachinePace = 'reading'
  #timeline: Timeline | undefined
  #session: SessionActions | undefined
  #put: PutInto | undefined

  constructor(root: HTMLElement) {
    this.#root = root
    this.#tabs = [...root.querySelectorAll<HTMLElement>('[role="tab"]')]
    this.#shown = nameOf(this.#tabs.find((tab) => tab.ariaSelected === 'true'))
    for (const tab of this.#tabs) tab.addEventListener('click', () => this.select(nameOf(tab)))
    root
      .querySelector('[role="tablist"]')
      ?.addEventListener('keydown', (event) => this.#move(event as KeyboardEvent))
    root.addEventListener(ASK, (event) => this.#ask((event as CustomEvent<ViewQuery>).detail))
  }

  /** Loads the view that is shown, and gets it from a sandbox from now on. */
  async connect(port: TerminalPort, session: SessionActions, put: PutInto): Promise<void> {
    this.#port = port
    this.#put = put
    this.#session = session
    this.#timeline = undefined
    this.#queries.clear()
    this.#pace = 'reading'
    await load[this.#shown]()
    this.#show(this.#shown)
  }

  /** What was done so far is this now. */
  keep(timeline: Timeline): void {
    this.#timeline = timeline
    if (this.#shown === 'session') void load.session().then(() => this.#showSession())
    if (this.#shown === 'files') void load.files().then(() => this.#showFiles())
  }

  select(name: TabName): void {
    this.#shown = name
    for (const tab of this.#tabs) {
      const selected = nameOf(tab) === name
      tab.ariaSelected = String(selected)
      tab.tabIndex = selected ? 0 : -1
      const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '')
      if (panel) panel.hidden = !selected
    }
    if (this.#port) this.#show(name)
  }

  #show(name: TabName): void {
    this.#port?.watchTimeline(name === 'session')
    if (name === 'session') void load.session().then(() => this.#showSession())
    else if (name === 'files') void load.files().then(() => this.#showFiles())
    else this.#ask(this.#queries.get(name) ?? { view: name })
  }

  #showFiles(): void {
    const element = this.#root.querySelector<FilesElement>('strata-files')
    if (this.#port && this.#put) element?.connect(this.#port, this.#put)
    element?.refresh()
  }

  #showSession(): void {
    const element = this.#root.querySelector<SessionElement>('strata-session')
    if (this.#session) element?.connect(this.#session)
    if (this.#timeline) element?.show(this.#timeline)
  }

  /** Draws what came from the sandbox. */
  async show(snapshot: Snapshot): Promise<void> {
    await load[snapshot.view]()
    switch (snapshot.view) {
      case 'layers':
        return this.#layers()?.show(snapshot.layers)
      case 'overlay':
        return this.#root.querySelector<OverlayElement>('strata-overlay')?.show(snapshot.overlay)
      case 'start':
        return this.#root.querySelector<StartElement>('strata-start')?.show(snapshot.start)
      case 'processes':
        return this.#root.querySelector<ProcessesElement>('strata-processes')?.show(snapshot.processes)
      case 'wire':
        return this.#root.querySelector<WireElement>('strata-wire')?.show(snapshot.wire)
      case 'ports':
        return this.#root.querySelector<PortsElement>('strata-ports')?.show(snapshot.ports)
      case 'machine':
        return this.#machine()?.show(snapshot.machine)
    }
  }

  /** The layers, which ask the sandbox themselves where a path comes from. */
  #layers(): LayersElement | null {
    const layers = this.#root.querySelector<LayersElement>('strata-layers')
    const port = this.#port
    if (layers && port && this.#connected !== port) {
      this.#connected = port
      layers.connect((query) => port.explain(query))
    }
    return layers
  }

  /** The machine, which presses switches and sets its pace itself. */
  #machine(): MachineElement | null {
    const machine = this.#root.querySelector<MachineElement>('strata-machine')
    if (machine && this.#port) machine.connect(this.#port)
    machine?.setPace(this.#pace)
    return machine
  }

  /** How fast the machine goes on now. */
  pace(pace: MachinePace): void {
    this.#pace = pace
    if (this.#shown === 'machine') void load.machine().then(() => this.#machine())
  }

  #ask(query: ViewQuery): void {
    this.#queries.set(query.view, query)
    if (query.view === this.#shown) this.#port?.showView(query)
  }

  #move(event: KeyboardEvent): void {
    const at = this.#tabs.findIndex((tab) => nameOf(tab) === this.#shown)
    const last = this.#tabs.length - 1
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const tab = this.#tabs[(to + this.#tabs.length) % this.#tabs.length]
    if (!tab) return
    this.select(nameOf(tab))
    tab.focus()
  }
}

const nameOf = (tab: HTMLElement | undefined): TabName => (tab?.dataset.view ?? 'layers') as TabName
