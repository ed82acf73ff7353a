import { quoteRune } from './quote.ts'

/** Text that Go's encoding/json does not read. `message` is Go's. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
}

/** Finds the end of the first JSON value of a text, with the words of encoding/json (scanner.go) for what is wrong. */
class Scanner {
  private readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  private fail(context: string): never {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) throw new JsonSyntaxError('unexpected EOF')
    throw new JsonSyntaxError(`invalid character ${quoteRune(String.fromCodePoint(code))} ${context}`)
  }

  skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++
  }

  private found(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }

  value(): void {
    this.skipSpace()
    const c = this.text[this.at] ?? ''
    if (c === '{') this.object()
    else if (c === '[') this.array()
    else if (c === '"') this.string()
    else if (/[-0-9]/.test(c)) this.number()
    else {
      const literal = ['true', 'false', 'null'].find((word) => word[0] === c)
      if (literal === undefined) this.fail('looking for beginning of value')
      this.literal(literal!)
    }
  }

  private object(): void {
    this.at++
    this.skipSpace()
    if (this.found('}')) return
    do {
      this.skipSpace()
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string')
      this.string()
      this.skipSpace()
      if (!this.found(':')) this.fail('after object key')
      this.value()
      this.skipSpace()
    } while (this.found(','))
    if (!this.found('}')) this.fail('after object key:value pair')
  }

  private array(): void {
    this.at++
    this.skipSpace()
    if (this.found(']')) return
    do {
      this.value()
      this.skipSpace()
    } while (this.found(','))
    if (!this.found(']')) this.fail('after array element')
  }

  private string(): void {
    this.at++
    while (!this.found('"')) {
      const c = this.text[this.at]
      if (c === undefined || c < ' ') this.fail('in string literal')
      this.at++
      if (c !== '\\') continue
      if (this.found('u'))
        for (let i = 0; i < 4; i++, this.at++) {
          if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) this.fail('in \\u hexadecimal character escape')
        }
      else if (/["\\/bfnrt]/.test(this.text[this.at] ?? '')) this.at++
      else this.fail('in string escape code')
    }
  }

  private digits(context: string): void {
    if (!/[0-9]/.test(this.text[this.at] ?? '')) this.fail(context)
    while (/[0-9]/.test(this.text[this.at] ?? '')) this.at++
  }

  private number(): void {
    this.found('-')
    if (!this.found('0')) this.digits('in numeric literal')
    if (this.found('.')) this.digits('after decimal point in numeric literal')
    if (!this.found('e') && !this.found('E')) return
    if (!this.found('+')) this.found('-')
    this.digits('in exponent of numeric literal')
  }

  private literal(word: string): void {
    for (const c of word) if (!this.found(c)) this.fail(`in literal ${word} (expecting ${quoteRune(c)})`)
  }
}

/**
 * The first value of a text, as json.Decoder reads it: what follows is not looked at; undefined where there is none.
 * Throws `JsonSyntaxError`.
 */
export function decodeJson(text: string): unknown {
  const scanner = new Scanner(text)
  scanner.skipSpace()
  const start = scanner.at
  if (start === text.length) return undefined
  scanner.value()
  return JSON.parse(text.slice(start, scanner.at))
}
