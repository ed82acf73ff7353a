import { encode } from '../../base/text.ts'
import { SourceError, type Span } from './syntax.ts'

export interface Token extends Span {
  readonly kind: 'name' | 'number' | 'string' | 'operator' | 'newline' | 'indent' | 'dedent' | 'end'
  readonly text: string
  /** Of a number or a string. */
  readonly value?: bigint | number | string | Uint8Array
  /** An f-string's text, its braces still in it. */
  readonly format?: boolean
  /** A raw string: `\` stands for itself. */
  readonly raw?: boolean
}

const SPACE = /[ \t\f]*/y
const NAME = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y
const NUMBER =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.\d[\d_]*(?:[eE][-+]?\d+)?|\d[\d_]*\.?(?:[eE][-+]?\d+)?/y
const STRING = /([rRbBfFuU]{0,2})('''|"""|'|")/y
const OPERATOR =
  /\*\*=|\/\/=|>>=|<<=|\.\.\.|!=|->|:=|\*\*|\/\/|<<|>>|<=|>=|==|[-+*/%@&|^]=|[-+*/%@&|^~<>()[\]{},:;.=]/y

/** Lexical analysis (Language Reference, 2): tokens with the indents between lines. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  const indents = [0]
  const lines = lineStarts(source)
  let at = 0
  let depth = 0
  let atLineStart = true
  const place = (offset: number): { line: number; column: number } => {
    let low = 0
    let high = lines.length - 1
    while (low < high) {
      const mid = (low + high + 1) >> 1
      if (lines[mid]! <= offset) low = mid
      else high = mid - 1
    }
    return { line: low + 1, column: offset - lines[low]! }
  }
  const spanOf = (from: number, to: number): Span => {
    const a = place(from)
    const b = place(to)
    return { line: a.line, column: a.column, endLine: b.line, end: b.column }
  }
  const add = (kind: Token['kind'], from: number, to: number, more: Partial<Token> = {}): void => {
    tokens.push({ kind, text: source.slice(from, to), ...spanOf(from, to), ...more })
  }
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(source)
  }
  while (at < source.length) {
    if (atLineStart && depth === 0) {
      const width = match(SPACE)![0].replace(/\t/g, '        ').length
      at += match(SPACE)![0].length
      if (source[at] === '\n' || source[at] === '#' || source[at] === '\r') {
        if (source[at] === '#') while (at < source.length && source[at] !== '\n') at++
        at++
        continue
      }
      if (at >= source.length) break
      if (width > indents.at(-1)!) {
        indents.push(width)
        add('indent', at, at)
      }
      while (width < indents.at(-1)!) {
        indents.pop()
        if (width > indents.at(-1)!)
          throw new SourceError(
            'IndentationError',
            'unindent does not match any outer indentation level',
            spanOf(at, at),
          )
        add('dedent', at, at)
      }
      atLineStart = false
    }
    at += match(SPACE)![0].length
    const char = source[at]
    if (char === undefined) break
    if (char === '\r') {
      at++
      continue
    }
    if (char === '#') {
      while (at < source.length && source[at] !== '\n') at++
      continue
    }
    if (char === '\\' && source[at + 1] === '\n') {
      at += 2
      continue
    }
    if (char === '\n') {
      if (depth === 0) {
        add('newline', at, at)
        atLineStart = true
      }
      at++
      continue
    }
    const quote = match(STRING)
    if (quote) {
      const from = at
      const end = endOfString(source, at + quote[0].length, quote[2]!)
      if (end === undefined)
        throw new SourceError(
          'SyntaxError',
          quote[2]!.length === 3
            ? `unterminated triple-quoted string literal (detected at line ${lines.length})`
            : `unterminated string literal (detected at line ${place(at).line})`,
          spanOf(at, at + 1),
          quote[2]!.length === 3,
        )
      const body = source.slice(at + quote[0].length, end)
      at = end + quote[2]!.length
      const prefix = quote[1]!.toLowerCase()
      const raw = prefix.includes('r')
      const format = prefix.includes('f')
      const text = raw || format ? body : unescaped(body, prefix.includes('b'))
      add('string', from, at, { value: prefix.includes('b') ? latin(text) : text, format, raw })
      continue
    }
    const name = match(NAME)
    if (name) {
      add('name', at, at + name[0].length)
      at += name[0].length
      continue
    }
    const number = match(NUMBER)
    if (number && /\d/.test(number[0])) {
      add('number', at, at + number[0].length, { value: numberOf(number[0].replaceAll('_', '')) })
      at += number[0].length
      continue
    }
    const operator = match(OPERATOR)
    if (!operator)
      throw new SourceError(
        'SyntaxError',
        char === '\\' ? 'unexpected character after line continuation character' : 'invalid syntax',
        spanOf(at, at + 1),
      )
    if ('([{'.includes(operator[0])) depth++
    if (')]}'.includes(operator[0])) {
      if (depth === 0) throw new SourceError('SyntaxError', `unmatched '${operator[0]}'`, spanOf(at, at + 1))
      depth--
    }
    add('operator', at, at + operator[0].length)
    at += operator[0].length
  }
  if (depth > 0) {
    const opened = unclosed(tokens)
    throw new SourceError('SyntaxError', `'${opened.text}' was never closed`, opened, true)
  }
  if (!atLineStart) add('newline', at, at)
  for (let i = indents.length; i > 1; i--) add('dedent', at, at)
  add('end', at, at)
  return tokens
}

function unclosed(tokens: readonly Token[]): Token {
  const open: Token[] = []
  for (const token of tokens) {
    if (token.kind !== 'operator') continue
    if ('([{'.includes(token.text)) open.push(token)
    else if (')]}'.includes(token.text)) open.pop()
  }
  return open.at(-1)!
}

function lineStarts(source: string): number[] {
  const starts = [0]
  for (let i = 0; i < source.length; i++) if (source[i] === '\n') starts.push(i + 1)
  return starts
}

function endOfString(source: string, from: number, quote: string): number | undefined {
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\') i++
    else if (source.startsWith(quote, i)) return i
    else if (source[i] === '\n' && quote.length === 1) return undefined
  }
  return undefined
}

const numberOf = (text: string): bigint | number => {
  if (/^0[xob]/i.test(text)) return BigInt(text)
  return /[.e]/i.test(text) ? Number(text) : BigInt(text)
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}

/** Escapes of string and bytes literals (2.4.1). */
export function unescaped(body: string, bytes: boolean): string {
  return body.replace(
    /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
    (all, octal, hex, four, eight, char) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & (bytes ? 255 : 511))
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (bytes) return SIMPLE[char] ?? all
      if (four !== undefined) return String.fromCharCode(Number.parseInt(four, 16))
      if (eight !== undefined) return String.fromCodePoint(Number.parseInt(eight, 16))
      return SIMPLE[char] ?? all
    },
  )
}

const latin = (text: string): Uint8Array => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return encode(text)
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}
