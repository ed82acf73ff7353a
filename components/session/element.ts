import './session.css'
import type { KeptSession } from '../../src/sandbox/session/store.ts'
import type { Timeline, TimelineCommand } from '../../src/sandbox/session/timeline.ts'
import { button, element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { differenceLabel, rowsOf } from './model.ts'
import { sessionsPanel } from './sessions.ts'
import { sharePanel } from './share.ts'

/** What the session's list can do. */
export interface SessionActions {
  go(to: 'back' | 'forth' | number): Promise<unknown>
  mark(name: string): void
  share(): Promise<{ link: string | undefined; file: Blob } | undefined>
  /** The lesson's sessions that are kept, and the name of the one that is open. */
  sessions(): Promise<{ sessions: readonly KeptSession[]; own: string | undefined } | undefined>
  /** Opens one of them. */
  choose(id: string): void
  /** A file with a session was chosen. */
  opened(file: File): void
}

const nothing: Timeline = { count: 0, done: 0, checkpoints: [] }

/** What was done so far: each command with what it changed, the present among them, and ways to go there. */
export class SessionElement extends HTMLElement {
  #timeline = nothing
  #actions: SessionActions | undefined
  readonly #back = button(text('strata.session.undo'), {}, () => this.#go('back'))
  readonly #forth = button(text('strata.session.redo'), {}, () => this.#go('forth'))
  readonly #reset = button(text('strata.session.reset'), {}, () => this.#go(0))
  readonly #mark = button(text('strata.session.mark'), {}, () => this.#askName())
  readonly #share = button(
    text('strata.session.share'),
    { 'aria-expanded': 'false' },
    () => void this.#toggle(this.#share, (actions) => this.#sharePanel(actions)),
  )
  readonly #others = button(
    text('strata.sessions'),
    { 'aria-expanded': 'false' },
    () => void this.#toggle(this.#others, (actions) => this.#sessionsPanel(actions)),
  )
  readonly #panel = element('div', { class: 'session-panel', hidden: true })
  readonly #list = element('ol', { class: 'session-list' })
  readonly #news = element('p', { class: 'sr-only', role: 'status' })

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    const bar = element(
      'div',
      { class: 'session-bar', role: 'toolbar', 'aria-label': text('strata.session') },
      this.#back,
      this.#forth,
      this.#mark,
      this.#share,
      this.#others,
      this.#reset,
    )
    this.append(
      element('h3', { class: 'session-title' }, text('strata.session')),
      bar,
      this.#panel,
      this.#news,
      this.#list,
    )
    this.#draw()
  }

  connect(actions: SessionActions): void {
    if (this.#actions === actions) return
    this.#actions = actions
    this.#closed()
  }

  show(timeline: Timeline): void {
    // Sent before anybody looked.
    if (!timeline.commands) return
    const before = this.#timeline
    this.#timeline = timeline
    if (before.done !== timeline.done && before.count === timeline.count)
      this.#news.textContent = text('strata.session.at', {
        done: timeline.done,
        count: timeline.count,
      })
    this.#draw()
  }

  #draw(): void {
    const { back, forth, done } = this.#timeline
    this.#back.disabled = back === undefined
    this.#forth.disabled = forth === undefined
    this.#reset.disabled = done === 0
    this.#mark.disabled = done === 0
    const focused = this.#list.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.done
      : undefined
    const rows = rowsOf(this.#timeline).map((row) => {
      if (row.kind === 'checkpoint') return element('li', { class: 'session-checkpoint' }, row.name)
      if (row.kind === 'present')
        return element('li', { class: 'session-present', 'aria-current': 'step' }, text('strata.session.now'))
      return this.#command(row.command, row.number, row.undone)
    })
    this.#list.replaceChildren(
      ...(this.#timeline.count > 0
        ? rows
        : [element('li', { class: 'session-empty' }, text('strata.session.empty'))]),
    )
    if (focused !== undefined) this.#list.querySelector<HTMLElement>(`[data-done="${focused}"]`)?.focus()
  }

  #command(command: TimelineCommand, number: number, undone: boolean): HTMLElement {
    const [first = '', ...others] = command.text.split('\n')
    const go = button(
      '',
      {
        class: 'session-command',
        'data-done': String(number),
        title: text('strata.session.goto', { number }),
      },
      () => this.#go(number),
    )
    go.append(
      element('span', { class: 'session-number' }, String(number)),
      element('code', { translate: 'no' }, others.length > 0 ? `${first} …` : first),
    )
    const changes = command.differences.map((difference) =>
      element('li', { class: `session-${difference.how}` }, differenceLabel(difference)),
    )
    if (command.more > 0)
      changes.push(
        element('li', { class: 'session-more' }, text('strata.session.more', { count: command.more })),
      )
    return element(
      'li',
      { class: changes.length > 0 ? 'session-item' : 'session-item session-read', 'data-undone': undone },
      go,
      ...(undone ? [element('span', { class: 'session-undone' }, text('strata.session.undone'))] : []),
      ...(changes.length > 0 ? [element('ul', { class: 'session-changes' }, ...changes)] : []),
    )
  }

  #go(to: 'back' | 'forth' | number): void {
    void this.#actions?.go(to)
  }

  #askName(): void {
    const name = element('input', { id: 'strata-mark', required: true, maxlength: 64, autocomplete: 'off' })
    const form = element(
      'form',
      { class: 'session-form' },
      element('label', { for: name.id }, text('strata.session.name')),
      name,
      element('button', { type: 'submit' }, text('strata.session.mark')),
      button(text('strata.session.close'), {}, () => this.#closePanel(this.#mark)),
    )
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#actions?.mark(name.value.trim())
      this.#closePanel(this.#mark)
    })
    this.#openPanel(form)
    name.focus()
  }

  /** Opens the panel below a button with what `make` gives, or closes it. */
  async #toggle(
    opener: HTMLElement,
    make: (actions: SessionActions) => Promise<HTMLElement | undefined>,
  ): Promise<void> {
    if (opener.getAttribute('aria-expanded') === 'true') return this.#closePanel(opener)
    const content = this.#actions && (await make(this.#actions))
    if (!content) return
    this.#openPanel(content)
    opener.setAttribute('aria-expanded', 'true')
    this.#panel.querySelector<HTMLElement>('input, button:enabled')?.focus()
  }

  async #sharePanel(actions: SessionActions): Promise<HTMLElement | undefined> {
    const shared = await actions.share()
    return (
      shared &&
      sharePanel(shared, {
        opened: (file) => actions.opened(file),
        close: () => this.#closePanel(this.#share),
      })
    )
  }

  async #sessionsPanel(actions: SessionActions): Promise<HTMLElement | undefined> {
    const kept = await actions.sessions()
    return (
      kept &&
      sessionsPanel(kept.sessions, kept.own, {
        choose: (id) => actions.choose(id),
        close: () => this.#closePanel(this.#others),
      })
    )
  }

  #openPanel(content: HTMLElement): void {
    this.#closed()
    this.#panel.replaceChildren(content)
    this.#panel.hidden = false
  }

  #closePanel(to: HTMLElement): void {
    this.#closed()
    to.focus()
  }

  #closed(): void {
    for (const opener of [this.#share, this.#others]) opener.setAttribute('aria-expanded', 'false')
    this.#panel.replaceChildren()
    this.#panel.hidden = true
  }
}

customElements.define('strata-session', SessionElement)
