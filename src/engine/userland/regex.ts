/** What is wrong with a regular expression, in the words of glibc's regerror(3). */
export class RegexError extends Error {
  override readonly name = 'RegexError'
}

export type Syntax = 'basic' | 'extended'

const CLASSES: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{Nd}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: '\\x20-\\x7e\\u00a0-\\uffff',
  graph: '\\x21-\\x7e\\u00a1-\\uffff',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
}

const escapeInClass = (char: string): string => (/[\\\]^[\-&~|{}()/]/.test(char) ? `\\${char}` : char)
export const escapeLiteral = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Reads `[…]` from `at`, which is behind the bracket. Gives JavaScript's form and where it ends. */
function bracket(source: string, at: number): { text: string; end: number } {
  const unmatched = new RegexError('Unmatched [, [^, [:, [., or [=')
  let negated = false
  if (source[at] === '^') {
    negated = true
    at++
  }
  if (at >= source.length) throw new RegexError('Invalid regular expression')
  let text = ''
  for (let first = true; ; first = false) {
    if (at >= source.length) throw unmatched
    if (source[at] === ']' && !first) break
    const named = /^\[([:.=])(.*?)\1\]/.exec(source.slice(at))
    if (named) {
      if (named[1] === ':') {
        const set = CLASSES[named[2]!]
        if (set === undefined) throw new RegexError('Invalid character class name')
        text += set
      } else text += escapeInClass(named[2]!)
      at += named[0].length
      continue
    }
    const char = String.fromCodePoint(source.codePointAt(at)!)
    at += char.length
    if (source[at] === '-' && at + 1 < source.length && source[at + 1] !== ']') {
      const last = String.fromCodePoint(source.codePointAt(at + 1)!)
      if (last < char) throw new RegexError('Invalid range end')
      text += `${escapeInClass(char)}-${escapeInClass(last)}`
      at += 1 + last.length
    } else text += escapeInClass(char)
  }
  // POSIX: a negated class does not match a newline only where the tool says so; these tools see single lines.
  return { text: text === '' ? (negated ? '[^]' : '(?!)') : `[${negated ? '^' : ''}${text}]`, end: at + 1 }
}

const WORDY: Record<string, string> = {
  '<': '\\b(?=\\w)',
  '>': '\\b(?<=\\w)',
  b: '\\b',
  B: '\\B',
  w: '[\\p{L}\\p{Nd}_]',
  W: '[^\\p{L}\\p{Nd}_]',
  s: '\\s',
  S: '\\S',
  '`': '(?<![^])',
  "'": '(?![^])',
  n: '\\n',
  t: '\\t',
}

/** Translates a POSIX regular expression with GNU's extensions into JavaScript's form (flag `u`). */
export function translate(source: string, syntax: Syntax): string {
  const basic = syntax === 'basic'
  let out = ''
  let depth = 0
  let groups = 0
  /** Nothing to repeat stands before. */
  let start = true
  for (let at = 0; at < source.length; ) {
    let token = String.fromCodePoint(source.codePointAt(at)!)
    at += token.length
    let special = !basic
    if (token === '\\') {
      if (at >= source.length) throw new RegexError('Trailing backslash')
      token = String.fromCodePoint(source.codePointAt(at)!)
      at += token.length
      if (/[1-9]/.test(token)) {
        if (Number(token) > groups) throw new RegexError('Invalid back reference')
        out += `(?:\\${token})`
        start = false
        continue
      }
      if (WORDY[token]) {
        out += WORDY[token]
        start = false
        continue
      }
      if (!basic || !'(){}|+?'.includes(token)) {
        out += escapeLiteral(token)
        start = false
        continue
      }
      special = true
    } else if (token === '[') {
      const set = bracket(source, at)
      out += set.text
      at = set.end
      start = false
      continue
    } else if (token === '.') {
      out += '.'
      start = false
      continue
    } else if (token === '^') {
      const anchor = !basic || at === 1 || /\\[(|]$/.test(source.slice(0, at - 1))
      out += anchor ? '^' : '\\^'
      start = anchor
      continue
    } else if (token === '$') {
      const anchor = !basic || at === source.length || /^\\[)|]/.test(source.slice(at))
      out += anchor ? '$' : '\\$'
      start = false
      continue
    } else if (token === '*') {
      if (start) out += basic ? '\\*' : ''
      else out += repeat(out, '*')
      start = false
      continue
    }
    if (!special || !'(){}|+?'.includes(token)) {
      out += escapeLiteral(token)
      start = false
      continue
    }
    if (token === '(') {
      depth++
      groups++
      out += '('
      start = true
    } else if (token === ')') {
      if (depth === 0) {
        if (basic) throw new RegexError('Unmatched ) or \\)')
        out += '\\)'
      } else {
        depth--
        out += ')'
      }
      start = false
    } else if (token === '|') {
      out += '|'
      start = true
    } else if (token === '{') {
      const m = (basic ? /^(\d*)(,?)(\d*)\\\}/ : /^(\d*)(,?)(\d*)\}/).exec(source.slice(at))
      if (!m || (m[1] === '' && m[2] === '')) {
        if (basic)
          throw new RegexError(
            source.slice(at).includes('\\}') ? 'Invalid content of \\{\\}' : 'Unmatched \\{',
          )
        out += '\\{'
        start = false
        continue
      }
      if (start) throw new RegexError('Invalid preceding regular expression')
      if (m[3] !== '' && Number(m[1] || 0) > Number(m[3])) throw new RegexError('Invalid content of \\{\\}')
      out += repeat(out, `{${m[1] || 0}${m[2]}${m[3]}}`)
      at += m[0].length
    } else if (token === '}') {
      out += '\\}'
      start = false
    } else if (start) {
      if (basic) out += `\\${token}`
      start = false
    } else out += repeat(out, token)
  }
  if (depth > 0) throw new RegexError('Unmatched ( or \\(')
  return out
}

/** A second repetition of the same atom (`a**`) is a group around the first. */
function repeat(out: string, operator: string): string {
  return /(?<!\\)(?:[*+]|(?<![(])\?|\{\d+,?\d*\})$/.test(out) && !/\((?:\?)$/.test(out) ? '' : operator
}

/** A JavaScript expression for a POSIX one. `flags` besides `u`. Throws `RegexError`. */
export function compileRegex(source: string, syntax: Syntax, flags = ''): RegExp {
  const text = translate(source, syntax)
  try {
    return new RegExp(text, `u${flags}`)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new RegexError('Invalid regular expression')
  }
}
