import { quote } from '../../go/quote.ts'

/** Tokens of Go's text/template (text/template/parse, lex.go). */
export type TokenKind =
  | 'error'
  | 'eof'
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'assign'
  | 'declare'
  | 'char'
  | 'pipe'
  | 'leftParen'
  | 'rightParen'
  | 'string'
  | 'rawString'
  | 'charConstant'
  | 'number'
  | 'bool'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'dot'
  | 'nil'
  | 'keyword'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** Offset in the template. */
  readonly at: number
}

const KEYWORDS = new Set('block break continue define else end if range template with'.split(' '))
const SPACE = /^[ \t\r\n]+/
const TRIMMED = /[ \t\r\n]+$/
/** The end of an action, with or without the marker that trims what follows. */
const RIGHT = /^([ \t\r\n]-)?\}\}/
const NAME = /^[\p{L}\p{Nd}_]+/u
/** What may follow a field, variable or identifier. */
const TERMINATOR = /^(?:[ \t\r\n.,|:()]|\}\}|$)/
const NUMBER =
  /^[+-]?(?:0[xX][0-9a-fA-F_]*|0[bB][01_]*|0[oO][0-7_]*|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]*)?)i?/

/** A token as error messages show it. */
export function showToken({ kind, text }: Token): string {
  if (kind === 'eof') return 'EOF'
  if (kind === 'error') return text
  if (kind === 'keyword' || kind === 'dot' || kind === 'nil') return `<${text}>`
  return text.length > 10 ? `${quote(text.slice(0, 10))}...` : quote(text)
}

const rune = (c: string): string =>
  `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${c}'`

const firstRune = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0)

class LexError extends Error {}
const fail = (why: string): never => {
  throw new LexError(why)
}

/** A word that must end where one may: returns it, or complains about what follows. */
function ended(rest: string, word: string): string {
  const next = rest.slice(word.length)
  return TERMINATOR.test(next) ? word : fail(`bad character ${rune(firstRune(next))}`)
}

const closed = (rest: string, pattern: RegExp, what: string): string =>
  pattern.exec(rest)?.[0] ?? fail(`unterminated ${what}`)

function spaceToken(rest: string): [TokenKind, string] {
  const space = SPACE.exec(rest)![0]
  // The last space may belong to the marker that trims what follows the action.
  return ['space', rest.startsWith('-}}', space.length) ? space.slice(0, -1) : space]
}

function numberToken(rest: string): [TokenKind, string] {
  const number = NUMBER.exec(rest)![0]
  const next = firstRune(rest.slice(number.length))
  if (/^[\p{L}\p{Nd}_]$/u.test(next)) return fail(`bad number syntax: ${quote(number + next)}`)
  const sign = rest[number.length]
  if (sign !== '+' && sign !== '-') return ['number', number]
  // A complex number; it must end in i.
  const whole = number + NUMBER.exec(rest.slice(number.length))![0]
  return whole.endsWith('i') ? ['number', whole] : fail(`bad number syntax: ${quote(whole)}`)
}

function wordToken(rest: string, word: string): [TokenKind, string] {
  ended(rest, word)
  if (KEYWORDS.has(word)) return ['keyword', word]
  if (word === 'true' || word === 'false') return ['bool', word]
  return [word === 'nil' ? 'nil' : 'identifier', word]
}

/** The next token inside an action. */
function actionToken(rest: string): [TokenKind, string] {
  if (rest === '') return fail('unclosed action')
  const c = firstRune(rest)
  if (/[ \t\r\n]/.test(c)) return spaceToken(rest)
  if (c === '=') return ['assign', c]
  if (c === ':') return rest[1] === '=' ? ['declare', ':='] : fail('expected :=')
  if (c === '|') return ['pipe', c]
  if (c === '(') return ['leftParen', c]
  if (c === ')') return ['rightParen', c]
  if (c === '"') return ['string', closed(rest, /^"(?:[^"\\\n]|\\[^\n])*"/, 'quoted string')]
  if (c === '`') return ['rawString', closed(rest, /^`[^`]*`/, 'raw quoted string')]
  if (c === "'") return ['charConstant', closed(rest, /^'(?:[^'\\\n]|\\[^\n])*'/, 'character constant')]
  if (c === '$') return ['variable', ended(rest, `$${NAME.exec(rest.slice(1))?.[0] ?? ''}`)]
  if (c === '.' && /^\.[^0-9]/.test(rest)) {
    const field = ended(rest, `.${NAME.exec(rest.slice(1))?.[0] ?? ''}`)
    return [field === '.' ? 'dot' : 'field', field]
  }
  if (/[0-9.+-]/.test(c)) return numberToken(rest)
  const word = NAME.exec(rest)?.[0]
  if (word !== undefined) return wordToken(rest, word)
  return /^[\x20-\x7e]$/.test(c) ? ['char', c] : fail(`unrecognized character in action: ${rune(c)}`)
}

/** All tokens of a template; an error is the last one. */
export function lex(input: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const emit = (kind: TokenKind, text: string): void => {
    tokens.push({ kind, text, at })
    at += text.length
  }
  /** Goes past the end of an action or a comment. */
  const close = (trim: boolean): void => {
    at += trim ? 4 : 2
    if (trim) at += SPACE.exec(input.slice(at))?.[0].length ?? 0
  }
  const action = (): void => {
    let depth = 0
    for (;;) {
      const rest = input.slice(at)
      const end = RIGHT.exec(rest)
      if (end) {
        if (depth > 0) fail('unclosed left paren')
        const trim = end[1] !== undefined
        tokens.push({ kind: 'right', text: '}}', at: trim ? at + 2 : at })
        close(trim)
        return
      }
      const [kind, text] = actionToken(rest)
      if (kind === 'leftParen') depth++
      if (kind === 'rightParen' && --depth < 0) fail('unexpected right paren')
      emit(kind, text)
    }
  }
  try {
    while (at < input.length) {
      const open = input.indexOf('{{', at)
      const trim = open !== -1 && /^\{\{-[ \t\r\n]/.test(input.slice(open, open + 4))
      const text = input.slice(at, open === -1 ? undefined : open)
      const kept = trim ? text.replace(TRIMMED, '') : text
      if (kept !== '') tokens.push({ kind: 'text', text: kept, at })
      at += text.length
      if (open === -1) break
      const inside = at + (trim ? 4 : 2)
      if (input.startsWith('/*', inside)) {
        const stop = input.indexOf('*/', inside)
        if (stop === -1) fail('unclosed comment')
        const end = RIGHT.exec(input.slice(stop + 2)) ?? fail('comment ends before closing delimiter')
        at = stop + 2
        close(end[1] !== undefined)
        continue
      }
      tokens.push({ kind: 'left', text: '{{', at })
      at = inside
      action()
    }
    emit('eof', '')
  } catch (error) {
    if (!(error instanceof LexError)) throw error
    emit('error', error.message)
  }
  return tokens
}
