import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import { Terminal } from '@xterm/xterm'
import type { TerminalSize } from '../../src/sandbox/protocol.ts'
import { Blink } from './blink.ts'
import { keyBytes } from './key-bytes.ts'
import { onThemeChange, terminalTheme } from './theme.ts'

/** What surrounds a screen. */
export interface ScreenOptions {
  /** ID of the text that says how to leave it. */
  readonly describedBy: string
  readonly label: string
  /** In pixels. */
  readonly fontSize: number
  /** The reader left it by Esc and Tab. */
  left(): void
  /** What is typed comes through here. */
  through(typed: string): string
  /** Where it goes. */
  input(data: Uint8Array): void
  resized(size: TerminalSize): void
}

const encoder = new TextEncoder()
/** How long an Esc waits for a Tab that would make it no key of the terminal's, in milliseconds. */
const ESCAPE_WAITS = 300

/**
 * xterm in its place on the page. Tab belongs to the shell, so the way out is Esc, then Tab or Shift-Tab; a
 * text below the terminal says so. Such an Esc is not typed: it would stop the countdown of a boot menu.
 */
export class Screen {
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #options: ScreenOptions
  readonly #place: HTMLElement
  readonly #size: ResizeObserver
  readonly #theme: () => void
  /** Absent for those who want nothing to move. */
  readonly #blink: Blink | undefined
  readonly #gone = Promise.withResolvers<void>()
  #leaving = false
  /** An Esc that was not sent yet. */
  #escape: ReturnType<typeof setTimeout> | undefined

  constructor(place: HTMLElement, options: ScreenOptions) {
    this.#options = options
    this.#place = place
    this.#terminal = new Terminal({
      allowProposedApi: true,
      cursorBlink: false,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--sl-font-mono'),
      fontSize: options.fontSize,
      lineHeight: 1.25,
      minimumContrastRatio: 4.5,
      scrollback: 5000,
      theme: terminalTheme(),
    })
    this.#terminal.loadAddon(this.#fit)
    this.#terminal.loadAddon(new UnicodeGraphemesAddon())
    this.#terminal.open(place)
    this.#terminal.textarea?.setAttribute('aria-label', options.label)
    this.#terminal.textarea?.setAttribute('aria-describedby', options.describedBy)
    this.#terminal.attachCustomKeyEventHandler((event) => this.#mayHandle(event))
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) this.#blink = new Blink(place)
    this.#fit.fit()
    this.#terminal.onData((data) => this.#send(options.through(data)))
    this.#terminal.onBinary((data) => options.input(Uint8Array.from(data, (c) => c.charCodeAt(0))))
    this.#terminal.onResize(({ cols, rows }) => options.resized({ columns: cols, rows }))
    this.#size = new ResizeObserver(() => this.#refit())
    this.#size.observe(place)
    this.#theme = onThemeChange(() => {
      this.#terminal.options.theme = terminalTheme()
    })
  }

  dispose(): void {
    clearTimeout(this.#escape)
    this.#size.disconnect()
    this.#theme()
    this.#blink?.stop()
    this.#terminal.dispose()
    this.#gone.resolve()
  }

  get size(): TerminalSize {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows }
  }

  /** Of its text, in pixels. */
  set fontSize(size: number) {
    this.#terminal.options.fontSize = size
    this.#refit()
  }

  /** Types a text as it is. */
  type(text: string): void {
    this.#terminal.scrollToBottom()
    this.#send(text)
  }

  /** Types a key that is named as in a KeyboardEvent. */
  press(key: string, ctrl: boolean): void {
    this.#terminal.scrollToBottom()
    this.#send(keyBytes(key, ctrl, this.#terminal.modes.applicationCursorKeysMode))
  }

  /** Resolves when it is on the screen, or the screen is gone. */
  write(data: Uint8Array): Promise<void> {
    this.#blink?.wrote()
    const written = new Promise<void>((resolve) => this.#terminal.write(data, resolve))
    return Promise.race([written, this.#gone.promise])
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

  /** False leaves a key to the browser: Tab after Esc, which moves the focus on. */
  #mayHandle(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown' || event.key === 'Shift') return true
    const leaves = this.#leaving && event.key === 'Tab'
    const escapes = event.key === 'Escape' && !event.isComposing
    if (leaves) clearTimeout(this.#escape)
    else if (this.#escape !== undefined) this.#sendEscape()
    this.#leaving = escapes
    if (escapes) {
      event.preventDefault()
      this.#escape = setTimeout(() => this.#sendEscape(), ESCAPE_WAITS)
    }
    if (leaves) {
      this.#escape = undefined
      this.#options.left()
    }
    return !leaves && !escapes
  }

  #sendEscape(): void {
    clearTimeout(this.#escape)
    this.#escape = undefined
    this.type(this.#options.through('\x1b'))
  }

  #send(typed: string): void {
    this.#options.input(encoder.encode(typed))
  }

  #refit(): void {
    if (this.#place.clientWidth > 0 && this.#place.clientHeight > 0) this.#fit.fit()
  }
}
