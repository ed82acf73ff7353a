import type { Stat } from '../vfs/filesystem.ts'
import { isDirectory, isRegular, isSymlink } from '../vfs/filesystem.ts'
import { findGroup, findUser, Names } from './accounts.ts'
import { formatted, longLine } from './find-output.ts'
import { comparison, DAY, REAL, UNITS } from './find-values.ts'
import { globRegex } from './glob.ts'
import { baseName } from './listing.ts'
import { parseMode, typeLetter } from './mode.ts'
import type { Io } from './program.ts'
import { Failure, reason } from './program.ts'
import { confirm } from './prompt.ts'
import { quoteAlways } from './quoting.ts'
import { compileRegex } from './regex.ts'
import { runCommand } from './run.ts'
import type { Visit } from './walk.ts'

type Test = (visit: Visit) => boolean | Promise<boolean>

/** What an expression comes to. */
interface Plan {
  readonly test: Test
  readonly finish: (() => Promise<void>)[]
  post: boolean
  maxDepth: number
  minDepth: number
  sameDevice: boolean
}

/** Reads find's expression and becomes what tests and acts (find(1), EXPRESSION). */
export class Parser {
  private readonly io: Io
  private readonly words: string[]
  private readonly names: Names
  private at = 0
  private acts = false
  private pruned = new Set<string>()
  private quit = false
  code = 0
  readonly plan: Omit<Plan, 'test'> = {
    finish: [],
    post: false,
    maxDepth: Number.POSITIVE_INFINITY,
    minDepth: 0,
    sameDevice: false,
  }
  constructor(io: Io, words: string[]) {
    this.io = io
    this.words = words
    this.names = new Names(io.p)
  }

  get stopped(): boolean {
    return this.quit
  }
  isPruned(path: string): boolean {
    return this.pruned.has(path)
  }

  parse(): Test {
    const test = this.words.length === 0 ? () => true : this.either()
    if (this.at < this.words.length)
      throw new Failure(
        this.words[this.at] === ')'
          ? "invalid expression; you have used a binary operator ')' with nothing before it."
          : `paths must precede expression: \`${this.words[this.at]}'`,
      )
    if (this.acts) return test
    const print = this.act(({ path }) => `${path}\n`)
    return (visit) => {
      const passed = test(visit)
      if (typeof passed !== 'boolean') return passed.then((yes) => !yes || print(visit))
      return !passed || print(visit)
    }
  }

  private either(): Test {
    let left = this.both()
    while (['-o', '-or'].includes(this.words[this.at] ?? '')) {
      this.at++
      const a = left
      const b = this.both()
      left = async (v) => (await a(v)) || b(v)
    }
    return left
  }
  private both(): Test {
    let left = this.not()
    for (;;) {
      const word = this.words[this.at]
      if (word === undefined || word === ')' || word === '-o' || word === '-or') return left
      if (word === '-a' || word === '-and') this.at++
      const a = left
      const b = this.not()
      left = async (v) => (await a(v)) && b(v)
    }
  }
  private not(): Test {
    const word = this.words[this.at]
    if (word === '!' || word === '-not') {
      this.at++
      const inner = this.not()
      return async (v) => !(await inner(v))
    }
    if (word === '(') {
      this.at++
      const inner = this.either()
      if (this.words[this.at++] !== ')')
        throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
      return inner
    }
    return this.primary()
  }

  private value(option: string): string {
    const text = this.words[this.at++]
    if (text === undefined)
      throw new Failure(
        this.io.busybox ? `${option}: requires an argument` : `missing argument to \`${option}'`,
      )
    return text
  }

