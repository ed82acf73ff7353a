import { isErrno } from '../../../base/errors.ts'
import { headerOf } from '../../../base/http.ts'
import { canonicalIp } from '../../../base/ip.ts'
import { encode } from '../../../base/text.ts'
import type { Fd } from '../../../kernel/process.ts'
import { type Options, optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, program } from '../../program.ts'
import { inUtf8 } from '../../table.ts'
import { type HttpReply, NoReply, ReplyReader } from '../http/reply.ts'
import { save } from '../http/save.ts'
import { fileOf, type HttpUrl, hostField, httpUrl } from '../http/url.ts'
import { ResolveError, resolve } from '../resolve.ts'
import { connectTo, TimedOut } from './connect.ts'

const OPTIONS = optionTable(
  '[OPTION]... [URL]...',
  `-O/--output-document: -q/--quiet --no-verbose -n: -t/--tries: -T/--timeout: -S/--server-response --spider -P/--directory-prefix:
   -U/--user-agent: --header: --post-data: -4/--inet4-only -6/--inet6-only --connect-timeout: --content-on-error --no-check-certificate
   !-c/--continue !-N/--timestamping !-r/--recursive !-i/--input-file: !-b/--background !-o/--output-file: !-v/--verbose`,
  { exit: 2, suite: 'GNU Wget 1.21.3)' },
)
const AGENT = 'Wget/1.21.3'
const SECOND = 1e9
const TRIES = 20
const MOST_REDIRECTS = 20
/** Failures that are not tried again. */
const FINAL = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EINVAL']

/** `wget` 1.21.3, over plain HTTP. */
export const wget = program('wget', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.operands.length === 0)
    throw new Failure(
      'missing URL',
      1,
      "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.",
    )
  let code = 0
  for (const text of options.operands) code = (await new Fetch(io, options).run(httpUrl(text))) || code
  return code
})

const pad = (value: number): string => String(value).padStart(2, '0')

class Fetch {
  private readonly io: Io
  private readonly options: Options
  private readonly quotes: readonly [string, string]
  constructor(io: Io, options: Options) {
    this.io = io
    this.options = options
    this.quotes = inUtf8(io.p) ? ['‘', '’'] : ["'", "'"]
  }
  private get quiet(): boolean {
    return this.options.has('q')
  }
  private get brief(): boolean {
    return this.options.has('no-verbose') || this.options.get('n') === 'v'
  }
  /** What is told unless it is to be quiet. */
  private async log(text: string): Promise<void> {
    if (!this.quiet && !this.brief) await this.io.stderr(text)
  }
  private async always(text: string): Promise<void> {
    if (!this.quiet) await this.io.stderr(text)
  }
  private now(): string {
    const at = new Date(Number(this.io.p.now() / 1_000_000n))
    const date = `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`
    return `${date} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`
  }
  private get limit(): number {
    return Number(this.options.get('connect-timeout') ?? this.options.get('T') ?? 900) * SECOND
  }

  async run(first: HttpUrl): Promise<number> {
    let url = first
    const there = this.options.get('O') ?? this.nameOf(url)
    if (this.options.get('n') === 'c' && this.io.p.exists(there)) {
      await this.log(`File ${this.quotes[0]}${there}${this.quotes[1]} already there; not retrieving.\n\n`)
      return 0
    }
    if (this.options.has('spider')) await this.log('Spider mode enabled. Check if remote file exists.\n')
    for (let hops = 0; ; hops++) {
      const result = await this.tried(url)
      if (typeof result === 'number') return result
      const location = headerOf(result.headers, 'Location')
      if (result.status < 300 || result.status > 399 || location === undefined)
        return this.received(url, result)
      await this.log(`Location: ${location} [following]\n`)
      if (hops === MOST_REDIRECTS) {
        await this.log(`${MOST_REDIRECTS} redirections exceeded.\n`)
        return 8
      }
      url = httpUrl(location.includes('://') ? location : `http://${hostField(url)}${location}`)
    }
  }

