import { encodeBase64 } from '../base/base64.ts'
import type { Body } from '../base/body.ts'
import type { HttpRequest } from '../base/http.ts'
import { encode } from '../base/text.ts'
import type { CurlCall } from './curl-options.ts'
import type { Url } from './curl-url.ts'

const AGENT = 'curl/7.88.1'
const ENCODINGS = 'deflate, gzip, br, zstd'

const hostField = ({ scheme, host, port }: Url): string =>
  port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`

type Field = readonly [name: string, value: string]

/** What is asked of a server, with the fields in curl's order (lib/http.c, Curl_http). */
export function requestOf({ values }: CurlCall, url: Url, body: Body | undefined): HttpRequest {
  const has = (name: string): boolean => values.has(name)
  const last = (name: string): string | undefined => values.get(name)?.at(-1)
  const fields = (name: string, value: string | undefined): Field[] =>
    value === undefined ? [] : [[name, value]]
  const user = last('user') ?? url.user
  const cookies = (values.get('cookie') ?? []).filter((text) => text.includes('='))
  const json = has('json')
  const lines = [
    ...(json ? ['Content-Type: application/json', 'Accept: application/json'] : []),
    ...(values.get('header') ?? []),
  ]
  const given = lines.flatMap((line): Field[] => {
    const [name = '', ...value] = line.split(':')
    return value.join(':').trim() === '' ? [] : [[name, value.join(':').trim()]]
  })
  const isHost = ([name]: Field): boolean => name.toLowerCase() === 'host'
  const replaced = lines.map((line) => line.split(':')[0]!.toLowerCase())
  const kept = (all: readonly Field[]): Field[] =>
    all.filter(([name]) => !replaced.includes(name.toLowerCase()))
  const upload = has('upload-file')
  const headers: Field[] = [
    // A host that is given stands where the usual one would.
    ...(replaced.includes('host') ? given.filter(isHost) : fields('Host', hostField(url))),
    ...kept([
      ...fields('Authorization', user === undefined ? undefined : `Basic ${encodeBase64(encode(user))}`),
      ...fields('Range', last('range') && `bytes=${last('range')}`),
      ...fields('User-Agent', last('user-agent') ?? AGENT),
      ...fields('Accept', '*/*'),
      ...fields('Accept-Encoding', has('compressed') ? ENCODINGS : undefined),
      ...fields('Referer', last('referer')),
      ...fields('Cookie', cookies.length > 0 ? cookies.join('; ') : undefined),
      ...fields('Proxy-Connection', has('proxy') ? 'Keep-Alive' : undefined),
    ]),
    ...given.filter((field) => !isHost(field)),
    ...kept(
      body
        ? [
            ...fields('Content-Length', String(body.size)),
            ...fields('Content-Type', upload ? undefined : 'application/x-www-form-urlencoded'),
          ]
        : [],
    ),
  ]
  const method = has('head') ? 'HEAD' : upload ? 'PUT' : body ? 'POST' : 'GET'
  const target = has('proxy') && url.scheme === 'http' ? `http://${hostField(url)}${url.target}` : url.target
  return { method: last('request') ?? method, target, headers, ...(body && { body }) }
}
