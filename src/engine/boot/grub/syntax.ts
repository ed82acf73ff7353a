import { keeping } from '../../base/keeping.ts'
import { GrubError } from './errors.ts'

/** A stretch of a word. Quoted ones are not split at blanks. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean }

export type Word = readonly Part[]

export interface Block {
  /** Between the braces, as it was written. */
  readonly source: string
  readonly body: readonly Statement[]
}

export type Statement =
  | { readonly kind: 'command'; readonly words: readonly Word[]; readonly block: Block | undefined }
  | {
      readonly kind: 'if'
      readonly branches: readonly {
        readonly test: readonly Statement[]
        readonly body: readonly Statement[]
      }[]
      readonly otherwise: readonly Statement[]
    }
  | {
      readonly kind: 'for'
      readonly name: string
      readonly words: readonly Word[]
      readonly body: readonly Statement[]
    }
  | {
      readonly kind: 'while'
      readonly until: boolean
      readonly test: readonly Statement[]
      readonly body: readonly Statement[]
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: readonly Statement[] }

type Token =
  | { readonly kind: 'word'; readonly parts: Part[]; readonly bare: string | undefined; readonly at: number }
  | { readonly kind: 'end'; readonly at: number }
  | { readonly kind: '{' | '}'; readonly at: number }

/** Where a script is wrong. */
export class ScriptError extends GrubError {
  /** It is inside a block, a condition or a loop: what follows belongs to that. */
  readonly nested: boolean
  /** The script ended before it was complete. */
  readonly atEnd: boolean
  constructor(nested: boolean, atEnd: boolean) {
    super('syntax error')
    this.nested = nested
    this.atEnd = atEnd
  }
}

/** Parses a script (GRUB manual, "Writing full configuration files directly"). Throws `ScriptError`. */
export const parseScript = keeping((source): readonly Statement[] => {
  const parser = new Parser(source)
  const found = parser.list([])
  parser.expectEnd()
  return found
})

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/
const SPECIAL = /^(?:[0-9]+|[?*@#])/

class Parser {
  private readonly source: string
  private readonly tokens: readonly Token[]
  private next = 0
  private depth = 0

  constructor(source: string) {
    this.source = source
    this.tokens = tokenize(source)
  }
  private wrong(): ScriptError {
    return new ScriptError(this.depth > 0, this.peek() === undefined)
  }
  private peek(): Token | undefined {
    return this.tokens[this.next]
  }
  private bare(): string | undefined {
    const token = this.peek()
    return token?.kind === 'word' ? token.bare : undefined
  }
  private skipEnds(): void {
    while (this.peek()?.kind === 'end') this.next++
  }
  expectEnd(): void {
    if (this.peek()) throw this.wrong()
  }
  private keyword(name: string): void {
    this.skipEnds()
    if (this.bare() !== name) throw this.wrong()
    this.next++
  }

  /** Statements up to one of the keywords, a `}` or the end. */
  list(until: readonly string[]): Statement[] {
    const found: Statement[] = []
    for (;;) {
      this.skipEnds()
      const token = this.peek()
      const bare = this.bare()
      if (!token || token.kind === '}' || (bare !== undefined && until.includes(bare))) return found
      found.push(this.statement())
    }
  }

  /** As `list`, which must not be empty. */
  private some(until: readonly string[]): Statement[] {
    const found = this.list(until)
    if (found.length === 0) throw this.wrong()
    return found
  }

  private statement(): Statement {
    const before = this.depth
    const found = this.anyStatement()
    this.depth = before
    return found
  }
  private anyStatement(): Statement {
    switch (this.bare()) {
      case 'if':
        this.depth++
        return this.conditional()
      case 'for':
        this.depth++
        return this.loopOver()
      case 'while':
      case 'until':
        this.depth++
        return this.loop()
      case 'function':
        this.depth++
        return this.definition()
      case 'then':
      case 'fi':
      case 'else':
      case 'elif':
      case 'do':
      case 'done':
        throw this.wrong()
      default:
        return this.command()
    }
  }
  private conditional(): Statement {
    const branches: { test: Statement[]; body: Statement[] }[] = []
    let otherwise: Statement[] = []
    do {
      this.next++
      const test = this.some(['then'])
      this.keyword('then')
      branches.push({ test, body: this.some(['elif', 'else', 'fi']) })
    } while (this.bare() === 'elif')
    if (this.bare() === 'else') {
      this.next++
      otherwise = this.some(['fi'])
    }
    this.keyword('fi')
    return { kind: 'if', branches, otherwise }
  }
  private loopOver(): Statement {
    this.next++
    const name = this.bare()
    if (name === undefined) throw this.wrong()
    this.next++
    if (this.bare() !== 'in') throw this.wrong()
    this.next++
    const words = this.words()
    return { kind: 'for', name, words, body: this.body() }
  }
  private loop(): Statement {
    const until = this.bare() === 'until'
    this.next++
    const test = this.some(['do'])
    return { kind: 'while', until, test, body: this.body() }
  }
  private body(): Statement[] {
    this.keyword('do')
    const body = this.some(['done'])
    this.keyword('done')
    return body
  }
  private definition(): Statement {
    this.next++
    const name = this.bare()
    if (name === undefined) throw this.wrong()
    this.next++
    this.skipEnds()
    return { kind: 'function', name, body: this.block().body }
  }
  private command(): Statement {
    const words = this.words()
    if (words.length === 0) throw this.wrong()
    const block = this.peek()?.kind === '{' ? this.block() : undefined
    return { kind: 'command', words, block }
  }
  private words(): Word[] {
    const words: Word[] = []
    for (;;) {
      const token = this.peek()
      if (token?.kind !== 'word') return words
      words.push(token.parts)
      this.next++
    }
  }
  private block(): Block {
    const open = this.peek()
    if (open?.kind !== '{') throw this.wrong()
    this.next++
    this.depth++
    const body = this.list([])
    const close = this.peek()
    if (close?.kind !== '}') throw this.wrong()
    this.next++
    return { source: this.source.slice(open.at + 1, close.at), body }
  }
}

const unfinished = (): ScriptError => new ScriptError(true, true)

function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const c = source[at]!
    if (c === '\\' && source[at + 1] === '\n') at += 2
    else if (c === ' ' || c === '\t') at++
    else if (c === '\n' || c === ';') tokens.push({ kind: 'end', at: at++ })
    else if (c === '#') while (at < source.length && source[at] !== '\n') at++
    else if (c === '{' || c === '}') tokens.push({ kind: c, at: at++ })
    else if ('|&<>'.includes(c)) throw new ScriptError(false, false)
    else {
      const word = readWord(source, at)
      tokens.push({ kind: 'word', parts: word.parts, bare: word.bare, at })
      at = word.end
    }
  }
  return tokens
}

