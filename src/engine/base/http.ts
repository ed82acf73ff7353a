import type { Body } from './body.ts'
import type { Instant } from './time.ts'

/** Header fields in their order, as they go over the wire. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[]

/** A whole request (RFC 9110). */
export interface HttpRequest {
  readonly method: string
  /** Path and query, as on the request line. */
  readonly target: string
  readonly headers: HttpHeaders
  readonly body?: Body
}

/** A whole response. Framing headers (`Content-Length`) are the service's to give. */
export interface HttpResponse {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: Body
}

/** Something that answers requests. It never fails: what is wrong is in the response. `now` is what its `Date` says. */
export type HttpService = (request: HttpRequest, now: Instant) => Promise<HttpResponse>

/** Where a request goes. */
export interface HttpAddress {
  readonly host: string
  readonly port: number
  /** Encrypted: `https`. */
  readonly tls: boolean
}

/** Why no service answers at an address. */
export type NetworkFailure =
  /** Nobody knows the name; `message` is what the resolver says: `lookup x on 10.0.0.1:53: no such host`. */
  | 'unknown-host'
  /** Whoever is at the address, or on the way to it, is not there. */
  | 'unreachable'
  /** No route leads to the address. */
  | 'no-route'
  /** Nobody listens; `message` is the address: `127.0.0.1:5999`. */
  | 'refused'
  /** The service speaks plain HTTP and was asked in TLS. */
  | 'plain-http'
  /** The service speaks TLS and was asked in plain HTTP. */
  | 'encrypted'

/** A request that reached no service. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly kind: NetworkFailure
  constructor(kind: NetworkFailure, message: string) {
    super(message)
    this.kind = kind
  }
}

/** A `NetworkError` as Go's net/http words it, behind `Get "URL": `. */
export function dialError({ kind, message }: NetworkError): string {
  if (kind === 'refused') return `dial tcp ${message}: connect: connection refused`
  if (kind === 'unreachable') return `dial tcp ${message}: connect: no route to host`
  if (kind === 'no-route') return `dial tcp ${message}: connect: network is unreachable`
  if (kind === 'unknown-host') return `dial tcp: ${message}`
  return kind === 'plain-http' ? 'http: server gave HTTP response to HTTPS client' : 'EOF'
}

/** The services that a host can reach over the network. */
export interface Network {
  /** Throws `NetworkError`. `local`: asked from the host itself, whose own ports are behind `localhost`. */
  reach(address: HttpAddress, local: boolean): HttpService
}

/** The first value of a field; names know no case. */
export const headerOf = (headers: HttpHeaders, name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]

/** Every element of a list field, whether in one line or in many: `Accept`. */
export const listOf = (headers: HttpHeaders, name: string): string[] =>
  headers
    .filter(([key]) => key.toLowerCase() === name.toLowerCase())
    .flatMap(([, value]) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')

/** Reason phrases of the statuses in use. */
export const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  416: 'Requested Range Not Satisfiable',
}
