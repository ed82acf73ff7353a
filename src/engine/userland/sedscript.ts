import { Failure } from './program.ts'
import type { Syntax } from './regex.ts'
import { compileRegex, RegexError } from './regex.ts'

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'regex'; readonly regex: RegExp | undefined }
  | { readonly kind: 'plus'; readonly count: number }

export interface Command {
  readonly from?: Address
  readonly to?: Address
  readonly negate: boolean
  readonly name: string
  /** Text of a, i, c; label of b, t, T, :; file of r, w. */
  readonly text: string
  /** Undefined: the last expression used. */
  readonly regex?: RegExp | undefined
  readonly replacement?: readonly Piece[]
  readonly flags?: { readonly global: boolean; readonly print: boolean; readonly nth: number }
  readonly map?: ReadonlyMap<string, string>
  /** Index behind the block that `{` opens. */
  end: number
  /** Line numbers of the range that is open, while one is. */
  active: { until: number } | undefined
}
/** A part of a replacement: text, a group, or a change of case (`\U`, `\L`, `\u`, `\l`, `\E`). */
export type Piece = string | { readonly group: number } | { readonly fold: string }

/** Reads a sed script (sed manual, "sed scripts"). Throws a `Failure` with sed's text. */
export class ScriptParser {
  private readonly source: string
  private readonly syntax: Syntax
  private readonly where: string
  private at = 0
  readonly commands: Command[] = []
  constructor(source: string, syntax: Syntax, where: string) {
    this.source = source
    this.syntax = syntax
    this.where = where
  }

  private fail(message: string): Failure {
    return new Failure(`${this.where}, char ${this.at}: ${message}`)
  }
  private skip(pattern: RegExp): void {
    while (this.at < this.source.length && pattern.test(this.source[this.at]!)) this.at++
  }

  parse(): Command[] {
    const open: number[] = []
    for (;;) {
      this.skip(/[\s;]/)
      if (this.at >= this.source.length) break
      if (this.source[this.at] === '#') {
        this.skip(/[^\n]/)
        continue
      }
      const from = this.address()
      this.skip(/[ \t]/)
      let to: Address | undefined
      if (from && this.source[this.at] === ',') {
        this.at++
        this.skip(/[ \t]/)
        to = this.address()
        if (!to) throw this.fail("unexpected `,'")
      }
      this.skip(/[ \t]/)
      let negate = false
      while (this.source[this.at] === '!') {
        negate = true
        this.at++
        this.skip(/[ \t]/)
      }
      const name = this.source[this.at++]
      if (name === undefined) throw this.fail('missing command')
      const command = this.command(name)
      const full: Command = {
        negate,
        name,
        text: '',
        end: 0,
        active: undefined,
        ...command,
        ...(from && { from }),
        ...(to && { to }),
      }
      if (name === '{') open.push(this.commands.length)
      if (name === '}') {
        const start = open.pop()
        if (start === undefined) throw this.fail("unexpected `}'")
        this.commands[start]!.end = this.commands.length
      }
      this.commands.push(full)
    }
    if (open.length > 0) {
      this.at = 0
      throw this.fail("unmatched `{'")
    }
    return this.commands
  }

  private address(): Address | undefined {
    const rest = this.source.slice(this.at)
    const step = /^(\d+)~(\d+)/.exec(rest)
    if (step) {
      this.at += step[0].length
      return { kind: 'step', first: Number(step[1]), step: Number(step[2]) }
    }
    const line = /^(\+?)(\d+)/.exec(rest)
    if (line) {
      this.at += line[0].length
      return line[1] ? { kind: 'plus', count: Number(line[2]) } : { kind: 'line', line: Number(line[2]) }
    }
    if (rest[0] === '$') {
      this.at++
      return { kind: 'last' }
    }
    if (rest[0] !== '/' && rest[0] !== '\\') return undefined
    if (rest[0] === '\\') this.at++
    const delimiter = this.source[this.at++]!
    const text = this.until(delimiter, 'unterminated address regex')
    let flags = ''
    while (/[IM]/.test(this.source[this.at] ?? '')) flags += this.source[this.at++] === 'I' ? 'i' : 'm'
    return { kind: 'regex', regex: this.regex(text, flags) }
  }

