import './overlay.css'
import type { NotedOperation, OverlayView, ShownOverlay, ViewQuery } from '../../src/engine/world.ts'
import { button, code, element, term } from '../dom.ts'
import { humanSize } from '../layers/model.ts'
import { text } from '../page-strings.ts'
import type { StringKey } from '../strings.ts'
import { askFor } from '../views/ask.ts'
import { shortIDs } from '../views/short.ts'
import { chosenOf, outcomeOf, trailOf } from './model.ts'
import { columnList, overlayTable } from './table.ts'

/** An overlay as its layers side by side, and what was lately asked of it. */
export class OverlayElement extends HTMLElement {
  #view: OverlayView = { mounts: [], shown: undefined }
  #mount: string | undefined
  #number: number | undefined
  #open = new Set<string>()
  #announced = 0
  /** The operation that was drawn last. */
  #drawn: number | undefined
  readonly #news = element('p', { class: 'sr-only', role: 'status' })
  readonly #body = element('div')

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    this.append(element('h3', { class: 'sr-only' }, text('strata.view.overlay')), this.#news, this.#body)
    this.#draw()
  }

  /** Draws a new state and says what was done. */
  show(view: OverlayView): void {
    if (view.shown?.id !== this.#view.shown?.id) {
      this.#number = undefined
      this.#announced = view.shown?.operations[0]?.number ?? 0
    }
    this.#view = view
    const latest = view.shown?.operations[0]
    if (latest && latest.number > this.#announced) {
      this.#announced = latest.number
      this.#news.textContent = `${lineOf(latest)}: ${doneOf(latest).join('; ')}`
    }
    this.#draw()
  }

