import { Failure } from '../../program.ts'

/** An address of plain HTTP. */
export interface HttpUrl {
  readonly host: string
  readonly port: number
  /** Path and query. */
  readonly target: string
  /** As it is shown, with its scheme. */
  readonly text: string
}

/** Reads `http://host:port/path`; without a scheme it is HTTP. */
export function httpUrl(text: string): HttpUrl {
  const m = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/i.exec(text)
  if (!m?.[2] || Number(m[3] ?? 0) > 65535) throw new Failure('', 1, `${text}: Invalid URL.`)
  const scheme = (m[1] ?? 'http').toLowerCase()
  if (scheme !== 'http') throw new Failure(`${scheme}: not part of this simulation`)
  const target = m[4] === undefined ? '/' : m[4].startsWith('/') ? m[4] : `/${m[4]}`
  const port = m[3] === undefined ? '' : `:${m[3]}`
  return {
    host: m[2].replace(/^\[(.*)\]$/, '$1'),
    port: Number(m[3] ?? 80),
    target,
    text: `http://${m[2]}${port}${target}`,
  }
}

/** `host` or `host:port`, as it goes into the field `Host`. */
export function hostField({ host, port }: HttpUrl): string {
  const shown = host.includes(':') ? `[${host}]` : host
  return port === 80 ? shown : `${shown}:${port}`
}

/** The name of the file that is fetched: the last part of its path. */
export const fileOf = ({ target }: HttpUrl): string => target.split('?')[0]!.split('/').at(-1) || 'index.html'
