import { Failure } from '../failure.ts'
import { NUMERIC } from '../run/condition.ts'
import { binaryFileTest, UNARY, unaryTest } from '../run/filetest.ts'
import type { Shell } from '../state.ts'
import { BASH_ASH, type Builtin, builtin } from './builtin.ts'

const BINARY = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
])

/** `test`: the number of arguments decides (POSIX); more than four are read by precedence. */
function evaluate(sh: Shell, args: readonly string[]): boolean {
  const [a, b, c, d] = args
  switch (args.length) {
    case 0:
      return false
    case 1:
      return a !== ''
    case 2:
      if (a === '!') return b === ''
      if (UNARY.has(a!)) return unaryTest(sh, a!, b!)
      throw unknownUnary(sh, a!, b!)
    case 3:
      if (BINARY.has(b!)) return binary(sh, a!, b!, c!)
      if (b === '-a') return a !== '' && c !== ''
      if (b === '-o') return a !== '' || c !== ''
      if (a === '!') return !evaluate(sh, [b!, c!])
      if (a === '(' && c === ')') return b !== ''
      throw unknownBinary(sh, b!)
    case 4:
      if (a === '!') return !evaluate(sh, [b!, c!, d!])
      if (a === '(' && d === ')') return evaluate(sh, [b!, c!])
  }
  return new Expression(sh, args).whole()
}

function binary(sh: Shell, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '>':
      return left > right
  }
  const compare = NUMERIC[operator]
  return compare ? compare(integer(sh, left), integer(sh, right)) : binaryFileTest(sh, operator, left, right)
}

function integer(sh: Shell, text: string): bigint {
  if (/^\s*[-+]?\d+\s*$/.test(text)) return BigInt(text.trim().replace(/^\+/, ''))
  const wording = {
    bash: `${text}: integer expression expected`,
    dash: `Illegal number: ${text}`,
    ash: `${text}: bad number`,
  }
  throw new Failure(wording[sh.dialect], { status: 2 })
}

const unknownUnary = (sh: Shell, operator: string, operand: string): Failure => {
  const wording = {
    bash: `${operator}: unary operator expected`,
    dash: `${operator}: unexpected operator`,
    ash: `${operand}: unknown operand`,
  }
  return new Failure(wording[sh.dialect], { status: 2 })
}
const unknownBinary = (sh: Shell, operator: string): Failure => {
  const wording = {
    bash: `${operator}: binary operator expected`,
    dash: `${operator}: unexpected operator`,
    ash: `${operator}: unknown operand`,
  }
  return new Failure(wording[sh.dialect], { status: 2 })
}

/** `-o` binds weaker than `-a`, that weaker than `!`. */
class Expression {
  private readonly sh: Shell
  private readonly args: readonly string[]
  private at = 0
  constructor(sh: Shell, args: readonly string[]) {
    this.sh = sh
    this.args = args
  }
  whole(): boolean {
    const truth = this.or()
    if (this.at < this.args.length) throw new Failure('too many arguments', { status: 2 })
    return truth
  }
  private or(): boolean {
    let truth = this.and()
    while (this.args[this.at] === '-o') {
      this.at++
      const right = this.and()
      truth ||= right
    }
    return truth
  }
  private and(): boolean {
    let truth = this.not()
    while (this.args[this.at] === '-a') {
      this.at++
      const right = this.not()
      truth &&= right
    }
    return truth
  }
  private not(): boolean {
    if (this.args[this.at] !== '!') return this.primary()
    this.at++
    return !this.not()
  }
  private primary(): boolean {
    const [a, b, c] = this.args.slice(this.at, this.at + 3)
    if (a === undefined) throw new Failure('argument expected', { status: 2 })
    if (b !== undefined && c !== undefined && BINARY.has(b)) {
      this.at += 3
      return binary(this.sh, a, b, c)
    }
    if (a === '(') {
      this.at++
      const truth = this.or()
      if (this.args[this.at] !== ')') throw new Failure("`)' expected", { status: 2 })
      this.at++
      return truth
    }
    if (UNARY.has(a) && b !== undefined) {
      this.at += 2
      return unaryTest(this.sh, a, b)
    }
    this.at++
    return a !== ''
  }
}

const run = async (sh: Shell, args: readonly string[]): Promise<number> => (evaluate(sh, args) ? 0 : 1)

async function bracket(sh: Shell, args: readonly string[], close: string): Promise<number> {
  if (args.at(-1) !== close) {
    throw new Failure(sh.dialect === 'bash' ? `missing \`${close}'` : `missing ${close}`, { status: 2 })
  }
  return run(sh, args.slice(0, -1))
}

export const TEST: readonly (readonly [string, Builtin])[] = [
  ['test', builtin('test [expr]', run)],
  ['[', builtin('[ arg... ]', (sh, args) => bracket(sh, args, ']'))],
  ['[[', builtin('[[ expression ]]', (sh, args) => bracket(sh, args, ']]'), BASH_ASH)],
]
