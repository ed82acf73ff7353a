import { usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { compileRegex } from './regex.ts'

const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
]
const isInteger = (text: string): boolean => /^-?\d+$/.test(text)
const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text)

class Evaluation {
  private readonly words: readonly string[]
  private at = 0
  constructor(words: readonly string[]) {
    this.words = words
  }
  run(): string {
    const value = this.level(0)
    if (this.at < this.words.length)
      throw new Failure(`syntax error: unexpected argument ${quoteAlways(this.words[this.at]!)}`, 2)
    return value
  }
  private level(depth: number): string {
    if (depth === LEVELS.length) return this.primary()
    let left = this.level(depth + 1)
    while (LEVELS[depth]!.includes(this.words[this.at] ?? '')) {
      const operator = this.words[this.at++]!
      left = this.apply(left, operator, this.level(depth + 1))
    }
    return left
  }
  private primary(): string {
    const word = this.words[this.at++]
    if (word === undefined)
      throw new Failure(`syntax error: missing argument after ${quoteAlways(this.words.at(-1)!)}`, 2)
    if (word === '(') {
      const value = this.level(0)
      if (this.words[this.at++] !== ')')
        throw new Failure(
          `syntax error: expecting ')' after ${quoteAlways(this.words[this.at - 2] ?? '')}`,
          2,
        )
      return value
    }
    if (word === '+' && this.at < this.words.length) return this.words[this.at++]!
    if (word === 'length' && this.at < this.words.length) return String([...this.primary()].length)
    if (word === 'match' && this.at + 1 < this.words.length)
      return this.apply(this.primary(), ':', this.primary())
    if (word === 'index' && this.at + 1 < this.words.length) {
      const text = [...this.primary()]
      const set = this.primary()
      return String(text.findIndex((char) => set.includes(char)) + 1)
    }
    if (word === 'substr' && this.at + 2 < this.words.length) {
      const text = [...this.primary()]
      const [from, count] = [Number(this.primary()), Number(this.primary())]
      return from > 0 && count > 0 ? text.slice(from - 1, from - 1 + count).join('') : ''
    }
    return word
  }
  private apply(a: string, operator: string, b: string): string {
    if (operator === '|') return isNull(a) ? (isNull(b) ? '0' : b) : a
    if (operator === '&') return isNull(a) || isNull(b) ? '0' : a
    if (operator === ':') {
      const regex = compileRegex(b.replace(/^\^?/, '^'), 'basic')
      const m = regex.exec(a)
      return m?.length && m.length > 1
        ? (m[1] ?? '')
        : String(m ? [...m[0]].length : b.includes('\\(') ? '' : 0)
    }
    if (LEVELS[2]!.includes(operator)) {
      const numeric = isInteger(a) && isInteger(b)
      const order = numeric
        ? BigInt(a) < BigInt(b)
          ? -1
          : BigInt(a) > BigInt(b)
            ? 1
            : 0
        : a < b
          ? -1
          : a > b
            ? 1
            : 0
      const results: Record<string, boolean> = {
        '<': order < 0,
        '<=': order <= 0,
        '=': order === 0,
        '==': order === 0,
        '!=': order !== 0,
        '>=': order >= 0,
        '>': order > 0,
      }
      return results[operator] ? '1' : '0'
    }
    if (!isInteger(a) || !isInteger(b)) throw new Failure('non-integer argument', 2)
    const [x, y] = [BigInt(a), BigInt(b)]
    if ((operator === '/' || operator === '%') && y === 0n) throw new Failure('division by zero', 2)
    const value =
      operator === '+'
        ? x + y
        : operator === '-'
          ? x - y
          : operator === '*'
            ? x * y
            : operator === '/'
              ? x / y
              : x % y
    return value.toString()
  }
}

export const exprMain: Main = async (io: Io) => {
  const words = io.args[0] === '--' ? io.args.slice(1) : io.args
  if (words.length === 0) throw usageError(io, io.busybox ? 'too few arguments' : 'missing operand', 2)
  const value = new Evaluation(words).run()
  await io.out.write(`${value}\n`)
  return isNull(value) ? 1 : 0
}

export const expr = program('expr', exprMain)
