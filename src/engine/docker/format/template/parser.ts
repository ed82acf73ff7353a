import { quote } from '../../go/quote.ts'
import { unquote, unquoteRune } from '../../go/unquote.ts'
import { lex, showToken, type Token, type TokenKind } from './lexer.ts'
import { type Command, type Node, type Operand, type Pipe, showOperand } from './nodes.ts'

/** A template that cannot be read. `message` is Go's: `template: :1: unclosed action`. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError'
}

export interface ParsedTemplate {
  readonly body: readonly Node[]
  /** `{{define "x"}}` and `{{block "x" .}}`: name → body. */
  readonly defined: ReadonlyMap<string, readonly Node[]>
}

type End = { readonly kind: 'end' | 'else' }

class Parser {
  readonly defined = new Map<string, readonly Node[]>()
  private readonly name: string
  private readonly input: string
  private readonly functions: ReadonlySet<string>
  private readonly tokens: readonly Token[]
  private at = 0
  private variables: string[] = ['$']
  private ranges = 0
  /** Line the present action began on; 0 outside. */
  private actionLine = 0

  constructor(name: string, input: string, functions: ReadonlySet<string>) {
    this.name = name
    this.input = input
    this.functions = functions
    this.tokens = lex(input)
  }

  private lineOf(at: number): number {
    return this.input.slice(0, at).split('\n').length
  }
  private fail(why: string): never {
    const last = this.tokens[Math.min(Math.max(this.at - 1, 0), this.tokens.length - 1)]
    throw new TemplateSyntaxError(`template: ${this.name}:${this.lineOf(last?.at ?? 0)}: ${why}`)
  }
  private next(): Token {
    const token = this.tokens[Math.min(this.at, this.tokens.length - 1)]!
    this.at++
    return token
  }
  private nextNonSpace(): Token {
    for (;;) {
      const token = this.next()
      if (token.kind !== 'space') return token
    }
  }
  private peek(): Token {
    const token = this.next()
    this.at--
    return token
  }
  private peekNonSpace(): Token {
    const token = this.nextNonSpace()
    this.at--
    return token
  }
  private unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') return this.fail(`unexpected ${showToken(token)} in ${context}`)
    const line = this.lineOf(token.at)
    let more = ''
    if (this.actionLine !== 0 && this.actionLine !== line) {
      more = ` in action started at ${this.name}:${this.actionLine}`
      if (token.text.endsWith(' action')) more = more.slice(' in action'.length)
    }
    return this.fail(token.text + more)
  }
  private expect(context: string, ...kinds: TokenKind[]): Token {
    const token = this.nextNonSpace()
    return kinds.includes(token.kind) ? token : this.unexpected(token, context)
  }

  whole(): readonly Node[] {
    const body: Node[] = []
    while (this.peek().kind !== 'eof') {
      if (this.peek().kind === 'left') {
        const start = this.at
        this.next()
        const token = this.nextNonSpace()
        if (token.kind === 'keyword' && token.text === 'define') {
          this.definition()
          continue
        }
        this.at = start
      }
      const node = this.textOrAction()
      if (node.kind === 'end' || node.kind === 'else') this.fail(`unexpected {{${node.kind}}}`)
      body.push(node as Node)
    }
    return body
  }

  private definition(): void {
    const name = this.string(this.expect('define clause', 'string', 'rawString').text)
    this.expect('define clause', 'right')
    const outer = this.variables
    this.variables = ['$']
    const [body, end] = this.itemList()
    if (end.kind !== 'end') this.fail('unexpected {{else}} in define clause')
    this.variables = outer
    this.define(name, body)
  }

  /** A template may be defined once more only where one of both is empty. */
  private define(name: string, body: readonly Node[]): void {
    const before = this.defined.get(name)
    if (before !== undefined && !isEmpty(before)) {
      if (!isEmpty(body)) this.fail(`template: multiple definition of template ${quote(name)}`)
      return
    }
    this.defined.set(name, body)
  }

  private itemList(): [Node[], End] {
    const body: Node[] = []
    while (this.peekNonSpace().kind !== 'eof') {
      const node = this.textOrAction()
      if (node.kind === 'end' || node.kind === 'else') return [body, node as End]
      body.push(node as Node)
    }
    return this.fail('unexpected EOF')
  }

  private textOrAction(): Node | End {
    const token = this.nextNonSpace()
    if (token.kind === 'text') return { kind: 'text', text: token.text }
    if (token.kind !== 'left') return this.unexpected(token, 'input')
    this.actionLine = this.lineOf(token.at)
    const node = this.action()
    this.actionLine = 0
    return node
  }

  private action(): Node | End {
    const token = this.nextNonSpace()
    if (token.kind === 'keyword')
      switch (token.text) {
        case 'if':
        case 'with':
        case 'range':
          return this.control(token.text, token.at)
        case 'block':
          return this.block(token)
        case 'break':
        case 'continue':
          return this.jump(token.text, token)
        case 'end':
          this.expect('end', 'right')
          return { kind: 'end' }
        case 'else': {
          const following = this.peekNonSpace()
          if (following.kind === 'keyword' && ['if', 'with'].includes(following.text)) return { kind: 'else' }
          this.expect('else', 'right')
          return { kind: 'else' }
        }
        case 'template':
          return this.template()
      }
    this.at--
    const { at } = this.peek()
    return { kind: 'action', at, pipe: this.pipeline('command', 'right') }
  }

  private jump(kind: 'break' | 'continue', token: Token): Node {
    const end = this.nextNonSpace()
    if (end.kind !== 'right') this.unexpected(end, `{{${kind}}}`)
    if (this.ranges === 0) this.fail(`{{${kind}}} outside {{range}}`)
    return { kind, at: token.at }
  }

  private control(kind: 'if' | 'with' | 'range', at: number): Node {
    const scope = this.variables.length
    const pipe = this.pipeline(kind, 'right')
    if (kind === 'range') this.ranges++
    const [body, end] = this.itemList()
    if (kind === 'range') this.ranges--
    let otherwise: Node[] | undefined
    if (end.kind === 'else') {
      const token = this.peekNonSpace()
      if (kind !== 'range' && token.kind === 'keyword' && token.text === kind) {
        this.nextNonSpace()
        otherwise = [this.control(kind, token.at)]
      } else {
        const [list, last] = this.itemList()
        if (last.kind !== 'end') this.fail('expected end; found {{else}}')
        otherwise = list
      }
    }
    this.variables.length = scope
    return { kind, at, pipe, body, otherwise }
  }

  private template(): Node {
    const { text, at } = this.expect('template clause', 'string', 'rawString')
    const name = this.string(text)
    const end = this.nextNonSpace()
    if (end.kind === 'right') return { kind: 'template', at, name, pipe: undefined }
    this.at--
    return { kind: 'template', at, name, pipe: this.pipeline('template clause', 'right') }
  }

  private block(token: Token): Node {
    const name = this.string(this.expect('block clause', 'string', 'rawString').text)
    const pipe = this.pipeline('block clause', 'right')
    const outer = this.variables
    this.variables = ['$']
    const [body, end] = this.itemList()
    if (end.kind !== 'end') this.fail('unexpected {{else}} in block clause')
    this.variables = outer
    this.define(name, body)
    return { kind: 'template', at: token.at, name, pipe }
  }

  private pipeline(context: string, end: TokenKind): Pipe {
    const { at } = this.peekNonSpace()
    const variables: string[] = []
    const assign = this.declarations(context, variables)
    const commands: Command[] = []
    for (;;) {
      const token = this.nextNonSpace()
      if (token.kind === end) break
      if (!STARTS_OPERAND.has(token.kind)) this.unexpected(token, context)
      this.at--
      commands.push(this.command())
    }
    if (commands.length === 0) this.fail(`missing value for ${context}`)
    commands.slice(1).forEach((command, i) => {
      if (['bool', 'dot', 'nil', 'number', 'string'].includes(command.args[0]!.kind))
        this.fail(`non executable command in pipeline stage ${i + 2}`)
    })
    return { kind: 'pipe', at, assign, variables, commands }
  }

  /** `$x :=`, `$x =`, `$i, $x :=`. Adds to `found`; true for an assignment. */
  private declarations(context: string, found: string[]): boolean {
    while (this.peekNonSpace().kind === 'variable') {
      const start = this.at
      const variable = this.nextNonSpace()
      const following = this.peekNonSpace()
      if (following.kind === 'assign' || following.kind === 'declare') {
        this.nextNonSpace()
        found.push(variable.text)
        this.variables.push(variable.text)
        return following.kind === 'assign'
      }
      if (following.kind !== 'char' || following.text !== ',') {
        this.at = start
        return false
      }
      this.nextNonSpace()
      found.push(variable.text)
      this.variables.push(variable.text)
      if (context !== 'range' || found.length >= 2) this.fail(`too many declarations in ${context}`)
      if (!['variable', 'right', 'rightParen'].includes(this.peekNonSpace().kind))
        this.fail('range can only initialize variables')
    }
    return false
  }

  private command(): Command {
    const { at } = this.peekNonSpace()
    const args: Operand[] = []
    for (;;) {
      this.peekNonSpace()
      const operand = this.operand()
      if (operand) args.push(operand)
      const token = this.next()
      if (token.kind === 'space') continue
      if (token.kind === 'right' || token.kind === 'rightParen') this.at--
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand')
      break
    }
    if (args.length === 0) this.fail('empty command')
    return { at, args }
  }

  private operand(): Operand | undefined {
    const node = this.term()
    if (!node || this.peek().kind !== 'field') return node
    const { at } = this.peek()
    const fields: string[] = []
    while (this.peek().kind === 'field') fields.push(this.next().text.slice(1))
    if (node.kind === 'field') return { kind: 'field', at, fields: [...node.fields, ...fields] }
    if (node.kind === 'variable') return { ...node, at, fields: [...node.fields, ...fields] }
    if (['bool', 'string', 'number', 'nil', 'dot'].includes(node.kind))
      this.fail(`unexpected . after term ${quote(showOperand(node))}`)
    return { kind: 'chain', at, of: node, fields }
  }

  private term(): Operand | undefined {
    const token = this.nextNonSpace()
    const { at, text } = token
    switch (token.kind) {
      case 'identifier':
        if (!this.functions.has(text)) this.fail(`function ${quote(text)} not defined`)
        return { kind: 'identifier', at, name: text }
      case 'dot':
      case 'nil':
        return { kind: token.kind, at }
      case 'variable':
        if (!this.variables.includes(text)) this.fail(`undefined variable ${quote(text)}`)
        return { kind: 'variable', at, name: text, fields: [] }
      case 'field':
        return { kind: 'field', at, fields: [text.slice(1)] }
      case 'bool':
        return { kind: 'bool', at, value: text === 'true' }
      case 'charConstant':
        return { kind: 'number', at, value: this.character(text), float: false, text }
      case 'number':
        return this.number(token)
      case 'leftParen':
        return this.pipeline('parenthesized pipeline', 'rightParen')
      case 'string':
      case 'rawString':
        return { kind: 'string', at, value: this.string(text), text }
    }
    this.at--
    return undefined
  }

  private character(text: string): number {
    const character = unquoteRune(text)
    if (character === undefined) return this.fail('invalid syntax')
    const [first, ...more] = character
    if (first === undefined) return this.fail('invalid syntax')
    return more.length === 0 ? first.codePointAt(0)! : this.fail(`malformed character constant: ${text}`)
  }

  private string(text: string): string {
    return unquote(text) ?? this.fail('invalid syntax')
  }

  private number({ text, at }: Token): Operand {
    const plain = text.replaceAll('_', '').replace(/^\+/, '')
    const negative = plain.startsWith('-')
    const digits = negative ? plain.slice(1) : plain
    const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits
    const value = octal === '' || octal === '.' ? Number.NaN : Number(octal)
    if (Number.isNaN(value)) this.fail(`illegal number syntax: ${quote(text)}`)
    const float = /[.eE]/.test(digits) && !/^0[xX]/.test(digits)
    return { kind: 'number', at, value: negative ? -value : value, float, text }
  }
}

/** Nothing but white space (parse.IsEmptyTree). */
const isEmpty = (body: readonly Node[]): boolean =>
  body.every((node) => node.kind === 'text' && node.text.trim() === '')

const STARTS_OPERAND: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'charConstant',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
])

/** Reads a template. `name` and the names of its functions matter for errors. Throws `TemplateSyntaxError`. */
export function parseTemplate(name: string, input: string, functions: ReadonlySet<string>): ParsedTemplate {
  const parser = new Parser(name, input, functions)
  const body = parser.whole()
  return { body, defined: parser.defined }
}
