import { Cursor } from './cursor.ts'
import { ExpressionParser } from './expressions.ts'
import {
  type Argument,
  type BinaryOperator,
  type Expression,
  type Handler,
  SourceError,
  type Statement,
} from './syntax.ts'
import { tokenize } from './tokens.ts'

const AUGMENTED = ['+=', '-=', '*=', '/=', '//=', '%=', '**=', '>>=', '<<=', '&=', '|=', '^=', '@=']

/** The statements of a module. Throws `SourceError`. */
export function parseModule(source: string): Statement[] {
  const parser = new StatementParser(new Cursor(tokenize(source)))
  return parser.file()
}

/** Parses statements (Language Reference, 7 and 8). */
class StatementParser extends ExpressionParser {
  /** For each function that is being read: whether it has a `yield`. */
  private readonly functions: { generator: boolean }[] = []

  file(): Statement[] {
    const body: Statement[] = []
    while (!this.cursor.is('end')) {
      if (this.cursor.is('newline')) this.cursor.take()
      else if (this.cursor.is('indent'))
        throw new SourceError('IndentationError', 'unexpected indent', this.cursor.next)
      else body.push(...this.statement())
    }
    return body
  }

  override yielded(): Expression {
    const inside = this.functions.at(-1)
    if (!inside) throw this.cursor.wrong("'yield' outside function")
    inside.generator = true
    return super.yielded()
  }

  private statement(): Statement[] {
    const { cursor } = this
    const start = cursor.next
    const compound = start.kind === 'name' ? this.compound(start.text) : undefined
    if (compound) return [compound]
    if (start.text === '@') return [this.decorated()]
    const all = [this.simple()]
    while (cursor.accept(';')) {
      if (cursor.is('newline') || cursor.is('end')) break
      all.push(this.simple())
    }
    if (!cursor.is('newline') && !cursor.is('end')) throw cursor.wrong()
    if (cursor.is('newline')) cursor.take()
    return all
  }

  private block(after: string): Statement[] {
    const { cursor } = this
    cursor.expect(':')
    if (!cursor.is('newline')) return this.statement()
    const { line } = cursor.last
    cursor.take()
    if (!cursor.is('indent'))
      throw new SourceError(
        'IndentationError',
        `expected an indented block after ${after} on line ${line}`,
        cursor.next,
        cursor.is('end'),
      )
    cursor.take()
    const body: Statement[] = []
    while (!cursor.is('dedent') && !cursor.is('end')) {
      if (cursor.is('newline')) cursor.take()
      else body.push(...this.statement())
    }
    if (cursor.is('dedent')) cursor.take()
    return body
  }

  private compound(word: string): Statement | undefined {
    switch (word) {
      case 'if':
        return this.conditional()
      case 'while':
        return this.loop()
      case 'for':
        return this.each()
      case 'try':
        return this.attempt()
      case 'with':
        return this.managed()
      case 'def':
        return this.definition([])
      case 'class':
        return this.classDefinition([])
      case 'async':
        throw this.cursor.unsupported('async and await')
      default:
        return undefined
    }
  }

  private conditional(): Statement {
    const { cursor } = this
    const start = cursor.take()
    const test = this.named()
    const body = this.block(`'${start.text}' statement`)
    const otherwise = cursor.sees('elif') ? [this.conditional()] : this.otherwise()
    return { kind: 'if', test, body, otherwise, span: cursor.spanFrom(start) }
  }
  private otherwise(): Statement[] {
    return this.cursor.accept('else') ? this.block("'else' statement") : []
  }
  private loop(): Statement {
    const start = this.cursor.take()
    const test = this.named()
    const body = this.block("'while' statement")
    return { kind: 'while', test, body, otherwise: this.otherwise(), span: this.cursor.spanFrom(start) }
  }
  private each(): Statement {
    const start = this.cursor.take()
    const target = this.targets()
    this.cursor.expect('in')
    const iterable = this.list()
    const body = this.block("'for' statement")
    const otherwise = this.otherwise()
    return { kind: 'for', target, iterable, body, otherwise, span: this.cursor.spanFrom(start) }
  }

  private attempt(): Statement {
    const { cursor } = this
    const start = cursor.take()
    const body = this.block("'try' statement")
    const handlers: Handler[] = []
    while (cursor.accept('except')) {
      if (cursor.sees('*')) throw cursor.unsupported('except*')
      const type = cursor.sees(':') ? undefined : this.list()
      const name = cursor.accept('as') ? cursor.name() : undefined
      handlers.push({ type, name, body: this.block("'except' statement") })
    }
    const otherwise = this.otherwise()
    const last = cursor.accept('finally') ? this.block("'finally' statement") : []
    if (handlers.length === 0 && last.length === 0) throw cursor.wrong("expected 'except' or 'finally' block")
    return { kind: 'try', body, handlers, otherwise, last, span: cursor.spanFrom(start) }
  }

  private managed(): Statement {
    const { cursor } = this
    const start = cursor.take()
    const items: { value: Expression; target: Expression | undefined }[] = []
    do {
      const value = this.expression()
      items.push({ value, target: cursor.accept('as') ? this.targets() : undefined })
    } while (cursor.accept(','))
    const body = this.block("'with' statement")
    return { kind: 'with', items, body, span: cursor.spanFrom(start) }
  }

  private decorated(): Statement {
    const { cursor } = this
    const decorators: Expression[] = []
    while (cursor.accept('@')) {
      decorators.push(this.named())
      if (!cursor.is('newline')) throw cursor.wrong()
      cursor.take()
    }
    return cursor.sees('class') ? this.classDefinition(decorators) : this.definition(decorators)
  }

