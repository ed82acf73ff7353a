import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Hijack, OutputFrame } from '../../engine/daemon/api.ts'
import type { Process } from '../../engine/kernel/process.ts'
import { type Failure, replyText } from './reply.ts'

/** Bytes read from the caller at a time. */
const READ = 65536

/** A frame on the wire: 8 bytes of header where there is no terminal (Engine API, "Stream format"). */
export function frameBytes({ stream, bytes }: OutputFrame, raw: boolean): Uint8Array {
  if (raw) return bytes
  const framed = new Uint8Array(8 + bytes.length)
  framed[0] = stream === 'stdout' ? 1 : 2
  new DataView(framed.buffer).setUint32(4, bytes.length)
  framed.set(bytes, 8)
  return framed
}

export const RAW_STREAM = 'application/vnd.docker.raw-stream'
export const MULTIPLEXED_STREAM = 'application/vnd.docker.multiplexed-stream'

/** Hands frames out until they end. Runs in a task of the world. */
export async function sendFrames(
  hijack: Hijack,
  raw: boolean,
  write: (bytes: Uint8Array) => void,
): Promise<void> {
  for (let frame = await hijack.next(); frame; frame = await hijack.next()) write(frameBytes(frame, raw))
}

/** Both directions of a connection that was taken over: a child of the process passes on what the caller sends. */
export async function serveHijack(
  process: Process,
  hijack: Hijack,
  raw: boolean,
  socket: Duplex,
): Promise<void> {
  const reader = process.fork(async (child) => {
    for (;;) {
      const bytes = await child.read(0, READ)
      if (bytes.length === 0) break
      await hijack.write(bytes)
    }
    hijack.closeWrite()
    return 0
  })
  await sendFrames(hijack, raw, (bytes) => socket.write(bytes))
  socket.end()
  if (!(await process.wait(reader, { noHang: true }))) process.kill(reader, 'SIGKILL')
}

const head = (
  status: number,
  text: string,
  headers: readonly (readonly [string, string | number])[],
): string =>
  [`HTTP/1.1 ${status} ${text}`, ...headers.map(([name, value]) => `${name}: ${value}`), '\r\n'].join('\r\n')

/** The answer that takes a connection over. */
export const upgradeHead = (type: string, headers: Readonly<Record<string, string>>): string =>
  head(101, 'UPGRADED', [
    ['Content-Type', type],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'tcp'],
    ...Object.entries(headers),
  ])

/** A failure on a connection that was to be taken over. `raw`: the daemon had taken it before it looked. */
export function refusal({ status, message }: Failure, raw: boolean): string {
  const text = STATUS_CODES[status] ?? ''
  if (raw) return `${head(status, text, [['Content-Type', RAW_STREAM]])}${message}\r\n`
  const body = `${replyText({ message })}\n`
  return `${head(status, text, [
    ['Content-Type', 'application/json'],
    ['Content-Length', Buffer.byteLength(body)],
    ['Connection', 'close'],
  ])}${body}`
}

/** Frames to a client that left the connection to HTTP. */
export async function sendHijack(
  response: ServerResponse,
  hijack: Hijack,
  { taken, raw, type }: { taken: boolean; raw: boolean; type: string },
): Promise<void> {
  if (taken) beginRaw(response, 200)
  else response.writeHead(200, { 'Content-Type': type })
  response.flushHeaders()
  await sendFrames(hijack, raw, (bytes) => response.write(bytes))
  response.end()
}

/** What follows ends with the connection. */
function beginRaw(response: ServerResponse, status: number): void {
  response.useChunkedEncodingByDefault = false
  response.shouldKeepAlive = false
  response.writeHead(status, { 'Content-Type': RAW_STREAM })
}

export function sendRaw(response: ServerResponse, status: number, text: string): void {
  beginRaw(response, status)
  response.end(`${text}\r\n`)
}
