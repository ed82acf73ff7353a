import { decode } from '../../base/text.ts'

/** Ctrl-C: the line is given up. */
export class LineInterrupted extends Error {}
/** Nothing more will be typed. */
export class InputEnded extends Error {}
/** A command gave up (Ctrl-G, a macro that fails): what it was part of ends. */
export class Aborted extends Error {}

export interface ByteSource {
  /** One byte; undefined at the end of input; `resized` after a change of the window's size. */
  readByte(): Promise<number | 'resized' | undefined>
  /** Bytes that can be read without waiting. */
  queued(): number
  /** Keys that raise signals: what gives the line up, and what a shell at its prompt does not heed (Ctrl-Z, Ctrl-\). */
  readonly signals: { readonly interrupt: string; readonly ignored: readonly string[] }
}

/** What is typed, byte by byte, with what macros and unread keys put before it. */
export class Input {
  private readonly source: ByteSource
  private readonly onResize: () => Promise<void>
  private pushed = ''
  /** Keys of the macro that is being defined. */
  recording: string | undefined
  /** What the command that runs has read. */
  tape = ''
  /** The macro defined last. */
  macro = ''

  constructor(source: ByteSource, onResize: () => Promise<void>) {
    this.source = source
    this.onResize = onResize
  }

  /** The next byte as a character. `literal`: keys that raise signals are keys like others. */
  async read(literal = false): Promise<string> {
    for (;;) {
      if (this.pushed !== '') {
        const first = this.pushed[0]!
        this.pushed = this.pushed.slice(1)
        this.tape += first
        return first
      }
      const byte = await this.source.readByte()
      if (byte === undefined) throw new InputEnded()
      if (byte === 'resized') {
        await this.onResize()
        continue
      }
      const c = String.fromCharCode(byte)
      const { interrupt, ignored } = this.source.signals
      if (!literal && c === interrupt) throw new LineInterrupted()
      if (!literal && ignored.includes(c)) continue
      if (this.recording !== undefined) this.recording += c
      this.tape += c
      return c
    }
  }

  /** The rest of the UTF-8 sequence that a byte begins, decoded with it. */
  async character(first: string): Promise<string> {
    const code = first.charCodeAt(0)
    const length = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : code >= 0xc0 ? 2 : 1
    let bytes = first
    while (bytes.length < length) bytes += await this.read(true)
    return text(bytes)
  }

  /** Puts bytes before what is typed. */
  push(bytes: string): void {
    this.pushed = bytes + this.pushed
    if (bytes !== '' && this.tape.endsWith(bytes)) this.tape = this.tape.slice(0, -bytes.length)
  }
  /** Forgets what macros left. */
  clear(): void {
    this.pushed = ''
    this.recording = undefined
  }
  get waiting(): boolean {
    return this.pushed !== '' || this.source.queued() > 0
  }
}

/** Bytes held as characters, decoded. */
export const text = (bytes: string): string => decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)))
