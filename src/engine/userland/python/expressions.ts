import { AtomParser } from './atoms.ts'
import { Cursor } from './cursor.ts'
import type { Argument, BinaryOperator, Comparison, Expression, Parameter, Span } from './syntax.ts'
import { type Token, tokenize } from './tokens.ts'

/** Binary operators from the loosest to the tightest. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%', '@'],
]

/** Parses expressions (Language Reference, 6). */
export class ExpressionParser extends AtomParser {
  protected inside(source: string, token: Token): Expression {
    const { line, column, endLine, end } = token
    const tokens = tokenize(`(${source})`).map((each) => ({ ...each, line, column, endLine, end }))
    return new ExpressionParser(new Cursor(tokens)).list()
  }

  /** One or several with commas between: a tuple. */
  list(): Expression {
    const start = this.cursor.next
    const first = this.starred()
    if (!this.cursor.sees(',')) return first
    const items = [first]
    while (this.cursor.accept(',')) {
      if (this.endsList()) break
      items.push(this.starred())
    }
    return { kind: 'tuple', items, span: this.cursor.spanFrom(start) }
  }

  private endsList(): boolean {
    const { kind, text } = this.cursor.next
    return kind === 'newline' || kind === 'end' || [')', ']', '}', '=', ':', ';', 'in'].includes(text)
  }

  starred(): Expression {
    const start = this.cursor.next
    if (!this.cursor.accept('*')) return this.named()
    const value = this.binary(0)
    return { kind: 'star', value, span: this.cursor.spanFrom(start) }
  }

  /** With `:=`. */
  named(): Expression {
    const start = this.cursor.next
    if (this.cursor.seesName && this.cursor.peek().text === ':=') {
      const name = this.cursor.name()
      this.cursor.take()
      const value = this.expression()
      return { kind: 'walrus', name, value, span: this.cursor.spanFrom(start) }
    }
    return this.expression()
  }

  expression(): Expression {
    const { cursor } = this
    const start = cursor.next
    if (cursor.sees('lambda')) return this.lambda()
    if (cursor.sees('yield')) return this.yielded()
    if (cursor.sees('await', 'async')) throw cursor.unsupported('async and await')
    const then = this.or()
    if (!cursor.accept('if')) return then
    const test = this.or()
    cursor.expect('else')
    const otherwise = this.expression()
    return { kind: 'if', test, then, otherwise, span: cursor.spanFrom(start) }
  }

  yielded(): Expression {
    const { cursor } = this
    const start = cursor.take()
    const from = cursor.accept('from')
    const { kind, text } = cursor.next
    const bare = kind === 'newline' || kind === 'end' || [')', ']', '}', '=', ';'].includes(text)
    const value = bare ? undefined : from ? this.expression() : this.list()
    return { kind: 'yield', value, from, span: cursor.spanFrom(start) }
  }

  private lambda(): Expression {
    const start = this.cursor.take()
    const parameters = this.parameters(':', false)
    this.cursor.expect(':')
    const body = this.expression()
    return { kind: 'lambda', parameters, body, span: this.cursor.spanFrom(start) }
  }

  parameters(close: string, annotated: boolean): Parameter[] {
    const { cursor } = this
    const parameters: Parameter[] = []
    let keywordOnly = false
    while (!cursor.sees(close)) {
      if (cursor.accept('/')) {
        if (!cursor.accept(',')) break
        continue
      }
      const star = cursor.accept('**') ? 2 : cursor.accept('*') ? 1 : 0
      if (star === 1 && cursor.sees(',')) {
        keywordOnly = true
        cursor.take()
        continue
      }
      const name = cursor.name()
      if (annotated && cursor.accept(':')) this.expression()
      const fallback = cursor.accept('=') ? this.expression() : undefined
      parameters.push({ name, star, fallback, keywordOnly: keywordOnly && star === 0 })
      if (star === 1) keywordOnly = true
      if (!cursor.accept(',')) break
    }
    return parameters
  }

  protected or(): Expression {
    return this.chain('or', () => this.chain('and', () => this.not()))
  }
  private chain(kind: 'or' | 'and', next: () => Expression): Expression {
    const start = this.cursor.next
    const first = next()
    if (!this.cursor.sees(kind)) return first
    const items = [first]
    while (this.cursor.accept(kind)) items.push(next())
    return { kind, items, span: this.cursor.spanFrom(start) }
  }
  private not(): Expression {
    const start = this.cursor.next
    if (!this.cursor.accept('not')) return this.comparison()
    const value = this.not()
    return { kind: 'unary', operator: 'not', value, span: this.cursor.spanFrom(start) }
  }

