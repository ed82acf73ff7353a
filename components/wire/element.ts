import './wire.css'
import type { WireCall, WireView } from '../../src/engine/world.ts'
import { button, element, heard } from '../dom.ts'
import { text } from '../page-strings.ts'
import { pretty, shownTarget, took } from './model.ts'

/** The calls of the Engine API between clients and the daemon: each a row that opens to what it carried. */
export class WireElement extends HTMLElement {
  #view: WireView = { calls: [] }
  /** Numbers of the calls that are open. */
  readonly #open = new Set<number>()
  readonly #body = element('div')

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    this.append(element('h3', { class: 'sr-only' }, text('strata.view.wire')), this.#body)
    this.#draw()
  }

  show(view: WireView): void {
    this.#view = view
    this.#draw()
  }

  #draw(): void {
    const { calls } = this.#view
    if (calls.length === 0) {
      this.#body.replaceChildren(element('p', { class: 'view-empty' }, text('strata.wire.empty')))
      return
    }
    const focus = this.#focused()
    this.#body.replaceChildren(
      element('p', { class: 'wire-ends' }, text('strata.wire.ends')),
      element(
        'ol',
        { class: 'wire-calls', 'aria-label': text('strata.wire.calls') },
        ...calls.toReversed().map((call) => this.#call(call)),
      ),
    )
    if (focus) this.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true })
  }

  #call(call: WireCall): HTMLElement {
    const open = this.#open.has(call.number)
    const { answer } = call
    const title = button('', { 'data-call': String(call.number), 'aria-expanded': String(open) }, () => {
      if (open) this.#open.delete(call.number)
      else this.#open.add(call.number)
      this.#draw()
    })
    title.append(
      element('span', { class: `wire-method wire-${call.method.toLowerCase()}` }, call.method),
      element('code', {}, shownTarget(call.target, open)),
      element(
        'span',
        { class: answer && answer.status >= 400 ? 'wire-status wire-failed' : 'wire-status' },
        answer ? String(answer.status) : '…',
        ...(answer ? [] : [heard(text('strata.wire.waits'))]),
      ),
    )
    return element('li', {}, title, ...(open ? [this.#details(call)] : []))
  }

  #details({ program, pid, body, answer }: WireCall): HTMLElement {
    const part = (name: string, content: string): HTMLElement[] => [
      element('h4', {}, name),
      content === ''
        ? element('p', { class: 'wire-nothing' }, text('strata.wire.nothing'))
        : element('pre', { tabindex: '0' }, pretty(content)),
    ]
    return element(
      'div',
      { class: 'wire-details' },
      element('p', {}, text('strata.wire.from', { program, pid })),
      ...part(text('strata.wire.request'), body),
      ...(answer
        ? part(text('strata.wire.answer', { status: answer.status, time: took(answer.took) }), answer.body)
        : []),
    )
  }

  #focused(): string | undefined {
    const call = (document.activeElement as HTMLElement | null)?.dataset.call
    return call !== undefined && this.contains(document.activeElement) ? `[data-call="${call}"]` : undefined
  }
}

customElements.define('strata-wire', WireElement)
