/** What arithmetic reads and writes: variables by name, with an optional subscript as written. */
export interface ArithmeticScope {
  /** Text of the value, '' when unset. */
  get(name: string, subscript: string | undefined): string
  set(name: string, subscript: string | undefined, value: string): void
}

export class ArithmeticError extends Error {
  readonly kind: 'zero' | 'operand' | 'syntax' | 'base' | 'assign' | 'recursion' | 'exponent'
  readonly expression: string
  /** The rest of the text from where it went wrong. */
  readonly token: string
  constructor(kind: ArithmeticError['kind'], expression: string, token: string) {
    super(kind)
    this.kind = kind
    this.expression = expression
    this.token = token
  }
}

const OPERATORS =
  /^(?:<<=|>>=|\*\*|&&|\|\||<<|>>|<=|>=|==|!=|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\^=|\|=|[-+*/%<>=!~&^|?:,()])/
const PRECEDENCE: Readonly<Record<string, number>> = {
  ',': 1,
  '=': 2,
  '?': 3,
  '||': 4,
  '&&': 5,
  '|': 6,
  '^': 7,
  '&': 8,
  '==': 9,
  '!=': 9,
  '<': 10,
  '>': 10,
  '<=': 10,
  '>=': 10,
  '<<': 11,
  '>>': 11,
  '+': 12,
  '-': 12,
  '*': 13,
  '/': 13,
  '%': 13,
  '**': 14,
}
const MAX_DEPTH = 100

/** Where a value came from, when it can be assigned to. */
interface Operand {
  value: bigint
  name?: string
  subscript?: string | undefined
}

/** Evaluates an expression in 64-bit integers (bash, "Shell Arithmetic"). Empty text is 0. */
export function evaluateArithmetic(text: string, scope: ArithmeticScope, depth = 0): bigint {
  if (depth > MAX_DEPTH) throw new ArithmeticError('recursion', text, text)
  const parser = new Evaluator(text, scope, depth)
  return parser.whole()
}

class Evaluator {
  private readonly text: string
  private readonly scope: ArithmeticScope
  private readonly depth: number
  private at = 0
  /** Above 0 inside a branch that is not taken: nothing is assigned or divided. */
  private skipping = 0
  private lastStart = 0

  constructor(text: string, scope: ArithmeticScope, depth: number) {
    this.text = text
    this.scope = scope
    this.depth = depth
  }

  whole(): bigint {
    this.space()
    if (this.at >= this.text.length) return 0n
    const result = this.binary(1).value
    this.space()
    if (this.at < this.text.length) throw this.error('syntax', this.text.slice(this.at))
    return result
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++
  }
  private error(kind: ArithmeticError['kind'], token: string): ArithmeticError {
    return new ArithmeticError(kind, this.text.trimStart(), token)
  }
  private peek(): string {
    this.space()
    return OPERATORS.exec(this.text.slice(this.at, this.at + 3))?.[0] ?? ''
  }
  private take(operator: string): void {
    this.space()
    this.lastStart = this.at
    this.at += operator.length
  }

  private binary(least: number): Operand {
    let left = this.unary()
    for (;;) {
      const operator = this.peek()
      const assigned = /^(?:[-+*/%&^|]|<<|>>)=$/.test(operator) || operator === '='
      const precedence = assigned ? 2 : PRECEDENCE[operator]
      if (precedence === undefined || precedence < least) return left
      this.take(operator)
      if (assigned) left = this.assign(left, operator)
      else if (operator === '?') left = this.ternary(left)
      else if (operator === '&&' || operator === '||') {
        const decided = operator === '&&' ? left.value === 0n : left.value !== 0n
        if (decided) this.skipping++
        const right = this.binary(precedence + 1).value
        if (decided) this.skipping--
        left = { value: decided ? (operator === '&&' ? 0n : 1n) : right === 0n ? 0n : 1n }
      } else {
        const right = this.binary(operator === '**' ? precedence : precedence + 1)
        left = { value: this.apply(operator, left.value, right.value) }
      }
    }
  }

  private assign(target: Operand, operator: string): Operand {
    if (target.name === undefined) throw this.error('assign', this.text.slice(this.lastStart))
    const right = this.binary(2).value
    const value = operator === '=' ? right : this.apply(operator.slice(0, -1), target.value, right)
    this.store(target, value)
    return { value }
  }
  private store(target: Operand, value: bigint): void {
    if (this.skipping === 0) this.scope.set(target.name!, target.subscript, value.toString())
  }
  private ternary(test: Operand): Operand {
    const yes = test.value !== 0n
    if (!yes) this.skipping++
    const consequent = this.binary(2).value
    if (!yes) this.skipping--
    if (this.peek() !== ':') throw this.error('syntax', this.text.slice(this.at))
    this.take(':')
    if (yes) this.skipping++
    const alternate = this.binary(3).value
    if (yes) this.skipping--
    return { value: yes ? consequent : alternate }
  }

