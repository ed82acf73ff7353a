import { keysOf } from '../../src/lessons/key-names.ts'
import { button, heard } from '../dom.ts'
import { text } from '../page-strings.ts'
import { theDock } from '../terminal/dock.ts'
import { prepare, press } from './at-prompt.ts'

/** A table of keys: each can be pressed, and is ticked off once the sandbox has seen it used. */
export class KeysElement extends HTMLElement {
  connectedCallback(): void {
    if (!theDock()) return
    for (const key of this.querySelectorAll<HTMLElement>('[data-keys]')) makePressable(key)
    this.addEventListener('strata-exercises', () => this.#count())
  }

  #count(): void {
    const done = this.querySelectorAll('[data-done]').length
    const count = Number(this.dataset.count)
    const place = this.querySelector('.keys-count')
    if (place) place.textContent = text('strata.key.tried', { done, count })
  }
}

/** Where the sandbox cannot open, it says so itself. */
async function send(bytes: string): Promise<void> {
  const dock = theDock()
  if (dock) await press(dock, bytes).catch(() => undefined)
}

/** The caps become a button that sends the key to the terminal. */
function makePressable(key: HTMLElement): void {
  const keys = keysOf(key.dataset.keys ?? '')
  const name = keys.map(({ caps }) => caps.join('+')).join('')
  const bytes = keys.map((each) => each.bytes).join('')
  const cap = button(
    '',
    {
      class: 'keys-press',
      'aria-label': text('strata.key.press', { key: name }),
      title: text('strata.key.press', { key: name }),
    },
    () => void send(bytes),
  )
  cap.append(...key.childNodes)
  key.replaceChildren(cap)
}

/** A line that is put at the prompt, for the reader to change. */
export class PracticeElement extends HTMLElement {
  connectedCallback(): void {
    const put = this.querySelector<HTMLElement>('.practice-put')
    if (!put || !theDock()) return
    put.hidden = false
    for (const key of this.querySelectorAll<HTMLElement>('[data-keys]')) makePressable(key)
    put.addEventListener('click', () => void this.#put())
    this.addEventListener('strata-exercises', () => {
      if (this.hasAttribute('data-done')) this.#say(text('strata.challenge.solved'))
    })
  }

  async #put(): Promise<void> {
    const dock = theDock()
    if (!dock) return
    if (dock.wanted && !dock.hasAttribute('data-at-prompt')) this.#say(text('strata.run.waiting'))
    try {
      await dock.open()
      this.scrollIntoView({ block: 'nearest' })
      await prepare(dock, this.querySelector('.practice-line')?.textContent ?? '')
      this.#say(this.hasAttribute('data-done') ? text('strata.challenge.solved') : '')
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error))
    }
  }

  #say(message: string): void {
    const state = this.querySelector('.practice-state')
    if (state) state.textContent = message
  }
}

customElements.define('strata-keys', KeysElement)
customElements.define('strata-practice', PracticeElement)

/** Marks what was done on the chapter's host. */
function showExercises(done: readonly string[]): void {
  for (const exercise of document.querySelectorAll<HTMLElement>('[data-exercise]')) {
    const isDone = done.includes(exercise.dataset.exercise ?? '')
    if (isDone === exercise.hasAttribute('data-done')) continue
    exercise.toggleAttribute('data-done', isDone)
    const mark = exercise.querySelector('.keys-mark')
    mark?.replaceChildren(...(isDone ? [heard(text('strata.key.done'))] : []))
  }
  for (const part of document.querySelectorAll('strata-keys, strata-practice'))
    part.dispatchEvent(new Event('strata-exercises'))
}

theDock()?.addEventListener('strata-met', (event) => showExercises((event as CustomEvent<string[]>).detail))
