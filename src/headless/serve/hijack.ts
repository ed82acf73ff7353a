import type { Duplex } from 'node:stream'
import type { Hijack, OutputFrame } from '../../engine/daemon/api.ts'
import type { Process } from '../../engine/kernel/process.ts'

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

export const frameType = (raw: boolean): string =>
  raw ? 'application/vnd.docker.raw-stream' : 'application/vnd.docker.multiplexed-stream'

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

/** The answer that takes a connection over. */
export const upgradeHead = (raw: boolean, headers: Readonly<Record<string, string>>): string =>
  [
    'HTTP/1.1 101 UPGRADED',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Type: ${frameType(raw)}`,
    'Connection: Upgrade',
    'Upgrade: tcp',
    '\r\n',
  ].join('\r\n')
