import { SyntaxFault } from './faults.ts'
import { PatternFault, Patterns } from './patterns.ts'
import type { Token, TokenKind } from './tokens.ts'
import type { Expression, Target, Variable } from './tree.ts'

const ASSIGN = ['=', '+=', '-=', '*=', '/=', '%=', '^=']
const COMPARE = ['<', '<=', '==', '!=', '>', '>=']
const isTarget = (e: Expression): e is Target =>
  e.kind === 'var' || e.kind === 'element' || e.kind === 'field'

/** Reads expressions, with the precedence that mawk's grammar gives (parse.y). */
export class ExpressionParser {
  private readonly tokens: readonly Token[]
  private readonly busybox: boolean
  protected at = 0
  /** Names of the parameters of the function that is read. */
  protected parameters: readonly string[] = []
  /** In the list of `print`, `>` is no comparison. */
  private printing = false
  protected readonly calls: { readonly name: string }[] = []
  private open = 0

  constructor(tokens: readonly Token[], busybox: boolean) {
    this.tokens = tokens
    this.busybox = busybox
  }

  protected get token(): Token {
    return this.tokens[this.at]!
  }
  protected is(...texts: string[]): boolean {
    const { kind, text } = this.token
    return (kind === 'op' || kind === 'keyword') && texts.includes(text)
  }
  protected isKind(...kinds: TokenKind[]): boolean {
    return kinds.includes(this.token.kind)
  }
  protected ahead(by: number): Token | undefined {
    return this.tokens[this.at + by]
  }
  protected accept(...texts: string[]): boolean {
    if (!this.is(...texts)) return false
    this.at++
    return true
  }
  protected expect(text: string): void {
    if (!this.accept(text)) this.fail()
  }
  protected take(): Token {
    return this.tokens[this.at++]!
  }
  protected skipNewlines(): void {
    while (this.isKind('newline')) this.at++
  }
  protected lastLine(): number {
    return this.tokens.at(-1)!.line
  }

  /** Says what stands where it may not. */
  protected fail(): never {
    const { kind, text, line } = this.token
    const before = this.tokens.slice(0, this.at)
    const depth = (opening: string, closing: string): number =>
      before.reduce(
        (n, t) => n + (t.kind !== 'op' ? 0 : t.text === opening ? 1 : t.text === closing ? -1 : 0),
        0,
      )
    if (kind === 'end') {
      if (depth('{', '}') > 0) throw new SyntaxFault(line, 'missing } near end of file')
      throw new SyntaxFault(line, 'syntax error at or near end of line')
    }
    if (kind === 'op' && text === ')' && depth('(', ')') <= 0) throw new SyntaxFault(line, "extra ')'")
    if (kind === 'op' && text === '}' && depth('{', '}') <= 0) throw new SyntaxFault(line, `extra '}'`)
    if (kind === 'newline') throw new SyntaxFault(line + 1, 'syntax error at or near end of line')
    const shown = kind === 'string' ? `"${text}"` : kind === 'regex' ? `/${text}/` : text
    throw new SyntaxFault(line, `syntax error at or near ${shown}`)
  }

  protected variable(name: string): Variable {
    const local = this.parameters.indexOf(name)
    return { kind: 'var', name, local: local < 0 ? undefined : local }
  }

  /** The list behind `print`. */
  protected printList(): Expression[] {
    this.printing = true
    this.open = 0
    const items = this.endsList() ? [] : this.list()
    this.printing = false
    const only = items.length === 1 ? items[0]! : undefined
    if (only?.kind === 'group' && only.items.length > 1) return [...only.items]
    if (items.some((item) => item.kind === 'group' && item.items.length > 1)) this.fail()
    return items
  }
  private endsList(): boolean {
    return this.isKind('newline', 'end') || this.is(';', '}', '>', '>>', '|')
  }
  protected list(): Expression[] {
    const items = [this.expression()]
    while (this.accept(',')) {
      this.skipNewlines()
      items.push(this.expression())
    }
    return items
  }

