import { EDIT_COMMANDS } from './edit-commands.ts'
import { HistoryWalk } from './history.ts'
import { Aborted, type ByteSource, Input, InputEnded, LineInterrupted } from './input.ts'
import { KEY_COMMANDS } from './key-commands.ts'
import type { Binding } from './keymap.ts'
import { KillRing } from './kill-ring.ts'
import { Line } from './line.ts'
import { Screen } from './screen.ts'
import type { EditorHost, Interactive, Keymaps, LineResult } from './session.ts'
import { VI_COMMANDS } from './vi-commands.ts'
import { ViState } from './vi-state.ts'

export interface EditorTerminal extends ByteSource {
  write(text: string): Promise<void>
  columns(): number
  /** Whether Ctrl-S and Ctrl-Q stop and start output. */
  flowControl(on: boolean): void
  /** What is typed is shown. */
  readonly echo: boolean
  /** The key that ends the input on an empty line. */
  readonly endOfFile: string
}

const SELF_INSERT: Binding = { kind: 'command', name: 'self-insert' }

/** A line editor in the manner of Readline. One instance lives as long as its shell: it keeps what was cut. */
export class LineEditor implements Interactive {
  readonly host: EditorHost
  readonly input: Input
  readonly screen: Screen
  readonly ring = new KillRing()
  readonly viState = new ViState()
  readonly sought = { incremental: '', plain: '' }
  readonly yanked = { skip: 0, count: undefined as number | undefined, direction: 1, done: false }
  /** Functions that ran for the line, and how often. */
  ran = new Map<string, number>()
  line = new Line()
  history = new HistoryWalk([])
  last = ''
  lastKey = ''
  killing = false
  explicit = false
  overwrite = false
  searchedFrom = { index: 0, prefix: '', shown: '' }
  result: LineResult | undefined
  continueAt: number | undefined
  private argument = { count: 1, sign: 1 }
  private cut = false
  private dinged = false
  private readonly terminal: EditorTerminal

  constructor(terminal: EditorTerminal, host: EditorHost) {
    this.terminal = terminal
    this.host = host
    this.screen = new Screen(terminal)
    this.input = new Input(terminal, () => this.screen.draw(this.line))
  }

  get vi(): boolean {
    return this.host.mode() === 'vi'
  }
  private get keymap(): Keymaps[keyof Keymaps] {
    if (!this.vi) return this.host.keymaps.emacs
    return this.viState.commanding ? this.host.keymaps.viCommand : this.host.keymaps.viInsert
  }

  /** Reads a line. The terminal must pass bytes as they come (no echo, no signals). */
  async readLine(prompt: string, history: string[]): Promise<LineResult> {
    this.history = new HistoryWalk(history)
    this.line = new Line()
    this.ran = new Map()
    this.result = undefined
    this.last = ''
    this.overwrite = false
    this.viState.begin()
    if (this.host.bracketedPaste) await this.terminal.write('\x1b[?2004h')
    this.screen.begin(prompt, this.terminal.echo)
    if (this.continueAt !== undefined && this.continueAt < history.length)
      this.history.go(this.continueAt, this.line)
    this.continueAt = undefined
    await this.screen.draw(this.line)
    try {
      while (!this.result) await this.step()
    } catch (error) {
      if (error instanceof InputEnded) return this.leave({ kind: 'end' }, '')
      if (!(error instanceof LineInterrupted)) throw error
      this.input.clear()
      this.terminal.flowControl(true)
      return this.leave({ kind: 'interrupted' }, `${this.screen.atEnd(this.line)}^C\n`)
    }
    return this.leave(this.result!, this.terminal.echo ? `${this.screen.atEnd(this.line)}\n` : '')
  }

  private async leave(result: LineResult, output: string): Promise<LineResult> {
    const off = this.host.bracketedPaste ? '\x1b[?2004l\r' : ''
    const below = result.kind === 'end' || !this.terminal.echo ? '\n' : ''
    await this.terminal.write(`${result.kind === 'end' ? '' : output}${off}${below}`)
    return result
  }

  /** One command from keys to screen. */
  private async step(): Promise<void> {
    this.argument = { count: 1, sign: 1 }
    this.explicit = false
    this.cut = false
    this.input.tape = ''
    this.viState.argument = ''
    let aborted = false
    try {
      await this.dispatch()
    } catch (error) {
      if (!(error instanceof Aborted)) throw error
      this.input.clear()
      this.last = ''
      aborted = true
    }
    this.killing = this.cut
    if (!aborted && this.viState.commanding && this.vi && this.line.point === this.line.end && !this.result)
      this.line.point = this.line.previous(this.line.end)
    if (this.dinged) await this.terminal.write('\x07')
    this.dinged = false
    if (!this.result) await this.screen.draw(this.line)
  }

