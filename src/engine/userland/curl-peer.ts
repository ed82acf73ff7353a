import { canonicalIp } from '../base/ip.ts'
import type { Process } from '../kernel/process.ts'
import type { CurlCall } from './curl-options.ts'
import { parseUrl, type Url } from './curl-url.ts'
import { Failure } from './program.ts'

/** Where a proxy listens of which no port is said. */
const PROXY_PORT = 1080

/** Whom curl connects to: the server, a proxy, or who stands for the server (`--connect-to`). */
export function peerOf({ values }: CurlCall, url: Url): Url {
  const proxy = values.get('proxy')?.at(-1)
  if (proxy !== undefined && proxy !== '') {
    if (/^(https|socks)/.test(proxy)) throw new Failure(`the proxy ${proxy}: not part of this simulation`, 2)
    return { ...parseUrl(proxy), port: Number(/:(\d+)\/?$/.exec(proxy)?.[1] ?? PROXY_PORT) }
  }
  for (const entry of values.get('connect-to') ?? []) {
    const m = /^([^:]*):(\d*):(\[[^\]]*\]|[^:]*):(\d*)$/.exec(entry)
    if (!m || (m[1] && m[1] !== url.host) || (m[2] && Number(m[2]) !== url.port)) continue
    return { ...url, host: m[3] || url.host, port: Number(m[4] || url.port) }
  }
  return url
}

/** Where a connection comes from: `--interface`, `--local-port`. */
export function sourceOf(
  p: Process,
  { values }: CurlCall,
): { readonly host?: string; readonly port?: number } | undefined {
  const name = values.get('interface')?.at(-1)
  const port = values.get('local-port')?.at(-1)
  if (name === undefined && port === undefined) return undefined
  const own = p.net.addresses().find((one) => one.device === name && one.family === 'inet')
  const host = name === undefined ? undefined : (own?.address ?? canonicalIp(name))
  if (name !== undefined && host === undefined) throw new Failure(`(45) Couldn't bind to '${name}'`, 45)
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: Number.parseInt(port, 10) }),
  }
}
