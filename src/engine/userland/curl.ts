import { encodeBase64 } from '../base/base64.ts'
import { type Body, bytesBody, bytesOf, chunksOf, EMPTY, textBody } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { type HttpHeaders, type HttpRequest, headerOf } from '../base/http.ts'
import { concatBytes, decode, encode } from '../base/text.ts'
import { METER_HEAD, meterNothing, meterOf } from './curl-meter.ts'
import { CURL_HELP, CURL_VERSION, type CurlCall, parseCall, wrongCall } from './curl-options.ts'
import { type Result, Transport, writtenOut } from './curl-transport.ts'
import { parseUrl, type Url } from './curl-url.ts'
import { save } from './net/http/save.ts'
import { Failure, type Io, program } from './program.ts'
import { readAll } from './stdio.ts'

const AGENT = 'curl/7.88.1'
const MOST_REDIRECTS = 50

const hostField = ({ scheme, host, port }: Url): string =>
  port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`

/** One call of curl. */
class Curl {
  private readonly io: Io
  private readonly call: CurlCall

  constructor(io: Io, call: CurlCall) {
    this.io = io
    this.call = call
  }

  private has(name: string): boolean {
    return this.call.values.has(name)
  }
  private last(name: string): string | undefined {
    return this.call.values.get(name)?.at(-1)
  }

  async run(): Promise<number> {
    const { urls } = this.call
    if (this.has('help')) throw new Failure(CURL_HELP, 0)
    if (this.has('version')) throw new Failure(CURL_VERSION, 0)
    if (urls.length === 0) throw wrongCall(this.io.args.length === 0 ? '' : 'curl: no URL specified!')
    const body = await this.body()
    const outputs = this.call.values.get('output') ?? []
    let code = 0
    for (const [i, url] of urls.entries()) {
      try {
        code = await this.transfer(url, body, outputs[i])
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        code = error.code
        if (!this.has('silent') || this.has('show-error')) await this.io.error(error.message)
      }
    }
    return code
  }

  /** What is sent: `-d` joined with `&`, or the file of `-T`. */
  private async body(): Promise<Body | undefined> {
    const upload = this.last('upload-file')
    if (upload !== undefined)
      return upload === '-' ? bytesBody(await readAll(this.io.p, 0)) : this.file(upload)
    const parts: string[] = []
    for (const name of ['data', 'data-binary', 'data-raw'])
      for (const value of this.call.values.get(name) ?? []) {
        if (!value.startsWith('@') || name === 'data-raw') parts.push(value)
        else {
          const from = value.slice(1)
          const bytes = from === '-' ? await readAll(this.io.p, 0) : bytesOf(this.file(from))
          if (name === 'data-binary') return bytesBody(bytes)
          parts.push(decode(bytes).replace(/[\r\n]/g, ''))
        }
      }
    return parts.length === 0 ? undefined : textBody(parts.join('&'))
  }

  private file(path: string): Body {
    try {
      return this.io.p.readFile(path)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`(26) Failed to open/read local data from file/application`, 26)
    }
  }

  private request(url: Url, body: Body | undefined): HttpRequest {
    const user = this.last('user') ?? url.user
    const own: [string, string][] = [
      ['Host', hostField(url)],
      ...(user === undefined
        ? []
        : [['Authorization', `Basic ${encodeBase64(encode(user))}`] as [string, string]]),
      ['User-Agent', this.last('user-agent') ?? AGENT],
      ['Accept', '*/*'],
    ]
    const given = (this.call.values.get('header') ?? []).flatMap((line): [string, string][] => {
      const [name = '', ...value] = line.split(':')
      return value.join(':').trim() === '' ? [] : [[name, value.join(':').trim()]]
    })
    const replaced = (this.call.values.get('header') ?? []).map((line) => line.split(':')[0]!.toLowerCase())
    const upload = this.has('upload-file')
    const sent: [string, string][] = body
      ? [
          ['Content-Length', String(body.size)],
          ...(upload ? [] : [['Content-Type', 'application/x-www-form-urlencoded'] as [string, string]]),
        ]
      : []
    const method = this.has('head') ? 'HEAD' : upload ? 'PUT' : body ? 'POST' : 'GET'
    return {
      method: this.last('request') ?? method,
      target: url.target,
      headers: [
        ...own.filter(([name]) => !replaced.includes(name.toLowerCase())),
        ...given,
        ...sent.filter(([name]) => !replaced.includes(name.toLowerCase())),
      ],
      ...(body && { body }),
    }
  }

  private async transfer(text: string, body: Body | undefined, output: string | undefined): Promise<number> {
    let url = parseUrl(text)
    const file = output ?? (this.has('remote-name') ? remoteName(url) : undefined)
    const meter =
      !this.has('silent') && !this.has('no-progress-meter') && (file !== undefined || !this.io.out.terminal)
    const transport = new Transport(this.io, this.call, meter)
    if (url.scheme === 'telnet') return transport.talk(url)
    if (meter) await this.io.stderr(METER_HEAD)
    let shown = ''
    let result: Result
    const format = this.last('write-out')
    for (let hops = 0; ; hops++) {
      try {
        result = await transport.send(url, this.request(url, body))
      } catch (error) {
        if (format !== undefined && error instanceof Failure)
          await this.io.out.write(writtenOut(format, transport.variables(url, undefined)))
        throw error
      }
      if (this.has('include') || this.has('head')) shown += headText(result)
      const location = headerOf(result.headers, 'Location')
      if (!this.has('location') || result.status < 300 || result.status > 399 || location === undefined) break
      if (hops === MOST_REDIRECTS)
        throw new Failure(`(47) Maximum (${MOST_REDIRECTS}) redirects followed`, 47)
      await transport.done(url, result)
      url = location.includes('://') ? parseUrl(location) : { ...url, target: location }
    }
    const failed = this.has('fail') && result.status >= 400
    const received = failed || this.has('head') ? EMPTY : result.body
    const promised = Number(headerOf(result.headers, 'Content-Length') ?? 0)
    if (meter)
      await this.io.stderr(
        failed || this.has('head')
          ? meterNothing(this.has('head') ? promised : result.body.size)
          : meterOf(received.size),
      )
    await transport.done(url, result)
    if (failed) throw new Failure(`(22) The requested URL returned error: ${result.status}`, 22)
    await this.write(file, shown, received)
    if (format !== undefined) await this.io.out.write(writtenOut(format, transport.variables(url, result)))
    await this.io.out.flush()
    if (result.missing > 0)
      throw new Failure(`(18) transfer closed with ${result.missing} bytes remaining to read`, 18)
    return 0
  }

  private async write(path: string | undefined, head: string, body: Body): Promise<void> {
    if (path === undefined || path === '-') {
      await this.io.out.write(head)
      for (const chunk of chunksOf(body)) await this.io.out.write(chunk)
      return
    }
    try {
      await save(
        this.io.p,
        path,
        head === '' ? body : bytesBody(concatBytes([encode(head), ...chunksOf(body)])),
      )
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure('(23) Failure writing output to destination', 23)
    }
  }
}

function remoteName({ target }: Url): string {
  const name = target.split('?')[0]!.split('/').at(-1)!
  if (name === '') throw new Failure('(23) Failed writing received data to disk/application', 23)
  return name
}

const fields = (headers: HttpHeaders): string =>
  headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
const headText = ({ line, headers }: Result): string => `${line}\r\n${fields(headers)}\r\n`

/** curl over HTTP, as far as talking to a registry and to services of the host needs it. */
export const curl = program('curl', async (io) => new Curl(io, parseCall(io.args)).run())