/** What stands for itself in a word; looked for in pieces of so many characters. */
const PLAIN = /^[^ \t\n;{}|&<>\\'"$]+/
const LONGEST = 128

/** One word: text, quotes, `$name`. `bare` is its text where nothing in it is quoted or expanded. */
function readWord(source: string, start: number): { parts: Part[]; bare: string | undefined; end: number } {
  const parts: Part[] = []
  let bare = true
  let at = start
  const text = (piece: string, quoted: boolean): void => {
    const last = parts.at(-1)
    if (last?.kind === 'text' && last.quoted === quoted)
      parts[parts.length - 1] = { kind: 'text', text: last.text + piece, quoted }
    else parts.push({ kind: 'text', text: piece, quoted })
  }
  const variable = (quoted: boolean): void => {
    bare = false
    const rest = source.slice(at + 1)
    const braced = /^\{([^}]*)\}/.exec(rest)
    const name = braced?.[1] ?? NAME.exec(rest)?.[0] ?? SPECIAL.exec(rest)?.[0]
    if (name === undefined) {
      text('$', quoted)
      at++
      return
    }
    parts.push({ kind: 'variable', name, quoted })
    at += 1 + (braced?.[0].length ?? name.length)
  }
  while (at < source.length && !/[ \t\n;{}|&<>]/.test(source[at]!)) {
    const c = source[at]!
    if (c === '\\') {
      bare = false
      if (source[at + 1] !== '\n') text(source[at + 1] ?? '', true)
      at += 2
    } else if (c === "'") {
      bare = false
      const end = source.indexOf("'", at + 1)
      if (end < 0) throw unfinished()
      text(source.slice(at + 1, end), true)
      at = end + 1
    } else if (c === '"') {
      bare = false
      at++
      text('', true)
      while (source[at] !== '"') {
        if (at >= source.length) throw unfinished()
        if (source[at] === '$') variable(true)
        else if (source[at] === '\\' && '$"\\\n'.includes(source[at + 1] ?? ' ')) {
          if (source[at + 1] !== '\n') text(source[at + 1]!, true)
          at += 2
        } else text(source[at++]!, true)
      }
      at++
    } else if (c === '$') variable(false)
    else {
      const plain = PLAIN.exec(source.slice(at, at + LONGEST))![0]
      text(plain, false)
      at += plain.length
    }
  }
  return { parts, bare: bare ? source.slice(start, at) : undefined, end: at }
}