  #draw(): void {
    const { mounts, shown } = this.#view
    if (!shown) {
      this.#body.replaceChildren(element('p', { class: 'view-empty' }, text('strata.overlay.empty')))
      return
    }
    const focus = this.#focused()
    const scroll = this.querySelector('.overlay-scroll')?.scrollLeft ?? 0
    const chosen = chosenOf(shown, this.#number)
    const table = element(
      'div',
      { class: 'overlay-scroll', tabindex: 0 },
      overlayTable(shown, chosen, (path) => this.#toggle(path)),
    )
    table.setAttribute('role', 'group')
    table.setAttribute('aria-label', text('strata.overlay.table'))
    this.#body.replaceChildren(
      element(
        'div',
        { class: 'view-head' },
        this.#chooser(mounts, shown.id),
        code(shortIDs(shown.merged), shown.merged),
      ),
      this.#operation(shown, chosen),
      table,
      element('p', { class: 'view-note' }, text('strata.overlay.legend')),
      ...(shown.cut ? [element('p', { class: 'view-note' }, text('strata.overlay.cut'))] : []),
      ...this.#operations(shown, chosen),
      element('h4', {}, text('strata.overlay.columns')),
      columnList(shown.columns),
    )
    table.scrollLeft = scroll
    if (chosen && chosen.number !== this.#drawn) bringAsked(table)
    this.#drawn = chosen?.number
    if (focus) this.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true })
  }

  #chooser(mounts: OverlayView['mounts'], id: string): HTMLElement {
    const select = element('select', { class: 'view-choice', 'aria-label': text('strata.overlay.mount') })
    for (const mount of mounts) {
      const name =
        mount.kind === 'container' ? text('strata.overlay.container', { name: mount.name }) : mount.name
      const state = mount.mounted ? '' : ` · ${text('strata.overlay.unmounted')}`
      const option = element('option', { value: mount.id }, `${name}${state}`)
      option.selected = mount.id === id
      select.append(option)
    }
    select.addEventListener('change', () => {
      this.#mount = select.value
      this.#open = new Set()
      this.#ask()
    })
    return select
  }

  /** The operation that is looked at: where it was looked for, and what was done. */
  #operation({ operations, columns }: ShownOverlay, chosen: NotedOperation | undefined): HTMLElement {
    if (!chosen) return element('p', { class: 'view-empty' }, text('strata.overlay.noOperations'))
    const at = operations.indexOf(chosen)
    const trail = trailOf(chosen, columns).map(({ layers, found, size }) =>
      element(
        'li',
        { 'data-found': found },
        element('strong', { translate: 'no' }, layers),
        ` ${text(`strata.overlay.found.${found}` as StringKey)}${found === 'file' ? ` ${humanSize(size)}` : ''}`,
      ),
    )
    const step = (to: number, key: StringKey, sign: string): HTMLElement => {
      const target = operations[to]
      const made = button(sign, { 'aria-label': text(key), title: text(key), 'data-step': key }, () => {
        if (target) this.#choose(target.number)
        this.querySelector('.overlay-chosen')?.scrollIntoView({ block: 'nearest' })
      })
      made.disabled = target === undefined
      return made
    }
    return element(
      'section',
      { class: 'overlay-operation' },
      element(
        'div',
        { class: 'overlay-steps' },
        step(at + 1, 'strata.overlay.earlier', '‹'),
        step(at - 1, 'strata.overlay.later', '›'),
      ),
      element('h4', {}, ...lineParts(chosen)),
      element(
        'dl',
        { class: 'view-facts' },
        ...term(text('strata.overlay.searched'), element('ol', { class: 'overlay-trail' }, ...trail)),
        ...term(
          text('strata.overlay.did'),
          element('ul', { class: 'overlay-deeds' }, ...doneOf(chosen).map((line) => element('li', {}, line))),
        ),
      ),
    )
  }

  #operations({ operations }: ShownOverlay, chosen: NotedOperation | undefined): HTMLElement[] {
    if (operations.length === 0) return []
    const items = operations.flatMap((operation, i) => {
      const pressed = operation === chosen
      const { kind, size } = outcomeOf(operation)
      const chip =
        kind === 'failed'
          ? (operation.error ?? '')
          : kind === 'whiteout' || kind === 'opaque'
            ? kind
            : text(`strata.overlay.short.${kind}` as StringKey, { size: humanSize(size) })
      const made = button('', { class: 'overlay-entry', 'data-number': String(operation.number) }, () =>
        this.#choose(operation.number),
      )
      made.setAttribute('aria-pressed', String(pressed))
      made.append(
        element('span', {}, ...lineParts(operation)),
        element('span', { class: `overlay-chip chip-${kind}` }, chip),
      )
      const skipped = operation.number - (operations[i + 1]?.number ?? operation.number - 1) - 1
      return [
        element('li', {}, made),
        ...(skipped > 0
          ? [element('li', { class: 'view-note' }, text('strata.overlay.skipped', { count: skipped }))]
          : []),
      ]
    })
    return [
      element('h4', {}, text('strata.overlay.operations')),
      element('ol', { class: 'overlay-list' }, ...items),
    ]
  }

  #choose(number: number): void {
    this.#number = number === this.#view.shown?.operations[0]?.number ? undefined : number
    this.#draw()
  }

  #toggle(path: string): void {
    if (this.#open.has(path)) this.#open.delete(path)
    else this.#open.add(path)
    this.#ask()
  }

  #ask(): void {
    const query: ViewQuery = {
      view: 'overlay',
      open: [...this.#open],
      ...(this.#mount !== undefined && { mount: this.#mount }),
    }
    askFor(this, query)
  }

  /** How to find the control again that has the focus now. */
  #focused(): string | undefined {
    const active = document.activeElement
    if (!(active instanceof HTMLElement) || !this.contains(active)) return undefined
    const { path, number, step } = active.dataset
    if (path !== undefined) return `[data-path="${CSS.escape(path)}"]`
    if (number !== undefined) return `[data-number="${number}"]`
    if (step !== undefined) return `[data-step="${step}"]`
    if (active.matches('.view-choice')) return '.view-choice'
    return active.matches('.overlay-scroll') ? '.overlay-scroll' : undefined
  }
}

/** Scrolls sideways so far that the layer where a search ended is seen. */
function bringAsked(table: HTMLElement): void {
  const last = [...table.querySelectorAll('.overlay-chosen .overlay-asked')].at(-1)
  if (!last) return
  const beyond = last.getBoundingClientRect().right - table.getBoundingClientRect().right
  if (beyond > 0) table.scrollLeft += beyond + 2
}

function lineParts({ program, pid, kind, path, to }: NotedOperation): (HTMLElement | string)[] {
  return [
    element('strong', { translate: 'no' }, program),
    ` `,
    element('span', { class: 'overlay-pid' }, String(pid)),
    ` ${text(`strata.overlay.op.${kind}` as StringKey)} `,
    code(to === undefined ? path : `${path} → ${to}`),
  ]
}

const lineOf = ({ program, kind, path, to }: NotedOperation): string =>
  `${program} ${text(`strata.overlay.op.${kind}` as StringKey)} ${path}${to === undefined ? '' : ` → ${to}`}`

/** Sentences about what became of the upperdir. */
function doneOf({ done, error }: NotedOperation): string[] {
  if (error !== undefined) return [text('strata.overlay.deed.failed', { error })]
  if (done.length === 0) return [text('strata.overlay.deed.none')]
  return done.map(({ kind, path, directory, size }) =>
    kind === 'copied' && directory
      ? text('strata.overlay.deed.copiedDirectory', { path })
      : text(`strata.overlay.deed.${kind}`, { path, size: humanSize(size) }),
  )
}

customElements.define('strata-overlay', OverlayElement)
