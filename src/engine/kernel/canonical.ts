import { encode } from '../base/text.ts'
import type { ControlName, Termios } from './termios.ts'

const TAB = 9
const LINE_FEED = 10
const DELETE = 127
/** Longest line in canonical mode (termios(3)). */
const MAX_CANON = 4096

/** The terminal around a line that is typed. */
export interface LineTerminal {
  readonly termios: Termios
  /** Column of the cursor, as far as the line discipline knows. */
  readonly column: number
  /** Shows bytes, by the modes of output. */
  show(bytes: Uint8Array): void
  /** The line may be read. */
  finish(line: Uint8Array): void
  /** A special character did what it is there for. */
  took(name: ControlName): void
}

/** A line that is typed in canonical mode, its echo and its few editing keys (n_tty.c). */
export class CanonicalLine {
  private readonly terminal: LineTerminal
  private typed: number[] = []
  /** Column where it began. */
  private start = 0
  private literal = false

  constructor(terminal: LineTerminal) {
    this.terminal = terminal
  }

  get empty(): boolean {
    return this.typed.length === 0
  }
  /** The next byte is taken as it is (LNEXT). */
  get takesLiterally(): boolean {
    return this.literal
  }

  clear(): void {
    this.typed = []
    this.literal = false
  }

  /** What is typed goes to the readers as it is. */
  finish(): void {
    const line = Uint8Array.from(this.typed)
    this.typed = []
    this.terminal.finish(line)
  }

  /** A byte that is no signal and no flow control. */
  type(byte: number): void {
    const { termios } = this.terminal
    const is = (name: ControlName): boolean => byte !== 0 && termios.chars[name] === byte
    if (this.literal) {
      this.literal = false
      this.accept(byte, true)
    } else if (is('erase')) this.erase('erase')
    else if (is('kill')) this.erase('kill')
    else if (is('werase') && termios.iexten) this.erase('werase')
    else if (is('lnext') && termios.iexten) {
      this.literal = true
      this.terminal.took('lnext')
      if (termios.echo && termios.echoctl) this.terminal.show(encode('^\b'))
    } else if (is('rprnt') && termios.echo && termios.iexten) this.reprint(byte)
    else if (is('eof')) {
      this.terminal.took('eof')
      this.finish()
    } else if (byte === LINE_FEED) {
      if (termios.echo || termios.echonl) this.terminal.show(Uint8Array.of(byte))
      this.typed.push(byte)
      this.finish()
    } else if (is('eol') || (is('eol2') && termios.iexten)) {
      this.echo(byte)
      this.typed.push(byte)
      this.finish()
    } else this.accept(byte)
  }

  private reprint(byte: number): void {
    this.terminal.took('rprnt')
    this.echo(byte)
    this.terminal.show(Uint8Array.of(LINE_FEED))
    for (const each of this.typed) this.echo(each, true)
  }

  private accept(byte: number, literal = false): void {
    if (this.typed.length >= MAX_CANON - 1) return
    if (this.typed.length === 0) this.start = this.terminal.column
    this.typed.push(byte)
    this.echo(byte, literal)
  }

  /** Shows a byte that was typed. A newline that is no end of a line is a control character like others. */
  echo(byte: number, literal = false): void {
    const { echo, echoctl } = this.terminal.termios
    if (!echo) return
    const plain = !isControl(byte) || byte === TAB || (byte === LINE_FEED && !literal)
    if (plain || !echoctl) this.terminal.show(Uint8Array.of(byte))
    else this.terminal.show(encode(`^${String.fromCharCode(byte ^ 64)}`))
  }

  /** ERASE, KILL and WERASE (n_tty.c, eraser). */
  private erase(what: 'erase' | 'kill' | 'werase'): void {
    if (this.typed.length === 0) return
    this.terminal.took(what)
    const { echo, echoe, echok, echoke, chars } = this.terminal.termios
    if (what === 'kill' && !(echo && echoe && echok && echoke)) {
      this.typed = []
      this.echo(chars.kill)
      if (echo && echok) this.terminal.show(Uint8Array.of(LINE_FEED))
      return
    }
    let inWord = false
    while (this.typed.length > 0) {
      const last = this.last()
      if (what === 'werase') {
        if (isWordByte(this.typed[last]!)) inWord = true
        else if (inWord) return
      }
      if (this.isContinuation(this.typed[last]!)) return
      const byte = this.typed[last]!
      this.typed.length = last
      this.showErased(byte, what === 'erase')
      if (what === 'erase') return
    }
  }

  /** Where the last character begins: with IUTF8 all bytes of a sequence are one. */
  private last(): number {
    let at = this.typed.length - 1
    while (at > 0 && this.isContinuation(this.typed[at]!)) at--
    return at
  }
  private isContinuation(byte: number): boolean {
    return this.terminal.termios.iutf8 && (byte & 0xc0) === 0x80
  }

  /** The kernel knows no widths: of a wide character one column goes, and its left half stays on the screen. */
  private showErased(byte: number, alone: boolean): void {
    const { echo, echoe, echoctl, chars } = this.terminal.termios
    if (!echo) return
    if (alone && !echoe) this.echo(chars.erase)
    else if (byte === TAB) this.terminal.show(encode('\b'.repeat(this.tabWidth())))
    else if (!isControl(byte)) this.terminal.show(encode('\b \b'))
    else if (echoctl) this.terminal.show(encode('\b \b\b \b'))
  }

  /** Columns of a tab that stood at the end of the line: from the tab before it, or from where the line began. */
  private tabWidth(): number {
    const tab = this.typed.lastIndexOf(TAB)
    let columns = tab < 0 ? this.start : 0
    for (const byte of this.typed.slice(tab + 1)) {
      if (isControl(byte)) columns += this.terminal.termios.echoctl ? 2 : 0
      else if (!this.isContinuation(byte)) columns++
    }
    return 8 - (columns % 8)
  }
}

const isControl = (byte: number): boolean => byte < 32 || byte === DELETE

/** What WERASE takes back as one word: letters of Latin-1 (lib/ctype.c), digits and the underscore. */
const isWordByte = (byte: number): boolean =>
  (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7) || /\w/.test(String.fromCharCode(byte))
