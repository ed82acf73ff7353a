import { bytesOf, textBody } from '../base/body.ts'
import { type BlobDigest, digestOf, isDigest } from '../base/digest.ts'
import { EngineError } from '../base/errors.ts'
import { type HttpRequest, type HttpResponse, type HttpService, headerOf, listOf } from '../base/http.ts'
import type { Instant } from '../base/time.ts'
import { type Document, parseIndex, parseManifest } from '../oci/manifest.ts'
import { isIndex, isManifest } from '../oci/media-types.ts'
import type { Grant } from './access.ts'
import { noAccess, RegistryError, refusal } from './faults.ts'
import type { Registry } from './protocol.ts'
import { json, plainError, refused, respond } from './respond.ts'

const NAME = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*'
const REFERENCE = '[\\w][\\w.-]{0,127}|[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const ROUTES = {
  manifest: new RegExp(`^/v2/(${NAME})/manifests/(${REFERENCE})$`),
  blob: new RegExp(`^/v2/(${NAME})/blobs/(sha256:[0-9a-f]{64})$`),
  upload: new RegExp(`^/v2/(${NAME})/blobs/uploads/$`),
  tags: new RegExp(`^/v2/(${NAME})/tags/list$`),
}

/** One request on its way through a registry. */
interface Call {
  readonly registry: Registry
  readonly request: HttpRequest
  readonly query: URLParameters
  readonly now: Instant
  readonly as: Grant
}
type URLParameters = ReadonlyMap<string, string>

type Handler = (call: Call, name: string, wanted: string) => Promise<HttpResponse>
type Methods = Readonly<Record<string, Handler>>

/** `a=b&c=d`, decoded; the first of equal names counts. */
export function parseForm(text: string): URLParameters {
  const found = new Map<string, string>()
  for (const pair of text.split('&').filter((part) => part !== '')) {
    const [name = '', value = ''] = pair
      .split('=')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    if (!found.has(name)) found.set(name, value)
  }
  return found
}

const locate = ({ registry }: Call, path: string): string => `${registry.endpoint}${path}`

function documentIn({ request }: Call): Document {
  const bytes = request.body ? bytesOf(request.body) : new Uint8Array(0)
  const mediaType = headerOf(request.headers, 'Content-Type') ?? ''
  try {
    if (isIndex(mediaType)) parseIndex(bytes)
    else if (isManifest(mediaType)) parseManifest(bytes)
    else throw refusal('MANIFEST_INVALID', {})
  } catch (error) {
    if (error instanceof EngineError) throw refusal('MANIFEST_INVALID', {})
    throw error
  }
  return { mediaType, digest: digestOf<'blob'>(bytes), bytes }
}

const getManifest: Handler = async ({ registry, request, now, as }, name, wanted) => {
  const accept = listOf(request.headers, 'Accept').map((one) => one.split(';')[0]!)
  const all = accept.length === 0 || accept.includes('*/*')
  const { mediaType, digest, bytes } = await registry.manifest(name, wanted, all ? undefined : accept, as)
  return respond(
    now,
    200,
    [
      ['Content-Type', mediaType],
      ['Docker-Content-Digest', digest],
      ['Etag', `"${digest}"`],
    ],
    { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) },
    { sized: true },
  )
}

const getBlob: Handler = async ({ registry, now, as }, name, wanted) => {
  const { descriptor, body } = await registry.blob(name, wanted as BlobDigest, as)
  return respond(
    now,
    200,
    [
      ['Accept-Ranges', 'bytes'],
      ['Cache-Control', 'max-age=31536000'],
      ['Content-Type', 'application/octet-stream'],
      ['Docker-Content-Digest', descriptor.digest],
      ['Etag', `"${descriptor.digest}"`],
    ],
    body,
    { sized: true },
  )
}

/** Takes a blob that comes whole, or one that another repository has. Pieces are not taken. */
const postUpload: Handler = async (call, name) => {
  const { registry, request, query, now, as } = call
  registry.mayPush(name, as)
  const from = query.get('from')
  const mount = query.get('mount') ?? ''
  const digest = query.get('digest')
  const done = (of: string): HttpResponse =>
    respond(
      now,
      201,
      [
        ['Docker-Content-Digest', of],
        ['Location', locate(call, `/v2/${name}/blobs/${of}`)],
      ],
      undefined,
      { sized: true },
    )
  if (from !== undefined && isDigest(mount) && (await registry.mount(name, mount as BlobDigest, from, as)))
    return done(mount)
  if (digest !== undefined && request.body) {
    const bytes = bytesOf(request.body)
    if (digestOf(bytes) !== digest) throw refusal('DIGEST_INVALID')
    const descriptor = {
      mediaType: 'application/octet-stream',
      digest: digest as BlobDigest,
      size: bytes.length,
    }
    await registry.putBlob(name, { descriptor, body: request.body }, as)
    return done(digest)
  }
  return respond(
    now,
    202,
    [
      ['Location', locate(call, `/v2/${name}/blobs/uploads/`)],
      ['Range', '0-0'],
    ],
    undefined,
    { sized: true },
  )
}

