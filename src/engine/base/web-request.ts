import { type HttpHeaders, headerOf } from './http.ts'
import { concatBytes, toBinary } from './text.ts'

/** A request as it came (RFC 9112). */
export interface WebRequest {
  /** `GET / HTTP/1.1`. */
  readonly line: string
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /** Path alone, decoded. */
  readonly path: string
  /** `1.0`, `1.1`. */
  readonly version: string
  readonly headers: HttpHeaders
  readonly body: Uint8Array
}

/** A first line that is none. */
export interface BadRequest {
  readonly bad: string
}

const LONGEST_HEAD = 32768

/** Takes requests from the bytes of a connection, as soon as one is whole. */
export class RequestBuffer {
  private bytes: Uint8Array = new Uint8Array(0)
  add(bytes: Uint8Array): void {
    this.bytes = concatBytes([this.bytes, bytes])
  }

  /** The next whole request; undefined where more has to come. */
  next(): WebRequest | BadRequest | undefined {
    const text = toBinary(this.bytes.subarray(0, LONGEST_HEAD))
    const [first = ''] = text.replace(/^(\r?\n)+/, '').split(/\r?\n/)
    const isRequest = /^\S+ \S+ HTTP\/\d\.\d$/.test(first)
    if (text.replace(/^(\r?\n)+/, '').includes('\n') && !isRequest) return { bad: first }
    const head = /^(?:\r?\n)*([\s\S]*?)\r?\n\r?\n/.exec(text)
    if (!head) return this.bytes.length > LONGEST_HEAD ? { bad: first } : undefined
    const [line = '', ...fields] = head[1]!.split(/\r?\n/)
    const headers = fields.flatMap((field): [string, string][] => {
      const colon = field.indexOf(':')
      return colon < 1 ? [] : [[field.slice(0, colon), field.slice(colon + 1).trim()]]
    })
    const length = Number(headerOf(headers, 'Content-Length') ?? 0)
    if (this.bytes.length < head[0].length + length) return undefined
    const body = this.bytes.slice(head[0].length, head[0].length + length)
    this.bytes = this.bytes.slice(head[0].length + length)
    const [method = '', target = '/', protocol = 'HTTP/0.9'] = line.split(' ')
    return {
      line,
      method,
      target,
      path: decoded(target.split('?')[0]!),
      version: protocol.slice(5),
      headers,
      body,
    }
  }
}

/** The path that `%20` and the like stand for; a wrong escape stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return path
  }
}
