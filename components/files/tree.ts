import type { Directory } from '../../src/sandbox/protocol.ts'
import { element } from '../dom.ts'
import { humanSize } from '../layers/model.ts'
import { text } from '../page-strings.ts'
import { directoryOf, type Listings, plainName, type Row, rowsOf } from './model.ts'

export interface TreeOwner {
  /** What is in a directory; undefined where it is none any more. */
  list(path: string): Promise<Directory | undefined>
  chosen(row: Row): void
}

/** Open from the start. */
const HOME = '/root'

/** A tree of files, of which a directory is listed when it is first opened (WAI-ARIA tree view; arrow keys, Home, End, Enter). */
export class Tree {
  readonly element: HTMLElement
  readonly #owner: TreeOwner
  #listings: Map<string, Directory> = new Map()
  readonly #open = new Set<string>()
  #rows: readonly Row[] = []
  #focused = ''
  #chosen = ''
  /** Answers for another place than the present one are overlooked. */
  #round = 0
  /** Nothing of this place has been shown yet. */
  #fresh = true

  constructor(label: string, owner: TreeOwner) {
    this.#owner = owner
    this.element = element('div', { class: 'browse-tree', role: 'tree', 'aria-label': label })
    this.element.addEventListener('click', (event) => this.#click(event))
    this.element.addEventListener('keydown', (event) => this.#key(event))
    this.element.addEventListener('focusin', ({ target }) => {
      const { path } = (target as HTMLElement).dataset
      if (path !== undefined) this.#mark(path)
    })
  }

  /** The row that was chosen last. */
  get chosen(): Row | undefined {
    return this.#rows.find(({ path }) => path === this.#chosen)
  }

  /** Another place: only its root is open. */
  reset(): void {
    this.#round += 1
    this.#fresh = true
    this.#listings = new Map()
    this.#open.clear()
    this.#chosen = ''
    this.#focused = ''
    this.#open.add(HOME)
    void this.refresh()
  }

  /** Lists again what is open. */
  async refresh(): Promise<void> {
    const round = this.#round
    const paths = ['/', ...this.#open]
    const found = await Promise.all(paths.map((path) => this.#owner.list(path)))
    if (round !== this.#round) return
    const listings = new Map<string, Directory>()
    for (const [i, path] of paths.entries()) {
      const directory = found[i]
      if (directory) listings.set(path, directory)
      else if (path !== HOME) this.#open.delete(path)
    }
    this.#listings = listings
    this.#draw()
    if (!this.#fresh) return
    this.#fresh = false
    const home = this.element.querySelector<HTMLElement>(`[data-path="${HOME}"]`)
    if (home) this.element.scrollTop = home.offsetTop - this.element.offsetTop
  }

  focus(): void {
    this.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  }

  #draw(): void {
    const before = this.element.contains(document.activeElement)
    this.#rows = rowsOf(this.#listings as Listings, this.#open)
    if (!this.#rows.some(({ path }) => path === this.#focused))
      this.#focused = (this.chosen ?? this.#rows[0])?.path ?? ''
    this.element.replaceChildren(...this.#rows.flatMap((row) => [this.#row(row), ...this.#cut(row)]))
    if (before) this.focus()
  }

  #row(row: Row): HTMLElement {
    const { path, kind, level, open, size } = row
    const directory = kind === 'directory'
    return element(
      'div',
      {
        class: 'browse-row',
        'data-kind': kind,
        role: 'treeitem',
        style: `--level: ${level}`,
        'aria-level': level,
        'aria-expanded': directory ? String(open) : undefined,
        'aria-selected': String(path === this.#chosen),
        tabindex: path === this.#focused ? 0 : -1,
        'data-path': path,
        translate: 'no',
      },
      element('span', { class: 'browse-name', title: plainName(path) }, plainName(row.name)),
      ...(kind === 'file' ? [element('span', { class: 'browse-size' }, humanSize(size))] : []),
      ...(kind === 'symlink' || kind === 'other'
        ? [element('span', { class: 'browse-size' }, text(`strata.kind.${kind}`))]
        : []),
    )
  }

  /** Behind the last row of a directory that is not listed whole. */
  #cut(row: Row): HTMLElement[] {
    const directory = directoryOf(row.path)
    const listing = this.#listings.get(directory)
    if (!listing?.more || listing.entries.at(-1)?.name !== row.name) return []
    return [
      element(
        'div',
        {
          class: 'browse-row browse-more',
          style: `--level: ${row.level}`,
          role: 'treeitem',
          'aria-disabled': 'true',
        },
        text('strata.browse.more', { count: listing.more }),
      ),
    ]
  }

  #click({ target }: MouseEvent): void {
    const path = (target as Element).closest<HTMLElement>('[data-path]')?.dataset.path
    const row = this.#rows.find((each) => each.path === path)
    if (!row) return
    this.#focused = row.path
    this.#press(row)
  }

  /** A directory opens or closes; anything else is chosen. */
  #press(row: Row): void {
    this.#chosen = row.path
    if (row.kind === 'directory') void this.#toggle(row, !row.open)
    else this.#draw()
    this.focus()
    this.#owner.chosen(row)
  }

  async #toggle(row: Row, open: boolean): Promise<void> {
    if (open) this.#open.add(row.path)
    else this.#open.delete(row.path)
    if (open && !this.#listings.has(row.path)) {
      const round = this.#round
      const directory = await this.#owner.list(row.path)
      if (round !== this.#round) return
      if (directory) this.#listings.set(row.path, directory)
    }
    this.#draw()
  }

  #key(event: KeyboardEvent): void {
    const at = this.#rows.findIndex(({ path }) => path === this.#focused)
    const row = this.#rows[at]
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return
    const parent = this.#rows.findIndex(({ path }) => path === directoryOf(row.path))
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: this.#rows.length - 1,
      ArrowRight: row.open ? at + 1 : at,
      ArrowLeft: row.open ? at : parent,
    }[event.key]
    if (event.key === 'Enter' || event.key === ' ') this.#press(row)
    else if (to === undefined) return
    else if (to === at && row.kind === 'directory') void this.#toggle(row, !row.open)
    else this.#focus(to)
    event.preventDefault()
  }

  #focus(index: number): void {
    const row = this.#rows[index]
    if (!row) return
    this.#mark(row.path)
    this.focus()
  }

  /** The one row that Tab comes to. */
  #mark(path: string): void {
    this.#focused = path
    for (const item of this.element.querySelectorAll<HTMLElement>('[data-path]'))
      item.tabIndex = item.dataset.path === path ? 0 : -1
  }
}
