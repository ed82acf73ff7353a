import { type Body, bytesBody, chunksOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { type HttpHeaders, type HttpRequest, headerOf, NetworkError, REASONS } from '../base/http.ts'
import { canonicalIp } from '../base/ip.ts'
import { concatBytes, encode } from '../base/text.ts'
import type { Fd } from '../kernel/process.ts'
import { meterLine, meterNothing } from './curl-meter.ts'
import type { CurlCall } from './curl-options.ts'
import { peerOf, sourceOf } from './curl-peer.ts'
import type { Url } from './curl-url.ts'
import { connectTo, TimedOut } from './net/client/connect.ts'
import { relay } from './net/client/relay.ts'
import { clientHello, isTlsRecord } from './net/http/client-hello.ts'
import { NoReply, ReplyReader } from './net/http/reply.ts'
import { ResolveError, resolve } from './net/resolve.ts'
import { Failure, type Io } from './program.ts'

const SECOND = 1e9
const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/

/** What a server answered. */
export interface Result {
  readonly status: number
  /** The status line. */
  readonly line: string
  readonly headers: HttpHeaders
  readonly body: Body
  readonly missing: number
  readonly closes: boolean
}

/** What `-w` may show. */
export type Variables = Readonly<Record<string, string>>

/** Both ends of a connection. */
interface Ends {
  readonly local: { readonly host: string; readonly port: number }
  readonly remote: { readonly host: string; readonly port: number }
}

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

/** The way to the server: sockets, and for what is no host of the simulation the services beyond it. */
export class Transport {
  private readonly io: Io
  private readonly call: CurlCall
  private readonly meter: boolean
  private readonly start: bigint
  private ends: Ends | undefined
  private readonly times = { lookup: 0, connect: 0, first: 0 }

  constructor(io: Io, call: CurlCall, meter: boolean) {
    this.io = io
    this.call = call
    this.meter = meter
    this.start = io.p.now()
  }
  private has(name: string): boolean {
    return this.call.values.has(name)
  }
  private seconds(name: string): number | undefined {
    const text = this.call.values.get(name)?.at(-1)
    return text === undefined ? undefined : Number(text)
  }
  private get version(): string {
    return this.has('http1.0') ? 'HTTP/1.0' : 'HTTP/1.1'
  }
  private elapsed(): number {
    return Number(this.io.p.now() - this.start)
  }
  private async tell(...lines: readonly string[]): Promise<void> {
    if (this.has('verbose')) await this.io.stderr(lines.map((line) => `${line}\n`).join(''))
  }

  async send(url: Url, request: HttpRequest): Promise<Result> {
    const path = this.call.values.get('unix-socket')?.at(-1)
    if (path !== undefined) return this.exchange(url, request, path)
    return (await this.beyond(url, request)) ?? this.exchange(url, request)
  }

  /** After the answer: the connection stays for the next one, or is closed. */
  async done(url: Url, { closes }: Result): Promise<void> {
    await this.tell(
      closes ? '* Closing connection 0' : `* Connection #0 to host ${bare(url.host)} left intact`,
    )
  }

  /** Services that the simulated machine reaches without a host of theirs: Docker Hub. Undefined where none is there. */
  private async beyond(url: Url, request: HttpRequest): Promise<Result | undefined> {
    if (LOOPBACK.test(url.host) || this.has('proxy') || this.has('connect-to')) return undefined
    const tls = url.scheme === 'https'
    const at = url.host
    try {
      const { status, headers, body } = await this.io.p.http({ host: url.host, port: url.port, tls }, request)
      const line = `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`
      await this.connected(url, at, request)
      await this.told(line, headers, body.size)
      return { status, line, headers, body, missing: 0, closes: false }
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      if (error.kind === 'plain-http' || error.kind === 'encrypted') await this.nothing()
      if (error.kind === 'plain-http')
        throw new Failure('(35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number', 35)
      if (error.kind === 'encrypted') throw new Failure('(52) Empty reply from server', 52)
      return undefined
    }
  }

  /** A server whose socket is a file. */
  private async connectFile(path: string, url: Url): Promise<Fd> {
    const { p } = this.io
    const host = bare(url.host)
    await this.tell(`*   Trying ${path}:0...`)
    const fd = p.net.socket('unix', 'stream')
    try {
      await p.net.connect(fd, { host: path, port: 0 })
      this.ends = { local: { host: '', port: 0 }, remote: { host: path, port: 0 } }
      return fd
    } catch (error) {
      if (!isErrno(error)) throw error
      p.close(fd)
      await this.tell(`* connect to ${path} port 0 failed: ${error.message}`)
      const text = `Failed to connect to ${host} port ${url.port} after 0 ms: Couldn't connect to server`
      await this.tell(`* ${text}`)
      await this.nothing()
      await this.tell('* Closing connection 0')
      throw new Failure(`(7) ${text}`, 7)
    }
  }

  private async connected({ host, port }: Url, at: string, request: HttpRequest): Promise<void> {
    await this.tell(`*   Trying ${at}:${port}...`)
    await this.greeting(bare(host), at, port, request)
  }
  private async greeting(host: string, at: string, port: number, request: HttpRequest): Promise<void> {
    await this.tell(
      `* Connected to ${host} (${at}) port ${port} (#0)`,
      `> ${request.method} ${request.target} ${this.version}\r`,
      ...request.headers.map(([name, value]) => `> ${name}: ${value}\r`),
      '> \r',
    )
  }
  private async told(line: string, headers: HttpHeaders, size: number): Promise<void> {
    await this.tell(
      ...(line.startsWith('HTTP/1.0') ? ['* HTTP 1.0, assume close after body'] : []),
      `< ${line}\r`,
      ...headers.map(([name, value]) => `< ${name}: ${value}\r`),
      '< \r',
      ...(size > 0 ? [`{ [${size} bytes data]`] : []),
    )
  }

  private async exchange(url: Url, request: HttpRequest, path?: string): Promise<Result> {
    const { p } = this.io
    const fd = path === undefined ? await this.connect(url) : await this.connectFile(path, url)
    try {
      const host = bare(url.host)
      await this.greeting(host, this.ends!.remote.host, url.port, request)
      if (url.scheme === 'https') {
        await this.encrypt(fd, host)
      }
      const head = `${request.method} ${request.target} ${this.version}\r\n${request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
      const limit = this.seconds('max-time')
      const until = limit === undefined ? undefined : this.start + BigInt(Math.round(limit * SECOND))
      await p.net.send(fd, concatBytes([encode(head), ...(request.body ? chunksOf(request.body) : [])]), {
        noSignal: true,
      })
      const reply = await new ReplyReader(p, fd, until).read(request.method === 'HEAD')
      this.times.first = this.elapsed()
      await this.told(reply.line, reply.headers, reply.body.length)
      return { ...reply, body: bytesBody(reply.body) }
    } catch (error) {
      throw await this.failure(error)
    } finally {
      p.close(fd)
    }
  }

  /** Asks for TLS: who speaks plain HTTP answers with what is no record of it. */
  private async encrypt(fd: Fd, host: string): Promise<never> {
    const { p } = this.io
    await p.net.send(fd, clientHello(p.random, host), { noSignal: true })
    const { data } = await p.net.recv(fd, 5)
    await this.nothing()
    if (data.length === 0)
      throw new Failure(
        `(35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${this.ends!.remote.host}:${this.ends!.remote.port} `,
        35,
      )
    if (!isTlsRecord(data))
      throw new Failure('(35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number', 35)
    throw new Failure('(35) TLS over sockets is not part of this simulation', 35)
  }

  /** What went wrong after the connection was there. */
  private async failure(error: unknown): Promise<unknown> {
    let failure: Failure | undefined
    if (error instanceof NoReply) {
      if (error.kind === 'empty') failure = new Failure('(52) Empty reply from server', 52)
      else if (error.kind === 'not-http') failure = new Failure('(1) Received HTTP/0.9 when not allowed', 1)
      else {
        const spent = Math.round(this.elapsed() / 1e6)
        failure = new Failure(
          `(28) Operation timed out after ${spent} milliseconds with ${error.received} bytes received`,
          28,
        )
      }
    } else if (isErrno(error)) failure = new Failure(`(56) Recv failure: ${error.message}`, 56)
    if (!failure) return error
    await this.tell(`* ${failure.message.replace(/^\(\d+\) /, '')}`)
    await this.nothing()
    await this.tell('* Closing connection 0')
    return failure
  }
  private async nothing(): Promise<void> {
    if (this.meter) await this.io.stderr(meterNothing(0, Math.floor(this.elapsed() / SECOND)))
  }

  private async connect(asked: Url): Promise<Fd> {
    const { p } = this.io
    const url = peerOf(this.call, asked)
    const from = sourceOf(p, this.call)
    const host = bare(url.host)
    const addresses = await this.addresses(host, url.port)
    this.times.lookup = this.elapsed()
    const most = this.seconds('max-time')
    const patience = this.seconds('connect-timeout')
    const limits = [most, patience].filter((limit) => limit !== undefined)
    let last = ''
    let code = 7
    for (const address of addresses) {
      const shown = address.includes(':') ? `[${address}]` : address
      await this.tell(`*   Trying ${shown}:${url.port}...`)
      const left =
        limits.length === 0 ? undefined : Math.max(0, Math.min(...limits) * SECOND - this.elapsed())
      try {
        const fd = await connectTo(p, { host: address, port: url.port }, { limit: left, from })
        this.times.connect = this.elapsed()
        this.ends = { local: p.net.getsockname(fd), remote: { host: address, port: url.port } }
        return fd
      } catch (error) {
        if (error instanceof TimedOut) {
          await this.late(host, url.port, most, patience, address)
        } else if (isErrno(error)) {
          last = error.message
          code = error.errno === 'ETIMEDOUT' ? 28 : 7
          await this.tell(`* connect to ${address} port ${url.port} failed: ${last}`)
        } else throw error
      }
    }
    const spent = Math.floor(this.elapsed() / 1e6)
    const text = `Failed to connect to ${host} port ${url.port} after ${spent} ms: Couldn't connect to server`
    await this.tell(`* ${text}`)
    await this.nothing()
    await this.tell('* Closing connection 0')
    throw new Failure(`(${code}) ${text}`, code)
  }

  private async late(
    host: string,
    port: number,
    most: number | undefined,
    patience: number | undefined,
    address: string,
  ): Promise<never> {
    const spent = Math.round(this.elapsed() / 1e6)
    let text = `Connection timed out after ${spent} milliseconds`
    if (patience !== undefined && patience < (most ?? Number.POSITIVE_INFINITY)) {
      text = `Failed to connect to ${host} port ${port} after ${spent} ms: Timeout was reached`
      if (this.meter && patience > 1) await this.io.stderr(meterLine(0, Math.floor(patience) - 1))
      await this.tell(
        `* ipv${address.includes(':') ? 6 : 4} connect timeout after ${Math.round(patience * 1000)}ms, move on!`,
      )
    }
    await this.tell(`* ${text}`)
    await this.nothing()
    await this.tell('* Closing connection 0')
    throw new Failure(`(28) ${text}`, 28)
  }

  /** `localhost` is always this machine, by both families. */
  private async addresses(host: string, port: number): Promise<string[]> {
    const given = (this.call.values.get('resolve') ?? []).map((entry) => /^([^:]+):(\d+):(.+)$/.exec(entry))
    const own = given.find((m) => m?.[1] === host && Number(m[2]) === port)
    if (own) return own[3]!.split(',').map(bare)
    const family = this.has('ipv6') ? 6 : this.has('ipv4') ? 4 : undefined
    if (host === 'localhost')
      return family === 4 ? ['127.0.0.1'] : family === 6 ? ['::1'] : ['127.0.0.1', '::1']
    try {
      const literal = canonicalIp(host)
      if (literal !== undefined && family !== undefined && literal.includes(':') !== (family === 6))
        throw new Failure("(7) Couldn't connect to server", 7)
      return literal === undefined ? await resolve(this.io.p, host, family) : [literal]
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      const text = `Could not resolve host: ${host}`
      await this.tell(`* ${text}`)
      await this.nothing()
      await this.tell('* Closing connection 0')
      throw new Failure(`(6) ${text}`, 6)
    }
  }

  /** telnet://: bytes both ways. */
  async talk(url: Url): Promise<number> {
    const fd = await this.connect(url)
    await relay(this.io.p, { net: fd, input: 0, output: 1, atInputEnd: 'listen', endsWithNet: true })
    this.io.p.close(fd)
    return 0
  }

  variables(url: Url, result: Result | undefined): Variables {
    const seconds = (time: number): string => (time / 1e9).toFixed(6)
    const status = String(result?.status ?? 0).padStart(3, '0')
    return {
      http_code: status,
      response_code: status,
      http_version: result?.line.slice(5, 8) ?? '0',
      content_type: (result && headerOf(result.headers, 'Content-Type')) ?? '',
      size_download: String(result?.body.size ?? 0),
      url_effective: `${url.scheme}://${url.host}${url.port === 80 ? '' : `:${url.port}`}${url.target}`,
      scheme: url.scheme.toUpperCase(),
      local_ip: this.ends?.local.host ?? '',
      local_port: String(this.ends?.local.port ?? 0),
      remote_ip: this.ends?.remote.host ?? '',
      remote_port: String(this.ends?.remote.port ?? 0),
      num_connects: this.ends ? '1' : '0',
      time_namelookup: seconds(this.times.lookup),
      time_connect: seconds(this.times.connect),
      time_starttransfer: seconds(this.times.first),
      time_total: seconds(this.elapsed()),
    }
  }
}
