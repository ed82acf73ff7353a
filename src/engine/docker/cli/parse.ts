import { encode } from '../../base/text.ts'
import { quote, quoteRune } from '../go/quote.ts'
import { type Flag, type FlagScope, type Flags, FlagValueError } from './flags.ts'

/** A command line that pflag refuses. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
  /** Warnings of deprecated flags up to there. */
  notices: readonly string[] = []
  /** What was read up to there. */
  values: Readonly<Record<string, unknown>> = {}
}

/** The first byte of a text as pflag shows it: as if it were a character. */
const firstByte = (text: string): string => String.fromCodePoint(encode(text)[0]!)

export interface ParsedFlags {
  /** Flag name → its value or default. */
  readonly values: Record<string, unknown>
  /** Flags that were given. */
  readonly changed: Set<string>
  /** What is left: the arguments. */
  readonly args: readonly string[]
  /** Warnings of deprecated flags, one line each. */
  readonly notices: readonly string[]
}

export interface ParseOptions {
  readonly scope: FlagScope
  /** False: the first argument ends the flags. */
  readonly interspersed?: boolean
}

class FlagReader {
  readonly values: Record<string, unknown> = {}
  readonly changed = new Set<string>()
  readonly notices: string[] = []
  private readonly flags: Flags
  private readonly byShort = new Map<string, string>()
  private readonly scope: FlagScope
  /** What comes after the word that is being read. */
  rest: readonly string[]

  constructor(flags: Flags, argv: readonly string[], scope: FlagScope) {
    this.flags = flags
    this.rest = argv
    this.scope = scope
    for (const [name, flag] of Object.entries(flags)) {
      this.values[name] = flag.default ?? flag.type.zero
      if (flag.short) this.byShort.set(flag.short, name)
    }
  }

  private shift(missing: string): string {
    const value = this.rest[0]
    if (value === undefined) throw new FlagError(`flag needs an argument: ${missing}`)
    this.rest = this.rest.slice(1)
    return value
  }

  private set(name: string, flag: Flag, text: string): void {
    try {
      this.values[name] = flag.type.parse(text, this.values[name], this.scope, !this.changed.has(name))
    } catch (error) {
      if (!(error instanceof FlagValueError)) throw error
      const shown = flag.short && !flag.shortDeprecated ? `-${flag.short}, --${name}` : `--${name}`
      throw new FlagError(`invalid argument ${quote(text)} for ${quote(shown)} flag: ${error.message}`)
    }
    this.changed.add(name)
    if (flag.deprecated) this.notices.push(`Flag --${name} has been deprecated, ${flag.deprecated}`)
  }

  long(word: string): void {
    const body = word.slice(2)
    if (/^[-=]/.test(body)) throw new FlagError(`bad flag syntax: ${word}`)
    const at = body.indexOf('=')
    const name = at === -1 ? body : body.slice(0, at)
    const flag = Object.hasOwn(this.flags, name) ? this.flags[name] : undefined
    if (!flag) throw new FlagError(`unknown flag: --${name}`)
    this.set(name, flag, at === -1 ? (flag.type.alone ?? this.shift(word)) : body.slice(at + 1))
  }

  shorts(word: string): void {
    let letters = word.slice(1)
    while (letters !== '') {
      const letter = letters[0]!
      const name = this.byShort.get(letter)
      if (name === undefined)
        throw new FlagError(`unknown shorthand flag: ${quoteRune(firstByte(letters))} in -${letters}`)
      const flag = this.flags[name]!
      let text: string
      let left = ''
      if (letters.length > 2 && letters[1] === '=') text = letters.slice(2)
      else if (flag.type.alone !== undefined) {
        text = flag.type.alone
        left = letters.slice(1)
      } else if (letters.length > 1) text = letters.slice(1)
      else text = this.shift(`${quoteRune(letter)} in -${letters}`)
      if (flag.shortDeprecated)
        this.notices.push(`Flag shorthand -${letter} has been deprecated, ${flag.shortDeprecated}`)
      this.set(name, flag, text)
      letters = left
    }
  }
}

/** Reads a command line as spf13/pflag does: `-p8080:80`, `-it`, `--rm=false`, `--`. Throws `FlagError`. */
export function parseFlags(flags: Flags, argv: readonly string[], options: ParseOptions): ParsedFlags {
  const reader = new FlagReader(flags, argv, options.scope)
  try {
    const args = readWords(reader, options.interspersed !== false)
    const { values, changed, notices } = reader
    return { values, changed, args, notices }
  } catch (error) {
    if (error instanceof FlagError) {
      error.notices = reader.notices
      error.values = reader.values
    }
    throw error
  }
}

function readWords(reader: FlagReader, interspersed: boolean): string[] {
  const args: string[] = []
  while (reader.rest.length > 0) {
    const word = reader.rest[0]!
    if (word === '-' || !word.startsWith('-')) {
      if (!interspersed) return [...args, ...reader.rest]
      args.push(word)
      reader.rest = reader.rest.slice(1)
      continue
    }
    reader.rest = reader.rest.slice(1)
    if (word === '--') return [...args, ...reader.rest]
    if (word.startsWith('--')) reader.long(word)
    else reader.shorts(word)
  }
  return args
}
