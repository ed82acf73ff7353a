/**
 * Shell patterns (POSIX 2.14; bash "Pattern Matching"). A pattern is text in which a backslash quotes the next
 * character; `*`, `?`, `[…]` and, where asked for, `@(…)` are special.
 */

const SPECIAL = /[\\*?[\]@!+|()^$.{}-]/g

/** Quotes every character that could be special in a pattern. */
export const quotePattern = (text: string): string => text.replace(SPECIAL, '\\$&')

/** Takes the backslashes away again. */
export const unquotePattern = (pattern: string): string => pattern.replace(/\\(.)/gs, '$1')

/** Whether an unquoted special character is in the pattern. */
export function hasMagic(pattern: string, extglob = true): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === '\\') i++
    else if (c === '*' || c === '?') return true
    else if (c === '[' && pattern.indexOf(']', i + 2) > 0) return true
    else if (extglob && '@+!'.includes(c) && pattern[i + 1] === '(') return true
  }
  return false
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9a-fA-F',
  word: '\\w',
}

export interface PatternOptions {
  /** `*` and `?` do not match `/`: for file names. */
  readonly path?: boolean
  readonly extglob?: boolean
  readonly ignoreCase?: boolean
  /** Shortest instead of longest matches. */
  readonly lazy?: boolean
}

const cache = new Map<string, RegExp>()

/** A regular expression that matches the whole text. */
export function compile(pattern: string, options: PatternOptions = {}): RegExp {
  const key = `${options.path ? 1 : 0}${options.extglob ? 1 : 0}${options.ignoreCase ? 1 : 0}${pattern}`
  let regexp = cache.get(key)
  if (!regexp) {
    if (cache.size > 500) cache.clear()
    regexp = new RegExp(`^(?:${source(pattern, options)})$`, options.ignoreCase ? 'sui' : 'su')
    cache.set(key, regexp)
  }
  return regexp
}

const escapeCharacter = (c: string): string => c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** The source of a regular expression for a pattern, without anchors. */
export function source(pattern: string, options: PatternOptions): string {
  const any = options.path ? '[^/]' : '.'
  let out = ''
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === '\\') {
      const code = pattern.codePointAt(i + 1)
      const next = code === undefined ? '\\' : String.fromCodePoint(code)
      out += escapeCharacter(next)
      i += code === undefined ? 0 : next.length
    } else if (options.extglob && '?*+@!'.includes(c) && pattern[i + 1] === '(') {
      const end = closing(pattern, i + 1)
      if (end < 0) {
        out += escapeCharacter(c)
        continue
      }
      const choices = alternatives(pattern.slice(i + 2, end)).map((part) => source(part, options))
      const group = `(?:${choices.join('|')})`
      if (c === '!') out += `(?:(?!${group}${rest(pattern.slice(end + 1), options)}$)${any}*)`
      else out += c === '@' ? group : group + c
      i = end
    } else if (c === '*') {
      while (pattern[i + 1] === '*') i++
      out += `${any}*${options.lazy ? '?' : ''}`
    } else if (c === '?') out += any
    else if (c === '[') {
      const set = bracket(pattern, i)
      if (set) {
        out += set.source
        i = set.end
      } else out += '\\['
    } else out += escapeCharacter(c)
  }
  return out
}

const rest = (pattern: string, options: PatternOptions): string => (pattern ? source(pattern, options) : '')

function closing(pattern: string, open: number): number {
  let depth = 0
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === '(') depth++
    else if (pattern[i] === ')' && --depth === 0) return i
  }
  return -1
}

function alternatives(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '(') depth++
    else if (text[i] === ')') depth--
    else if (text[i] === '|' && depth === 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)]
}

/** A bracket expression that starts at `at`; undefined where none closes. */
function bracket(pattern: string, at: number): { source: string; end: number } | undefined {
  let i = at + 1
  const negated = pattern[i] === '!' || pattern[i] === '^'
  if (negated) i++
  let set = ''
  for (let first = true; i < pattern.length; first = false) {
    const c = pattern[i]!
    if (c === ']' && !first) {
      if (set === '') return undefined
      return { source: `[${negated ? '^' : ''}${set}]`, end: i }
    }
    const named = /^\[:(\w+):\]/.exec(pattern.slice(i))
    if (named) {
      set += CLASSES[named[1]!] ?? ''
      i += named[0].length
    } else if (c === '\\' && i + 1 < pattern.length) {
      set += `\\${pattern[i + 1]!}`.replace(/\\([^\\\]^[-])/, '$1')
      i += 2
    } else if (c === '-') {
      set += set === '' || pattern[i + 1] === ']' ? '\\-' : '-'
      i++
    } else {
      set += c.replace(/[\\\]^[]/g, '\\$&')
      i++
    }
  }
  return undefined
}
