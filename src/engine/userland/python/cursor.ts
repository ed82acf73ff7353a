import { SourceError, type Span } from './syntax.ts'
import type { Token } from './tokens.ts'

const KEYWORDS = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)

/** Where a parser is in its tokens. */
export class Cursor {
  private at = 0
  private readonly tokens: readonly Token[]
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  get next(): Token {
    return this.tokens[this.at]!
  }
  /** The token that was taken last. */
  get last(): Token {
    return this.tokens[Math.max(0, this.at - 1)]!
  }
  peek(ahead = 1): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!
  }
  take(): Token {
    const token = this.next
    if (token.kind !== 'end') this.at++
    return token
  }
  /** True where a token of a kind comes next. */
  is(kind: Token['kind']): boolean {
    return this.next.kind === kind
  }
  /** True where an operator or a keyword comes next. */
  sees(...texts: string[]): boolean {
    const { kind, text } = this.next
    return (kind === 'operator' || kind === 'name') && texts.includes(text)
  }
  /** Takes an operator or a keyword if it comes next. */
  accept(text: string): boolean {
    if (!this.sees(text)) return false
    this.at++
    return true
  }
  expect(text: string): Token {
    if (!this.sees(text)) throw this.wrong(text === ':' && this.is('newline') ? "expected ':'" : undefined)
    return this.take()
  }
  /** A name that is no keyword. */
  name(): string {
    const { kind, text } = this.next
    if (kind !== 'name' || KEYWORDS.has(text)) throw this.wrong()
    this.at++
    return text
  }
  get seesName(): boolean {
    return this.next.kind === 'name' && !KEYWORDS.has(this.next.text)
  }
  isKeyword(text: string): boolean {
    return KEYWORDS.has(text)
  }
  /** From the start of `first` to the end of what was taken last. */
  spanFrom(first: Span): Span {
    const { endLine, end } = this.last
    return { line: first.line, column: first.column, endLine, end }
  }
  wrong(message = 'invalid syntax', span: Span = this.next): SourceError {
    return new SourceError('SyntaxError', message, span, this.next.kind === 'end')
  }
  unsupported(what: string): SourceError {
    return new SourceError('unsupported', what, this.next)
  }
}
