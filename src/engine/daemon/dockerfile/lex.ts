import { EngineError } from '../../base/errors.ts'
import { patternRegExp, trimPrefix, trimSuffix } from './patterns.ts'

/** The variables that words may use. */
export interface Env {
  get(name: string): string | undefined
  keys(): readonly string[]
}

export const NO_ENV: Env = { get: () => undefined, keys: () => [] }

/** Variables given as `NAME=value`; the last one of a name counts. */
export function envOf(pairs: readonly string[]): Env {
  const values = new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
  return { get: (name) => values.get(name), keys: () => [...values.keys()] }
}

export interface LexOptions {
  /** Quotes stay in the words. */
  readonly rawQuotes?: boolean
  /** Escape characters stay too. */
  readonly rawEscapes?: boolean
  /** A quote is a character as any other. */
  readonly skipQuotes?: boolean
  /** A variable that is not set stays as it is written. */
  readonly skipUnset?: boolean
  /** Hears of the variables that are not set, though the word be wrong. */
  unmatched?(names: ReadonlySet<string>): void
}

export interface Lexed {
  readonly result: string
  /** The same, split at blanks that no quote holds. */
  readonly words: readonly string[]
  readonly matched: ReadonlySet<string>
  /** Variables that are not set. */
  readonly unmatched: ReadonlySet<string>
}

const fail = (text: string): EngineError => new EngineError('invalid', text)

/**
 * A word of a Dockerfile without its quotes, its variables replaced (BuildKit, frontend/dockerfile/shell/lex.go). Throws
 * `invalid` for what it cannot take apart.
 */
export function lexWord(word: string, env: Env, escapeToken = '\\', options: LexOptions = {}): Lexed {
  const reader = new Reader(word, env, escapeToken, options)
  try {
    const { text, words } = reader.upTo(undefined, options.rawEscapes ?? false)
    return { result: text, words, matched: reader.matched, unmatched: reader.unmatched }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw fail(`failed to process ${JSON.stringify(word)}: ${error.message}`)
  } finally {
    options.unmatched?.(reader.unmatched)
  }
}

/** Only what comes of the word. */
export const expandWord = (word: string, env: readonly string[], escapeToken = '\\'): string =>
  lexWord(word, envOf(env), escapeToken).result

