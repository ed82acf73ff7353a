import type { HttpHeaders } from '../../../base/http.ts'
import { headerOf } from '../../../base/http.ts'
import { concatBytes, toBinary } from '../../../base/text.ts'
import type { Fd, Process } from '../../../kernel/process.ts'

/** What a server answered. */
export interface HttpReply {
  /** `1.0`, `1.1`. */
  readonly version: string
  readonly status: number
  readonly reason: string
  /** The status line as it came. */
  readonly line: string
  readonly headers: HttpHeaders
  readonly body: Uint8Array
  /** Bytes that were promised and did not come. */
  readonly missing: number
  /** The server closes the connection after this. */
  readonly closes: boolean
}

/** Why there is no answer. */
export class NoReply extends Error {
  override readonly name = 'NoReply'
  /** `empty`: closed without a word; `not-http`: something else came; `late`: not in time; `gone`: 200 lines of nothing. */
  readonly kind: 'empty' | 'not-http' | 'late'
  readonly received: number
  constructor(kind: NoReply['kind'], received = 0) {
    super(kind)
    this.kind = kind
    this.received = received
  }
}

const BLOCK = 65536

/** Reads one answer from a connection (RFC 9112). `until`: the moment at which it is given up. */
export class ReplyReader {
  private readonly p: Process
  private readonly fd: Fd
  private readonly until: bigint | undefined
  private buffer: Uint8Array = new Uint8Array(0)
  private ended = false

  constructor(p: Process, fd: Fd, until?: bigint) {
    this.p = p
    this.fd = fd
    this.until = until
  }

  /** More bytes; false at the end. */
  private async fill(): Promise<boolean> {
    if (this.ended) return false
    const { net } = this.p
    const wait = this.until === undefined ? undefined : Math.max(0, Number(this.until - this.p.now()))
    const [ready] = await net.poll([{ fd: this.fd, events: ['in'] }], wait)
    if (!ready) throw new NoReply('late', this.buffer.length)
    const { data } = await net.recv(this.fd, BLOCK)
    if (data.length === 0) {
      this.ended = true
      return false
    }
    this.buffer = concatBytes([this.buffer, data])
    return true
  }

  private async line(): Promise<string | undefined> {
    let at = this.buffer.indexOf(10)
    while (at < 0) {
      if (!(await this.fill())) return undefined
      at = this.buffer.indexOf(10)
    }
    const text = toBinary(this.buffer.subarray(0, at)).replace(/\r$/, '')
    this.buffer = this.buffer.subarray(at + 1)
    return text
  }
  private async take(count: number): Promise<Uint8Array> {
    while (this.buffer.length < count && (await this.fill()));
    const part = this.buffer.subarray(0, count)
    this.buffer = this.buffer.subarray(part.length)
    return part
  }

  /** `bodiless`: an answer to HEAD has headers alone. */
  async read(bodiless: boolean): Promise<HttpReply> {
    if (this.buffer.length === 0 && !(await this.fill())) throw new NoReply('empty')
    while (this.buffer.length < 5 && (await this.fill()));
    if (toBinary(this.buffer.subarray(0, 5)) !== 'HTTP/') throw new NoReply('not-http')
    const line = (await this.line()) ?? ''
    const m = /^HTTP\/(\d\.\d) (\d{3})(?: (.*))?$/.exec(line)
    if (!m) throw new NoReply('not-http')
    const headers: [string, string][] = []
    for (let field = await this.line(); field; field = await this.line()) {
      const colon = field.indexOf(':')
      if (colon > 0) headers.push([field.slice(0, colon), field.slice(colon + 1).trim()])
    }
    const status = Number(m[2])
    if (status === 100) return this.read(bodiless)
    const none = bodiless || status === 204 || status === 304
    const { body, missing, open } = none
      ? { body: new Uint8Array(0), missing: 0, open: true }
      : await this.body(headers)
    const connection = headerOf(headers, 'Connection')?.toLowerCase()
    const closes = !open || connection === 'close' || (m[1] === '1.0' && connection !== 'keep-alive')
    return { version: m[1]!, status, reason: m[3] ?? '', line, headers, body, missing, closes }
  }

  private async body(headers: HttpHeaders): Promise<{ body: Uint8Array; missing: number; open: boolean }> {
    if (headerOf(headers, 'Transfer-Encoding')?.toLowerCase().includes('chunked')) {
      const parts: Uint8Array[] = []
      for (;;) {
        const size = Number.parseInt((await this.line()) ?? '0', 16)
        if (!(size > 0)) break
        parts.push((await this.take(size)).slice())
        await this.line()
      }
      await this.line()
      return { body: concatBytes(parts), missing: 0, open: true }
    }
    const length = headerOf(headers, 'Content-Length')
    if (length !== undefined) {
      const body = (await this.take(Number(length))).slice()
      return { body, missing: Number(length) - body.length, open: true }
    }
    while (await this.fill());
    return { body: this.buffer, missing: 0, open: false }
  }
}
