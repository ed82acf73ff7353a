import { concatBytes } from '../base/text.ts'
import { CanonicalLine, type LineTerminal } from './canonical.ts'
import { EditedLines } from './edited-line.ts'
import type { Scheduler } from './scheduler.ts'
import type { Signal } from './signals.ts'
import { COOKED, type ControlName, type Termios, type WindowSize } from './termios.ts'
import { processed } from './tty-output.ts'
import { WaitQueue } from './waiting.ts'

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
/** Unit of `time`, in nanoseconds. */
const TENTH = 1e8

/** The terminals of one devpts file system, by their number in it (pts(4)). */
export type Terminals = Map<number, Tty>

/**
 * A terminal with the line discipline N_TTY (termios(3)): canonical input with erase, kill and word erase, echo,
 * signals, output processing, flow control. The master side is whoever holds this object: `input` is what is
 * typed, `onOutput` what is to be shown.
 */
export class Tty implements LineTerminal {
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
  /** The shell that waits at its prompt here, as it told; until it runs a command. */
  prompter: { readonly pgid: number; readonly state: string } | undefined
  /** Told by a shell on it: the lines that were edited. */
  readonly edited = new EditedLines()
  /** What its special characters did so far, and how often. */
  readonly taken = new Map<ControlName, number>()
  /** Column of the cursor, as far as the line discipline knows. */
  column = 0
  /** Lines that may be read; an empty one is the end of the file (EOF). */
  private lines: Uint8Array[] = []
  private readonly line = new CanonicalLine(this)
  private hungUp = false
  /** How often it was hung up while it went on: what was opened before reads nothing more (tty_io.c, __tty_hangup). */
  hangups = 0
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

  /** A shell of the foreground, or one on a terminal that is nobody's own, waits at its prompt for a command. */
  get atPrompt(): boolean {
    const { prompter, foreground } = this
    return (
      this.starved &&
      prompter !== undefined &&
      prompter.state !== 'zombie' &&
      (foreground === 0 || prompter.pgid === foreground)
    )
  }

  get readiness(): { readonly in: boolean; readonly out: boolean } {
    return { in: this.lines.length > 0 || this.hungUp, out: !this.frozen }
  }
  watch(changed: () => void): () => void {
    return this.readable.watch(changed)
  }