  expression(): Expression {
    const test = this.or()
    if (!this.accept('?')) return test
    this.skipNewlines()
    const yes = this.expression()
    this.skipNewlines()
    this.expect(':')
    this.skipNewlines()
    return { kind: 'choice', test, yes, no: this.expression() }
  }
  private or(): Expression {
    let left = this.and()
    while (this.accept('||')) {
      this.skipNewlines()
      left = { kind: 'binary', operator: '||', left, right: this.and() }
    }
    return left
  }
  private and(): Expression {
    let left = this.membership()
    while (this.accept('&&')) {
      this.skipNewlines()
      left = { kind: 'binary', operator: '&&', left, right: this.membership() }
    }
    return left
  }
  private membership(): Expression {
    let left = this.matching()
    while (this.accept('in')) {
      const keys = left.kind === 'group' ? left.items : [left]
      if (!this.isKind('name')) this.fail()
      left = { kind: 'in', keys, table: this.variable(this.take().text) }
    }
    return left
  }
  private matching(): Expression {
    let left = this.comparison()
    while (this.is('~', '!~'))
      left = { kind: 'binary', operator: this.take().text, left, right: this.comparison() }
    return left
  }
  private comparison(): Expression {
    let left = this.concatenation()
    while (this.is(...COMPARE) && !(this.token.text === '>' && this.printing && this.open === 0))
      left = { kind: 'binary', operator: this.take().text, left, right: this.concatenation() }
    return left
  }
  protected concatenation(): Expression {
    let left = this.piped(this.additive())
    while (
      this.isKind('number', 'string', 'regex', 'name', 'call', 'builtin') ||
      this.is('$', '!', '(', '++', '--', '-', '+')
    )
      left = this.piped({ kind: 'binary', operator: ' ', left, right: this.additive() })
    return left
  }
  /** `command | getline`: in mawk the command is what stands right before it, in busybox all of a concatenation. */
  private piped(left: Expression, here = this.busybox): Expression {
    while (here && this.is('|') && this.ahead(1)?.text === 'getline' && this.ahead(1)?.kind === 'keyword') {
      this.at += 2
      const to = this.optionalTarget()
      left = { kind: 'getline', from: 'command', source: left, ...(to && { to }) }
    }
    return left
  }
  private additive(): Expression {
    let left = this.product()
    while (this.is('+', '-'))
      left = { kind: 'binary', operator: this.take().text, left, right: this.product() }
    return left
  }
  private product(): Expression {
    let left = this.unary()
    while (this.is('*', '/', '%'))
      left = { kind: 'binary', operator: this.take().text, left, right: this.unary() }
    return left
  }
  private unary(): Expression {
    if (this.is('!', '-', '+')) {
      const operator = this.take().text
      return { kind: 'unary', operator, of: this.unary() }
    }
    return this.piped(this.power(), !this.busybox)
  }
  private power(): Expression {
    const left = this.postfix()
    if (!this.accept('^')) return left
    return { kind: 'binary', operator: '^', left, right: this.exponent() }
  }
  private exponent(): Expression {
    if (!this.is('!', '-', '+')) return this.power()
    const operator = this.take().text
    return { kind: 'unary', operator, of: this.exponent() }
  }
  private postfix(): Expression {
    const of = this.primary()
    if (!isTarget(of)) return of
    if (this.is(...ASSIGN)) {
      const operator = this.take().text.slice(0, -1)
      this.skipNewlines()
      return { kind: 'assign', operator, to: of, value: this.expression() }
    }
    if (this.is('++', '--'))
      return { kind: 'step', by: this.take().text === '++' ? 1 : -1, before: false, to: of }
    return of
  }

  protected optionalTarget(): Target | undefined {
    if (!this.is('$') && !this.isKind('name')) return undefined
    const to = this.primary()
    return isTarget(to) ? to : this.fail()
  }

  private primary(): Expression {
    const token = this.token
    const { kind, text } = token
    if (kind === 'number') {
      this.at++
      const value = Number(text)
      if (!Number.isFinite(value)) throw new SyntaxFault(token.line, `${text} : decimal overflow`)
      return { kind, value }
    }
    if (kind === 'string') {
      this.at++
      return { kind, value: text }
    }
    if (kind === 'regex') {
      this.at++
      this.check(text, token.line)
      return { kind, source: text, line: token.line }
    }
    if (kind === 'name') {
      this.at++
      const name = this.variable(text)
      if (!this.accept('[')) return name
      return { kind: 'element', table: name, keys: this.inside(']') }
    }
    if (kind === 'call') {
      this.at += 2
      const call = { kind, name: text, args: this.inside(')'), line: token.line } as const
      this.calls.push(call)
      return call
    }
    if (kind === 'builtin') {
      this.at++
      if (this.accept('(')) return { kind, name: text, args: this.inside(')') }
      return text === 'length' ? { kind, name: text, args: [] } : this.fail()
    }
    if (this.accept('(')) return { kind: 'group', items: this.inside(')') }
    if (this.accept('$')) {
      if (this.is('-', '+', '!'))
        return { kind: 'field', of: { kind: 'unary', operator: this.take().text, of: this.primary() } }
      return { kind: 'field', of: this.primary() }
    }
    if (this.is('++', '--')) {
      const by = this.take().text === '++' ? 1 : -1
      const to = this.primary()
      return isTarget(to) ? { kind: 'step', by, before: true, to } : this.fail()
    }
    if (this.accept('getline')) {
      const to = this.optionalTarget()
      if (!this.accept('<')) return { kind: 'getline', from: 'main', ...(to && { to }) }
      return { kind: 'getline', from: 'file', source: this.primary(), ...(to && { to }) }
    }
    return this.fail()
  }

  private check(source: string, line: number): void {
    try {
      new Patterns(this.busybox).find(source)
    } catch (error) {
      if (error instanceof PatternFault && !this.busybox) throw new SyntaxFault(line, error.mawk)
      throw error
    }
  }

  /** A list up to its closing mark, which may be empty in a call. */
  private inside(closing: string): Expression[] {
    this.open++
    this.skipNewlines()
    const items = this.is(closing) ? [] : this.list()
    this.skipNewlines()
    this.expect(closing)
    this.open--
    return items
  }
}
