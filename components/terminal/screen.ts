import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import { Terminal } from '@xterm/xterm'
import type { TerminalSize } from '../../src/sandbox/protocol.ts'
import { text } from '../page-strings.ts'
import { onThemeChange, terminalTheme } from './theme.ts'

/** Where what is typed goes. */
export interface Keyboard {
  input(data: Uint8Array): void
  resize(size: TerminalSize): void
}

/**
 * xterm in its place on the page. Tab belongs to the shell, so the way out is Esc, then Tab or Shift-Tab; a
 * text below the terminal says so.
 */
export class Screen {
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #left: () => void
  #leaving = false

  constructor(place: HTMLElement, describedBy: string, left: () => void) {
    this.#left = left
    this.#terminal = new Terminal({
      allowProposedApi: true,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--sl-font-mono'),
      fontSize: 12.5,
      lineHeight: 1.25,
      minimumContrastRatio: 4.5,
      screenReaderMode: true,
      scrollback: 5000,
      theme: terminalTheme(),
    })
    this.#terminal.loadAddon(this.#fit)
    this.#terminal.loadAddon(new UnicodeGraphemesAddon())
    this.#terminal.open(place)
    this.#terminal.textarea?.setAttribute('aria-label', text('strata.terminal'))
    this.#terminal.textarea?.setAttribute('aria-describedby', describedBy)
    this.#takeText()
    this.#terminal.attachCustomKeyEventHandler((event) => this.#mayHandle(event))
    this.#fit.fit()
    new ResizeObserver(() => this.#refit(place)).observe(place)
    onThemeChange(() => {
      this.#terminal.options.theme = terminalTheme()
    })
  }

  get size(): TerminalSize {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows }
  }

  connect(keyboard: Keyboard): void {
    const encoder = new TextEncoder()
    this.#terminal.onData((data) => keyboard.input(encoder.encode(data)))
    this.#terminal.onBinary((data) => keyboard.input(Uint8Array.from(data, (c) => c.charCodeAt(0))))
    this.#terminal.onResize(({ cols, rows }) => keyboard.resize({ columns: cols, rows }))
  }

  /** Resolves when it is on the screen. */
  write(data: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(data, resolve))
  }

  /** Everything the terminal holds, scrolled away or not: lines as they were written, however often they wrap. */
  text(): string {
    const { active } = this.#terminal.buffer
    let text = ''
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row)
      const goesOn = active.getLine(row + 1)?.isWrapped ?? false
      text += line?.translateToString(!goesOn) ?? ''
      if (!goesOn) text += '\n'
    }
    return text.replace(/\n+$/, '')
  }

  focus(): void {
    this.#terminal.focus()
  }

  /**
   * Text that comes without keys or composition (emoji picker, dictation): in screen reader mode xterm leaves it in its
   * textarea.
   */
  #takeText(): void {
    const { textarea } = this.#terminal
    let keyed = false
    textarea?.addEventListener('keydown', () => {
      keyed = true
    })
    textarea?.addEventListener('keyup', () => {
      keyed = false
    })
    textarea?.addEventListener('input', (event) => {
      const { inputType, isComposing, data } = event as InputEvent
      if (!keyed && !isComposing && inputType === 'insertText' && data) this.#terminal.input(data)
    })
  }

  /** False leaves a key to the browser: Tab after Esc, which moves the focus on. */
  #mayHandle(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown' || event.key === 'Shift') return true
    const leaves = this.#leaving && event.key === 'Tab'
    this.#leaving = event.key === 'Escape'
    if (leaves) this.#left()
    return !leaves
  }

  #refit(place: HTMLElement): void {
    if (place.clientWidth > 0 && place.clientHeight > 0) this.#fit.fit()
  }
}
