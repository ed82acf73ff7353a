import { SyntaxFault } from './faults.ts'

export type TokenKind =
  | 'number'
  | 'string'
  | 'regex'
  | 'name'
  /** A name with a parenthesis right behind it. */
  | 'call'
  | 'builtin'
  | 'keyword'
  | 'op'
  | 'newline'
  | 'end'

export interface Token {
  readonly kind: TokenKind
  /** As written; of a string or a regular expression what is between its marks, of a string with escapes replaced. */
  readonly text: string
  readonly line: number
}

const KEYWORDS = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
    ' ',
  ),
)
const BUILTINS = new Set(
  'length substr index split sub gsub match sprintf tolower toupper sin cos atan2 exp log sqrt int rand srand system close fflush strftime systime mktime'.split(
    ' ',
  ),
)
/** What busybox has besides. */
const BITS = new Set('and or xor compl lshift rshift'.split(' '))

const OPERATORS =
  /\*\*=|\*\*|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|!=|<=|>=|&&|\|\||>>|!~|[-+*/%^!<>|?:~$=,;(){}[\]&]/y
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y
const HEXADECIMAL = /0[xX][0-9a-fA-F]+/y

const SIMPLE: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Replaces the escapes of a string; a backslash before anything else stays. mawk leaves `\/` as it is. */
export function unescaped(text: string, busybox: boolean): string {
  return text.replace(/\\([0-7]{1,3}|\n|[\s\S])/g, (whole, c: string) => {
    if (/^[0-7]/.test(c)) return String.fromCharCode(Number.parseInt(c, 8) & 255)
    if (c === '\n') return ''
    return c === '/' && !busybox ? whole : (SIMPLE[c] ?? whole)
  })
}

/** Behind these a slash divides. */
const divides = (last: Token | undefined): boolean =>
  last !== undefined &&
  (last.kind === 'number' ||
    last.kind === 'string' ||
    last.kind === 'name' ||
    last.kind === 'builtin' ||
    (last.kind === 'op' && [')', ']', '$', '++', '--'].includes(last.text)))

/** The tokens of a program in binary text. Throws `SyntaxFault`. */
export function tokenize(source: string, busybox: boolean): Token[] {
  const tokens: Token[] = []
  let line = 1
  let at = 0
  const add = (kind: TokenKind, text: string): void => {
    tokens.push({ kind, text, line })
  }
  /** From behind an opening mark to its closing one. */
  const until = (mark: string): string => {
    const from = at
    let set = false
    for (; at < source.length; at++) {
      const c = source[at]!
      if (c === '\\') at++
      else if (c === '\n') break
      else if (mark === '/' && c === '[' && !set) {
        set = true
        if (source[at + 1] === '^') at++
        if (source[at + 1] === ']') at++
      } else if (set && c === '[' && /[:.=]/.test(source[at + 1] ?? '')) at = source.indexOf(']', at)
      else if (set && c === ']') set = false
      else if (c === mark && !set) return source.slice(from, at++)
    }
    const what = mark === '"' ? 'string constant' : 'regular expression'
    throw new SyntaxFault(
      line,
      `runaway ${what} ${mark}${source.slice(from).split('\n')[0]} ...`,
      'Unexpected end of string',
    )
  }
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const text = pattern.exec(source)?.[0]
    if (text !== undefined) at += text.length
    return text
  }
  while (at < source.length) {
    const c = source[at]!
    if (c === '\n') {
      at++
      add('newline', c)
      line++
    } else if (/[ \t\r\f\v]/.test(c)) at++
    else if (c === '\\' && /^\r?\n/.test(source.slice(at + 1, at + 3))) {
      at = source.indexOf('\n', at) + 1
      line++
    } else if (c === '#') at = source.indexOf('\n', at) < 0 ? source.length : source.indexOf('\n', at)
    else if (c === '"') {
      at++
      add('string', unescaped(until('"'), busybox))
    } else if (c === '/' && !divides(tokens.at(-1))) {
      at++
      add('regex', until('/'))
    } else if (/[A-Za-z_]/.test(c)) {
      const word = match(/\w+/y)!
      if (KEYWORDS.has(word)) add('keyword', word === 'func' ? 'function' : word)
      else if (BUILTINS.has(word) || (busybox && BITS.has(word))) add('builtin', word)
      else add(source[at] === '(' ? 'call' : 'name', word)
    } else {
      const hexadecimal = busybox ? match(HEXADECIMAL) : undefined
      const number = hexadecimal ?? match(NUMBER)
      if (number !== undefined)
        add('number', busybox && /^0[0-7]+$/.test(number) ? String(Number.parseInt(number, 8)) : number)
      else {
        const operator = match(OPERATORS)
        if (operator === undefined) throw new SyntaxFault(line, `unexpected character '${c}'`)
        add('op', operator === '**' ? '^' : operator === '**=' ? '^=' : operator)
      }
    }
  }
  add('end', '')
  return tokens
}