  private primary(): Test {
    const word = this.words[this.at++]!
    const { io, plan } = this
    const age = (option: string, time: (s: Stat) => bigint, unit: bigint): Test => {
      const test = comparison(option, this.value(option))
      const now = io.p.now()
      return ({ stat }) => test(Number((now - time(stat)) / unit))
    }
    const glob = (flags: string, text: (v: Visit) => string): Test => {
      const regex = globRegex(this.value(word), flags)
      return (v) => regex.test(text(v))
    }
    switch (word) {
      case '-name':
        return glob('', (v) => baseName(v.path))
      case '-iname':
        return glob('i', (v) => baseName(v.path))
      case '-path':
      case '-wholename':
        return glob('', (v) => v.path)
      case '-ipath':
      case '-iwholename':
        return glob('i', (v) => v.path)
      case '-lname': {
        const regex = globRegex(this.value(word))
        return (v) => isSymlink(v.type) && regex.test(io.p.readlink(v.path))
      }
      case '-regex':
      case '-iregex': {
        const regex = compileRegex(`^\\(${this.value(word)}\\)$`, 'basic', word === '-iregex' ? 'i' : '')
        return (v) => regex.test(v.path)
      }
      case '-type':
      case '-xtype': {
        const text = this.value(word)
        const wanted = text.split(',').map((letter) => (letter === 'f' ? '-' : letter))
        if (wanted.some((letter) => !'-dlcbps'.includes(letter) || letter.length !== 1))
          throw new Failure(io.busybox ? `unrecognized: ${text}` : `Unknown argument to ${word}: ${text}`)
        return (v) =>
          wanted.includes(
            typeLetter(word === '-xtype' && io.p.exists(v.path) ? io.p.stat(v.path).mode : v.type),
          )
      }
      case '-maxdepth':
      case '-mindepth': {
        const text = this.value(word)
        if (!/^\d+$/.test(text))
          throw new Failure(
            `Expected a positive decimal integer argument to ${word}, but got ${quoteAlways(text)}`,
          )
        if (word === '-maxdepth') plan.maxDepth = Number(text)
        else plan.minDepth = Number(text)
        return () => true
      }
      case '-size': {
        const text = this.value(word)
        const m = /^([-+]?\d+)([bcwkMG]?)$/.exec(text)
        if (!m) throw new Failure(`Invalid argument \`${text}' to \`-size'`)
        const unit = UNITS[m[2] || 'b']!
        const test = comparison('-size', m[1]!)
        return ({ stat }) => test(Math.ceil(stat.size / unit))
      }
      case '-empty':
        return (v) =>
          isDirectory(v.type) ? io.p.readdir(v.path).length === 0 : isRegular(v.type) && v.stat.size === 0
      case '-newer':
      case '-anewer':
      case '-cnewer': {
        const file = this.value(word)
        let than: bigint
        try {
          than = io.p.stat(file).mtime
        } catch (error) {
          throw new Failure(
            io.busybox ? `${file}: ${reason(error)}` : `${quoteAlways(file)}: ${reason(error)}`,
          )
        }
        return ({ stat }) =>
          (word === '-newer' ? stat.mtime : word === '-anewer' ? stat.atime : stat.ctime) > than
      }
      case '-mtime':
        return age(word, (s) => s.mtime, DAY)
      case '-atime':
        return age(word, (s) => s.atime, DAY)
      case '-ctime':
        return age(word, (s) => s.ctime, DAY)
      case '-mmin':
        return age(word, (s) => s.mtime, 60_000_000_000n)
      case '-amin':
        return age(word, (s) => s.atime, 60_000_000_000n)
      case '-cmin':
        return age(word, (s) => s.ctime, 60_000_000_000n)
      case '-perm':
        return this.permission()
      case '-user': {
        const text = this.value(word)
        const user = findUser(io.p, text)
        if (!user)
          throw new Failure(
            io.busybox ? `unknown user ${text}` : `${quoteAlways(text)} is not the name of a known user`,
          )
        return ({ stat }) => stat.uid === user.uid
      }
      case '-group': {
        const text = this.value(word)
        const gid = findGroup(io.p, text)
        if (gid === undefined)
          throw new Failure(
            io.busybox
              ? `unknown group ${text}`
              : `${quoteAlways(text)} is not the name of an existing group`,
          )
        return ({ stat }) => stat.gid === gid
      }
      case '-nouser':
        return ({ stat }) => this.names.user(stat.uid) === undefined
      case '-nogroup':
        return ({ stat }) => this.names.group(stat.gid) === undefined
      case '-links': {
        const test = comparison(word, this.value(word))
        return ({ stat }) => test(stat.nlink)
      }
      case '-inum': {
        const test = comparison(word, this.value(word))
        return ({ stat }) => test(stat.ino)
      }
      case '-samefile': {
        const same = io.p.stat(this.value(word))
        return ({ stat }) => stat.ino === same.ino && stat.dev === same.dev
      }
      case '-executable':
        return (v) => io.p.access(v.path, { execute: true })
      case '-readable':
        return (v) => io.p.access(v.path, { read: true })
      case '-writable':
        return (v) => io.p.access(v.path, { write: true })
      case '-true':
        return () => true
      case '-false':
        return () => false
      case '-depth':
      case '-d':
        plan.post = true
        return () => true
      case '-xdev':
      case '-mount':
        plan.sameDevice = true
        return () => true
      case '-prune':
        return (v) => {
          this.pruned.add(v.path)
          return true
        }
      case '-quit':
        this.acts = true
        return () => {
          this.quit = true
          return true
        }
      case '-print':
        return this.act(({ path }) => `${path}\n`)
      case '-print0':
        return this.act(({ path }) => `${path}\0`)
      case '-ls':
        return this.act((v) => longLine(io, this.names, v))
      case '-printf': {
        const format = this.value(word)
        return this.act((v) => formatted(io, this.names, format, v))
      }
      case '-delete':
        plan.post = true
        return this.deletion()
      case '-exec':
      case '-ok':
      case '-execdir':
        return this.command(word)
      default: {
        if (!word.startsWith('-')) throw new Failure(`paths must precede expression: \`${word}'`)
        if (REAL.has(word)) throw new Failure(`predicate '${word}' is not part of this simulation`)
        throw new Failure(
          io.busybox ? `unrecognized: ${word}` : `unknown predicate \`${word}'`,
          1,
          io.busybox ? io.usage : '',
        )
      }
    }
  }

