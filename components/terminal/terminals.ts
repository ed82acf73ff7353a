import './terminals.css'
import type { TerminalPort } from '../../src/sandbox/port.ts'
import { element } from '../dom.ts'
import { keep, keptNumber } from '../lasting.ts'
import { text } from '../page-strings.ts'
import { KeyBar } from './keybar.ts'
import { Screen } from './screen.ts'
import { Transcript } from './transcript.ts'

/** What the dock gives its terminals. */
export interface TerminalsPlace {
  /** Tells everyone, those who do not see too. */
  say(message: string): void
  /** The shell of the terminal that is shown waits at its prompt, or no longer does. */
  prompt(atPrompt: boolean): void
}

interface Tab {
  readonly number: number
  readonly button: HTMLElement
  readonly panel: HTMLElement
  readonly screen: Screen
  atPrompt: boolean
  /** Something was typed since the prompt came. */
  typed: boolean
}

/** Terminals at most. */
const MOST = 8
/** Sizes of text in pixels that a reader chooses from. */
const SIZES = [10, 11, 12.5, 14, 16, 18, 21, 24] as const
const SIZE_KEY = 'strata-terminal-size'

/**
 * The terminals of a sandbox, one at a time, behind tabs (WAI-ARIA tabs; arrow keys choose, Enter goes into the terminal, Delete closes). The
 * first one cannot be closed.
 */
export class Terminals {
  readonly transcript = new Transcript()
  readonly #place: TerminalsPlace
  readonly #list: HTMLElement
  readonly #screens: HTMLElement
  readonly #new: HTMLElement
  readonly #keyBar: KeyBar
  readonly #tabs = new Map<number, Tab>()
  /** Closed here, and not yet by the sandbox. */
  readonly #closing = new Set<number>()
  #port: TerminalPort | undefined
  #shown = 0
  #size: number = keptNumber(SIZE_KEY, SIZES[0], SIZES.at(-1)!) ?? 12.5

