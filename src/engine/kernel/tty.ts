import { concatBytes, encode } from '../base/text.ts'
import type { Scheduler } from './scheduler.ts'
import type { Signal } from './signals.ts'
import { COOKED, type Termios, type WindowSize } from './termios.ts'
import { columnAfter, withCarriageReturns } from './tty-output.ts'
import { WaitQueue } from './waiting.ts'

const CTRL_C = 3
const CTRL_D = 4
const TAB = 9
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const CTRL_Q = 17
const CTRL_R = 18
const CTRL_S = 19
const CTRL_U = 21
const CTRL_V = 22
const CTRL_W = 23
const CTRL_Z = 26
const CTRL_BACKSLASH = 28
const DELETE = 127
/** Longest line in canonical mode (termios(3)). */
const MAX_CANON = 4096

/** The terminals of one devpts file system, by their number in it (pts(4)). */
export type Terminals = Map<number, Tty>

/**
 * A terminal with the line discipline N_TTY (termios(3)): canonical input with erase, kill and word erase, echo,
 * signals, output processing, flow control. The master side is whoever holds this object: `input` is what is
 * typed, `onOutput` what is to be shown.
 */
export class Tty {
  /** N of /dev/pts/N. */
  readonly index: number
  /** 136:N; a serial line has another (Documentation/admin-guide/devices.txt). */
  readonly device: { readonly major: number; readonly minor: number }
  termios: Termios = COOKED
  size: WindowSize
  /** Process group that gets the terminal's signals; 0: none. */
  foreground = 0
  /** Session that it controls; 0: none. */
  session = 0
  onOutput: (bytes: Uint8Array) => void = () => {}
  onHangUp: () => void = () => {}
  /** Blocks a writer until whoever shows the output has come near enough. */
  room: () => Promise<void> = async () => {}
  onSignal: (signal: Signal, group: number) => void = () => {}
  /** Told by a shell on it: the command that is about to run. */
  onCommand: (text: string) => void = () => {}
  /** Told by a shell on it: how that command ended. */
  onStatus: (status: number) => void = () => {}
  /** Lines that may be read; an empty one is the end of the file (EOF). */
  private lines: Uint8Array[] = []
  private line: number[] = []
  private literal = false
  /** Column of the cursor, as far as the line discipline knows, and where the line that is typed began. */
  private column = 0
  private lineColumn = 0
  private hungUp = false
  private frozen = false
  private readonly held: Uint8Array[] = []
  private readonly readable: WaitQueue
  private readonly writable: WaitQueue
  private readonly scheduler: Scheduler

  constructor(scheduler: Scheduler, index: number, size: WindowSize, device = { major: 136, minor: index }) {
    this.device = device
    this.scheduler = scheduler
    this.index = index
    this.size = size
    this.readable = new WaitQueue(scheduler)
    this.writable = new WaitQueue(scheduler)
  }

  get readableBytes(): number {
    return this.lines.reduce((sum, line) => sum + line.length, 0)
  }

  /** A reader waits for somebody to type. */
  get starved(): boolean {
    return !this.readable.empty
  }

  setTermios(change: Partial<Termios>): void {
    const was = this.termios
    this.termios = { ...was, ...change }
    if (was.icanon && !this.termios.icanon) {
      if (this.line.length > 0) this.finishLine()
      this.lines = this.lines.filter((line) => line.length > 0)
    }
    if (this.lines.length > 0) this.readable.wakeAll()
  }

  resize(size: WindowSize): void {
    this.size = size
    if (this.foreground) this.onSignal('SIGWINCH', this.foreground)
  }

  /** The master is gone: readers get the end, the session's leader SIGHUP. */
  hangUp(): void {
    this.hungUp = true
    this.onHangUp()
    this.readable.wakeAll()
    this.writable.wakeAll()
  }

  input(bytes: Uint8Array): void {
    const { icanon, isig, ixon, echo } = this.termios
    const flow = ixon && (bytes.includes(CTRL_S) || bytes.includes(CTRL_Q))
    if (!icanon && !isig && !flow && !echo) {
      if (bytes.length === 0) return
      this.lines.push(this.termios.icrnl ? bytes.map((b) => (b === CARRIAGE_RETURN ? LINE_FEED : b)) : bytes)
      this.readable.wakeAll()
      return
    }
    for (const byte of bytes) this.type(byte)
  }

