import './processes.css'
import type { ProcessDetail, ProcessesView, ProcessRow } from '../../src/engine/world.ts'
import { button, code, element, heard, term } from '../dom.ts'
import { lookOf } from '../layers/model.ts'
import { text } from '../page-strings.ts'
import { askFor } from '../views/ask.ts'
import { shortIDs } from '../views/short.ts'
import { badgesOf, beginsContainer, processNews } from './model.ts'

const LOOKS = 8
const COLUMNS = 5

/** As ps has them, where there is no room for words; what is frozen sleeps for ps. */
const LETTERS = { running: 'R', sleeping: 'S', stopped: 'T', zombie: 'Z', frozen: '❄' } as const

/** The processes of the host as a tree, containers marked, namespaces named where they change. */
export class ProcessesElement extends HTMLElement {
  #view: ProcessesView = { processes: [], selected: undefined }
  #pid: number | undefined
  readonly #news = element('p', { class: 'sr-only', role: 'status' })
  readonly #body = element('div')

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    this.append(element('h3', { class: 'sr-only' }, text('strata.view.processes')), this.#news, this.#body)
    this.#draw()
  }

  /** Draws a new state and says which processes came and went. */
  show(view: ProcessesView): void {
    if (this.#view.processes.length > 0) this.#announce(this.#view.processes, view.processes)
    this.#view = view
    this.#draw()
  }

  #announce(before: readonly ProcessRow[], after: readonly ProcessRow[]): void {
    const { added, gone } = processNews(before, after)
    const [only] = [...added, ...gone]
    if (!only) return
    this.#news.textContent =
      added.length + gone.length > 1
        ? text('strata.processes.news.many', { added: added.length, gone: gone.length })
        : text(added.length > 0 ? 'strata.processes.news.new' : 'strata.processes.news.gone', {
            command: only.program,
            pid: only.pid,
          })
  }

  #draw(): void {
    const focused = this.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.pid
      : undefined
    const { processes } = this.#view
    const rows = processes.flatMap((row, i) => [
      ...(beginsContainer(row, processes[i - 1]) ? [this.#heading(row)] : []),
      this.#row(row),
      ...(row.pid === this.#pid ? [this.#detail(row)] : []),
    ])
    const head = [
      element('th', { scope: 'col', translate: 'no' }, 'PID'),
      element('th', { scope: 'col' }, text('strata.processes.inner')),
      element('th', { scope: 'col' }, text('strata.processes.user')),
      element('th', { scope: 'col' }, text('strata.processes.state')),
      element('th', { scope: 'col' }, text('strata.processes.command')),
    ]
    this.#body.replaceChildren(
      element('p', { class: 'view-note' }, text('strata.processes.legend')),
      element(
        'table',
        { class: 'processes' },
        element('caption', { class: 'sr-only' }, text('strata.processes.table')),
        element('thead', {}, element('tr', {}, ...head)),
        element('tbody', {}, ...rows),
      ),
    )
    if (focused) this.querySelector<HTMLElement>(`[data-pid="${focused}"]`)?.focus({ preventScroll: true })
  }

  #heading({ container }: ProcessRow): HTMLElement {
    const name = element('span', {}, text('strata.container', { name: container?.name ?? '' }))
    return element(
      'tr',
      { class: `processes-container ${lookClass(container?.id)}` },
      element(
        'th',
        { colspan: COLUMNS, scope: 'rowgroup' },
        name,
        ' ',
        code((container?.id ?? '').slice(0, 12)),
      ),
    )
  }

  #row(row: ProcessRow): HTMLElement {
    const { pid, inner, user, state, command, depth, container, parent } = row
    const said = text(`strata.processes.state.${state}`)
    const name = button('', { class: 'processes-command', 'data-pid': String(pid), translate: 'no' }, () =>
      this.#select(pid),
    )
    name.setAttribute('aria-expanded', String(pid === this.#pid))
    name.append(shortIDs(withoutDirectory(command)))
    name.title = command
    const badges = badgesOf(row).map(({ kind, digits, host }) =>
      element(
        'li',
        { class: host ? 'namespace' : `namespace namespace-own ${lookClass(container?.id)}` },
        element('span', { 'aria-hidden': 'true' }, `${kind}${digits ? ` ${digits}` : ''}`),
        heard(`${text(host ? 'strata.processes.host' : 'strata.processes.own', { kind })} ${digits}`),
      ),
    )
    return element(
      'tr',
      { class: container ? `processes-inside ${lookClass(container.id)}` : undefined },
      element('td', { class: 'number' }, String(pid)),
      element('td', { class: 'number' }, inner === undefined ? '' : String(inner)),
      element('td', { translate: 'no' }, user),
      element(
        'td',
        { class: `state-${state}`, title: said },
        element('span', { class: 'state-letter', 'aria-hidden': 'true' }, LETTERS[state]),
        element('span', { class: 'state-word' }, said),
      ),
      element(
        'td',
        { class: 'processes-name', style: `--depth:${Math.min(depth, 6)}` },
        name,
        ...(parent > 0 ? [heard(text('strata.processes.parent', { pid: parent }))] : []),
        ...(badges.length > 0 ? [element('ul', { class: 'namespaces' }, ...badges)] : []),
      ),
    )
  }

  #detail(row: ProcessRow): HTMLElement {
    const { selected } = this.#view
    const content =
      selected?.pid === row.pid ? [facts(selected, row)] : [element('p', {}, text('strata.processes.gone'))]
    return element('tr', { class: 'processes-detail' }, element('td', { colspan: COLUMNS }, ...content))
  }

  #select(pid: number): void {
    this.#pid = this.#pid === pid ? undefined : pid
    askFor(this, this.#pid === undefined ? { view: 'processes' } : { view: 'processes', pid })
  }
}

function facts(detail: ProcessDetail, row: ProcessRow): HTMLElement {
  const { exe, cwd, root, mounts, cgroup, files } = detail
  const list = files.map(({ fd, path }) => element('li', {}, code(`${fd} → ${shortIDs(path)}`, path)))
  return element(
    'dl',
    { class: 'view-facts' },
    ...term(code('argv'), code(row.command)),
    ...term(code('exe'), code(exe || '–')),
    ...term(code('cwd'), code(cwd || '–')),
    ...term(
      code('root'),
      code(shortIDs(root), root),
      ` · ${text('strata.processes.mounts', { count: mounts })}`,
    ),
    ...term(code('cgroup'), code(shortIDs(cgroup), cgroup)),
    ...term(
      code('ns'),
      code(
        row.namespaces
          .map(
            ({ kind, number, host }) =>
              `${kind}${number === undefined ? '' : `:[${number}]`}${host ? ' = host' : ''}`,
          )
          .join(', '),
      ),
    ),
    ...term(code('fd'), list.length > 0 ? element('ul', {}, ...list) : text('strata.processes.noFiles')),
  )
}

/** A command line without the directory of its program. */
const withoutDirectory = (command: string): string => command.replace(/^\/\S*\//, '')

const lookClass = (id: string | undefined): string => (id === undefined ? '' : `look-${lookOf(id, LOOKS)}`)

customElements.define('strata-processes', ProcessesElement)
