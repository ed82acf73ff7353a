import type { IncomingMessage } from 'node:http'
import { bytesBody, concatBody } from '../../engine/base/body.ts'
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

function readQuery(
  decoders: NonNullable<AnyWire['query']>,
  search: URLSearchParams,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(decoders)
      .filter(([name]) => search.has(name))
      .map(([name, decode]) => [name, decode(search.getAll(name))]),
  )
}

async function readBody(form: NonNullable<AnyWire['body']>, message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  if (form === 'tar') return concatBody(chunks.map(bytesBody))
  if (form === 'optional json' && chunks.length === 0) return null
  const type = message.headers['content-type']
  if (type !== undefined && type.split(';')[0]!.trim() !== 'application/json')
    throw new BadRequest(`unsupported Content-Type header (${type}): must be 'application/json'`)
  return parseJson(Buffer.concat(chunks).toString())
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw new BadRequest('invalid JSON: got EOF while reading request body')
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new BadRequest(`invalid JSON: ${error.message}`)
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