  private type(byte: number): void {
    const modes = this.termios
    if (this.literal) {
      this.literal = false
      this.accept(byte, true)
      return
    }
    if (modes.icrnl && byte === CARRIAGE_RETURN) byte = LINE_FEED
    if (modes.isig) {
      const signal =
        byte === CTRL_C
          ? 'SIGINT'
          : byte === CTRL_BACKSLASH
            ? 'SIGQUIT'
            : byte === CTRL_Z
              ? 'SIGTSTP'
              : undefined
      if (signal) {
        this.echo(byte)
        this.line = []
        this.lines.length = 0
        this.frozen = false
        this.thaw()
        if (this.foreground) this.onSignal(signal, this.foreground)
        return
      }
    }
    if (modes.ixon) {
      if (byte === CTRL_S) {
        this.frozen = true
        return
      }
      if (byte === CTRL_Q) {
        this.frozen = false
        this.thaw()
        return
      }
    }
    if (modes.icanon) this.edit(byte)
    else {
      this.echo(byte)
      this.lines.push(Uint8Array.of(byte))
      this.readable.wakeAll()
    }
  }

  private edit(byte: number): void {
    switch (byte) {
      case DELETE:
        this.eraseOne()
        return
      case CTRL_U:
        while (this.line.length > 0) this.eraseOne()
        return
      case CTRL_W:
        while (this.line.length > 0 && !isWordByte(this.line.at(-1)!)) this.eraseOne()
        while (this.line.length > 0 && isWordByte(this.line.at(-1)!)) this.eraseOne()
        return
      case CTRL_V:
        this.literal = true
        if (this.termios.echo) this.show(encode('^\b'))
        return
      case CTRL_R:
        this.echo(byte)
        if (this.termios.echo) this.show(concatBytes([encode('\r\n'), Uint8Array.from(this.line)]))
        return
      case CTRL_D:
        this.finishLine()
        this.readable.wakeAll()
        return
      case LINE_FEED:
        this.line.push(byte)
        if (this.termios.echo) this.show(encode('\r\n'))
        this.finishLine()
        this.readable.wakeAll()
        return
      default:
        this.accept(byte)
    }
  }

  private accept(byte: number, literal = false): void {
    if (this.line.length >= MAX_CANON - 1) return
    if (this.line.length === 0) this.lineColumn = this.column
    this.line.push(byte)
    this.echo(byte, literal)
  }

  private finishLine(): void {
    this.lines.push(Uint8Array.from(this.line))
    this.line = []
  }

  /**
   * Takes the last character back, with all bytes of a UTF-8 sequence (IUTF8). The kernel knows no widths: of a wide
   * character one column goes, and its left half stays on the screen.
   */
  private eraseOne(): void {
    if (this.line.length === 0) return
    let byte = this.line.pop()!
    while ((byte & 0xc0) === 0x80 && this.line.length > 0) byte = this.line.pop()!
    if (!this.termios.echo) return
    if (byte === TAB) this.show(encode('\b'.repeat(this.tabWidth())))
    else this.show(encode('\b \b'.repeat(byte < 32 || byte === DELETE ? 2 : 1)))
  }

  /** Columns of a tab that stood at the end of the line: from the tab before it, or from where the line began. */
  private tabWidth(): number {
    const tab = this.line.lastIndexOf(TAB)
    let columns = tab < 0 ? this.lineColumn : 0
    for (const byte of this.line.slice(tab + 1)) {
      if (byte < 32 || byte === DELETE) columns += this.termios.echoctl ? 2 : 0
      else if ((byte & 0xc0) !== 0x80) columns++
    }
    return 8 - (columns % 8)
  }

  private echo(byte: number, literal = false): void {
    if (!this.termios.echo) return
    const plain = (byte >= 32 && byte !== DELETE) || byte === 9
    if (byte === LINE_FEED && !literal) this.show(encode('\r\n'))
    else if (plain || !this.termios.echoctl) this.show(Uint8Array.of(byte))
    else this.show(encode(`^${String.fromCharCode(byte ^ 64)}`))
  }

  /** Up to `max` bytes: a line in canonical mode, whatever is there otherwise. Empty at the end. */
  async read(max: number): Promise<Uint8Array> {
    for (;;) {
      const first = this.lines[0]
      if (first) {
        if (first.length > max) {
          this.lines[0] = first.subarray(max)
          return first.subarray(0, max)
        }
        this.lines.shift()
        return first
      }
      if (this.hungUp) return new Uint8Array(0)
      await this.readable.wait()
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.room()
    while (this.frozen && !this.hungUp) await this.writable.wait()
    this.show(this.termios.onlcr ? withCarriageReturns(bytes) : bytes)
    await this.scheduler.tick()
  }

  private show(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.hungUp) return
    this.column = columnAfter(this.column, bytes)
    if (this.frozen) this.held.push(bytes)
    else this.onOutput(bytes)
  }

  private thaw(): void {
    for (const bytes of this.held.splice(0)) this.onOutput(bytes)
    this.writable.wakeAll()
  }
}

/** What ^W takes back as one word: letters, digits and the underscore (N_TTY). */
const isWordByte = (byte: number): boolean => byte > 127 || /\w/.test(String.fromCharCode(byte))
