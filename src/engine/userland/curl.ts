import { type Body, bytesBody, bytesOf, chunksOf, EMPTY, textBody } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { type HttpHeaders, headerOf } from '../base/http.ts'
import { concatBytes, decode, encode } from '../base/text.ts'
import { METER_HEAD, meterNothing, meterOf } from './curl-meter.ts'
import { CURL_HELP, CURL_VERSION, type CurlCall, parseCall, wrongCall } from './curl-options.ts'
import { requestOf } from './curl-request.ts'
import { type Result, Transport } from './curl-transport.ts'
import { expandUrl, parseUrl, type Url } from './curl-url.ts'
import { writeOut } from './curl-written.ts'
import { save } from './net/http/save.ts'
import { Failure, type Io, program } from './program.ts'
import { readAll } from './stdio.ts'

const MOST_REDIRECTS = 50

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
    if (this.has('help')) throw new Failure(CURL_HELP, 0)
    if (this.has('version')) throw new Failure(CURL_VERSION, 0)
    // Cookies of a file.
    if (this.call.values.get('cookie')?.some((text) => !text.includes('=')))
      throw new Failure('option --cookie: not part of this simulation', 2)
    const urls = this.call.urls.flatMap((url) => (this.has('globoff') ? [url] : expandUrl(url)))
    if (urls.length === 0) throw wrongCall(this.io.args.length === 0 ? '' : 'curl: no URL specified!')
    const body = await this.body()
    const outputs = this.call.values.get('output') ?? []
    let code = 0
    for (const [i, url] of urls.entries()) {
      try {
        code = await this.transferAgain(url, body, outputs[i])
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
    for (const name of ['data', 'data-binary', 'data-raw', 'data-urlencode', 'json'])
      for (const value of this.call.values.get(name) ?? []) {
        if (name === 'data-urlencode') parts.push(urlEncoded(value))
        else if (!value.startsWith('@') || name === 'data-raw') parts.push(value)
        else {
          const from = value.slice(1)
          const bytes = from === '-' ? await readAll(this.io.p, 0) : bytesOf(this.file(from))
          if (name === 'data-binary') return bytesBody(bytes)
          parts.push(decode(bytes).replace(/[\r\n]/g, ''))
        }
      }
    return parts.length === 0 ? undefined : textBody(parts.join(this.has('json') ? '' : '&'))
  }

  private file(path: string): Body {
    try {
      return this.io.p.readFile(path)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`(26) Failed to open/read local data from file/application`, 26)
    }
  }

  /** A transfer, tried again after what may pass: `--retry`. */
  private async transferAgain(
    url: string,
    body: Body | undefined,
    output: string | undefined,
  ): Promise<number> {
    const most = Number(this.last('retry') ?? 0)
    for (let tries = 0; ; tries++) {
      try {
        return await this.transfer(url, body, output)
      } catch (error) {
        if (!(error instanceof Failure) || tries === most || !this.passes(error)) throw error
        if (!this.has('silent') || this.has('show-error')) await this.io.error(error.message)
      }
      const delay = Number(this.last('retry-delay') ?? 0)
      await this.io.p.sleep((delay > 0 ? delay : Math.min(600, 2 ** tries)) * 1e9)
    }
  }
  /** Whether it may go well another time. */
  private passes({ code }: Failure): boolean {
    const refused = code === 7 && this.has('retry-connrefused')
    return code === 28 || code === 6 || refused || this.has('retry-all-errors')
  }

  /** Where a body goes; undefined: to standard output. */
  private fileOf(url: Url, output: string | undefined): string | undefined {
    const name = output ?? (this.has('remote-name') ? remoteName(url) : undefined)
    const directory = this.last('output-dir')
    return name === undefined || name === '-' || directory === undefined ? name : `${directory}/${name}`
  }

  private async transfer(text: string, body: Body | undefined, output: string | undefined): Promise<number> {
    let url = parseUrl(text, this.has('path-as-is'))
    const upload = this.last('upload-file')
    if (upload !== undefined && url.target.endsWith('/'))
      url = { ...url, target: url.target + upload.slice(upload.lastIndexOf('/') + 1) }
    if (this.has('get') && body) {
      url = { ...url, target: `${url.target}${url.target.includes('?') ? '&' : '?'}${decode(bytesOf(body))}` }
      body = undefined
    }
    const file = this.fileOf(url, output)
    const meter =
      !this.has('silent') && !this.has('no-progress-meter') && (file !== undefined || !this.io.out.terminal)
    const transport = new Transport(this.io, this.call, meter)
    if (url.scheme === 'telnet') return transport.talk(url)
    if (meter) await this.io.stderr(METER_HEAD)
    let shown = ''
    let heads = ''
    let result: Result
    const format = this.last('write-out')
    const most = Number(this.last('max-redirs') ?? MOST_REDIRECTS)
    let hops = 0
    for (; ; hops++) {
      try {
        result = await transport.send(url, requestOf(this.call, url, body))
      } catch (error) {
        if (format !== undefined && error instanceof Failure) {
          const method = requestOf(this.call, url, body).method
          await writeOut(this.io, format, {
            ...transport.variables(url, undefined),
            ...{ method, url: text, num_redirects: String(hops) },
            ...{ exitcode: String(error.code), errormsg: error.message.replace(/^\(\d+\) /, '') },
          })
        }
        throw error
      }
      if (this.has('include') || this.has('head')) shown += headText(result)
      heads += headText(result)
      const location = headerOf(result.headers, 'Location')
      if (!this.has('location') || result.status < 300 || result.status > 399 || location === undefined) break
      if (hops === most) throw new Failure(`(47) Maximum (${most}) redirects followed`, 47)
      await transport.done(url, result)
      url = location.includes('://') ? parseUrl(location) : { ...url, target: location }
    }
    const wrong = result.status >= 400 && (this.has('fail') || this.has('fail-with-body'))
    const failed = wrong && !this.has('fail-with-body')
    const dumped = this.last('dump-header')
    if (dumped === '-') await this.io.out.write(heads)
    else if (dumped !== undefined) await save(this.io.p, dumped, textBody(heads))
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
    if (format !== undefined)
      await writeOut(
        this.io,
        format,
        {
          ...transport.variables(url, result),
          ...{ method: requestOf(this.call, url, body).method, url: text, num_redirects: String(hops) },
          ...{ exitcode: wrong ? '22' : '0', errormsg: '' },
        },
        result.headers,
      )
    await this.io.out.flush()
    if (wrong) throw new Failure(`(22) The requested URL returned error: ${result.status}`, 22)
    if (result.missing > 0)
      throw new Failure(`(18) transfer closed with ${result.missing} bytes remaining to read`, 18)
    return 0
  }

  private makeParents(path: string): void {
    const parts = path.split('/').slice(0, -1)
    for (let i = 1; i <= parts.length; i++) {
      const parent = parts.slice(0, i).join('/')
      try {
        if (parent !== '') this.io.p.mkdir(parent, 0o750)
      } catch (error) {
        if (!isErrno(error, 'EEXIST')) throw error
      }
    }
  }

  private async write(path: string | undefined, head: string, body: Body): Promise<void> {
    if (path === undefined || path === '-') {
      await this.io.out.write(head)
      for (const chunk of chunksOf(body)) await this.io.out.write(chunk)
      return
    }
    try {
      if (this.has('create-dirs')) this.makeParents(path)
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

/** `--data-urlencode`: what stands after a name and `=`, or all of it. */
function urlEncoded(value: string): string {
  const at = value.indexOf('=')
  const name = at > 0 ? `${value.slice(0, at)}=` : ''
  const text = at < 0 ? value : value.slice(at + 1)
  return (
    name +
    encodeURIComponent(text)
      .replace(/%20/g, '+')
      .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  )
}

function remoteName({ target }: Url): string {
  const name = target.split('?')[0]!.split('/').at(-1)!
  if (name === '')
    throw new Failure(
      'Remote file name has no length!\ncurl: (23) Failed writing received data to disk/application',
      23,
    )
  return name
}

const fields = (headers: HttpHeaders): string =>
  headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
const headText = ({ line, headers }: Result): string => `${line}\r\n${fields(headers)}\r\n`

/** curl over HTTP, as far as talking to a registry and to services of the host needs it. */
export const curl = program('curl', async (io) => new Curl(io, parseCall(io.args)).run())
