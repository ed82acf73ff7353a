import type { Cursor } from './cursor.ts'
import { parseFormat } from './format-string.ts'
import type { Comprehension, Expression, Span } from './syntax.ts'
import type { Token } from './tokens.ts'

/** Parses what stands by itself: literals, names, displays, comprehensions (Language Reference, 6.2). */
export abstract class AtomParser {
  readonly cursor: Cursor
  constructor(cursor: Cursor) {
    this.cursor = cursor
  }

  abstract expression(): Expression
  abstract starred(): Expression
  abstract yielded(): Expression
  protected abstract or(): Expression
  protected abstract primary(): Expression
  protected abstract binary(level: number): Expression
  /** The expression in the braces of an f-string, which stands where the string stands. */
  protected abstract inside(source: string, token: Token): Expression

  protected atom(): Expression {
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

  protected word(token: Token): Expression {
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

  protected parenthesis(open: Token): Expression {
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
  protected rest(first: Expression, close: string): Expression[] {
    const items = [first]
    while (this.cursor.accept(',')) {
      if (this.cursor.sees(close)) break
      items.push(this.starred())
    }
    this.cursor.expect(close)
    return items
  }

  protected braces(open: Token): Expression {
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
  protected entries(entries: [Expression | undefined, Expression][]): void {
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

  protected comprehension(
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
  protected strings(): Expression {
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
        ? parseFormat(token, (source) => this.inside(source, token))
        : [{ kind: 'text' as const, text: token.value as string }],
    )
    return { kind: 'format', parts, span }
  }
}
