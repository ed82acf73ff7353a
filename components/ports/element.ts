import './ports.css'
import type { PortsView } from '../../src/engine/world.ts'
import { button, element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { askFor, runLine } from '../views/ask.ts'
import { endTable } from './ends.ts'
import { LabButtons } from './lab.ts'
import { directionText, segmentList, whatText } from './segments.ts'

/** It is drawn so often at most while packets fly, in milliseconds. */
const DRAW_EVERY = 250

const ACTIONS = ['pause', 'step', 'drop', 'run'] as const

/** Two machines with their sockets, the packets between them, and the calls of the port lab. */
export class PortsElement extends HTMLElement {
  #view: PortsView | undefined
  #left: string | undefined
  #right: string | undefined
  #packet: number | undefined
  #latest = 0
  #drawnAt = 0
  #later: ReturnType<typeof setTimeout> | undefined
  readonly #news = element('p', { class: 'sr-only', role: 'status' })
  readonly #cable = element('span', { class: 'ports-cable' })
  readonly #choices = { left: this.#choice('left'), right: this.#choice('right') }
  readonly #buttons = new Map<(typeof ACTIONS)[number], HTMLButtonElement>()
  readonly #lab = new LabButtons((line) => runLine(this, line))
  readonly #body = element('div')

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    for (const action of ACTIONS)
      this.#buttons.set(
        action,
        button(text(`strata.ports.wire.${action}`), { 'data-wire': action }, () =>
          runLine(this, `strata lab wire ${action}`),
        ),
      )
    this.append(
      element('h3', { class: 'sr-only' }, text('strata.view.ports')),
      this.#news,
      element('div', { class: 'view-head' }, this.#choices.left.label, this.#choices.right.label),
      element(
        'div',
        { class: 'view-head ports-wire', role: 'group', 'aria-label': text('strata.ports.wire') },
        this.#cable,
        ...this.#buttons.values(),
      ),
      element(
        'details',
        { class: 'ports-bench' },
        element('summary', {}, text('strata.ports.lab')),
        this.#lab.element,
      ),
      this.#body,
    )
  }

  /** Draws a new state and says which packet was the last. */
  show(view: PortsView): void {
    const last = view.segments.at(-1)
    if (last && last.number > this.#latest) {
      if (this.#view)
        this.#news.textContent = `${whatText(last)}: ${directionText(last, view.left.name, view.right.name)}`
      this.#latest = last.number
    } else if (!last) this.#latest = 0
    this.#view = view
    const wait = this.#drawnAt + DRAW_EVERY - performance.now()
    clearTimeout(this.#later)
    if (wait <= 0) this.#draw(view)
    else this.#later = setTimeout(() => this.#draw(view), wait)
  }

  #draw(view: PortsView): void {
    this.#drawnAt = performance.now()
    const focus = this.#focused()
    const { cable, machines } = view
    this.#cable.textContent = !cable
      ? ''
      : cable.paused
        ? text('strata.ports.wire.paused', { count: cable.held })
        : text('strata.ports.wire.running')
    for (const [action, press] of this.#buttons) {
      press.hidden = !cable
      press.disabled = cable ? !usable(action, cable) : true
    }
    for (const side of ['left', 'right'] as const) {
      const { select } = this.#choices[side]
      if ([...select.options].map(({ value }) => value).join() !== machines.join())
        select.replaceChildren(
          ...machines.map((name) => element('option', { value: name, translate: 'no' }, name)),
        )
      select.value = view[side].name
    }
    this.#lab.show(view)
    const ends = view.left.name === view.right.name ? [view.left] : [view.left, view.right]
    this.#body.replaceChildren(
      element('div', { class: 'ports-ends' }, ...ends.map((end) => endTable(end, view.path))),
      element('h4', {}, text('strata.ports.segments')),
      ...(view.segments.length > 0
        ? [
            element(
              'p',
              { class: 'ports-heads', 'aria-hidden': 'true' },
              ...ends.map(({ name }) => element('span', {}, name)),
            ),
            segmentList(view, this.#packet, (number) => this.#toggle(number)),
          ]
        : [element('p', { class: 'view-empty' }, text('strata.ports.empty'))]),
      element('p', { class: 'view-note' }, text('strata.ports.legend')),
    )
    if (focus) this.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true })
  }

  #choice(side: 'left' | 'right'): { label: HTMLElement; select: HTMLSelectElement } {
    const select = element('select', { class: 'view-choice' })
    select.addEventListener('change', () => {
      if (side === 'left') this.#left = select.value
      else this.#right = select.value
      this.#ask()
    })
    return { label: element('label', {}, text(`strata.ports.${side}`), ' ', select), select }
  }

  #toggle(number: number): void {
    this.#packet = this.#packet === number ? undefined : number
    this.#ask()
  }
  #ask(): void {
    askFor(this, {
      view: 'ports',
      ...(this.#left !== undefined && { left: this.#left }),
      ...(this.#right !== undefined && { right: this.#right }),
      ...(this.#packet !== undefined && { packet: this.#packet }),
    })
  }

  #focused(): string | undefined {
    const { activeElement } = document
    const number = this.#body.contains(activeElement)
      ? (activeElement as HTMLElement).dataset.segment
      : undefined
    return number === undefined ? undefined : `[data-segment="${number}"]`
  }
}

const usable = (
  action: (typeof ACTIONS)[number],
  { paused, held }: NonNullable<PortsView['cable']>,
): boolean => (action === 'pause' ? !paused : paused && (action !== 'drop' || held > 0))

customElements.define('strata-ports', PortsElement)