  private comparison(): Expression {
    const start = this.cursor.next
    const first = this.binary(0)
    const rest: [Comparison, Expression][] = []
    for (let operator = this.comparator(); operator; operator = this.comparator())
      rest.push([operator, this.binary(0)])
    if (rest.length === 0) return first
    return { kind: 'compare', first, rest, span: this.cursor.spanFrom(start) }
  }
  private comparator(): Comparison | undefined {
    const { cursor } = this
    for (const operator of ['==', '!=', '<=', '>=', '<', '>', 'in'] as const)
      if (cursor.accept(operator)) return operator
    if (cursor.sees('not') && cursor.peek().text === 'in') {
      cursor.take()
      cursor.take()
      return 'not in'
    }
    if (cursor.accept('is')) return cursor.accept('not') ? 'is not' : 'is'
    return undefined
  }

  binary(level: number): Expression {
    const operators = LEVELS[level]
    if (!operators) return this.unary()
    const start = this.cursor.next
    let left = this.binary(level + 1)
    for (;;) {
      const operator = operators.find((each) => this.cursor.sees(each))
      if (!operator) return left
      const focus = this.cursor.take()
      const right = this.binary(level + 1)
      left = { kind: 'binary', operator, left, right, span: focused(this.cursor.spanFrom(start), focus) }
    }
  }

  private unary(): Expression {
    const start = this.cursor.next
    for (const operator of ['-', '+', '~'] as const)
      if (this.cursor.accept(operator)) {
        const value = this.unary()
        return { kind: 'unary', operator, value, span: this.cursor.spanFrom(start) }
      }
    return this.power()
  }
  private power(): Expression {
    const start = this.cursor.next
    const left = this.primary()
    if (!this.cursor.accept('**')) return left
    const focus = this.cursor.last
    const right = this.unary()
    const span = focused(this.cursor.spanFrom(start), focus)
    return { kind: 'binary', operator: '**', left, right, span }
  }

  protected primary(): Expression {
    const { cursor } = this
    const start = cursor.next
    let value = this.atom()
    for (;;) {
      if (cursor.accept('.')) {
        const name = cursor.name()
        value = { kind: 'attribute', value, name, span: cursor.spanFrom(start) }
      } else if (cursor.accept('(')) {
        const args = this.args(')')
        cursor.expect(')')
        value = { kind: 'call', callee: value, args, span: cursor.spanFrom(start) }
      } else if (cursor.accept('[')) {
        const open = cursor.last
        const index = this.subscript()
        cursor.expect(']')
        value = {
          kind: 'subscript',
          value,
          index,
          span: focused(cursor.spanFrom(start), cursor.spanFrom(open)),
        }
      } else return value
    }
  }

  args(close: string): Argument[] {
    const { cursor } = this
    const args: Argument[] = []
    while (!cursor.sees(close)) {
      const star = cursor.accept('**') ? 2 : cursor.accept('*') ? 1 : 0
      let name: string | undefined
      if (star === 0 && cursor.seesName && cursor.peek().text === '=') {
        name = cursor.name()
        cursor.take()
      }
      const start = cursor.next
      let value = name === undefined && star === 0 ? this.named() : this.expression()
      if (star === 0 && name === undefined && cursor.sees('for'))
        value = this.comprehension('generator', start, value)
      args.push({ star, name, value })
      if (!cursor.accept(',')) break
    }
    return args
  }

  private subscript(): Expression {
    const start = this.cursor.next
    const first = this.slice()
    if (!this.cursor.sees(',')) return first
    const items = [first]
    while (this.cursor.accept(',')) {
      if (this.cursor.sees(']')) break
      items.push(this.slice())
    }
    return { kind: 'tuple', items, span: this.cursor.spanFrom(start) }
  }
  private slice(): Expression {
    const { cursor } = this
    const begin = cursor.next
    const part = (): Expression | undefined => (cursor.sees(':', ']', ',') ? undefined : this.named())
    const start = part()
    if (start && !cursor.sees(':')) return start
    cursor.expect(':')
    const stop = part()
    const step = cursor.accept(':') ? part() : undefined
    return { kind: 'slice', start, stop, step, span: cursor.spanFrom(begin) }
  }
}

/** A span with the part of it that an error is about. */
const focused = (span: Span, { line, column, endLine, end }: Span): Span =>
  line === span.line && endLine === span.line && span.endLine === span.line
    ? { ...span, focus: { column, end } }
    : span
