import { errorStatus } from '../base/api-exchange.ts'
import { textBody } from '../base/body.ts'
import { EngineError } from '../base/errors.ts'
import type { HttpHeaders, HttpRequest, HttpResponse } from '../base/http.ts'
import { byCodeUnit } from '../base/text.ts'
import { httpDate, type Instant } from '../base/time.ts'
import type { Filters, RouteKey } from './api.ts'

type Decode = (text: string) => unknown
const flag: Decode = (text) => !['', '0', 'no', 'false', 'none'].includes(text.trim().toLowerCase())
const plain: Decode = (text) => text
function integer(text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    throw new EngineError('internal', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}
/** `{"name":["web"]}`, or the older `{"name":{"web":true}}`. */
function filters(text: string): Filters {
  let parsed: unknown
  try {
    parsed = JSON.parse(text || '{}')
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new EngineError('invalid', 'invalid filter')
  return Object.fromEntries(
    Object.entries(parsed).map(([name, values]: [string, unknown]) => [
      name,
      Array.isArray(values) ? values.map(String) : Object.keys(Object(values)),
    ]),
  )
}

/** Routes that read and that a program may ask in HTTP, with the parameters of their queries. */
const READS: Partial<Readonly<Record<RouteKey, Readonly<Record<string, Decode>>>>> = {
  'GET /_ping': {},
  'GET /version': {},
  'GET /info': {},
  'GET /system/df': {},
  'GET /images/json': { all: flag, filters, 'shared-size': flag },
  'GET /images/{name}/json': {},
  'GET /images/{name}/history': {},
  'GET /containers/json': { all: flag, limit: integer, size: flag, filters },
  'GET /containers/{id}/json': { size: flag },
  'GET /containers/{id}/top': { ps_args: plain },
  'GET /containers/{id}/changes': {},
  'GET /networks': { filters },
  'GET /networks/{id}': {},
  'GET /volumes': { filters },
  'GET /volumes/{name}': {},
}

const PATTERNS = Object.keys(READS).map((key) => ({
  key: key as RouteKey,
  path: new RegExp(`^${key.split(' ')[1]!.replace(/\{(\w+)\}/g, '(?<$1>.+)')}$`),
}))

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

/** The route of a request with its parameters; undefined where it is none of `READS`. */
function routeOf({
  method,
  target,
}: HttpRequest): { route: RouteKey; params: object; query: object } | undefined {
  const [path = '', search = ''] = target.split('?')
  const bare = path.replace(/^\/v\d+\.\d+(?=\/)/, '')
  if (method !== 'GET' && method !== 'HEAD') return undefined
  for (const { key, path: pattern } of PATTERNS) {
    const match = pattern.exec(bare)
    if (!match) continue
    const known = READS[key]!
    const query: Record<string, unknown> = {}
    for (const pair of search.split('&').filter((part) => part !== '')) {
      const [name = '', value = ''] = pair.split('=').map(decoded)
      const read = known[name]
      if (read && !(name in query)) query[name] = read(value)
    }
    return { route: key, params: { ...match.groups }, query }
  }
  return undefined
}

const json = (value: unknown): string =>
  `${JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))}\n`

/**
 * Answers a request for something that can be read at once. `call` asks a route; streams, and what changes something, are for
 * the client, and are refused in one sentence.
 */
export async function answerHttp(
  request: HttpRequest,
  call: (request: { route: RouteKey; params: object; query: object }) => Promise<unknown>,
  about: { readonly version: string; readonly apiVersion: string; readonly now: Instant },
): Promise<HttpResponse> {
  // Go's server writes fields by name, and what it adds itself after them.
  const head = (type: string, size: number, more: HttpHeaders = []): HttpHeaders => {
    const own: HttpHeaders = [
      ['Api-Version', about.apiVersion],
      ...more,
      ['Content-Type', type],
      ['Docker-Experimental', 'false'],
      ['Ostype', 'linux'],
      ['Server', `Docker/${about.version} (linux)`],
    ]
    return [
      ...own.toSorted(([a], [b]) => byCodeUnit(a, b)),
      ['Date', httpDate(about.now)],
      ['Content-Length', String(size)],
    ]
  }
  const reply = (
    status: number,
    text: string,
    type = 'application/json',
    more?: HttpHeaders,
  ): HttpResponse => {
    const body = textBody(text)
    return {
      status,
      headers: head(type, body.size, more),
      body: request.method === 'HEAD' ? textBody('') : body,
    }
  }
  try {
    const found = routeOf(request)
    if (!found)
      return reply(
        501,
        json({ message: 'this request in HTTP is not part of this simulation: docker asks it by itself' }),
      )
    const answer = (await call(found)) as { kind: string; value?: unknown }
    if (answer.kind !== 'value') throw new Error(`${found.route} answers with no value`)
    return found.route === 'GET /_ping'
      ? reply(200, String(answer.value), 'text/plain; charset=utf-8', NO_CACHE)
      : reply(200, json(answer.value))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return reply(errorStatus(error.code), json({ message: error.message }))
  }
}

const NO_CACHE: HttpHeaders = [
  ['Builder-Version', '2'],
  ['Cache-Control', 'no-cache, no-store, must-revalidate'],
  ['Pragma', 'no-cache'],
  ['Swarm', 'inactive'],
]
