import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { errorStatus } from '../../engine/base/api-exchange.ts'
import { type Body, chunksOf } from '../../engine/base/body.ts'
import { EngineError } from '../../engine/base/errors.ts'
import { rfc3339Nano } from '../../engine/base/time.ts'
import type { PathArchive, PathStat, Stream, Value } from '../../engine/daemon/api.ts'
import { BadRequest, type LinesWire, type ReplyWire } from './wire.ts'

/** ECMAScript's own since 2025; TypeScript does not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** A whole number of more digits than JavaScript's own holds. */
const longNumber = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? rawJSON(String(value)) : value

const escaped = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
/** JSON as Go's encoding/json writes it where it is not told to leave HTML alone. */
export const goText = (value: unknown): string =>
  JSON.stringify(value, longNumber).replace(/[<>&\u2028\u2029]/g, escaped)
/** JSON as the daemon's answers have it (moby, httputils.WriteJSON). */
export const replyText = (value: unknown): string =>
  JSON.stringify(value, longNumber).replace(/[\u2028\u2029]/g, escaped)

/** Bytes of an answer whose length is told: Go's server keeps so many before it sends. */
const TOLD = 2048

/** The API's answer to a request that failed. */
export function sendError(response: ServerResponse, status: number, message: string): void {
  const text = `${replyText({ message })}\n`
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}

export interface Failure {
  readonly status: number
  readonly message: string
}

/** A failure as plain text (Go, http.Error). */
export function sendText(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Content-Length': Buffer.byteLength(message) + 1,
  })
  response.end(`${message}\n`)
}

/** Status and text of a failure; undefined for a bug. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof EngineError) return { status: errorStatus(error.code), message: error.message }
  if (error instanceof BadRequest) return { status: 400, message: error.message }
  return undefined
}

/** Sends a reply that is one value. */
export function sendValue(response: ServerResponse, wire: ReplyWire, { value }: Value<unknown>): void {
  if (wire.kind === 'path') sendPath(response, value as PathArchive | PathStat)
  else if (wire.kind === 'tar') {
    response.writeHead(200, { 'Content-Type': wire.type })
    Readable.from(chunksOf(value as Body)).pipe(response)
  } else if (wire.kind === 'text')
    send(response, 200, 'text/plain; charset=utf-8', String(value), wire.headers)
  else if (wire.kind === 'done') {
    const status = value === 'unchanged' ? 304 : wire.status
    response.writeHead(status, status === 200 || status === 201 ? { 'Content-Length': 0 } : {}).end()
  } else if (wire.kind === 'json') {
    const text = wire.escapes ? goText(value) : replyText(value)
    send(response, wire.status, 'application/json', `${text}\n`)
  } else throw new Error(`a value cannot travel as ${wire.kind}`)
}

/** What is at a path of a container, in base64 in a header. */
function sendPath(response: ServerResponse, value: PathArchive | PathStat): void {
  const { stat, archive } = 'archive' in value ? value : { stat: value, archive: undefined }
  const json = goText({ ...stat, mtime: rfc3339Nano(stat.mtime) })
  response.writeHead(200, {
    'X-Docker-Container-Path-Stat': Buffer.from(json).toString('base64'),
    ...(archive && { 'Content-Type': 'application/x-tar' }),
  })
  if (archive) Readable.from(chunksOf(archive)).pipe(response)
  else response.end()
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = Buffer.byteLength(text)
  response.writeHead(status, {
    ...headers,
    'Content-Type': type,
    ...(length <= TOLD && { 'Content-Length': length }),
  })
  response.end(text)
}

/** Sends messages as they come. Runs in a task of the world: it awaits the stream and nothing else. */
export async function sendLines(
  response: ServerResponse,
  wire: LinesWire,
  stream: Stream<unknown>,
): Promise<void> {
  const begin = (): void => {
    if (response.headersSent) return
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.flushHeaders()
  }
  if (wire.early) begin()
  for (;;) {
    const message = await stream.next()
    begin()
    if (message === undefined) break
    response.write(`${goText(message)}${wire.end}`)
  }
  response.end()
}
