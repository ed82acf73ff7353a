import { Failure } from './program.ts'

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, telnet: 23 }

/** Where a transfer goes. */
export interface Url {
  readonly scheme: string
  readonly host: string
  readonly port: number
  /** Path and query. */
  readonly target: string
  /** `user:password` before the host. */
  readonly user: string | undefined
}

/** Reads an address as curl does. */
export function parseUrl(text: string): Url {
  const m =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^/@?#]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/i.exec(
      text,
    )
  if (!m?.[3]) throw new Failure('(3) URL using bad/illegal format or missing URL', 3)
  const scheme = (m[1] ?? 'http').toLowerCase()
  if (Number(m[4] ?? 0) > 65535) throw new Failure('(3) URL using bad/illegal format or missing URL', 3)
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'telnet')
    throw new Failure(`(1) Protocol "${scheme}" not supported or disabled in libcurl`, 1)
  const target = m[5] ?? '/'
  return {
    scheme,
    host: m[3],
    port: m[4] === undefined ? PORTS[scheme]! : Number(m[4]),
    target: target.startsWith('/') ? target : `/${target}`,
    user: m[2],
  }
}
