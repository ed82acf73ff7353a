import type { Landed, TerminalPort } from '../../src/sandbox/port.ts'
import { button, element } from '../dom.ts'
import { humanSize } from '../layers/model.ts'
import { text } from '../page-strings.ts'
import { saveFile } from './save-file.ts'
import { shellWord } from './shell-word.ts'

/** What the dock gives the files. */
export interface FilesPlace {
  /** Where cards and the form for a path stand. */
  readonly strip: HTMLElement
  /** Tells everyone, those who do not see too. */
  say(message: string): void
  /** Gives the focus away when what had it is gone. */
  leave(): void
}

/** Files between the reader's computer and the sandbox: a card for each, with progress, a way to cancel, and what to type. */
export class Files {
  readonly #place: FilesPlace
  readonly #port: TerminalPort
  readonly #cards = element('ul', { class: 'files-cards' })
  #form: HTMLFormElement | undefined

  constructor(place: FilesPlace, port: TerminalPort) {
    this.#place = place
    this.#port = port
    place.strip.replaceChildren(this.#cards)
    this.#settle()
  }

  /** Puts files into a directory of the sandbox, one after the other; into the home directory if none is named. */
  async putIn(files: readonly File[], directory?: string): Promise<void> {
    this.#clear()
    for (const file of files) {
      await this.#carry(text('strata.files.reading', { name: file.name }), file.name, async (transfer) => {
        const landed = await this.#port.putIn(file, transfer, directory)
        return landed && this.#landed(landed)
      })
    }
  }

  /** Gives the reader a file: of that path, or the one that a program handed out under that number. */
  async takeOut(from: number | string, name: string): Promise<void> {
    this.#clear()
    await this.#carry(text('strata.files.preparing', { name }), name, async (transfer) => {
      const file = await this.#port.takeOut(from, transfer)
      if (!file) return undefined
      saveFile(file.blob, file.name)
      return this.#told(text('strata.files.saved', { name: file.name, size: humanSize(file.blob.size) }))
    })
  }

  /** Says of something that it is not a file. */
  refuse(name: string): void {
    this.#clear()
    this.#card(...this.#told(text('strata.files.folder', { name })))
  }

  /** Asks which file to download. */
  async ask(): Promise<void> {
    if (this.#form) return this.#close()
    this.#clear()
    const list = element('datalist', { id: 'strata-files' })
    const input = element('input', {
      id: 'strata-path',
      list: list.id,
      required: true,
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      placeholder: '/root/',
    })
    const form = element(
      'form',
      { class: 'files-ask' },
      element('label', { for: input.id }, text('strata.files.path')),
      input,
      list,
      element('button', { type: 'submit' }, text('strata.files.download')),
      button(text('strata.files.close'), {}, () => this.#close()),
    )
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#close()
      void this.takeOut(input.value, input.value)
    })
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#close()
    })
    this.#form = form
    this.#place.strip.append(form)
    this.#settle()
    input.focus()
    list.append(...(await this.#port.files()).map((path) => element('option', { value: path })))
  }

  #close(): void {
    this.#form?.remove()
    this.#form = undefined
    this.#settle()
    this.#place.leave()
  }

  /** Shows a transfer from its start to its end; `work` gives what stands there afterwards, nothing when cancelled. */
  async #carry(
    doing: string,
    name: string,
    work: (transfer: Parameters<TerminalPort['putIn']>[1]) => Promise<HTMLElement[] | undefined>,
  ): Promise<void> {
    const abort = new AbortController()
    const bar = element('progress', { 'aria-label': doing, max: 1, value: 0 })
    const amount = element('span', { class: 'files-amount' })
    const cancel = button(text('strata.files.cancel'), { class: 'files-cancel' }, () => abort.abort())
    const card = this.#card(element('span', { class: 'files-doing' }, doing), bar, amount, cancel)
    const progress = (done: number, total: number): void => {
      bar.value = total === 0 ? 1 : done / total
      amount.textContent = `${humanSize(done)} / ${humanSize(total)}`
    }
    let after: HTMLElement[]
    try {
      const done = await work({ signal: abort.signal, progress })
      after = done ?? this.#told(text('strata.files.cancelled', { name }))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      after = this.#told(text('strata.files.failed', { name, message }))
    }
    const focused = card.contains(document.activeElement)
    card.replaceChildren(...after, this.#dismiss(card))
    if (focused) this.#place.leave()
  }

  /** What to read of a file that is in the sandbox now. */
  #landed({ path, size, digest, content }: Landed): HTMLElement[] {
    const told = this.#told(text('strata.files.landed', { path, size: humanSize(size) }))
    const word = shellWord(path)
    const commands = {
      images: [`docker load -i ${word}`],
      archive: [`tar -tf ${word}`, `docker import ${word}`],
      compressed: [`docker load -i ${word}`],
      other: [`ls -l ${word}`],
    }[content]
    return [
      ...told,
      element(
        'span',
        { class: 'files-type' },
        text(`strata.files.type.${content}`),
        ...commands.map((command) => element('code', {}, command)),
      ),
      element('span', { class: 'files-digest' }, digest),
    ]
  }

  #told(message: string): HTMLElement[] {
    this.#place.say(message)
    return [element('span', { class: 'files-told' }, message)]
  }

  #card(...content: HTMLElement[]): HTMLElement {
    const card = element('li', {}, ...content)
    if (!card.querySelector('button')) card.append(this.#dismiss(card))
    this.#cards.append(card)
    this.#settle()
    return card
  }

  #dismiss(card: HTMLElement): HTMLElement {
    return button(text('strata.files.close'), { class: 'files-close' }, () => {
      card.remove()
      this.#settle()
      this.#place.leave()
    })
  }

  /** Takes away what has ended. */
  #clear(): void {
    for (const close of this.#cards.querySelectorAll('.files-close')) close.closest('li')?.remove()
    this.#form?.remove()
    this.#form = undefined
    this.#settle()
  }

  /** The strip has a place only while something is in it. */
  #settle(): void {
    this.#place.strip.hidden = this.#cards.childElementCount === 0 && !this.#form
  }
}