  private apply(operator: string, a: bigint, b: bigint): bigint {
    const wrap = (n: bigint): bigint => BigInt.asIntN(64, n)
    const truth = (yes: boolean): bigint => (yes ? 1n : 0n)
    switch (operator) {
      case '+':
        return wrap(a + b)
      case '-':
        return wrap(a - b)
      case '*':
        return wrap(a * b)
      case '/':
      case '%':
        if (b === 0n) {
          if (this.skipping > 0) return 0n
          throw this.error('zero', this.text.slice(this.lastOperand))
        }
        return wrap(operator === '/' ? a / b : a % b)
      case '**':
        if (b < 0n) throw this.error('exponent', this.text.slice(this.lastOperand))
        return power(a, b)
      case '<<':
        return wrap(a << (b & 63n))
      case '>>':
        return a >> (b & 63n)
      case '<':
        return truth(a < b)
      case '>':
        return truth(a > b)
      case '<=':
        return truth(a <= b)
      case '>=':
        return truth(a >= b)
      case '==':
        return truth(a === b)
      case '!=':
        return truth(a !== b)
      case '&':
        return a & b
      case '^':
        return a ^ b
      case '|':
        return a | b
      case ',':
        return b
      default:
        throw this.error('syntax', operator)
    }
  }

  private lastOperand = 0

  private unary(): Operand {
    const operator = this.peek()
    switch (operator) {
      case '++':
      case '--': {
        this.take(operator)
        const target = this.unary()
        if (target.name === undefined) return { value: operator === '--' ? target.value : target.value }
        const value = target.value + (operator === '++' ? 1n : -1n)
        this.store(target, value)
        return { value }
      }
      case '+':
      case '-':
      case '!':
      case '~': {
        this.take(operator)
        const { value } = this.unary()
        if (operator === '+') return { value }
        if (operator === '-') return { value: BigInt.asIntN(64, -value) }
        return { value: operator === '!' ? (value === 0n ? 1n : 0n) : ~value }
      }
      case '(': {
        this.take(operator)
        const { value } = this.binary(1)
        if (this.peek() !== ')') throw this.error('syntax', this.text.slice(this.at))
        this.take(')')
        return { value }
      }
      default:
        return this.primary()
    }
  }

  private primary(): Operand {
    this.space()
    const rest = this.text.slice(this.at)
    const number = /^(?:\d+#[0-9A-Za-z@_]+|0[xX][0-9a-fA-F]+|\d\w*)/.exec(rest)
    if (number) {
      this.lastOperand = this.at
      this.at += number[0].length
      return { value: this.number(number[0]) }
    }
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0]
    if (name === undefined) {
      const token = rest || this.text.slice(this.lastStart)
      throw this.error('operand', token)
    }
    this.lastOperand = this.at
    this.at += name.length
    const subscript = this.subscript()
    const target: Operand = { value: this.read(name, subscript), name, subscript }
    const operator = this.peek()
    if (operator !== '++' && operator !== '--') return target
    this.take(operator)
    this.store(target, target.value + (operator === '++' ? 1n : -1n))
    return { value: target.value }
  }

  private subscript(): string | undefined {
    if (this.text[this.at] !== '[') return undefined
    let depth = 0
    for (let i = this.at; i < this.text.length; i++) {
      if (this.text[i] === '[') depth++
      else if (this.text[i] === ']' && --depth === 0) {
        const inside = this.text.slice(this.at + 1, i)
        this.at = i + 1
        return inside
      }
    }
    throw this.error('syntax', this.text.slice(this.at))
  }

  private read(name: string, subscript: string | undefined): bigint {
    const text = this.scope.get(name, subscript)
    if (/^\s*-?[1-9]\d*\s*$/.test(text)) return BigInt.asIntN(64, BigInt(text.trim()))
    return evaluateArithmetic(text, this.scope, this.depth + 1)
  }

  private number(text: string): bigint {
    const based = /^(\d+)#(.+)$/.exec(text)
    if (based) return this.digits(based[2]!, Number(based[1]), text)
    if (/^0[xX]/.test(text)) return BigInt.asIntN(64, BigInt(text))
    if (/^0\d/.test(text)) return this.digits(text.slice(1), 8, text)
    return this.digits(text, 10, text)
  }
  private digits(text: string, base: number, token: string): bigint {
    const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'
    let value = 0n
    for (const c of base <= 36 ? text.toLowerCase() : text) {
      const digit = alphabet.indexOf(c)
      if (digit < 0 || digit >= base) throw this.error('base', token)
      value = value * BigInt(base) + BigInt(digit)
    }
    return BigInt.asIntN(64, value)
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = BigInt.asIntN(64, result * base)
    base = BigInt.asIntN(64, base * base)
  }
  return result
}
