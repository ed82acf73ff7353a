import { type Prompt, type Typed, typedAt } from '../../src/lessons/typed.ts'
import { button, element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { theDock } from '../terminal/dock.ts'

/** A command block: adds *Run* and *Copy* to what the server wrote. */
export class ConsoleElement extends HTMLElement {
  connectedCallback(): void {
    const bar = this.querySelector('.console-bar')
    const commands = this.commands()
    this.querySelector('pre')?.setAttribute('role', 'group')
    this.querySelector('pre')?.setAttribute('aria-label', text('strata.block'))
    if (!bar || bar.childElementCount > 0 || commands.length === 0) return
    const named = { command: (commands[0] ?? '').split('\n')[0] ?? '' }
    const note = element('span', { class: 'console-note', role: 'status' })
    const copy = button(
      text('strata.copy'),
      { class: 'console-copy', 'aria-label': text('strata.copy.label', named) },
      () => void this.#copy(commands, note),
    )
    bar.append(note, copy)
    if (this.hasAttribute('data-no-run') || !theDock()) return
    const run = button(
      text('strata.run'),
      { class: 'console-run', 'aria-label': text('strata.run.label', named) },
      () => void this.#run(run, note),
    )
    bar.append(run)
  }

  /** What a run types. */
  typed(): Typed[] {
    const prompts = [...this.querySelectorAll<HTMLElement>('.command')].map(({ dataset }) => dataset.prompt)
    return this.commands().map((command, i) => typedAt(prompts[i] as Prompt | undefined, command))
  }

  /** The commands as typed, without prompts and outputs. */
  commands(): string[] {
    return [...this.querySelectorAll('.command')].map((command) => {
      const copy = command.cloneNode(true) as Element
      for (const prompt of copy.querySelectorAll('.prompt')) prompt.remove()
      return (copy.textContent ?? '').replace(/\n$/, '')
    })
  }

  async #copy(commands: readonly string[], note: HTMLElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(`${commands.join('\n')}\n`)
      note.textContent = text('strata.copy.done')
    } catch {
      note.textContent = text('strata.copy.failed')
    }
    setTimeout(() => {
      note.textContent = ''
    }, 2500)
  }

  async #run(run: HTMLButtonElement, note: HTMLElement): Promise<void> {
    const dock = theDock()
    if (!dock || this.dataset.state === 'running') return
    this.dataset.state = 'running'
    run.setAttribute('aria-disabled', 'true')
    note.textContent = text(dock.busy ? 'strata.run.waiting' : 'strata.run.running')
    try {
      const ran = dock.run(this.typed())
      await dock.open()
      this.scrollIntoView({ block: 'nearest' })
      await ran
      note.textContent = ''
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error)
    } finally {
      delete this.dataset.state
      run.removeAttribute('aria-disabled')
    }
  }
}

customElements.define('strata-console', ConsoleElement)
