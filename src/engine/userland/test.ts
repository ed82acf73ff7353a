import { isErrno } from '../base/errors.ts'
import type { Stat } from '../vfs/filesystem.ts'
import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFIFO,
  S_IFMT,
  S_IFSOCK,
} from '../vfs/filesystem.ts'
import type { Io, Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'

const UNARY = new Set([...'bcdefghkLnprsStuwxzGNO'].map((letter) => `-${letter}`))
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

class Expression {
  private readonly io: Io
  private readonly words: readonly string[]
  private at = 0
  constructor(io: Io, words: readonly string[]) {
    this.io = io
    this.words = words
  }

  evaluate(): boolean {
    if (this.words.length === 0) return false
    const value = this.or()
    if (this.at < this.words.length)
      throw new Failure(`extra argument ${quoteAlways(this.words[this.at]!)}`, 2)
    return value
  }
  private or(): boolean {
    let value = this.and()
    while (this.words[this.at] === '-o') {
      this.at++
      value = this.and() || value
    }
    return value
  }
  private and(): boolean {
    let value = this.not()
    while (this.words[this.at] === '-a') {
      this.at++
      value = this.not() && value
    }
    return value
  }
  private not(): boolean {
    if (
      this.words[this.at] === '!' &&
      this.at + 1 < this.words.length &&
      !(BINARY.has(this.words[this.at + 1]!) && this.at + 2 < this.words.length)
    ) {
      this.at++
      return !this.not()
    }
    return this.primary()
  }
  private primary(): boolean {
    const { words } = this
    const word = words[this.at]
    if (word === undefined) throw new Failure(`missing argument after ${quoteAlways(words.at(-1) ?? '')}`, 2)
    const left = words.length - this.at
    if (left >= 3 && BINARY.has(words[this.at + 1]!)) {
      this.at += 3
      return this.binary(word, words[this.at - 2]!, words[this.at - 1]!)
    }
    if (word === '(' && left > 1) {
      this.at++
      const value = this.or()
      if (words[this.at++] !== ')') throw new Failure("')' expected", 2)
      return value
    }
    if (UNARY.has(word) && left >= 2) {
      this.at += 2
      return this.unary(word, words[this.at - 1]!)
    }
    this.at++
    if (left === 2 && word.startsWith('-') && word.length === 2 && this.at < words.length)
      throw new Failure(`${quoteAlways(word)}: unary operator expected`, 2)
    return word !== ''
  }

  private stat(path: string, link: boolean): Stat | undefined {
    try {
      return link ? this.io.p.lstat(path) : this.io.p.stat(path)
    } catch (error) {
      if (isErrno(error)) return undefined
      throw error
    }
  }

  private unary(operator: string, text: string): boolean {
    const { p } = this.io
    if (operator === '-n') return text !== ''
    if (operator === '-z') return text === ''
    if (operator === '-t') return p.isOpen(Number(text)) && p.isatty(Number(text))
    const stat = this.stat(text, operator === '-h' || operator === '-L')
    if (!stat) return false
    const { mode } = stat
    switch (operator) {
      case '-b':
        return isBlockDevice(mode)
      case '-c':
        return isCharDevice(mode)
      case '-d':
        return isDirectory(mode)
      case '-f':
        return isRegular(mode)
      case '-g':
        return (mode & 0o2000) !== 0
      case '-h':
      case '-L':
        return isSymlink(mode)
      case '-k':
        return (mode & 0o1000) !== 0
      case '-p':
        return (mode & S_IFMT) === S_IFIFO
      case '-S':
        return (mode & S_IFMT) === S_IFSOCK
      case '-s':
        return stat.size > 0
      case '-u':
        return (mode & 0o4000) !== 0
      case '-r':
        return p.access(text, { read: true })
      case '-w':
        return p.access(text, { write: true })
      case '-x':
        return p.access(text, { execute: true })
      case '-O':
        return stat.uid === p.credentials.uid
      case '-G':
        return stat.gid === p.credentials.gid
      case '-N':
        return stat.mtime > stat.atime
      default:
        return true
    }
  }

  private binary(a: string, operator: string, b: string): boolean {
    if (/^-[a-z]{2}$/.test(operator) && !['-nt', '-ot', '-ef'].includes(operator)) {
      const [x, y] = [a, b].map((text) => {
        if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new Failure(`invalid integer ${quoteAlways(text)}`, 2)
        return BigInt(text.trim().replace(/^\+/, ''))
      }) as [bigint, bigint]
      const results: Record<string, boolean> = {
        '-eq': x === y,
        '-ne': x !== y,
        '-lt': x < y,
        '-le': x <= y,
        '-gt': x > y,
        '-ge': x >= y,
      }
      return results[operator]!
    }
    if (operator.startsWith('-')) {
      const [x, y] = [this.stat(a, false), this.stat(b, false)]
      if (operator === '-ef') return x !== undefined && y !== undefined && x.ino === y.ino && x.dev === y.dev
      const [first, second] = operator === '-nt' ? [x, y] : [y, x]
      return first !== undefined && (second === undefined || first.mtime > second.mtime)
    }
    if (operator === '!=') return a !== b
    return operator === '<' ? a < b : operator === '>' ? a > b : a === b
  }
}

export const testMain: Main = async (io) => (new Expression(io, io.args).evaluate() ? 0 : 1)

/** `[ … ]`: test with a closing bracket. */
export const bracketMain: Main = async (io) => {
  if (io.args.at(-1) !== ']') throw new Failure(io.busybox ? 'missing ]' : "missing ']'", 2)
  return new Expression(io, io.args.slice(0, -1)).evaluate() ? 0 : 1
}

export const test = program('test', testMain)
export const bracket = program('[', bracketMain)