  /** Reads a key sequence and runs what it is bound to. */
  async dispatch(): Promise<void> {
    const { binding, sequence } = await this.nextBinding()
    if (binding === undefined) return this.ding()
    if (binding.kind === 'macro') {
      this.input.push(binding.text)
      return this.dispatch()
    }
    if (binding.kind === 'shell') {
      await this.terminal.write(`${this.screen.atEnd(this.line)}\n`)
      await this.host.runShell(binding.text, this.line)
      this.screen.forget()
      return
    }
    if (binding.name === 'self-insert') await this.selfInsert(sequence)
    else await this.run(binding.name, sequence)
  }

  /** The longest bound sequence that is typed; what was read beyond it is read again. */
  private async nextBinding(): Promise<{ binding: Binding | undefined; sequence: string }> {
    let sequence = ''
    let best: { binding: Binding; sequence: string } | undefined
    for (;;) {
      sequence += await this.input.read()
      const binding = this.lookup(sequence)
      const prefix = this.keymap.isPrefix(sequence)
      if (binding) best = { binding, sequence }
      const alone = this.vi && sequence === '\x1b' && !this.input.waiting
      if (prefix && !alone && (!binding || this.input.waiting)) continue
      if (!best) return { binding: undefined, sequence }
      this.input.push(sequence.slice(best.sequence.length))
      return best
    }
  }

  private lookup(sequence: string): Binding | undefined {
    const found = this.keymap.get(sequence)
    if (found || sequence.length > 1 || (this.vi && this.viState.commanding)) return found
    return sequence >= ' ' && sequence !== '\x7f'
      ? SELF_INSERT
      : this.vi && sequence !== '\x1b'
        ? SELF_INSERT
        : undefined
  }
  commandOf(key: string): string | undefined {
    const found = this.lookup(key)
    return found?.kind === 'command' ? found.name : undefined
  }

  private async selfInsert(first: string): Promise<void> {
    this.counts('self-insert')
    const character = await this.input.character(first)
    this.insertTyped(character, this.count)
    this.note('self-insert', first)
  }

  insertTyped(character: string, count: number): void {
    if (count <= 0) return
    const { line } = this
    this.viState.type(character)
    if (!this.overwrite) {
      line.insert(character.repeat(count))
      return
    }
    line.group(() => {
      for (let i = 0; i < count; i++) {
        line.insert(character)
        if (line.point < line.end) line.remove(line.point, line.next(line.point))
      }
    })
  }

  /** Runs a command by its name. */
  async run(name: string, sequence: string): Promise<void> {
    const edit = EDIT_COMMANDS[name]
    const keyed = KEY_COMMANDS[name] ?? VI_COMMANDS[name]
    if (!edit && !keyed) {
      await this.screen.say(this.line, `${name}: this key's command is not simulated here`)
      return
    }
    if (name === 'delete-char' && this.endsInput(sequence)) {
      this.result = { kind: 'end' }
      return
    }
    this.counts(name)
    if (edit) edit(this, this.count)
    else await keyed!(this, this.count, sequence)
    if (!/^(?:digit|universal|vi-arg|vi-digit)/.test(name)) this.note(name, sequence)
  }
  private endsInput(sequence: string): boolean {
    return (
      sequence === this.terminal.endOfFile &&
      this.line.text === '' &&
      this.lastKey !== this.terminal.endOfFile
    )
  }
  counts(name: string): void {
    this.ran.set(name, (this.ran.get(name) ?? 0) + 1)
  }
  private note(name: string, sequence: string): void {
    this.last = name
    this.lastKey = sequence
  }

  get count(): number {
    return this.argument.count * this.argument.sign
  }
  setArgument(count: number, sign: 1 | -1, explicit: boolean): void {
    this.argument = { count, sign }
    this.explicit = explicit
  }
  show(message: string): Promise<void> {
    return this.screen.draw(this.line, message)
  }
  say(text: string): Promise<void> {
    return this.screen.say(this.line, text)
  }
  flowControl(on: boolean): void {
    this.terminal.flowControl(on)
  }

  ding(): void {
    this.dinged = true
  }
  kill(from: number, to: number): void {
    this.cut = true
    if (from === to) return
    const text = this.line.remove(from, to)
    this.line.point = Math.min(from, to)
    this.ring.keep(text, this.killing && !this.vi, from < to)
  }
  keepKilled(text: string, forward: boolean): void {
    this.cut = true
    if (text !== '') this.ring.keep(text, this.killing && !this.vi, forward)
  }
}