const SPECIAL = /[@*#?\-$!0]/
const isSpace = (char: string): boolean => /\s/.test(char)

class Reader {
  readonly matched = new Set<string>()
  readonly unmatched = new Set<string>()
  private at = 0
  private readonly chars: readonly string[]
  private readonly env: Env
  private readonly escapeToken: string
  private readonly options: LexOptions
  private rawEscapes = false

  constructor(text: string, env: Env, escapeToken: string, options: LexOptions) {
    this.chars = [...text]
    this.env = env
    this.escapeToken = escapeToken
    this.options = options
  }

  private peek(): string | undefined {
    return this.chars[this.at]
  }
  private next(): string | undefined {
    return this.chars[this.at++]
  }

  /** All up to a character, which is taken too; up to the end without one. */
  upTo(stop: string | undefined, rawEscapes: boolean): { text: string; words: string[] } {
    const before = this.rawEscapes
    this.rawEscapes = rawEscapes
    let text = ''
    const words: string[] = []
    let word = ''
    const split = (from: string): void => {
      for (const char of from)
        if (!isSpace(char)) word += char
        else if (word !== '') {
          words.push(word)
          word = ''
        }
    }
    for (let char = this.peek(); char !== undefined; char = this.peek()) {
      if (char === stop) {
        this.at++
        this.rawEscapes = before
        if (word !== '') words.push(word)
        return { text, words }
      }
      const special = this.special(char)
      if (special !== undefined) {
        text += special
        if (char === '$') split(special)
        else word += special
        continue
      }
      this.at++
      if (char !== this.escapeToken) {
        split(char)
        text += char
        continue
      }
      const kept = this.rawEscapes ? char : ''
      const escaped = this.next() ?? ''
      word += kept + escaped
      text += kept + escaped
    }
    this.rawEscapes = before
    if (stop !== undefined) throw fail(`unexpected end of statement while looking for matching ${stop}`)
    if (word !== '') words.push(word)
    return { text, words }
  }

  private special(char: string): string | undefined {
    if (char === '$') return this.dollar()
    if (char === '<') return this.document()
    if (this.options.skipQuotes) return undefined
    if (char === "'") return this.single()
    return char === '"' ? this.double() : undefined
  }

  private single(): string {
    this.at++
    const end = this.chars.indexOf("'", this.at)
    if (end < 0) throw fail('unexpected end of statement while looking for matching single-quote')
    const inner = this.chars.slice(this.at, end).join('')
    this.at = end + 1
    return this.options.rawQuotes ? `'${inner}'` : inner
  }

  private double(): string {
    this.at++
    const quote = this.options.rawQuotes ? '"' : ''
    let out = quote
    for (;;) {
      const char = this.peek()
      if (char === undefined)
        throw fail('unexpected end of statement while looking for matching double-quote')
      if (char === '$') {
        out += this.dollar()
        continue
      }
      this.at++
      if (char === '"') return out + quote
      if (char !== this.escapeToken) {
        out += char
        continue
      }
      if (this.rawEscapes) out += char
      const after = this.peek()
      if (after === undefined) continue
      if (after === '"' || after === '$' || after === this.escapeToken) out += this.next()
      else out += char
    }
  }

  /** `<<` of a here-document keeps the blanks behind it. */
  private document(): string {
    this.at++
    if (this.peek() !== '<') return '<'
    this.at++
    let blanks = ''
    for (let char = this.peek(); char !== undefined && /[\t\r ]/.test(char); char = this.peek()) {
      blanks += char
      this.at++
    }
    return `<<${blanks}`
  }

  private dollar(): string {
    this.at++
    const { skipUnset } = this.options
    if (this.peek() !== '{') {
      const name = this.name()
      if (name === '') return '$'
      return this.value(name) ?? (skipUnset ? `$${name}` : '')
    }
    this.at++
    const first = this.peek()
    if (first === undefined) throw fail("syntax error: missing '}'")
    if ('{}:'.includes(first)) throw fail('syntax error: bad substitution')
    const name = this.name()
    // Where nothing is left Go reads a character that is none.
    const char = this.next() ?? '\uFFFD'
    if (char === '}') return this.value(name) ?? (skipUnset ? `\${${name}}` : '')
    if (char === '/') return this.replaced(name)
    const modifier = char === ':' ? (this.next() ?? '\uFFFD') : char
    if (!'+-?#%'.includes(modifier))
      throw fail(`unsupported modifier (${char === ':' ? char + modifier : char}) in substitution`)
    return this.modified(name, modifier, char === ':')
  }

  private modified(name: string, modifier: string, emptyIsUnset: boolean): string {
    const chars = emptyIsUnset ? `:${modifier}` : modifier
    const pattern = modifier === '#' || modifier === '%'
    if (emptyIsUnset && pattern) throw fail(`unsupported modifier (${chars}) in substitution`)
    const word = this.closing('}', pattern, "syntax error: missing '}'")
    const value = this.value(name)
    if (this.options.skipUnset && value === undefined) return `\${${name}${chars}${word}}`
    const missing = value === undefined || (emptyIsUnset && value === '')
    switch (modifier) {
      case '-':
        return missing ? word : value!
      case '+':
        return missing ? '' : word
      case '?':
        if (!missing) return value!
        throw fail(
          `${name}: ${word || (value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty')}`,
        )
      default: {
        const greedy = word.startsWith(modifier)
        const bare = greedy ? word.slice(1) : word
        const trim = modifier === '%' ? trimSuffix : trimPrefix
        return trim(bare, value ?? '', greedy)
      }
    }
  }

  private replaced(name: string): string {
    const all = this.peek() === '/'
    if (all) this.at++
    const pattern = this.closing('/', true, "syntax error: missing '/' in ${}")
    const replacement = this.closing('}', true, "syntax error: missing '}'")
    const value = this.value(name)
    if (this.options.skipUnset && value === undefined) return `\${${name}/${pattern}/${replacement}}`
    const expression = patternRegExp(pattern, { greedy: true, anchored: false, all })
    return (value ?? '').replace(expression, () => replacement)
  }

  private closing(stop: string, rawEscapes: boolean, missing: string): string {
    try {
      return this.upTo(stop, rawEscapes).text
    } catch (error) {
      if (error instanceof EngineError && this.peek() === undefined) throw fail(missing)
      throw error
    }
  }

  private name(): string {
    const first = this.peek()
    if (first === undefined) return ''
    if (/\d/.test(first)) return this.while(/\d/)
    if (SPECIAL.test(first)) return this.next()!
    return this.while(/[\p{L}\p{Nd}_]/u)
  }
  private while(kind: RegExp): string {
    let out = ''
    for (let char = this.peek(); char !== undefined && kind.test(char); char = this.peek()) {
      out += char
      this.at++
    }
    return out
  }

  private value(name: string): string | undefined {
    const value = this.env.get(name)
    ;(value === undefined ? this.unmatched : this.matched).add(name)
    return value
  }
}
