/** A simple string, as `+OK`. */
export class Simple {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** An error reply: its code and what is wrong. Thrown by commands. */
export class RedisError extends Error {
  override readonly name = 'RedisError'
}

/** What a command answers, or what a client reads. Strings are one character a byte; null is nil. */
export type Reply = Simple | RedisError | number | string | null | readonly Reply[]

export const OK = new Simple('OK')

/** RESP2 (Redis serialization protocol), one character a byte. */
export function encodeReply(reply: Reply): string {
  if (reply === null) return '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`
  if (reply instanceof Simple) return `+${reply.text}\r\n`
  if (reply instanceof RedisError) return `-${reply.message}\r\n`
  return `*${reply.length}\r\n${reply.map(encodeReply).join('')}`
}
export const encodeCommand = (words: readonly string[]): string => encodeReply(words)

/** Takes replies or requests from the bytes of a connection, as soon as one is whole. */
export class RespBuffer {
  private text = ''
  private at = 0

  add(text: string): void {
    this.text = this.text.slice(this.at) + text
    this.at = 0
  }

  /** The next reply; undefined where more has to come. */
  reply(): Reply | undefined {
    const start = this.at
    const found = this.value()
    if (found === undefined) this.at = start
    return found
  }

  /** The words of the next request, which may be a plain line (inline commands). */
  request(): readonly string[] | undefined {
    if (this.at >= this.text.length) return undefined
    if (this.text[this.at] === '*') {
      const found = this.reply()
      if (found === undefined) return undefined
      if (!Array.isArray(found) || !found.every((word) => typeof word === 'string'))
        throw new RedisError("ERR Protocol error: expected '$', got something else")
      return found as string[]
    }
    const line = this.line()
    if (line === undefined) return undefined
    const words = splitWords(line)
    if (!words) throw new RedisError('ERR Protocol error: unbalanced quotes in request')
    return words
  }

  private line(): string | undefined {
    const end = this.text.indexOf('\n', this.at)
    if (end < 0) return undefined
    const line = this.text.slice(this.at, end).replace(/\r$/, '')
    this.at = end + 1
    return line
  }
  private value(): Reply | undefined {
    const line = this.line()
    if (line === undefined) return undefined
    const rest = line.slice(1)
    switch (line[0]) {
      case '+':
        return new Simple(rest)
      case '-':
        return new RedisError(rest)
      case ':':
        return Number(rest)
      case '$': {
        const length = Number(rest)
        if (length < 0) return null
        if (this.text.length < this.at + length + 2) return undefined
        const text = this.text.slice(this.at, this.at + length)
        this.at += length + 2
        return text
      }
      case '*': {
        const count = Number(rest)
        if (count < 0) return null
        const items: Reply[] = []
        for (let i = 0; i < count; i++) {
          const item = this.value()
          if (item === undefined) return undefined
          items.push(item)
        }
        return items
      }
      default:
        throw new RedisError(`ERR Protocol error, got ${JSON.stringify(line[0] ?? '')} as reply type byte`)
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }

/** The words of a line with quotes (sds.c, sdssplitargs); undefined where a quote has no end. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let i = 0
  for (;;) {
    while (i < line.length && /\s/.test(line[i]!)) i++
    if (i >= line.length) return words
    let word = ''
    let quote = ''
    for (; i < line.length; i++) {
      const char = line[i]!
      if (quote === '' && /\s/.test(char)) break
      if (quote === '' && (char === '"' || char === "'")) quote = char
      else if (quote !== '' && char === quote) {
        quote = ''
        const next = line[i + 1]
        if (next !== undefined && !/\s/.test(next)) return undefined
      } else if (quote === '"' && char === '\\' && i + 1 < line.length) {
        const hex = /^x([0-9a-fA-F]{2})/.exec(line.slice(i + 1))
        if (hex) {
          word += String.fromCharCode(Number.parseInt(hex[1]!, 16))
          i += 3
        } else {
          const next = line[++i]!
          word += ESCAPES[next] ?? next
        }
      } else if (quote === "'" && char === '\\' && line[i + 1] === "'") word += line[++i]!
      else word += char
    }
    if (quote !== '') return undefined
    words.push(word)
  }
}