  /** Text up to an unescaped delimiter; an escaped one stands for itself. */
  private until(delimiter: string, message: string): string {
    let text = ''
    const inSet = false
    for (;;) {
      const char = this.source[this.at]
      if (char === undefined || (char === '\n' && message.includes('address'))) throw this.fail(message)
      this.at++
      if (char === delimiter && !inSet) return text
      if (char === '\\') {
        const next = this.source[this.at++] ?? ''
        text +=
          next === delimiter
            ? /[.*[\]^$+?(){}|]/.test(delimiter)
              ? `\\${delimiter}`
              : delimiter
            : char + next
        continue
      }
      if (char === '[' && !inSet && message.includes('regex')) {
        const set = /^\^?\]?(?:\[:[a-z]+:\]|[^\]\n])*\]/.exec(this.source.slice(this.at))
        if (set) {
          text += `[${set[0]}`
          this.at += set[0].length
          continue
        }
      }
      text += char
    }
  }

  private regex(text: string, flags: string): RegExp | undefined {
    if (text === '') return undefined
    try {
      return compileRegex(text, this.syntax, `g${flags}`)
    } catch (error) {
      if (error instanceof RegexError) throw this.fail(error.message)
      throw error
    }
  }

  private command(name: string): Partial<Command> {
    if ('{'.includes(name)) return {}
    if ('=dDgGhHnNpPxlqQ}'.includes(name)) {
      const code = 'qQ'.includes(name) ? /^[ \t]*(\d+)?/.exec(this.source.slice(this.at))! : undefined
      if (code) this.at += code[0].length
      this.ends()
      return { text: code?.[1] ?? '' }
    }
    if (name === 's') return this.substitution()
    if (name === 'y') return this.transliteration()
    if ('aic'.includes(name)) return { text: this.textArgument() }
    if (':btT'.includes(name)) {
      this.skip(/[ \t]/)
      const m = (name === ':' ? /^[^\s;]*/ : /^[^\s;}]*/).exec(this.source.slice(this.at))!
      this.at += m[0].length
      if (name === ':' && m[0] === '') throw this.fail('":" lacks a label')
      return { text: m[0] }
    }
    if ('rw'.includes(name)) {
      this.skip(/[ \t]/)
      const m = /^[^\n]*/.exec(this.source.slice(this.at))!
      this.at += m[0].length
      if (m[0] === '') throw this.fail('missing filename in r/R/w/W commands')
      return { text: m[0] }
    }
    if ('RWeFzv'.includes(name))
      throw new Failure(`the command \`${name}' of sed is not part of this simulation`)
    throw this.fail(`unknown command: \`${name}'`)
  }

  /** What may follow a command. */
  private ends(): void {
    this.skip(/[ \t]/)
    const next = this.source[this.at]
    if (next === undefined || next === ';' || next === '\n' || next === '}' || next === '#') return
    this.at++
    throw this.fail('extra characters after command')
  }

  private textArgument(): string {
    this.skip(/[ \t]/)
    if (this.at >= this.source.length) throw this.fail("expected \\ after `a', `c' or `i'")
    if (this.source[this.at] === '\\') {
      this.at++
      this.skip(/[ \t]/)
      if (this.source[this.at] === '\n') this.at++
    }
    let text = ''
    while (this.at < this.source.length && this.source[this.at] !== '\n') {
      if (this.source[this.at] !== '\\' || this.at + 1 >= this.source.length) text += this.source[this.at++]
      else {
        const next = this.source[this.at + 1]!
        text += next === 'n' ? '\n' : next === 't' ? '\t' : next
        this.at += 2
      }
    }
    return text
  }

  private substitution(): Partial<Command> {
    const delimiter = this.source[this.at++]
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\')
      throw this.fail("unterminated `s' command")
    const pattern = this.until(delimiter, "unterminated `s' command")
    const replacement = this.until(delimiter, "unterminated `s' command")
    let flags = ''
    let global = false
    let print = false
    let nth = 1
    for (;;) {
      const rest = this.source.slice(this.at)
      const number = /^\d+/.exec(rest)
      if (number) {
        nth = Number(number[0])
        if (nth === 0) throw this.fail("number option to `s' command may not be zero")
        this.at += number[0].length
      } else if (rest[0] === 'g') global = true
      else if (rest[0] === 'p') print = true
      else if (rest[0] === 'i' || rest[0] === 'I') flags += 'i'
      else if (rest[0] === 'm' || rest[0] === 'M') flags += 'm'
      else if (rest[0] === 'e' || rest[0] === 'w')
        throw new Failure(`the flag \`${rest[0]}' of sed's \`s' is not part of this simulation`)
      else break
      if (!number) this.at++
    }
    this.skip(/[ \t]/)
    const next = this.source[this.at]
    if (next !== undefined && !';\n}#'.includes(next)) {
      this.at++
      throw this.fail("unknown option to `s'")
    }
    const regex = this.regex(pattern, flags)
    const pieces = piecesOf(replacement)
    const groups = regex ? new RegExp(`${regex.source}|`, 'u').exec('')!.length - 1 : 9
    for (const piece of pieces)
      if (typeof piece !== 'string' && 'group' in piece && piece.group > groups)
        throw this.fail(`invalid reference \\${piece.group} on \`s' command's RHS`)
    return { regex, replacement: pieces, flags: { global, print, nth } }
  }

  private transliteration(): Partial<Command> {
    const delimiter = this.source[this.at++] ?? ''
    const plain = (text: string): string[] => [
      ...text.replace(/\\([\\n])/g, (_, c: string) => (c === 'n' ? '\n' : '\\')),
    ]
    const from = plain(this.until(delimiter, "unterminated `y' command"))
    const to = plain(this.until(delimiter, "unterminated `y' command"))
    if (from.length !== to.length) throw this.fail("strings for `y' command are different lengths")
    this.ends()
    return { map: new Map(from.map((char, i) => [char, to[i]!])) }
  }
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  const add = (piece: string): void => {
    const last = pieces.at(-1)
    if (typeof last === 'string') pieces[pieces.length - 1] = last + piece
    else pieces.push(piece)
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '&') pieces.push({ group: 0 })
    else if (char !== '\\') add(char)
    else {
      const next = text[++i] ?? ''
      if (/\d/.test(next)) pieces.push({ group: Number(next) })
      else if (/[ULEul]/.test(next)) pieces.push({ fold: next })
      else add(next === 'n' ? '\n' : next === 't' ? '\t' : next)
    }
  }
  return pieces
}
