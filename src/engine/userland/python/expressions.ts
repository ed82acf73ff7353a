import { Cursor } from './cursor.ts'
import { parseFormat } from './format-string.ts'
import type {
  Argument,
  BinaryOperator,
  Comparison,
  Comprehension,
  Expression,
  Parameter,
  Span,
} from './syntax.ts'
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
export class ExpressionParser {
  readonly cursor: Cursor
  constructor(cursor: Cursor) {
    this.cursor = cursor
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

  private or(): Expression {
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
      this.cursor.take()
      const right = this.binary(level + 1)
      left = { kind: 'binary', operator, left, right, span: this.cursor.spanFrom(start) }
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
    const right = this.unary()
    return { kind: 'binary', operator: '**', left, right, span: this.cursor.spanFrom(start) }
  }

  private primary(): Expression {
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
        const index = this.subscript()
        cursor.expect(']')
        value = { kind: 'subscript', value, index, span: cursor.spanFrom(start) }
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
    const part = (): Expression | undefined =>
      cursor.sees(':', ']', ',') ? undefined : this.named()
    const start = part()
    if (start && !cursor.sees(':')) return start
    cursor.expect(':')
    const stop = part()
    const step = cursor.accept(':') ? part() : undefined
    return { kind: 'slice', start, stop, step, span: cursor.spanFrom(begin) }
  }

  private atom(): Expression {
    const { cursor } = this
    const token = cursor.next
    switch (token.kind) {
      case 'number':
        cursor.take()
        return { kind: 'constant', value: token.value as bigint | number, span: token }
      case 'string':
        return this.strings()
      case 'name':
        return this.word(token)
      case 'operator':
        break
      default:
        throw cursor.wrong()
    }
    if (cursor.accept('...')) return { kind: 'ellipsis', span: token }
    if (cursor.accept('(')) return this.parenthesis(token)
    if (cursor.accept('[')) {
      if (cursor.accept(']')) return { kind: 'list', items: [], span: cursor.spanFrom(token) }
      const first = this.starred()
      if (cursor.sees('for')) {
        const whole = this.comprehension('list', token, first)
        cursor.expect(']')
        return { ...whole, span: cursor.spanFrom(token) }
      }
      const items = this.rest(first, ']')
      return { kind: 'list', items, span: cursor.spanFrom(token) }
    }
    if (cursor.accept('{')) return this.braces(token)
    throw cursor.wrong()
  }

  private word(token: Token): Expression {
    const { cursor } = this
    const constants: Readonly<Record<string, null | boolean>> = { None: null, True: true, False: false }
    if (Object.hasOwn(constants, token.text)) {
      cursor.take()
      return { kind: 'constant', value: constants[token.text]!, span: token }
    }
    if (cursor.isKeyword(token.text)) throw cursor.wrong()
    cursor.take()
    return { kind: 'name', name: token.text, span: token }
  }

  private parenthesis(open: Token): Expression {
    const { cursor } = this
    if (cursor.accept(')')) return { kind: 'tuple', items: [], span: cursor.spanFrom(open) }
    if (cursor.sees('yield')) {
      const value = this.yielded()
      cursor.expect(')')
      return value
    }
    const first = this.starred()
    if (cursor.sees('for')) {
      const whole = this.comprehension('generator', open, first)
      cursor.expect(')')
      return { ...whole, span: cursor.spanFrom(open) }
    }
    if (!cursor.sees(',')) {
      if (!cursor.sees(')')) throw cursor.wrong('invalid syntax. Perhaps you forgot a comma?')
      cursor.take()
      return first
    }
    const items = this.rest(first, ')')
    return { kind: 'tuple', items, span: cursor.spanFrom(open) }
  }

  /** What follows the first item, up to and with the closing bracket. */
  private rest(first: Expression, close: string): Expression[] {
    const items = [first]
    while (this.cursor.accept(',')) {
      if (this.cursor.sees(close)) break
      items.push(this.starred())
    }
    this.cursor.expect(close)
    return items
  }

  private braces(open: Token): Expression {
    const { cursor } = this
    if (cursor.accept('}')) return { kind: 'dict', entries: [], span: cursor.spanFrom(open) }
    if (!cursor.sees('**')) {
      const first = this.starred()
      if (!cursor.sees(':')) {
        if (cursor.sees('for')) {
          const whole = this.comprehension('set', open, first)
          cursor.expect('}')
          return { ...whole, span: cursor.spanFrom(open) }
        }
        const items = this.rest(first, '}')
        return { kind: 'set', items, span: cursor.spanFrom(open) }
      }
      cursor.take()
      const value = this.expression()
      if (cursor.sees('for')) {
        const whole = this.comprehension('dict', open, value, first)
        cursor.expect('}')
        return { ...whole, span: cursor.spanFrom(open) }
      }
      const entries: [Expression | undefined, Expression][] = [[first, value]]
      if (cursor.accept(',')) this.entries(entries)
      cursor.expect('}')
      return { kind: 'dict', entries, span: cursor.spanFrom(open) }
    }
    const entries: [Expression | undefined, Expression][] = []
    this.entries(entries)
    cursor.expect('}')
    return { kind: 'dict', entries, span: cursor.spanFrom(open) }
  }
  private entries(entries: [Expression | undefined, Expression][]): void {
    const { cursor } = this
    while (!cursor.sees('}')) {
      if (cursor.accept('**')) entries.push([undefined, this.binary(0)])
      else {
        const key = this.expression()
        cursor.expect(':')
        entries.push([key, this.expression()])
      }
      if (!cursor.accept(',')) break
    }
  }

  private comprehension(
    of: 'list' | 'set' | 'dict' | 'generator',
    start: Span,
    item: Expression,
    key?: Expression,
  ): Expression {
    const { cursor } = this
    const loops: Comprehension[] = []
    while (cursor.accept('for')) {
      const target = this.targets()
      cursor.expect('in')
      const iterable = this.or()
      const conditions: Expression[] = []
      while (cursor.accept('if')) conditions.push(this.or())
      loops.push({ target, iterable, conditions })
    }
    return { kind: 'comprehension', of, key, item, loops, span: cursor.spanFrom(start) }
  }

  /** What a `for` assigns to. */
  targets(): Expression {
    const { cursor } = this
    const start = cursor.next
    const one = (): Expression => {
      const at = cursor.next
      if (!cursor.accept('*')) return this.primary()
      return { kind: 'star', value: this.primary(), span: cursor.spanFrom(at) }
    }
    const first = one()
    if (!cursor.sees(',')) return first
    const items = [first]
    while (cursor.accept(',')) {
      if (cursor.sees('in')) break
      items.push(one())
    }
    return { kind: 'tuple', items, span: cursor.spanFrom(start) }
  }

  /** Literals that stand beside each other are one. */
  private strings(): Expression {
    const { cursor } = this
    const start = cursor.next
    const all: Token[] = []
    while (cursor.next.kind === 'string') all.push(cursor.take())
    const span = cursor.spanFrom(start)
    if (all.every((token) => token.value instanceof Uint8Array)) {
      const bytes = all.flatMap((token) => [...(token.value as Uint8Array)])
      return { kind: 'constant', value: Uint8Array.from(bytes), span }
    }
    if (all.some((token) => token.value instanceof Uint8Array))
      throw cursor.wrong('cannot mix bytes and nonbytes literals', span)
    if (!all.some((token) => token.format))
      return { kind: 'constant', value: all.map((token) => token.value as string).join(''), span }
    const parts = all.flatMap((token) =>
      token.format
        ? parseFormat(token, (source) => parseInside(source, token))
        : [{ kind: 'text' as const, text: token.value as string }],
    )
    return { kind: 'format', parts, span }
  }
}

/** An expression inside an f-string stands where the string stands. */
function parseInside(source: string, token: Token): Expression {
  const tokens = tokenize(`(${source})`).map((inner) => ({ ...inner, ...spanOf(token) }))
  return new ExpressionParser(new Cursor(tokens)).list()
}

const spanOf = ({ line, column, endLine, end }: Span): Span => ({ line, column, endLine, end })
