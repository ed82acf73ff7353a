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

/** Most addresses that a pattern may come to. */
const MOST = 1000

/** The addresses of a pattern: `{one,two}` is each of them, `[1-5]` and `[a-c]` each of a range (curl, tool_urlglob.c). */
export function expandUrl(text: string): string[] {
  const m = /^(.*?)(?:\{([^{}]*)\}|\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-z])-([a-z])(?::(\d+))?\])(.*)$/i.exec(
    text,
  )
  if (!m) return [text]
  const [, before = '', list, low, high, step, first, last, stride, after = ''] = m
  let between: string[] = []
  if (list !== undefined) between = list.split(',')
  else if (low !== undefined)
    for (let n = Number(low); n <= Number(high) && between.length < MOST; n += Number(step ?? 1) || 1)
      between.push(String(n).padStart(low.startsWith('0') ? low.length : 1, '0'))
  else
    for (let c = first!.charCodeAt(0); c <= last!.charCodeAt(0); c += Number(stride ?? 1) || 1)
      between.push(String.fromCharCode(c))
  const rest = expandUrl(after)
  return between.flatMap((one) => rest.map((end) => before + one + end)).slice(0, MOST)
}

/** A path without `.` and `..` (RFC 3986, 5.2.4). */
function dotless(target: string): string {
  const [path = '', ...query] = target.split(/(?=\?)/)
  if (!/\/\.{1,2}(\/|$)/.test(path)) return target
  const out: string[] = []
  const parts = path.split('/').slice(1)
  for (const [i, part] of parts.entries()) {
    if (part === '..') out.pop()
    else if (part !== '.') out.push(part)
    if (i === parts.length - 1 && (part === '.' || part === '..')) out.push('')
  }
  return `/${out.join('/')}${query.join('')}`
}

/** Reads an address as curl does; `asIs`: dots in its path stay. */
export function parseUrl(text: string, asIs = false): Url {
  const m =
    /^(?:([a-z][a-z0-9+.-]*):\/\/\/?)?(?:([^/@?#]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/i.exec(
      text,
    )
  if (!m?.[3]) throw new Failure('(3) URL using bad/illegal format or missing URL', 3)
  const scheme = (m[1] ?? 'http').toLowerCase()
  if (Number(m[4] ?? 0) > 65535) throw new Failure('(3) URL using bad/illegal format or missing URL', 3)
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'telnet')
    throw new Failure(`(1) Protocol "${scheme}" not supported or disabled in libcurl`, 1)
  const target = m[5] ?? '/'
  const whole = target.startsWith('/') ? target : `/${target}`
  return {
    scheme,
    host: m[3],
    port: m[4] === undefined ? PORTS[scheme]! : Number(m[4]),
    target: asIs ? whole : dotless(whole),
    user: m[2],
  }
}