  /** Asks until there is an answer or no try is left. A number: the exit code. */
  private async tried(url: HttpUrl): Promise<HttpReply | number> {
    const most = Number(this.options.get('t') ?? TRIES) || Number.POSITIVE_INFINITY
    for (let tries = 1; ; tries++) {
      const count = tries === 1 ? '' : `(try:${String(tries).padStart(2)}) `
      await this.log(`--${this.now()}--  ${count && ` ${count} `}${url.text}\n`)
      const result = await this.once(url)
      if (result !== 'again') return result
      await this.log(tries >= most ? 'Giving up.\n\n' : 'Retrying.\n\n')
      if (tries >= most) return 4
      await this.io.p.sleep(Math.min(tries, 10) * SECOND)
    }
  }

  private async once(url: HttpUrl): Promise<HttpReply | number | 'again'> {
    const { io } = this
    const { host, port } = url
    const literal = canonicalIp(host)
    let addresses: string[]
    if (literal !== undefined) addresses = [literal]
    else {
      await this.log(`Resolving ${host} (${host})... `)
      try {
        addresses = await resolve(
          io.p,
          host,
          this.options.has('4') ? 4 : this.options.has('6') ? 6 : undefined,
        )
        await this.log(`${addresses.join(', ')}\n`)
      } catch (error) {
        if (!(error instanceof ResolveError)) throw error
        await this.log(`failed: ${error.message}.\n`)
        await this.always(`wget: unable to resolve host address ${this.quotes[0]}${host}${this.quotes[1]}\n`)
        return 4
      }
    }
    for (const [i, address] of addresses.entries()) {
      const shown = address.includes(':') ? `[${address}]` : address
      await this.log(
        `Connecting to ${literal === undefined ? `${host} (${host})|${address}|` : shown}:${port}... `,
      )
      try {
        const fd = await connectTo(io.p, { host: address, port }, { limit: this.limit })
        await this.log('connected.\n')
        try {
          return await this.ask(url, fd)
        } finally {
          io.p.close(fd)
        }
      } catch (error) {
        if (error instanceof TimedOut) await this.log('failed: Connection timed out.\n')
        else if (isErrno(error)) {
          await this.log(`failed: ${error.message}.\n`)
          if (i === addresses.length - 1 && FINAL.includes(error.errno)) return 4
        } else throw error
      }
    }
    return 'again'
  }

  private async ask(url: HttpUrl, fd: Fd): Promise<HttpReply | 'again'> {
    const { p } = this.io
    const spider = this.options.has('spider')
    const post = this.options.get('post-data')
    const method = post === undefined ? (spider ? 'HEAD' : 'GET') : 'POST'
    const fields = [
      ['Host', hostField(url)],
      ['User-Agent', this.options.get('U') ?? AGENT],
      ['Accept', '*/*'],
      ['Accept-Encoding', 'identity'],
      ['Connection', 'Keep-Alive'],
      ...(post === undefined
        ? []
        : [
            ['Content-Type', 'application/x-www-form-urlencoded'],
            ['Content-Length', String(encode(post).length)],
          ]),
    ]
    const own = this.options.all('header').map((line) => line.split(/:\s*/, 2))
    const lines = [...fields, ...own].map(([name, value]) => `${name}: ${value ?? ''}\r\n`)
    await p.net.send(fd, encode(`${method} ${url.target} HTTP/1.1\r\n${lines.join('')}\r\n${post ?? ''}`), {
      noSignal: true,
    })
    await this.log('HTTP request sent, awaiting response... ')
    try {
      const until = this.options.has('T') ? p.now() + BigInt(this.limit) : undefined
      const reply = await new ReplyReader(p, fd, until).read(method === 'HEAD')
      await this.log(`${reply.status} ${reply.reason}\n`)
      if (this.options.has('S'))
        await this.io.stderr(
          [reply.line, ...reply.headers.map(([name, value]) => `${name}: ${value}`)]
            .map((line) => `  ${line}\n`)
            .join(''),
        )
      return reply
    } catch (error) {
      if (error instanceof NoReply)
        await this.log(
          error.kind === 'late' ? 'Read error (Connection timed out) in headers.\n' : 'No data received.\n',
        )
      else if (isErrno(error)) await this.log(`Read error (${error.message}) in headers.\n`)
      else throw error
      return 'again'
    }
  }

