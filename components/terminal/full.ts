/**
 * Lets the sandbox fill the window. The browser's own full screen would take Esc away from the terminal; so this is a matter of the page: Esc
 * leaves it only where the focus is on something that has no use for Esc.
 */
export class FullWindow {
  readonly #dock: HTMLElement
  readonly #button: HTMLElement
  readonly #changed: (full: boolean) => void
  readonly #silenced: Element[] = []

  constructor(dock: HTMLElement, button: HTMLElement, changed: (full: boolean) => void) {
    this.#dock = dock
    this.#button = button
    this.#changed = changed
    button.addEventListener('click', () => this.set(!this.on))
    dock.addEventListener('keydown', (event) => {
      const { target } = event
      const own =
        target instanceof Element && target.closest('.xterm, [contenteditable], input, select, form')
      if (event.key !== 'Escape' || event.defaultPrevented || own || !this.on) return
      event.preventDefault()
      this.set(false)
      button.focus()
    })
  }

  get on(): boolean {
    return this.#dock.hasAttribute('data-full')
  }

  set(full: boolean): void {
    if (full === this.on) return
    this.#dock.toggleAttribute('data-full', full)
    document.documentElement.toggleAttribute('data-full', full)
    this.#button.setAttribute('aria-pressed', String(full))
    this.#silence(full)
    this.#changed(full)
  }

  /** The rest of the page can be neither reached nor read while it is covered. */
  #silence(full: boolean): void {
    for (const element of this.#silenced.splice(0)) element.removeAttribute('inert')
    if (!full) return
    for (
      let node: Element = this.#dock;
      node.parentElement && node !== document.body;
      node = node.parentElement
    ) {
      for (const other of node.parentElement.children) {
        if (other === node || other.hasAttribute('inert')) continue
        other.setAttribute('inert', '')
        this.#silenced.push(other)
      }
    }
  }
}