  constructor(root: HTMLElement, place: TerminalsPlace) {
    const one = (selector: string): HTMLElement => root.querySelector<HTMLElement>(selector)!
    this.#place = place
    this.#list = one('.terminal-tabs')
    this.#screens = one('.dock-screen')
    this.#new = one('.terminal-new')
    root.append(this.transcript.element)
    this.#keyBar = new KeyBar(one('.key-bar'), () => this.shown)
    this.#new.addEventListener('click', () => this.#add())
    this.#list.addEventListener('click', (event) => this.#click(event))
    this.#list.addEventListener('keydown', (event) => this.#key(event))
    one('.terminal-smaller').addEventListener('click', () => this.#resize(-1))
    one('.terminal-larger').addEventListener('click', () => this.#resize(1))
  }

  /** The terminal that is shown. */
  get shown(): Screen {
    return this.#tabs.get(this.#shown)!.screen
  }

  /** Something stands there that was typed and not run. */
  get typed(): boolean {
    return this.#tabs.get(this.#shown)?.typed ?? false
  }

  /** Its number. */
  get number(): number {
    return this.#shown
  }

  /** One new terminal and no other, for a sandbox that is about to be opened. */
  begin(): Screen {
    for (const tab of this.#tabs.values()) tab.screen.dispose()
    this.#tabs.clear()
    this.#closing.clear()
    this.transcript.reset()
    this.#list.replaceChildren()
    this.#screens.replaceChildren()
    this.#port = undefined
    this.#make(0)
    this.#show(0)
    return this.shown
  }

  connect(port: TerminalPort): void {
    this.#port = port
  }

  /** Resolves when it is on the screen; what comes from a terminal that is gone is overlooked. */
  async write(data: Uint8Array, terminal: number): Promise<void> {
    this.transcript.wrote(data, terminal)
    await this.#tabs.get(terminal)?.screen.write(data)
  }

  setPrompt(atPrompt: boolean, terminal: number): void {
    const tab = this.#tabs.get(terminal)
    if (!tab) return
    tab.atPrompt = atPrompt
    if (atPrompt) tab.typed = false
    tab.button.toggleAttribute('data-busy', !atPrompt)
    if (terminal === this.#shown) this.#place.prompt(atPrompt)
  }

  /** The sandbox has one that was there when it was left. */
  opened(terminal: number): void {
    if (this.#tabs.has(terminal)) return
    this.#make(terminal)
    this.#show(this.#shown)
  }

  /** The sandbox has closed one: the page wanted it, or its shell has ended. */
  closed(terminal: number): void {
    if (!this.#closing.delete(terminal))
      this.#place.say(text('strata.terminal.ended', { number: terminal + 1 }))
    this.#remove(terminal)
  }

  #add(): void {
    if (!this.#port || this.#tabs.size + this.#closing.size >= MOST) return
    let number = 0
    while (this.#tabs.has(number) || this.#closing.has(number)) number += 1
    const { screen } = this.#make(number)
    this.#show(number)
    this.#port.openTerminal(number, screen.size)
    screen.focus()
  }

  #close(number: number): void {
    if (number === 0 || !this.#tabs.has(number)) return
    this.#closing.add(number)
    this.#port?.closeTerminal(number)
    this.#remove(number)
  }

  #make(number: number): Tab {
    const name = text('strata.terminal.number', { number: number + 1 })
    const panel = element('div', {
      class: 'terminal-panel',
      role: 'tabpanel',
      id: `strata-terminal-${number}`,
      'aria-labelledby': `strata-terminal-tab-${number}`,
    })
    const button = element(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `strata-terminal-tab-${number}`,
        'aria-controls': panel.id,
        'aria-label': number === 0 ? name : `${name}, ${text('strata.terminal.delete')}`,
        title: name,
        'data-terminal': number,
        'data-busy': true,
      },
      element('span', { class: 'terminal-number' }, String(number + 1)),
    )
    if (number > 0)
      button.append(
        element(
          'span',
          { class: 'terminal-close', 'aria-hidden': 'true', title: text('strata.terminal.close') },
          '×',
        ),
      )
    this.#list.append(button)
    this.#screens.append(panel)
    const screen = new Screen(panel, {
      describedBy: 'strata-leave',
      label: name,
      fontSize: this.#size,
      left: () => this.#left(number),
      through: (typed) => this.#keyBar.through(typed),
      input: (data) => {
        const tab = this.#tabs.get(number)
        if (tab) tab.typed = true
        this.#port?.input(data, number)
      },
      resized: (size) => this.#port?.resize(size, number),
    })
    const tab = { number, button, panel, screen, atPrompt: false, typed: false }
    this.#tabs.set(number, tab)
    this.#limit()
    return tab
  }

  /** Esc and Tab: the Tab never came to the shell, for which Esc is the beginning of a key. Ctrl-G ends that. */
  #left(number: number): void {
    if (this.#tabs.get(number)?.atPrompt) this.#port?.input(Uint8Array.of(7), number)
    this.#place.say(text('strata.terminal.left'))
  }

  #remove(number: number): void {
    const tab = this.#tabs.get(number)
    if (!tab) return
    const focused = tab.panel.contains(document.activeElement)
    const onTab = tab.button === document.activeElement
    this.#tabs.delete(number)
    this.#limit()
    if (this.#shown === number) {
      const others = [...this.#tabs.keys()]
      this.#show(others.findLast((other) => other < number) ?? others[0] ?? 0)
      if (focused) this.shown.focus()
      if (onTab) this.#tabs.get(this.#shown)?.button.focus()
    }
    tab.screen.dispose()
    tab.panel.remove()
    tab.button.remove()
  }

  #show(number: number): void {
    this.#shown = number
    for (const tab of this.#tabs.values()) {
      const selected = tab.number === number
      tab.button.ariaSelected = String(selected)
      tab.button.tabIndex = selected ? 0 : -1
      tab.panel.hidden = !selected
    }
    this.#place.prompt(this.#tabs.get(number)?.atPrompt ?? false)
  }

  #limit(): void {
    this.#new.toggleAttribute('disabled', this.#tabs.size >= MOST)
  }

  #click({ target }: MouseEvent): void {
    const button = (target as Element).closest<HTMLElement>('[data-terminal]')
    if (!button) return
    const number = Number(button.dataset.terminal)
    if ((target as Element).closest('.terminal-close')) this.#close(number)
    else this.#show(number)
    this.shown.focus()
  }

  #key(event: KeyboardEvent): void {
    const numbers = [...this.#list.querySelectorAll<HTMLElement>('[data-terminal]')].map((tab) =>
      Number(tab.dataset.terminal),
    )
    const at = numbers.indexOf(this.#shown)
    if (event.key === 'Delete') {
      event.preventDefault()
      this.#close(this.#shown)
      return
    }
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
    const number = to === undefined ? undefined : numbers.at(to % numbers.length)
    if (number === undefined) return
    event.preventDefault()
    this.#show(number)
    this.#tabs.get(number)?.button.focus()
  }

  #resize(step: 1 | -1): void {
    const at = SIZES.findIndex((size) => size >= this.#size)
    this.#size = SIZES[Math.min(SIZES.length - 1, Math.max(0, at + step))]!
    for (const { screen } of this.#tabs.values()) screen.fontSize = this.#size
    keep(SIZE_KEY, this.#size)
    this.#place.say(text('strata.terminal.size', { size: this.#size }))
  }
}