  setTermios(change: Partial<Termios>): void {
    const was = this.termios
    // Fixed for pseudo-terminals (pty.c, pty_set_termios).
    this.termios = { ...was, ...change, cs: 8, parenb: false, cread: true }
    if (was.icanon && !this.termios.icanon) {
      if (!this.line.empty) this.line.finish()
      this.lines = this.lines.filter((line) => line.length > 0)
    }
    if (was.ixon && !this.termios.ixon) this.thaw()
    this.readable.wakeAll()
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

  /** Whoever has it open loses it; the line itself goes on for the next that open it (vhangup(2)). */
  hangUpOpen(): void {
    this.hangups++
    this.lines.length = 0
    this.line.clear()
    this.readable.wakeAll()
    this.writable.wakeAll()
  }

  input(bytes: Uint8Array): void {
    const { icanon, isig, ixon, echo, istrip, iuclc, igncr, inlcr } = this.termios
    if (!icanon && !isig && !ixon && !echo && !istrip && !iuclc && !igncr && !inlcr) {
      if (bytes.length === 0) return
      this.lines.push(this.termios.icrnl ? bytes.map((b) => (b === CARRIAGE_RETURN ? LINE_FEED : b)) : bytes)
      this.readable.wakeAll()
      return
    }
    for (const byte of bytes) this.type(byte)
  }

  /** One byte that is typed (n_tty.c, n_tty_receive_char_special). */
  private type(byte: number): void {
    const modes = this.termios
    if (modes.istrip) byte &= 0x7f
    if (modes.iuclc && modes.iexten && byte >= 65 && byte <= 90) byte += 32
    if (this.line.takesLiterally) {
      this.line.type(byte)
      return
    }
    const is = (name: ControlName): boolean => byte !== 0 && modes.chars[name] === byte
    if (modes.ixon) {
      if (is('start')) {
        this.took('start')
        this.thaw()
        return
      }
      if (is('stop')) {
        this.took('stop')
        this.frozen = true
        return
      }
    }
    const raised = modes.isig ? SIGNALS.find(([name]) => is(name)) : undefined
    if (raised) {
      this.signal(raised[0], raised[1], byte)
      return
    }
    if (modes.ixon && modes.ixany) this.thaw()
    const typed = byte
    if (byte === CARRIAGE_RETURN) {
      if (modes.igncr) return
      if (modes.icrnl) byte = LINE_FEED
    } else if (byte === LINE_FEED && modes.inlcr) byte = CARRIAGE_RETURN
    if (modes.icanon) {
      this.line.type(byte)
      return
    }
    this.line.echo(byte, typed === LINE_FEED)
    this.lines.push(Uint8Array.of(byte))
    this.readable.wakeAll()
  }

  /** What is typed and what waits to be read is gone, unless NOFLSH keeps it. */
  private signal(name: ControlName, signal: Signal, byte: number): void {
    this.took(name)
    this.line.echo(byte)
    if (!this.termios.noflsh) {
      this.line.clear()
      this.lines.length = 0
    }
    if (this.termios.ixon) this.thaw()
    if (this.foreground) this.onSignal(signal, this.foreground)
  }

  took(name: ControlName): void {
    this.taken.set(name, (this.taken.get(name) ?? 0) + 1)
  }

  finish(line: Uint8Array): void {
    this.lines.push(line)
    this.readable.wakeAll()
  }

  /**
   * Up to `max` bytes: a line in canonical mode. Otherwise what is there, at least `min` bytes, or what came until `time` was over; empty at
   * the end, and where `min` is 0 and nothing came. `opened` is how often it had been hung up when the reader opened it.
   */
  async read(max: number, opened = this.hangups): Promise<Uint8Array> {
    let timed = false
    for (;;) {
      if (opened !== this.hangups) return new Uint8Array(0)
      const { icanon, min, time } = this.termios
      const there = this.readableBytes
      const enough = icanon ? this.lines.length > 0 : there >= Math.min(Math.max(min, 1), max)
      if (enough || timed) return this.take(max, icanon)
      if (this.hungUp) return new Uint8Array(0)
      if (icanon || (min > 0 && (time === 0 || there === 0))) await this.readable.wait()
      else if (time === 0) return new Uint8Array(0)
      else {
        await this.readable.waitAtMost(time * TENTH)
        timed = this.readableBytes === there
      }
    }
  }

  private take(max: number, oneLine: boolean): Uint8Array {
    const parts: Uint8Array[] = []
    let room = max
    while (room > 0 && this.lines.length > 0) {
      const first = this.lines[0]!
      parts.push(first.subarray(0, room))
      if (first.length > room) this.lines[0] = first.subarray(room)
      else this.lines.shift()
      room -= Math.min(room, first.length)
      if (oneLine) break
    }
    return parts.length === 1 ? parts[0]! : concatBytes(parts)
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.room()
    while (this.frozen && !this.hungUp) await this.writable.wait()
    this.show(bytes)
    await this.scheduler.tick()
  }

  show(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.hungUp) return
    const written = processed(bytes, this.termios, this.column)
    this.column = written.column
    if (this.frozen) this.held.push(written.bytes)
    else this.onOutput(written.bytes)
  }

  private thaw(): void {
    this.frozen = false
    for (const bytes of this.held.splice(0)) this.onOutput(bytes)
    this.writable.wakeAll()
  }
}

const SIGNALS = [
  ['intr', 'SIGINT'],
  ['quit', 'SIGQUIT'],
  ['susp', 'SIGTSTP'],
] as const
