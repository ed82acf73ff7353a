import './browser.css'
import type { TerminalPort } from '../../src/sandbox/port.ts'
import { button, element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { directoryOf, plainName, type Row } from './model.ts'
import { OpenFile } from './open-file.ts'
import { Tree } from './tree.ts'

/** Puts files into a directory of the host, with progress shown; resolves when all have come, or failed. */
export type PutInto = (files: readonly File[], directory: string) => Promise<void>

/** The files of the host, or of a container as its processes see them: a tree, and one file open for editing. */
export class FilesElement extends HTMLElement {
  #port: TerminalPort | undefined
  #put: PutInto | undefined
  /** Name of the container, or '' for the host. */
  #place = ''
  readonly #choice = element('select', { class: 'view-choice', 'aria-label': text('strata.browse.place') })
  readonly #upload = button(text('strata.browse.upload'), {}, () => this.#picked.click())
  readonly #picked = element('input', { type: 'file', multiple: true, hidden: true })
  readonly #where = element('p', { class: 'browse-where' })
  readonly #status = element('p', { class: 'sr-only', role: 'status' })
  readonly #tree = new Tree(text('strata.browse.tree'), {
    list: (path) => this.#list(path),
    chosen: (row) => this.#chosen(row),
  })
  readonly #open = new OpenFile({
    say: (message) => {
      this.#status.textContent = message
    },
    closed: () => {
      this.toggleAttribute('data-open', false)
      this.#tree.focus()
    },
  })

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    this.#choice.addEventListener('change', () => this.#go(this.#choice.value))
    this.#picked.addEventListener('change', () => {
      const files = [...(this.#picked.files ?? [])]
      this.#picked.value = ''
      void this.#putIn(files)
    })
    this.addEventListener('drop', (event) => this.#drop(event))
    this.append(
      element('h3', { class: 'sr-only' }, text('strata.view.files')),
      element('div', { class: 'browse-bar' }, this.#choice, this.#where, this.#upload),
      this.#status,
      element('div', { class: 'browse-parts' }, this.#tree.element, this.#open.element),
      this.#picked,
    )
    this.#places([])
  }

  connect(port: TerminalPort, put: PutInto): void {
    if (this.#port === port) return
    this.#port = port
    this.#put = put
    this.#open.connect(port)
    this.#go('')
  }

  /** Something may have changed. */
  refresh(): void {
    void this.#tree.refresh()
  }

  #go(place: string): void {
    this.#place = place
    this.#upload.disabled = place !== ''
    this.#choice.value = place
    this.#tree.reset()
    this.#showWhere()
  }

  async #list(path: string): Promise<Awaited<ReturnType<TerminalPort['listDirectory']>>> {
    const directory = await this.#port?.listDirectory(this.#place, path)
    if (directory) this.#places(directory.containers)
    return directory
  }

  #places(containers: readonly string[]): void {
    const names = ['', ...containers]
    if (
      [...this.#choice.options].map(({ value }) => value).join('\n') === names.join('\n') &&
      this.#choice.length > 0
    )
      return
    this.#choice.replaceChildren(
      ...names.map((name) =>
        element(
          'option',
          { value: name, selected: name === this.#place },
          name === '' ? text('strata.browse.host') : text('strata.container', { name }),
        ),
      ),
    )
    if (!names.includes(this.#place)) this.#go('')
  }

  #chosen(row: Row): void {
    this.#showWhere()
    if (row.kind === 'directory') return
    this.toggleAttribute('data-open', true)
    void this.#open.open(this.#place, row.path)
  }

  /** The directory into which files go: the one that is chosen, or that of the file. */
  get #directory(): string {
    const row = this.#tree.chosen
    if (!row) return this.#place === '' ? '/root' : '/'
    return row.kind === 'directory' ? row.path : directoryOf(row.path)
  }

  #showWhere(): void {
    this.#where.textContent = plainName(this.#directory)
    this.#where.title = this.#where.textContent
  }

  #drop(event: DragEvent): void {
    if (this.#place !== '' || !event.dataTransfer?.types.includes('Files')) return
    const folders = [...event.dataTransfer.items].some((item) => item.webkitGetAsEntry()?.isDirectory)
    if (folders) return
    event.preventDefault()
    event.stopPropagation()
    this.closest('strata-dock')?.removeAttribute('data-drop')
    void this.#putIn([...event.dataTransfer.files])
  }

  async #putIn(files: readonly File[]): Promise<void> {
    if (files.length === 0) return
    await this.#put?.(files, this.#directory)
    await this.#tree.refresh()
  }
}

customElements.define('strata-files', FilesElement)
