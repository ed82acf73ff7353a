import { encodeBase64 } from '../base/base64.ts'
import { type Body, bytesBody, bytesOf, chunksOf, EMPTY, textBody } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import {
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  NetworkError,
  REASONS,
} from '../base/http.ts'
import { decode, encode } from '../base/text.ts'
import { CURL_HELP, CURL_VERSION, type CurlCall, parseCall, wrongCall } from './curl-options.ts'
import { Failure, type Io, program } from './program.ts'
import { readAll } from './stdio.ts'

const AGENT = 'curl/7.88.1'
const MOST_REDIRECTS = 50

interface Url {
  readonly scheme: string
  readonly host: string
  readonly port: number
  /** Path and query. */
  readonly target: string
  /** `user:password` before the host. */
  readonly user: string | undefined
}

function parseUrl(text: string): Url {
  const m =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^/@?#]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/i.exec(
      text,
    )
  if (!m?.[3]) throw new Failure('(3) URL using bad/illegal format or missing URL', 3)
  const scheme = (m[1] ?? 'http').toLowerCase()
  if (scheme !== 'http' && scheme !== 'https')
    throw new Failure(`(1) Protocol "${scheme}" not supported or disabled in libcurl`, 1)
  const target = m[5] ?? '/'
  return {
    scheme,
    host: m[3],
    port: m[4] === undefined ? (scheme === 'https' ? 443 : 80) : Number(m[4]),
    target: target.startsWith('/') ? target : `/${target}`,
    user: m[2],
  }
}

const hostField = ({ scheme, host, port }: Url): string =>
  port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`

/** What libcurl says of a service that cannot be reached, with curl's exit code. */
function unreachable({ kind }: NetworkError, { host, port }: Url): Failure {
  if (kind === 'unknown-host') return new Failure(`(6) Could not resolve host: ${host}`, 6)
  if (kind === 'plain-http')
    return new Failure('(35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number', 35)
  if (kind === 'encrypted') return new Failure('(52) Empty reply from server', 52)
  return new Failure(
    `(7) Failed to connect to ${host} port ${port} after 0 ms: Couldn't connect to server`,
    7,
  )
}

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
    if (meter) await this.io.stderr(METER_HEAD)
    let shown = ''
    let response: HttpResponse
    for (let hops = 0; ; hops++) {
      response = await this.send(url, this.request(url, body), meter)
      if (this.has('include') || this.has('head')) shown += headText(response)
      const location = headerOf(response.headers, 'Location')
      if (!this.has('location') || response.status < 300 || response.status > 399 || location === undefined)
        break
      if (hops === MOST_REDIRECTS)
        throw new Failure(`(47) Maximum (${MOST_REDIRECTS}) redirects followed`, 47)
      url = location.includes('://') ? parseUrl(location) : { ...url, target: location }
    }
    const failed = this.has('fail') && response.status >= 400
    const received = failed || this.has('head') ? EMPTY : response.body
    if (meter) await this.io.stderr(failed ? meterNothing(response.body.size) : meterOf(received.size))
    if (this.has('verbose')) await this.io.stderr(`* Connection #0 to host ${url.host} left intact\n`)
    if (failed) throw new Failure(`(22) The requested URL returned error: ${response.status}`, 22)
    await this.write(file, shown, received)
    const format = this.last('write-out')
    if (format !== undefined) await this.io.out.write(written(format, response, received.size))
    await this.io.out.flush()
    return 0
  }

  private async send(url: Url, request: HttpRequest, meter: boolean): Promise<HttpResponse> {
    const { p } = this.io
    const address = { host: url.host, port: url.port, tls: url.scheme === 'https' }
    const tell = async (lines: readonly string[]): Promise<void> => {
      if (this.has('verbose')) await this.io.stderr(lines.map((line) => `${line}\n`).join(''))
    }
    const at = url.host === 'localhost' ? '127.0.0.1' : url.host
    try {
      const response = await p.http(address, request)
      await tell([
        `*   Trying ${at}:${url.port}...`,
        `* Connected to ${url.host} (${at}) port ${url.port} (#0)`,
        `> ${request.method} ${request.target} HTTP/1.1\r`,
        ...request.headers.map(([name, value]) => `> ${name}: ${value}\r`),
        '> \r',
        `< HTTP/1.1 ${response.status} ${REASONS[response.status] ?? ''}\r`,
        ...response.headers.map(([name, value]) => `< ${name}: ${value}\r`),
        '< \r',
        ...(response.body.size > 0 ? [`{ [${response.body.size} bytes data]`] : []),
      ])
      return response
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      const failure = unreachable(error, url)
      if (error.kind === 'refused')
        await tell([
          `*   Trying ${at}:${url.port}...`,
          `* connect to ${at} port ${url.port} failed: Connection refused`,
          ...(url.host === 'localhost'
            ? [
                `*   Trying [::1]:${url.port}...`,
                `* connect to ::1 port ${url.port} failed: Connection refused`,
              ]
            : []),
          `* ${failure.message.replace('(7) ', '')}`,
        ])
      if (meter) await this.io.stderr(error.kind === 'unknown-host' ? '' : meterNothing(0))
      if (error.kind === 'refused') await tell(['* Closing connection 0'])
      throw failure
    }
  }

  private async write(path: string | undefined, head: string, body: Body): Promise<void> {
    if (path === undefined || path === '-') {
      await this.io.out.write(head)
      for (const chunk of chunksOf(body)) await this.io.out.write(chunk)
      return
    }
    try {
      this.io.p.writeFile(path, head === '' ? body : bytesBody(encode(head)))
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
const headText = ({ status, headers }: HttpResponse): string =>
  `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n${fields(headers)}\r\n`

/** The text of `-w`. */
function written(format: string, { status, headers }: HttpResponse, size: number): string {
  const variables: Readonly<Record<string, string>> = {
    http_code: String(status),
    response_code: String(status),
    content_type: headerOf(headers, 'Content-Type') ?? '',
    size_download: String(size),
  }
  return format
    .replace(/\\([nrt\\])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? '\\')
    .replace(/%\{([a-z_.]+)\}/g, (all, name: string) => variables[name] ?? all)
}

const METER_HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
  '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'
const meterNothing = (total: number): string =>
  `\r  0 ${String(total).padStart(5)}    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n`

/** A transfer takes no time that curl would show; its speed is as if it took 4 ms. */
function meterOf(size: number): string {
  const short = (bytes: number): string =>
    bytes < 100_000
      ? String(bytes)
      : bytes < 10_240_000
        ? `${Math.floor(bytes / 1024)}k`
        : `${Math.floor(bytes / 1_048_576)}M`
  const [total, speed] = [short(size).padStart(5), short(size * 250).padStart(6)]
  return `\r100 ${total}  100 ${total}    0     0 ${speed}      0 --:--:-- --:--:-- --:--:-- ${speed.slice(-5)}\n`
}

/** curl over HTTP, as far as talking to a registry and to services of the host needs it. */
export const curl = program('curl', async (io) => new Curl(io, parseCall(io.args)).run())