  private async received(url: HttpUrl, reply: HttpReply): Promise<number> {
    const { options, io } = this
    if (reply.status >= 400) {
      if (this.brief) await this.always(`${url.text}:\n`)
      await this.always(`${this.now()} ERROR ${reply.status}: ${reply.reason}.\n`)
      await this.log('\n')
      return 8
    }
    const promised = headerOf(reply.headers, 'Content-Length')
    const type = headerOf(reply.headers, 'Content-Type')?.split(';')[0]
    const length =
      promised === undefined
        ? 'unspecified'
        : promised + (Number(promised) >= 1024 ? ` (${short(Number(promised))})` : '')
    await this.log(`Length: ${length}${type ? ` [${type}]` : ''}\n`)
    if (options.has('spider')) {
      const links = type === 'text/html'
      await this.log(
        links
          ? 'Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n'
          : 'Remote file exists.\n\n',
      )
      return 0
    }
    const target = options.get('O')
    const name = target ?? this.freeName(this.nameOf(url))
    const directory = options.get('P')
    if (target === undefined && directory !== undefined && !io.p.exists(directory))
      io.p.mkdir(directory, 0o777)
    const shown = target === '-' ? 'STDOUT' : name
    await this.log(`Saving to: ${this.quotes[0]}${shown}${this.quotes[1]}\n\n`)
    if (target === '-') await io.out.write(reply.body)
    else
      try {
        await save(io.p, name, reply.body)
      } catch (error) {
        if (!isErrno(error)) throw error
        await this.always(`${name}: ${error.message}\n`)
        return 3
      }
    await io.out.flush()
    const size = reply.body.length
    await this.log(`${io.p.isatty(2) ? this.bar(shown, size) : dots(size)}\n\n`)
    const counted = promised === undefined ? String(size) : `${size}/${promised}`
    const where = target === '-' ? 'written to stdout' : `${this.quotes[0]}${name}${this.quotes[1]} saved`
    await this.log(`${this.now()} (${rate(size)}) - ${where} [${counted}]\n\n`)
    if (this.brief)
      await this.always(
        `${this.now()} URL:${url.text} [${counted}] -> "${target === '-' ? '-' : name}" [1]\n`,
      )
    return 0
  }

  private nameOf(url: HttpUrl): string {
    return `${this.options.has('P') ? `${this.options.get('P')}/` : ''}${fileOf(url)}`
  }

  /** `index.html`, or `index.html.1` where there is one already. */
  private freeName(name: string): string {
    if (!this.io.p.exists(name)) return name
    for (let number = 1; ; number++) if (!this.io.p.exists(`${name}.${number}`)) return `${name}.${number}`
  }

  private bar(name: string, size: number): string {
    const width = Math.max(10, this.io.p.windowSize(2).columns - 60)
    return `${name.slice(0, 19).padEnd(19)} 100%[${'='.repeat(width - 1)}>] ${short(size).padStart(7)}  --.-KB/s    in 0s      `
  }
}

/** `1.2K` of 1234. */
function short(size: number): string {
  if (size < 1024) return String(size)
  const units = 'KMGT'
  let value = size / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${units[unit]}`
}

/** A transfer takes no time that could be told: its rate is as if it took 4 microseconds. */
const SPAN = 4e-6
const megabytes = (size: number): string => (size / SPAN / 1048576).toFixed(2)
const rate = (size: number): string => `${megabytes(size)} MB/s`

/** A dot for each kilobyte, ten in a cluster, five clusters in a line (wget, progress.c). */
function dots(size: number): string {
  const lines: string[] = []
  for (let from = 0; from === 0 || from < size; from += 51200) {
    const count = Math.floor(Math.min(size - from, 51200) / 1024)
    const clusters = Array.from({ length: 5 }, (_, i) =>
      '.'.repeat(Math.max(0, Math.min(10, count - i * 10))).padEnd(10),
    )
    const share = size === 0 ? 100 : Math.floor((Math.min(size, from + 51200) * 100) / size)
    const end = from + 51200 >= size ? `${megabytes(size)}M=0s` : `${megabytes(size)}M 0s`
    lines.push(
      `${String(from / 1024).padStart(6)}K ${clusters.join(' ')} ${String(share).padStart(3)}% ${end}`,
    )
  }
  return lines.join('\n')
}
