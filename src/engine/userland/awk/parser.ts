import { ExpressionParser } from './expressions.ts'
import { SyntaxFault } from './faults.ts'
import { tokenize } from './tokens.ts'
import type { Definition, Expression, Rule, Statement, Tree } from './tree.ts'

const PRINT: Statement = { kind: 'print', formatted: false, args: [] }

class Parser extends ExpressionParser {
  private loops = 0
  private place: 'rule' | 'begin' | 'function' = 'rule'

  program(): Tree {
    const begin: Statement[] = []
    const end: Statement[] = []
    const rules: Rule[] = []
    const functions = new Map<string, Definition>()
    this.ends()
    while (!this.isKind('end')) {
      if (this.accept('BEGIN')) begin.push(this.special())
      else if (this.accept('END')) end.push(this.special())
      else if (this.accept('function')) this.define(functions)
      else rules.push(this.rule())
      this.ends()
    }
    for (const { name } of this.calls)
      if (!functions.has(name))
        throw new SyntaxFault(this.lastLine(), `function ${name} never defined`, 'Call to undefined function')
    return { begin, rules, end, functions }
  }

  private ends(): void {
    while (this.isKind('newline') || this.is(';')) this.at++
  }

  private special(): Statement {
    this.place = 'begin'
    if (!this.is('{')) this.fail()
    const block = this.block()
    this.place = 'rule'
    return block
  }

  private rule(): Rule {
    const patterns: Expression[] = []
    if (!this.is('{')) {
      patterns.push(this.expression())
      if (this.accept(',')) {
        this.skipNewlines()
        patterns.push(this.expression())
      }
      if (!this.is('{', ';') && !this.isKind('newline', 'end')) this.fail()
    }
    return { patterns, action: this.is('{') ? this.block() : PRINT }
  }

  private define(functions: Map<string, Definition>): void {
    if (!this.isKind('name', 'call')) this.fail()
    const name = this.take().text
    const parameters: string[] = []
    this.expect('(')
    while (!this.is(')')) {
      if (!this.isKind('name')) this.fail()
      parameters.push(this.take().text)
      if (!this.accept(',') && !this.is(')')) this.fail()
      this.skipNewlines()
    }
    this.expect(')')
    this.skipNewlines()
    this.parameters = parameters
    this.place = 'function'
    if (!this.is('{')) this.fail()
    functions.set(name, { parameters, body: this.block() })
    this.parameters = []
    this.place = 'rule'
  }

  private block(): Statement {
    this.expect('{')
    const list: Statement[] = []
    for (this.ends(); !this.accept('}'); this.ends()) list.push(this.statement())
    return { kind: 'block', list }
  }

  /** The body of a loop or a condition. */
  private body(): Statement {
    this.skipNewlines()
    if (this.accept(';')) return { kind: 'block', list: [] }
    return this.statement()
  }
  private looped(): Statement {
    this.loops++
    const body = this.body()
    this.loops--
    return body
  }

  private statement(): Statement {
    if (this.is('{')) return this.block()
    if (this.accept('if')) return this.condition()
    if (this.accept('while')) {
      const test = this.test()
      return { kind: 'loop', test, body: this.looped(), late: false }
    }
    if (this.accept('for')) return this.forLoop()
    const done = this.accept('do') ? this.doLoop() : this.simple()
    if (!this.accept(';') && !this.isKind('newline') && !this.is('}')) this.fail()
    return done
  }

  private test(): Expression {
    this.expect('(')
    const test = this.expression()
    this.expect(')')
    return test
  }

  private condition(): Statement {
    const test = this.test()
    const yes = this.body()
    const from = this.at
    this.ends()
    if (this.accept('else')) return { kind: 'if', test, yes, no: this.body() }
    this.at = from
    return { kind: 'if', test, yes }
  }

  private doLoop(): Statement {
    const body = this.looped()
    this.ends()
    this.expect('while')
    return { kind: 'loop', test: this.test(), body, late: true }
  }

  private forLoop(): Statement {
    this.expect('(')
    if (this.isKind('name') && this.ahead(1)?.text === 'in' && this.ahead(3)?.text === ')') {
      const name = this.variable(this.take().text)
      this.expect('in')
      const table = this.variable(this.take().text)
      this.expect(')')
      return { kind: 'each', name, table, body: this.looped() }
    }
    const first = this.is(';') ? undefined : this.simple()
    this.expect(';')
    this.skipNewlines()
    const test = this.is(';') ? undefined : this.expression()
    this.expect(';')
    this.skipNewlines()
    const step = this.is(')') ? undefined : this.simple()
    this.expect(')')
    return {
      kind: 'loop',
      ...(first && { first }),
      ...(test && { test }),
      ...(step && { step }),
      body: this.looped(),
      late: false,
    }
  }

  private simple(): Statement {
    const { text, line } = this.token
    if (this.accept('print', 'printf')) return this.print(text === 'printf')
    if (this.accept('break', 'continue')) {
      if (this.loops === 0) throw new SyntaxFault(line, `${text} statement outside of loop`)
      return { kind: 'jump', to: text as 'break' }
    }
    if (this.accept('next', 'nextfile')) {
      if (this.place === 'begin') throw new SyntaxFault(line, `improper use of ${text}`)
      return { kind: 'jump', to: text as 'next' }
    }
    if (this.accept('exit', 'return')) {
      if (text === 'return' && this.place !== 'function')
        throw new SyntaxFault(line, 'return outside function body')
      const kind = text as 'exit' | 'return'
      if (this.is(';', '}') || this.isKind('newline', 'end')) return { kind }
      return { kind, value: this.expression() }
    }
    if (this.accept('delete')) {
      const wrapped = this.accept('(')
      const of = this.optionalTarget()
      if (wrapped) this.expect(')')
      if (of?.kind === 'var') return { kind: 'delete', table: of }
      if (of?.kind === 'element') return { kind: 'delete', table: of.table, keys: of.keys }
      return this.fail()
    }
    return { kind: 'expression', of: this.expression() }
  }

  private print(formatted: boolean): Statement {
    const args = this.printList()
    if (formatted && args.length === 0) this.fail()
    const mode = this.token.text
    if (!this.accept('>', '>>', '|')) return { kind: 'print', formatted, args }
    return { kind: 'print', formatted, args, mode: mode as '>', to: this.concatenation() }
  }
}

/** The tree of a program in binary text. Throws `SyntaxFault`. */
export const parse = (source: string, busybox: boolean): Tree =>
  new Parser(tokenize(source, busybox), busybox).program()
