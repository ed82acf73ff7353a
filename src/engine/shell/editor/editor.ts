import { type Buffer, EDITS, EMPTY_BUFFER, insertText, replaceRange, replaceText } from './buffer.ts'
import type { Candidate } from './complete.ts'
import { HistoryWalk } from './history.ts'
import { EMACS } from './keymap.ts'
import { type Key, KeyDecoder } from './keys.ts'
import { columnsOf, draw, type Shown, toEnd } from './render.ts'
import { textWidth } from './width.ts'

/** How an editor reaches its terminal. */
export interface EditorTerminal {
  /** One byte; undefined at the end of input; `resized` after a change of the window's size. */
  readByte(): Promise<number | 'resized' | undefined>
  write(text: string): Promise<void>
  columns(): number
}

/** What Tab offers: candidates for the stretch of text from `from` to the cursor. */
export interface Completion {
  readonly from: number
  readonly candidates: readonly Candidate[]
  /** A candidate as it must be written there, quoted. `final`: it is the only one. */
  quote(candidate: Candidate, final: boolean): string
}

export interface EditorOptions {
  readonly bracketedPaste: boolean
  complete(text: string, cursor: number): Promise<Completion>
}

export type LineResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'end' }

const BELL = '\x07'

/** A line editor in the manner of Readline. One instance lives as long as its shell: it keeps what was cut. */
export class LineEditor {
  private readonly terminal: EditorTerminal
  private readonly options: EditorOptions
  private readonly decoder = new KeyDecoder()
  private buffer: Buffer = EMPTY_BUFFER
  private shown: Shown | undefined
  private prompt = ''
  private walk = new HistoryWalk([])
  private lastCommand = ''
  private argument = { depth: 0, from: 0 }
  private search: { pattern: string; index: number; failed: boolean; saved: Buffer } | undefined

  constructor(terminal: EditorTerminal, options: EditorOptions) {
    this.terminal = terminal
    this.options = options
  }

  /** Reads a line. The terminal must pass bytes as they come (no echo, no signals). */
  async readLine(prompt: string, history: readonly string[]): Promise<LineResult> {
    this.prompt = prompt
    this.walk = new HistoryWalk(history)
    this.buffer = { ...EMPTY_BUFFER, killed: this.buffer.killed }
    this.shown = undefined
    this.search = undefined
    if (this.options.bracketedPaste) await this.terminal.write('\x1b[?2004h')
    await this.redraw()
    for (;;) {
      const byte = await this.terminal.readByte()
      if (byte === undefined) return this.leave({ kind: 'end' }, '')
      if (byte === 'resized') {
        await this.redraw()
        continue
      }
      const key = this.decoder.feed(byte)
      const result = key && (await this.press(key))
      if (result) return result
    }
  }

  private async leave(result: LineResult, output: string): Promise<LineResult> {
    const off = this.options.bracketedPaste ? '\x1b[?2004l\r' : ''
    await this.terminal.write(result.kind === 'end' ? `${off}\n` : `${output}${off}`)
    return result
  }

  private async redraw(): Promise<void> {
    const line = this.search
      ? {
          prompt: `(${this.search.failed ? 'failed ' : ''}reverse-i-search)\`${this.search.pattern}': `,
          text: this.buffer.text,
          cursor: this.buffer.cursor,
        }
      : { prompt: this.prompt, text: this.buffer.text, cursor: this.buffer.cursor }
    const { output, shown } = draw(this.shown, line, this.terminal.columns())
    this.shown = shown
    if (output !== '') await this.terminal.write(output)
  }

  private async press(key: Key): Promise<LineResult | undefined> {
    if (this.search) {
      if (await this.searching(key)) return undefined
    }
    if (key.kind !== 'key') {
      this.buffer = insertText(this.buffer, key.text)
      this.lastCommand = 'self-insert'
      await this.redraw()
      return undefined
    }
    const command = EMACS.get(key.name)
    if (command === undefined) {
      await this.terminal.write(BELL)
      return undefined
    }
    const result = await this.run(command)
    this.lastCommand = command
    return result
  }