  private act(text: (visit: Visit) => string): Test {
    this.acts = true
    return (visit) => this.io.out.put(text(visit))?.then(() => true) ?? true
  }

  private permission(): Test {
    const text = this.value('-perm')
    const kind = /^[-/]/.exec(text)?.[0] ?? ''
    const bits = parseMode(text.slice(kind.length), 0)?.(0, false)
    if (bits === undefined) throw new Failure(`invalid mode ${quoteAlways(text)}`)
    if (kind === '-') return ({ stat }) => (stat.mode & bits) === bits
    if (kind === '/') return ({ stat }) => bits === 0 || (stat.mode & bits) !== 0
    return ({ stat }) => (stat.mode & 0o7777) === bits
  }

  private deletion(): Test {
    this.acts = true
    const { io } = this
    return async ({ path, type }) => {
      if (path === '.') return true
      try {
        if (isDirectory(type)) io.p.rmdir(path)
        else io.p.unlink(path)
        return true
      } catch (error) {
        this.code = 1
        await io.error(
          io.busybox ? `${path}: ${reason(error)}` : `cannot delete ${quoteAlways(path)}: ${reason(error)}`,
        )
        return false
      }
    }
  }

  private command(word: string): Test {
    this.acts = true
    const { io } = this
    const argv: string[] = []
    let ended = ''
    for (;;) {
      const next = this.words[this.at++]
      if (next === undefined)
        throw new Failure(io.busybox ? `${word}: requires an argument` : `missing argument to \`${word}'`)
      if (next === ';' || (next === '+' && argv.at(-1) === '{}')) {
        ended = next
        break
      }
      argv.push(next)
    }
    if (ended === '+') {
      const batch: string[] = []
      const flush = async (): Promise<void> => {
        if (batch.length === 0) return
        const { code } = await runCommand(io, [...argv.slice(0, -1), ...batch.splice(0)])
        if (code !== 0) this.code = 1
      }
      this.plan.finish.push(flush)
      return async ({ path }) => {
        batch.push(path)
        if (batch.length >= 1000) await flush()
        return true
      }
    }
    return async ({ path }) => {
      const words = argv.map((text) => text.replaceAll('{}', path))
      if (word === '-ok' && !(await confirm(io, `< ${words[0]} ... ${path} > ? `))) return false
      return (await runCommand(io, words)).code === 0
    }
  }
}
