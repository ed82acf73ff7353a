import type { IncomingMessage } from 'node:http'
import { type Body, bytesBody, concatBody } from '../../engine/base/body.ts'
import { EngineError } from '../../engine/base/errors.ts'
import { readFirstJson, readJson } from '../../engine/base/json-read.ts'
import { shaped } from '../../engine/base/json-shape.ts'
import type { JsonBody } from './bodies.ts'
import { type AnyWire, BadRequest } from './wire.ts'

/** What the Engine API's table is asked, read from HTTP. Throws `BadRequest`. */
export async function readRequest(
  wire: AnyWire,
  message: IncomingMessage,
  search: URLSearchParams,
): Promise<{ query?: Record<string, unknown>; body?: unknown; auth?: unknown }> {
  const auth = wire.auth && readAuth(message.headers['x-registry-auth'])
  return {
    ...(wire.query && { query: readQuery(wire.query, search) }),
    ...(wire.body && { body: await readBody(wire.body, message) }),
    ...(auth !== undefined && { auth }),
  }
}

/** The parameters behind a path. Throws `BadRequest` with Go's words (net/url, ParseQuery). */
export function readForm(search: string): URLSearchParams {
  for (const pair of search.split('&')) {
    if (pair.includes(';')) throw new BadRequest('invalid semicolon separator in query')
    const broken = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(pair)
    if (broken) throw new BadRequest(`invalid URL escape ${JSON.stringify(broken[0])}`)
  }
  return new URLSearchParams(search)
}

function readQuery(
  decoders: NonNullable<AnyWire['query']>,
  search: URLSearchParams,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(decoders)
      .filter(([name, decode]) => decode.always || search.has(name))
      .map(([name, decode]) => [name, decode(search.has(name) ? search.getAll(name) : [''])]),
  )
}

async function readBody(form: 'tar' | JsonBody, message: IncomingMessage): Promise<unknown> {
  const { chunks, whole } = await received(message)
  if (form === 'tar') return concatBody(chunks.map((chunk): Body => bytesBody(chunk)))
  if (chunks.length === 0 && form.empty !== 'refused') return form.empty === 'null' ? null : {}
  const type = message.headers['content-type']
  if (type !== undefined && type.split(';')[0]!.trim() !== 'application/json')
    throw new BadRequest(`unsupported Content-Type header (${type}): must be 'application/json'`)
  if (!whole) throw new BadRequest('invalid JSON: unexpected EOF')
  return readJsonBody(Buffer.concat(chunks).toString(), form)
}

/** What came of a body; the client may have gone before its end. */
async function received(message: IncomingMessage): Promise<{ chunks: Buffer[]; whole: boolean }> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer)
    return { chunks, whole: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
    return { chunks, whole: false }
  }
}

/** As moby's httputils.ReadJSON and its decoder of configs: the first document counts, a second is refused. */
function readJsonBody(text: string, { shape, root, notNull, blunt }: JsonBody): unknown {
  try {
    const value = readFirstJson(text)
    const read = shaped(value, shape, root)
    checkAlone(text)
    if (read === undefined && notNull !== undefined) throw new BadRequest(notNull)
    return read ?? {}
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (blunt) throw new EngineError('internal', error.message)
    const { message } = error
    throw new BadRequest(
      `invalid JSON: ${message === 'EOF' ? 'got EOF while reading request body' : message}`,
    )
  }
}

/** Refuses what stands behind a document. */
function checkAlone(text: string): void {
  try {
    readJson(text)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new BadRequest('unexpected content after JSON')
  }
}

/** The login of a registry, in base64url JSON. One that cannot be read counts as none (moby, registry.DecodeAuthConfig). */
function readAuth(header: string | string[] | undefined): unknown {
  if (typeof header !== 'string' || header === '') return undefined
  try {
    return JSON.parse(Buffer.from(header, 'base64url').toString())
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}