  private definition(decorators: readonly Expression[]): Statement {
    const { cursor } = this
    const start = cursor.expect('def')
    const name = cursor.name()
    cursor.expect('(')
    const parameters = this.parameters(')', true)
    cursor.expect(')')
    if (cursor.accept('->')) this.expression()
    const inside = { generator: false }
    this.functions.push(inside)
    const body = this.block('function definition')
    this.functions.pop()
    const { generator } = inside
    return { kind: 'def', name, parameters, body, decorators, generator, span: cursor.spanFrom(start) }
  }

  private classDefinition(decorators: readonly Expression[]): Statement {
    const { cursor } = this
    const start = cursor.expect('class')
    const name = cursor.name()
    let bases: Argument[] = []
    if (cursor.accept('(')) {
      bases = this.args(')')
      cursor.expect(')')
    }
    const body = this.block('class definition')
    return { kind: 'class', name, bases, body, decorators, span: cursor.spanFrom(start) }
  }

  private simple(): Statement {
    const { cursor } = this
    const start = cursor.next
    if (start.kind === 'name') {
      const known = this.keyword(start.text)
      if (known) return known
    }
    const first = this.list()
    const operator = AUGMENTED.find((each) => cursor.sees(each))
    if (operator) {
      cursor.take()
      checkTarget(cursor, first)
      const value = cursor.sees('yield') ? this.yielded() : this.list()
      return {
        kind: 'augment',
        target: first,
        operator: operator.slice(0, -1) as BinaryOperator,
        value,
        span: cursor.spanFrom(start),
      }
    }
    if (cursor.accept(':')) {
      this.expression()
      const value = cursor.accept('=') ? this.list() : undefined
      return { kind: 'annotate', target: first, value, span: cursor.spanFrom(start) }
    }
    if (!cursor.sees('=')) return { kind: 'expression', value: first, span: cursor.spanFrom(start) }
    const all = [first]
    while (cursor.accept('=')) all.push(cursor.sees('yield') ? this.yielded() : this.list())
    const value = all.pop()!
    for (const target of all) checkTarget(cursor, target)
    return { kind: 'assign', targets: all, value, span: cursor.spanFrom(start) }
  }

  private keyword(word: string): Statement | undefined {
    const { cursor } = this
    const start = cursor.next
    const span = () => cursor.spanFrom(start)
    const ends = (): boolean => cursor.is('newline') || cursor.is('end') || cursor.sees(';')
    switch (word) {
      case 'pass':
      case 'break':
      case 'continue':
        cursor.take()
        return { kind: word, span: span() }
      case 'return': {
        if (this.functions.length === 0) throw cursor.wrong("'return' outside function")
        cursor.take()
        const value = ends() ? undefined : this.list()
        return { kind: 'return', value, span: span() }
      }
      case 'raise': {
        cursor.take()
        const value = ends() ? undefined : this.expression()
        const cause = cursor.accept('from') ? this.expression() : undefined
        return { kind: 'raise', value, cause, span: span() }
      }
      case 'del': {
        cursor.take()
        const list = this.list()
        return { kind: 'delete', targets: list.kind === 'tuple' ? list.items : [list], span: span() }
      }
      case 'assert': {
        cursor.take()
        const test = this.expression()
        const message = cursor.accept(',') ? this.expression() : undefined
        return { kind: 'assert', test, message, span: span() }
      }
      case 'global':
      case 'nonlocal': {
        cursor.take()
        const names = [cursor.name()]
        while (cursor.accept(',')) names.push(cursor.name())
        return { kind: word, names, span: span() }
      }
      case 'import': {
        cursor.take()
        const names: { path: string; as: string | undefined }[] = []
        do {
          const path = this.dotted()
          names.push({ path, as: cursor.accept('as') ? cursor.name() : undefined })
        } while (cursor.accept(','))
        return { kind: 'import', names, span: span() }
      }
      case 'from':
        return this.fromImport()
      default:
        return undefined
    }
  }

  private fromImport(): Statement {
    const { cursor } = this
    const start = cursor.take()
    const path = this.dotted()
    cursor.expect('import')
    const names: { name: string; as: string | undefined }[] = []
    if (cursor.accept('*')) names.push({ name: '*', as: undefined })
    else {
      const closed = cursor.accept('(')
      do {
        if (closed && cursor.sees(')')) break
        const name = cursor.name()
        names.push({ name, as: cursor.accept('as') ? cursor.name() : undefined })
      } while (cursor.accept(','))
      if (closed) cursor.expect(')')
    }
    return { kind: 'from', path, names, span: cursor.spanFrom(start) }
  }

  private dotted(): string {
    let path = this.cursor.name()
    while (this.cursor.accept('.')) path += `.${this.cursor.name()}`
    return path
  }
}

const NAMES: Partial<Record<Expression['kind'], string>> = {
  constant: 'literal',
  call: 'function call',
  binary: 'expression',
  compare: 'comparison',
  unary: 'expression',
  format: 'f-string expression',
  lambda: 'lambda',
}

function checkTarget(cursor: Cursor, target: Expression): void {
  if (target.kind === 'tuple' || target.kind === 'list') {
    for (const item of target.items) checkTarget(cursor, item)
    return
  }
  if (target.kind === 'constant' && (target.value === null || typeof target.value === 'boolean'))
    throw cursor.wrong(
      `cannot assign to ${target.value === null ? 'None' : target.value ? 'True' : 'False'}`,
      target.span,
    )
  const what = NAMES[target.kind]
  if (!what) return
  const here = target.kind === 'constant' || target.kind === 'call' || target.kind === 'binary'
  throw cursor.wrong(
    `cannot assign to ${what}${here ? " here. Maybe you meant '==' instead of '='?" : ''}`,
    target.span,
  )
}
