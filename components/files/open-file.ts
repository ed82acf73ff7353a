import type { EditorView } from '@codemirror/view'
import { type TerminalPort, TransferError } from '../../src/sandbox/port.ts'
import type { ShownText } from '../../src/sandbox/protocol.ts'
import { button, element } from '../dom.ts'
import { humanSize } from '../layers/model.ts'
import { text } from '../page-strings.ts'
import { saveFile } from '../terminal/save-file.ts'
import { draftOf, dropDraft, type FilePlace, keepDraft } from './drafts.ts'
import { languageOf, plainName } from './model.ts'

export interface OpenFileOwner {
  say(message: string): void
  closed(): void
}

/** The file that is open: its text in an editor, or why it is not shown. The editor's code comes when the first one is opened. */
export class OpenFile {
  readonly element = element('section', { class: 'browse-file', hidden: true })
  readonly #owner: OpenFileOwner
  readonly #name = element('h4', { class: 'browse-title', translate: 'no' })
  readonly #save = button(text('strata.browse.save'), {}, () => void this.#keep())
  readonly #discard = button(text('strata.browse.discard'), {}, () => void this.#giveUp())
  readonly #body = element('div', { class: 'browse-body' })
  readonly #note = element('p', { class: 'browse-note' })
  #port: TerminalPort | undefined
  #editor: EditorView | undefined
  #place = ''
  #path = ''
  #round = 0

  constructor(owner: OpenFileOwner) {
    this.#owner = owner
    this.element.append(
      element(
        'div',
        { class: 'browse-head' },
        this.#name,
        this.#save,
        this.#discard,
        button(text('strata.files.download'), {}, () => void this.#download()),
        button(text('strata.files.close'), {}, () => this.#close()),
      ),
      this.#note,
      this.#body,
    )
  }

  connect(port: TerminalPort): void {
    this.#port = port
    this.#round += 1
    this.#clear()
    this.element.hidden = true
  }

  async open(place: string, path: string): Promise<void> {
    const round = ++this.#round
    const shown = await this.#port?.readText(place, path)
    if (!shown || round !== this.#round) return
    this.#clear()
    this.#place = place
    this.#path = path
    this.element.hidden = false
    this.#name.textContent = plainName(path.slice(path.lastIndexOf('/') + 1))
    this.#name.title = plainName(path)
    this.#save.hidden = shown.shown !== 'text' || !shown.writable
    const draft = shown.shown === 'text' && shown.writable ? draftOf(this.#file) : undefined
    const found = draft !== undefined && shown.shown === 'text' && draft !== shown.text
    this.#changed(found)
    this.#tell(found ? text('strata.browse.draft') : noteOf(shown))
    if (shown.shown === 'text') await this.#edit(found ? draft : shown.text, !shown.writable, round)
  }

  async #edit(content: string, readOnly: boolean, round: number): Promise<void> {
    const { makeEditor } = await import('./editor.ts')
    if (round !== this.#round) return
    this.#body.hidden = false
    const editor = await makeEditor(this.#body, {
      text: content,
      language: languageOf(this.#path, content),
      label: text('strata.browse.editor', { path: plainName(this.#path) }),
      readOnly,
      changed: () => {
        this.#changed(true)
        this.#tell('')
        if (this.#editor) keepDraft(this.#file, this.#editor.state.doc.toString())
      },
      save: () => void this.#keep(),
    })
    if (round === this.#round) this.#editor = editor
    else editor.destroy()
  }

  async #keep(): Promise<void> {
    const [editor, port] = [this.#editor, this.#port]
    if (!editor || !port || this.#save.disabled || this.#save.hidden) return
    const content = editor.state.doc.toString()
    try {
      await port.saveText(this.#place, this.#path, content)
      if (editor.state.doc.toString() === content) {
        dropDraft(this.#file)
        this.#changed(false)
      }
      this.#tell(text('strata.browse.saved', { path: plainName(this.#path) }))
      editor.focus()
    } catch (error) {
      this.#tell(text('strata.files.failed', { name: plainName(this.#path), message: messageOf(error) }))
    }
  }

  get #file(): FilePlace {
    return { lesson: this.#port?.lesson ?? '', place: this.#place, path: this.#path }
  }

  /** Whether there is something to save, or to give up. */
  #changed(changed: boolean): void {
    this.#save.disabled = !changed
    this.#discard.hidden = !changed
  }

  /** The file as it is, without what was changed. */
  async #giveUp(): Promise<void> {
    dropDraft(this.#file)
    await this.open(this.#place, this.#path)
    this.#editor?.focus()
  }

  async #download(): Promise<void> {
    try {
      const transfer = { signal: new AbortController().signal, progress: () => {} }
      const file = await this.#port?.takeOut(this.#path, transfer, this.#place)
      if (file) saveFile(file.blob, file.name)
    } catch (error) {
      this.#tell(text('strata.files.failed', { name: plainName(this.#path), message: messageOf(error) }))
    }
  }

  #tell(message: string): void {
    this.#note.textContent = message
    if (message) this.#owner.say(message)
  }

  #clear(): void {
    this.#editor?.destroy()
    this.#editor = undefined
    this.#body.replaceChildren()
    this.#body.hidden = true
  }

  #close(): void {
    this.#round += 1
    this.#clear()
    this.element.hidden = true
    this.#owner.closed()
  }
}

function noteOf(shown: ShownText): string {
  switch (shown.shown) {
    case 'text':
      return shown.writable ? '' : text('strata.browse.readOnly')
    case 'big':
    case 'binary':
      return text(`strata.browse.${shown.shown}`, { size: humanSize(shown.size) })
    default:
      return text(`strata.browse.${shown.shown}`)
  }
}

/** What the system said; a crash of the sandbox is told by the dock. */
function messageOf(error: unknown): string {
  if (error instanceof TransferError || error instanceof Error) return error.message
  throw error
}
