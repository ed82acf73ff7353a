import { encodeBase64 } from '../../base/base64.ts'
import { bytesOf, textBody } from '../../base/body.ts'
import {
  dialError,
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  NetworkError,
} from '../../base/http.ts'
import type { Reference } from '../../base/reference.ts'
import { decode, encode } from '../../base/text.ts'
import type { AuthConfig } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { loginFor } from '../registry/credentials.ts'

/** One error of a registry's answer. */
interface Fault {
  readonly code: string
  readonly text: string
}

/** A registry refuses a request; its first code decides whether another endpoint is worth a try. */
export class RefusedError extends ClientError {
  readonly code: string
  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ text }) => `${text}\n`).join('')
    super(faults.length === 1 ? faults[0]!.text : `errors:\n${lines}`)
    this.code = faults[0]!.code
  }
}

/** The registry speaks plain HTTP and was asked in TLS. */
export class PlainHttpError extends ClientError {}

const fault = (code: string, message: string): Fault => ({
  code,
  text: `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`,
})

/** The errors of an answer; want of scope comes first (docker/distribution, registry/client/errors.go). */
function faultsIn({ status, headers, body }: HttpResponse): Fault[] {
  const challenge = headerOf(headers, 'Www-Authenticate') ?? ''
  const scope = challenge.includes('error="insufficient_scope"')
    ? [fault('DENIED', 'requested access to the resource is denied')]
    : []
  const text = decode(bytesOf(body))
  try {
    const { errors, details } = JSON.parse(text) as {
      errors?: { code: string; message: string }[]
      details?: string
    }
    if (details !== undefined && status === 401) return [...scope, fault('UNAUTHORIZED', details)]
    if (errors) return [...scope, ...errors.map(({ code, message }) => fault(code, message))]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return [...scope, { code: 'UNKNOWN', text: `received unexpected HTTP status: ${status}` }]
}

/** Where the hub's images really are. */
const endpointOf = (domain: string): string => (domain === 'docker.io' ? 'registry-1.docker.io' : domain)

/** The client's own way to a registry, without the daemon (docker/cli, cli/registry/client). */
export class RegistryClient {
  private readonly context: ClientContext
  private readonly ref: Reference
  private readonly actions: string
  private readonly auth: AuthConfig | undefined
  private readonly host: string
  /** `https` or `http`. */
  scheme: 'https' | 'http'
  private challenge: string | undefined

  constructor(
    context: ClientContext,
    ref: Reference,
    scheme: 'https' | 'http',
    actions: 'pull' | 'pull,push',
  ) {
    this.context = context
    this.ref = ref
    this.scheme = scheme
    this.actions = actions
    this.auth = loginFor(context, ref.domain).auth
    this.host = endpointOf(ref.domain)
  }

  private get base(): string {
    return `${this.scheme}://${this.host}`
  }

  /** Finds out how the registry wants to be asked. `insecure` takes plain HTTP for an answer. */
  async connect(insecure: boolean): Promise<void> {
    try {
      const { headers } = await this.send(this.base, { method: 'GET', target: '/v2/', headers: [] })
      this.challenge = headerOf(headers, 'Www-Authenticate')
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      if (error.kind === 'plain-http' && insecure) {
        this.scheme = 'http'
        return this.connect(false)
      }
      const text = `failed to configure transport: error pinging v2 registry: Get "${this.base}/v2/": ${dialError(error)}`
      throw error.kind === 'plain-http' ? new PlainHttpError(text) : new ClientError(text)
    }
  }

  /** Asks for something of the repository. Throws `RefusedError`, `ClientError`. */
  async request(
    method: string,
    path: string,
    headers: HttpHeaders = [],
    body?: HttpRequest['body'],
  ): Promise<HttpResponse> {
    const target = `/v2/${this.ref.path}${path}`
    const authorization = await this.authorize(`${titled(method)} "${this.base}${target}"`, target)
    const response = await this.send(this.base, {
      method,
      target,
      headers: [...headers, ...authorization],
      ...(body && { body }),
    })
    if (response.status >= 400) throw new RefusedError(faultsIn(response))
    return response
  }

  private send(base: string, request: HttpRequest): Promise<HttpResponse> {
    const [scheme = '', at = ''] = base.split('://')
    const [, host = at, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(at) ?? []
    const tls = scheme === 'https'
    return this.context.process.http(
      { host, port: Number(port ?? (tls ? 443 : 80)), tls },
      {
        ...request,
        headers: [['Host', at], ['User-Agent', 'Docker-Client/28.2.2 (linux)'], ...request.headers],
      },
    )
  }

  /** The header that a challenge asks for: a token of the token server. */
  private async authorize(request: string, target: string): Promise<HttpHeaders> {
    const { username, password, identitytoken } = this.auth ?? {}
    const basic =
      username && password ? `Basic ${encodeBase64(encode(`${username}:${password}`))}` : undefined
    if (this.challenge === undefined) return []
    if (!this.challenge.startsWith('Bearer ')) return basic ? [['Authorization', basic]] : []
    const parameter = (name: string): string =>
      new RegExp(`${name}="([^"]*)"`).exec(this.challenge ?? '')?.[1] ?? ''
    const [, base = '', path = ''] = /^([a-z]+:\/\/[^/]+)(.*)$/.exec(parameter('realm')) ?? []
    const from = /[?&]from=([^&]*)/.exec(target)?.[1]
    const scopes = [`repository:${this.ref.path}:${this.actions}`]
    if (from) scopes.push(`repository:${decodeURIComponent(from)}:pull`)
    const query = [
      `service=${parameter('service')}`,
      ...scopes.map((scope) => `scope=${encodeURIComponent(scope)}`),
    ]
    const response = await this.send(
      base,
      identitytoken
        ? {
            method: 'POST',
            target: path,
            headers: [['Content-Type', 'application/x-www-form-urlencoded']],
            body: textBody(
              `grant_type=refresh_token&refresh_token=${encodeURIComponent(identitytoken)}&scope=${encodeURIComponent(scopes.join(' '))}`,
            ),
          }
        : {
            method: 'GET',
            target: `${path}?${query.join('&')}`,
            headers: basic ? [['Authorization', basic]] : [],
          },
    )
    if (response.status >= 400)
      throw new ClientError(
        `${request}: ${faultsIn(response)
          .map(({ text }) => text)
          .join('\n')}`,
      )
    const token = JSON.parse(decode(bytesOf(response.body))) as { token: string }
    return [['Authorization', `Bearer ${token.token}`]]
  }
}

const titled = (method: string): string => method[0]! + method.slice(1).toLowerCase()