const MANIFESTS: Methods = {
  GET: getManifest,
  HEAD: getManifest,
  PUT: async (call, name, wanted) => {
    const { registry, now, as } = call
    registry.mayPush(name, as)
    const document = documentIn(call)
    await registry.putManifest(name, wanted, document, as)
    return respond(
      now,
      201,
      [
        ['Docker-Content-Digest', document.digest],
        ['Location', locate(call, `/v2/${name}/manifests/${document.digest}`)],
      ],
      undefined,
      { sized: true },
    )
  },
  DELETE: async ({ registry, now, as }, name, wanted) => {
    if (!isDigest(wanted)) throw refusal('UNSUPPORTED')
    await registry.deleteManifest(name, wanted as BlobDigest, as)
    return respond(now, 202, [])
  },
}
const BLOBS: Methods = {
  GET: getBlob,
  HEAD: getBlob,
  DELETE: async () => {
    throw refusal('UNSUPPORTED')
  },
}
const TAGS: Methods = {
  GET: async ({ registry, query, now, as }, name) => {
    const tags = paged(await registry.tags(name, as), query)
    return json(now, { name, tags: tags.length === 0 ? null : tags })
  },
}
/** An upload is one request, or one that asks where to and one that brings the blob. */
const UPLOADS: Methods = { POST: postUpload, PUT: postUpload }

/** `n` of a list, after `last` (distribution-spec, "Content Discovery"). */
function paged(all: readonly string[], query: URLParameters): readonly string[] {
  const last = query.get('last')
  const from = last === undefined ? 0 : all.indexOf(last) + 1
  const count = Number(query.get('n'))
  return all.slice(from, count > 0 ? from + count : undefined)
}

async function catalog({ registry, query, now }: Call): Promise<HttpResponse> {
  const all = await registry.catalog()
  const page = paged(all, query)
  const last = page.at(-1)
  const more = last !== undefined && last !== all.at(-1)
  const next = more
    ? [['Link', `</v2/_catalog?last=${encodeURIComponent(last)}&n=${query.get('n')}>; rel="next"`] as const]
    : []
  return json(now, { repositories: page }, next)
}

async function route(call: Call, path: string): Promise<HttpResponse> {
  const { request, now } = call
  const tables = [
    [ROUTES.manifest, MANIFESTS],
    [ROUTES.tags, TAGS],
    [ROUTES.upload, UPLOADS],
    [ROUTES.blob, BLOBS],
  ] as const
  if (path === '/v2/')
    return respond(now, 200, [['Content-Type', 'application/json; charset=utf-8']], textBody('{}'), {
      sized: true,
    })
  if (path === '/v2/_catalog') return catalog(call)
  for (const [pattern, methods] of tables) {
    const match = pattern.exec(path)
    if (!match) continue
    const handler = methods[request.method]
    if (handler) return handler(call, match[1]!, match[2] ?? '')
    return plainError(now, 405, 'Method not allowed', [['Allow', Object.keys(methods).sort().join(', ')]])
  }
  return plainError(now, 404, '404 page not found')
}

/** Who asks, by the token of the request; a challenge to get one where the registry wants to know and was told nothing. */
function identify(registry: Registry, { method, headers }: HttpRequest, path: string): Grant {
  if (!registry.tokens) return {}
  const token = /^Bearer (.+)$/.exec(headerOf(headers, 'Authorization') ?? '')?.[1]
  if (token !== undefined) return registry.access.identify(token)
  const repository = new RegExp(`^/v2/(${NAME})/(?:manifests|blobs|tags)/`).exec(path)?.[1]
  if (repository === undefined) throw refusal('UNAUTHORIZED')
  const reads = method === 'GET' || method === 'HEAD'
  throw noAccess({ repository, actions: reads ? ['pull'] : ['pull', 'push'], insufficient: false })
}

/** A registry as a service of the network: the distribution protocol over HTTP, as docker/distribution 2.8 speaks it. */
export const registryService =
  (registry: Registry): HttpService =>
  async (request, now) => {
    const [path = '', search = ''] = request.target.split('?')
    if (path === '/') return { status: 200, headers: [['Cache-Control', 'no-cache']], body: textBody('') }
    if (path === '/v2')
      return respond(
        now,
        301,
        [
          ['Content-Type', 'text/html; charset=utf-8'],
          ['Location', '/v2/'],
        ],
        textBody('<a href="/v2/">Moved Permanently</a>.\n\n'),
      )
    try {
      const as = identify(registry, request, path)
      const response = await route({ registry, request, query: parseForm(search), now, as }, path)
      return request.method === 'HEAD' ? { ...response, body: textBody('') } : response
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      return refused(now, error, registry.tokens)
    }
  }