  private async run(command: string): Promise<LineResult | undefined> {
    const edit = EDITS[command]
    if (edit) {
      const before = this.buffer
      this.buffer = edit(this.buffer)
      if (before.text === this.buffer.text && before.cursor === this.buffer.cursor)
        await this.terminal.write(BELL)
      else await this.redraw()
      return undefined
    }
    switch (command) {
      case 'accept-line':
        return this.leave({ kind: 'line', text: this.buffer.text }, `${this.atEnd()}\n`)
      case 'interrupt':
        return this.leave({ kind: 'interrupted' }, `${this.atEnd()}^C\n`)
      case 'delete-or-eof':
        if (this.buffer.text === '') return this.leave({ kind: 'end' }, '')
        return this.run('delete-char')
      case 'clear-screen':
        await this.terminal.write('\x1b[H\x1b[2J')
        this.shown = undefined
        await this.redraw()
        return undefined
      case 'complete':
        await this.complete()
        return undefined
      case 'reverse-search-history':
        this.search = { pattern: '', index: Number.POSITIVE_INFINITY, failed: false, saved: this.buffer }
        await this.redraw()
        return undefined
      case 'yank-last-arg':
        await this.yankArgument()
        return undefined
      default:
        await this.walkHistory(command)
        return undefined
    }
  }

  private atEnd(): string {
    return this.shown ? toEnd({ ...this.shown, text: this.buffer.text }) : ''
  }

  private async walkHistory(command: string): Promise<void> {
    const { text } = this.buffer
    const line =
      command === 'previous-history'
        ? this.walk.previous(text)
        : command === 'next-history'
          ? this.walk.next(text)
          : command === 'beginning-of-history'
            ? this.walk.first(text)
            : this.walk.last(text)
    if (line === undefined) await this.terminal.write(BELL)
    else {
      this.buffer = replaceText(this.buffer, line)
      await this.redraw()
    }
  }

  /** M-. puts in the last word of the line before; again, of the one before that. */
  private async yankArgument(): Promise<void> {
    const again = this.lastCommand === 'yank-last-arg'
    const depth = again ? this.argument.depth + 1 : 1
    const word = this.walk.lastArgument(depth)
    if (word === undefined) {
      await this.terminal.write(BELL)
      return
    }
    const from = again ? this.argument.from : this.buffer.cursor
    this.argument = { depth, from }
    this.buffer = replaceRange(this.buffer, from, this.buffer.cursor, word)
    await this.redraw()
  }

  /** A key during C-r. False: the search is over and the key has its usual meaning. */
  private async searching(key: Key): Promise<boolean> {
    const search = this.search!
    if (key.kind === 'key' && (key.name === 'C-g' || key.name === 'C-c')) {
      this.buffer = search.saved
      this.search = undefined
      await this.redraw()
      return key.name === 'C-g'
    }
    const erase = key.kind === 'key' && (key.name === 'backspace' || key.name === 'C-h')
    if (key.kind === 'key' && key.name !== 'C-r' && !erase) {
      this.search = undefined
      if (Number.isFinite(search.index)) this.walk.moveTo(search.index)
      await this.redraw()
      return false
    }
    const pattern =
      key.kind === 'key' ? (erase ? search.pattern.slice(0, -1) : search.pattern) : search.pattern + key.text
    const onward = key.kind === 'key' && !erase
    const from = onward
      ? search.index
      : Number.isFinite(search.index) && !erase
        ? search.index + 1
        : undefined
    const index = pattern === '' ? -1 : this.walk.search(pattern, from)
    if (index < 0) this.search = { ...search, pattern, failed: pattern !== '' }
    else {
      const line = this.walk.line(index)
      this.search = { ...search, pattern, index, failed: false }
      this.buffer = { ...this.buffer, text: line, cursor: line.indexOf(pattern) }
    }
    await this.redraw()
    return true
  }

  private async complete(): Promise<void> {
    const found = await this.options.complete(this.buffer.text, this.buffer.cursor)
    const { candidates, from } = found
    const [only] = candidates
    if (only === undefined) {
      await this.terminal.write(BELL)
      return
    }
    if (candidates.length === 1) {
      this.buffer = replaceRange(this.buffer, from, this.buffer.cursor, found.quote(only, true))
      await this.redraw()
      return
    }
    const common = commonPrefix(candidates.map((each) => each.text))
    const text = found.quote({ text: common }, false)
    if (text.length > this.buffer.cursor - from && common !== '') {
      this.buffer = replaceRange(this.buffer, from, this.buffer.cursor, text)
      await this.redraw()
      return
    }
    if (this.lastCommand !== 'complete') {
      await this.terminal.write(BELL)
      return
    }
    const labels = candidates.map((each) => each.label ?? each.text)
    await this.terminal.write(`${this.atEnd()}\n${columnsOf(labels, this.terminal.columns(), textWidth)}`)
    this.shown = undefined
    await this.redraw()
  }
}

/** What all texts begin with. */
export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? ''
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1)
  return prefix
}
