import { EngineError } from './errors.ts'
import { quote } from './go-quote.ts'

/** Nesting that a document may have. Go allows 10,000; no image needs a hundredth, and the stack is bounded. */
const MAX_DEPTH = 1000

const LITERALS = { n: 'null', t: 'true', f: 'false' } as const
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const invalid = (message: string): EngineError => new EngineError('invalid', message)

/** A character as Go's encoding/json quotes it: `'j'`, `'\n'`, `'"'`, `'\ufeff'`. */
const quoted = (char: string): string =>
  char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${quote(char).slice(1, -1)}'`

class Reader {
  readonly text: string
  at = 0
  /** What a document that ends too early is answered with. */
  private readonly ended: string
  constructor(text: string, ended: string) {
    this.text = text
    this.ended = ended
  }

  private unexpected(where: string): EngineError {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) return invalid(this.ended)
    return invalid(`invalid character ${quoted(String.fromCodePoint(code))} ${where}`)
  }
  blanks(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++
  }

  value(depth: number): unknown {
    this.blanks()
    const char = this.text[this.at]
    if (char === '{' || char === '[') {
      if (depth >= MAX_DEPTH) throw invalid('exceeded max depth')
      return char === '{' ? this.object(depth) : this.array(depth)
    }
    if (char === '"') return this.string()
    if (char === 'n' || char === 't' || char === 'f') return this.literal(LITERALS[char])
    if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) return this.number()
    throw this.unexpected('looking for beginning of value')
  }

  private object(depth: number): Record<string, unknown> {
    this.at++
    const found = new Map<string, unknown>()
    this.blanks()
    if (this.text[this.at] === '}') this.at++
    else
      for (;;) {
        this.blanks()
        if (this.text[this.at] !== '"') throw this.unexpected('looking for beginning of object key string')
        const key = this.string()
        this.blanks()
        if (this.text[this.at] !== ':') throw this.unexpected('after object key')
        this.at++
        found.set(key, this.value(depth + 1))
        this.blanks()
        const next = this.text[this.at]
        if (next !== ',' && next !== '}') throw this.unexpected('after object key:value pair')
        this.at++
        if (next === '}') break
      }
    return Object.fromEntries(found)
  }

  private array(depth: number): unknown[] {
    this.at++
    const found: unknown[] = []
    this.blanks()
    if (this.text[this.at] === ']') {
      this.at++
      return found
    }
    for (;;) {
      found.push(this.value(depth + 1))
      this.blanks()
      const next = this.text[this.at]
      if (next !== ',' && next !== ']') throw this.unexpected('after array element')
      this.at++
      if (next === ']') return found
    }
  }

  private literal(word: string): unknown {
    for (let i = 1; i < word.length; i++) {
      this.at++
      if (this.text[this.at] !== word[i])
        throw this.unexpected(`in literal ${word} (expecting ${quoted(word[i]!)})`)
    }
    this.at++
    return word === 'null' ? null : word === 'true'
  }

  private digits(where: string): void {
    const start = this.at
    while (/[0-9]/.test(this.text[this.at] ?? '')) this.at++
    if (this.at === start) throw this.unexpected(where)
  }
  private number(): number {
    const start = this.at
    if (this.text[this.at] === '-') this.at++
    if (this.text[this.at] === '0') this.at++
    else this.digits('in numeric literal')
    if (this.text[this.at] === '.') {
      this.at++
      this.digits('after decimal point in numeric literal')
    }
    if (/[eE]/.test(this.text[this.at] ?? '')) {
      this.at++
      if (/[+-]/.test(this.text[this.at] ?? '')) this.at++
      this.digits('in exponent of numeric literal')
    }
    return Number(this.text.slice(start, this.at))
  }

  private string(): string {
    let found = ''
    for (let from = ++this.at; ; ) {
      const char = this.text[this.at]
      if (char === undefined) throw invalid(this.ended)
      if (char < ' ') throw this.unexpected('in string')
      if (char === '"') {
        found += this.text.slice(from, this.at++)
        return found
      }
      if (char !== '\\') {
        this.at++
        continue
      }
      found += this.text.slice(from, this.at) + this.escape()
      from = this.at
    }
  }
  private escape(): string {
    const start = this.at
    const char = this.text[++this.at]
    if (char === undefined) throw invalid(this.ended)
    const plain = ESCAPES[char]
    if (plain !== undefined) {
      this.at++
      return plain
    }
    if (char !== 'u')
      throw invalid(`invalid escape sequence \`${this.text.slice(start, start + 2)}\` in string`)
    const code = this.text.slice(start + 2, start + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(code)) {
      if (code.length < 4 && /^[0-9a-fA-F]*$/.test(code)) throw invalid(this.ended)
      throw invalid(`invalid escape sequence \`${this.text.slice(start, start + 6)}\` in string`)
    }
    this.at = start + 6
    return String.fromCharCode(Number.parseInt(code, 16))
  }
}

/**
 * Reads a JSON document as Go's json.Unmarshal does. Throws `invalid` with Go's text. Of a key that comes twice the
 * last counts.
 */
export function readJson(text: string): unknown {
  const reader = new Reader(text, 'unexpected end of JSON input')
  const value = reader.value(0)
  reader.blanks()
  const rest = text.codePointAt(reader.at)
  if (rest !== undefined)
    throw invalid(`invalid character ${quoted(String.fromCodePoint(rest))} after top-level value`)
  return value
}

/** Reads the first document of a text as Go's json.Decoder does; what follows it does not count. */
export function readFirstJson(text: string): unknown {
  if (/^[ \t\r\n]*$/.test(text)) throw invalid('EOF')
  return new Reader(text, 'unexpected EOF').value(0)
}
