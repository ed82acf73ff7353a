import './start.css'
import type { ShownStart, StartView } from '../../src/engine/world.ts'
import { button, code, element, heard, term } from '../dom.ts'
import { text } from '../page-strings.ts'
import type { StringKey } from '../strings.ts'
import { askFor } from '../views/ask.ts'
import { shortIDs } from '../views/short.ts'
import { BEGINNING, moved, newStarts, type Position, positionIn } from './model.ts'

/** The steps by which a container was started, one by one, each with its values. */
export class StartElement extends HTMLElement {
  #view: StartView = { starts: [], shown: undefined }
  #position: Position = BEGINNING
  readonly #news = element('p', { class: 'sr-only', role: 'status' })
  readonly #body = element('div')

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    this.append(element('h3', { class: 'sr-only' }, text('strata.view.start')), this.#news, this.#body)
    this.#draw()
  }

  /** Draws a new state; a start that is new begins at its first step. */
  show(view: StartView): void {
    const fresh = newStarts(this.#view, view)[0]
    this.#view = view
    const { shown } = view
    if (shown) this.#position = positionIn(this.#position, shown)
    if (fresh && shown)
      this.#news.textContent = text('strata.start.news', { name: fresh.name, count: shown.steps.length })
    this.#draw()
  }

  #draw(): void {
    const { shown } = this.#view
    if (!shown) {
      this.#body.replaceChildren(element('p', { class: 'view-empty' }, text('strata.start.empty')))
      return
    }
    const focus = this.#focused()
    this.#body.replaceChildren(
      element('div', { class: 'view-head' }, this.#chooser(shown)),
      this.#controls(shown),
      element(
        'ol',
        { class: 'start-steps', 'aria-label': text('strata.start.steps') },
        ...shown.steps.map((step, i) => this.#step(step, i, step.after !== shown.steps[i - 1]?.after)),
      ),
    )
    if (focus) this.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true })
  }

  #chooser({ number }: ShownStart): HTMLElement {
    const select = element('select', { class: 'view-choice', 'aria-label': text('strata.start.choose') })
    for (const start of this.#view.starts) {
      const name = text('strata.start.option', { number: start.number, name: start.name })
      const state = start.ended ? ` · ${text('strata.start.ended')}` : ''
      const option = element('option', { value: String(start.number) }, `${name}${state}`)
      option.selected = start.number === number
      select.append(option)
    }
    select.addEventListener('change', () => {
      const newest = this.#view.starts[0]?.number
      const start = Number(select.value)
      askFor(this, start === newest ? { view: 'start' } : { view: 'start', start })
    })
    return select
  }

  #controls({ steps }: ShownStart): HTMLElement {
    const { step, all } = this.#position
    const back = button(text('strata.start.back'), { 'data-control': 'back' }, () => this.#go(-1))
    const next = button(text('strata.start.next'), { 'data-control': 'next' }, () => this.#go(1))
    back.disabled = all || step === 0
    next.disabled = all || step === steps.length - 1
    const whole = button(
      text(all ? 'strata.start.single' : 'strata.start.all'),
      { 'data-control': 'all' },
      () => {
        this.#position = { ...this.#position, all: !all }
        this.#draw()
      },
    )
    return element(
      'div',
      { class: 'start-controls' },
      back,
      next,
      whole,
      element('p', {}, all ? '' : text('strata.start.progress', { number: step + 1, count: steps.length })),
    )
  }

  /** `passed`: time has passed since the step before. */
  #step({ kind, after, facts }: ShownStart['steps'][number], i: number, passed: boolean): HTMLElement {
    const { step, all } = this.#position
    const current = i === step && !all
    const title = button(text(`strata.start.step.${kind}` as StringKey), { 'data-step': String(i) }, () => {
      this.#position = { ...this.#position, step: i, all: false }
      this.#draw()
    })
    title.setAttribute('aria-expanded', String(all || current))
    const open = all || current
    return element(
      'li',
      {
        class:
          [current ? 'start-current' : '', !all && i > step ? 'start-later' : ''].join(' ').trim() ||
          undefined,
        'aria-current': current && 'step',
      },
      element(
        'div',
        { class: 'start-title' },
        title,
        ...(passed
          ? [
              element(
                'span',
                { class: 'start-time' },
                element('span', { 'aria-hidden': 'true' }, `+${after} ms`),
                heard(text('strata.start.after', { count: after })),
              ),
            ]
          : []),
      ),
      ...(open
        ? [
            element('p', {}, text(`strata.start.about.${kind}` as StringKey)),
            element(
              'dl',
              { class: 'view-facts' },
              ...facts.flatMap(([name, value]) =>
                term(code(shortIDs(name)), code(shortIDs(value) || '–', value)),
              ),
            ),
          ]
        : []),
    )
  }

  #go(by: number): void {
    const { shown } = this.#view
    if (!shown) return
    this.#position = moved(this.#position, by, shown.steps.length)
    this.#draw()
    const step = shown.steps[this.#position.step]
    const progress = { number: this.#position.step + 1, count: shown.steps.length }
    if (step)
      this.#news.textContent = `${text('strata.start.progress', progress)}: ${text(`strata.start.step.${step.kind}` as StringKey)}`
    this.querySelector('.start-current')?.scrollIntoView({ block: 'nearest' })
  }

  /** How to find the control again that has the focus now; where it is spent, its neighbour. */
  #focused(): string | undefined {
    const active = document.activeElement
    if (!(active instanceof HTMLElement) || !this.contains(active)) return undefined
    const { control, step } = active.dataset
    if (control !== undefined) {
      const last = (this.#view.shown?.steps.length ?? 0) - 1
      if (control === 'next' && this.#position.step === last) return '[data-control="back"]'
      if (control === 'back' && this.#position.step === 0) return '[data-control="next"]'
      return `[data-control="${control}"]`
    }
    if (step !== undefined) return `[data-step="${step}"]`
    return active.matches('.view-choice') ? '.view-choice' : undefined
  }
}

customElements.define('strata-start', StartElement)
