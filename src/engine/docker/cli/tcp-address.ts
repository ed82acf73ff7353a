import { quote } from '../go/quote.ts'

/** An address of another machine, as the client reads it. */
export interface TcpAddress {
  readonly host: string
  readonly port: string
  /** With its slash, or empty. */
  readonly path: string
}

/** What is wrong with an address; the caller says in which way it fails. */
export class AddressError extends Error {
  override readonly name = 'AddressError'
}

/** Characters that a host's name may hold (net/url, shouldEscape in encodeHost). */
const HOST = /^[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"\u0080-\u{10ffff}]$/u
const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/

/** Host, port and path of a URL's part behind `scheme://` (net/url.Parse). */
function parseUrl(url: string, rest: string): { host: string; path: string } {
  const fail = (why: string): never => {
    throw new AddressError(`parse ${quote(url)}: ${why}`)
  }
  if (/[\x00-\x1f\x7f]/.test(url)) fail('net/url: invalid control character in URL')
  const [, authority = '', path = ''] = /^([^/?#]*)([^?#]*)/.exec(rest)!
  const at = authority.lastIndexOf('@')
  if (at !== -1 && !USER.test(authority.slice(0, at))) fail('net/url: invalid userinfo')
  const host = authority.slice(at + 1)
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : -1
  if (host.startsWith('[') && bracket === -1) fail("missing ']' in host")
  const colon = bracket === -1 ? host.lastIndexOf(':') : bracket + 1
  const port = colon === -1 ? '' : host.slice(colon)
  if (!/^(:\d*)?$/.test(port)) fail(`invalid port ${quote(port)} after host`)
  const stray = [...host].find((c) => !HOST.test(c))
  if (stray === '%') fail(`invalid URL escape ${quote(host.slice(host.indexOf('%')).slice(0, 3))}`)
  if (stray !== undefined) fail(`invalid character ${quote(stray)} in host name`)
  return { host, path }
}

/** `host`, `host:port` or `host:port/path` with what it lacks from `fallback` (docker/cli, opts.ParseTCPAddr). Throws `AddressError`. */
export function parseTcpAddress(text: string, fallback: { host: string; port: string }): TcpAddress {
  const invalid = (): never => {
    throw new AddressError(`invalid bind address format: ${text}`)
  }
  if (text === '' || text === 'tcp://') return { ...fallback, path: '' }
  const address = text.replace(/^tcp:\/\//, '')
  if (address === '' || address.includes('://'))
    throw new AddressError(`invalid proto, expected tcp: ${text}`)
  const { host: whole, path } = parseUrl(`tcp://${address}`, address)
  const m =
    /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(whole) ?? /^()([^:[\]]*)()$/.exec(whole) ?? invalid()
  const host = m[1] || m[2] || fallback.host
  const port = m[3] || fallback.port
  return /^\d+$/.test(port) ? { host, port, path } : invalid()
}

/** `tcp://host:port/path`. */
export const showTcpAddress = ({ host, port, path }: TcpAddress): string =>
  `tcp://${host.includes(':') ? `[${host}]` : host}:${port}${path}`
