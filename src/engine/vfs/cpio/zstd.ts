import { type Body, bytesBody, concatBody, sliceBody } from '../../base/body.ts'
import { equalBytes } from '../../base/text.ts'

export const ZSTD_MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)
/** Frame header descriptor: a content size of 4 bytes, no checksum. Window descriptor: 8 MiB. */
const DESCRIPTOR = 0x80
const WINDOW = 0x68
/** Largest block (RFC 8878, 3.1.1.2.4). */
const BLOCK = 131_072
const RAW = 0

/** A frame of blocks that are not compressed. */
export function writeZstd(content: Body): Body {
  const head = new Uint8Array(10)
  head.set(ZSTD_MAGIC)
  head[4] = DESCRIPTOR
  head[5] = WINDOW
  new DataView(head.buffer).setUint32(6, content.size, true)
  const parts: Body[] = [bytesBody(head)]
  for (let at = 0; at === 0 || at < content.size; at += BLOCK) {
    const size = Math.min(BLOCK, content.size - at)
    const last = at + size >= content.size ? 1 : 0
    const block = last | (RAW << 1) | (size << 3)
    parts.push(bytesBody(Uint8Array.of(block & 255, (block >> 8) & 255, block >> 16)))
    parts.push(sliceBody(content, at, at + size))
  }
  return concatBody(parts)
}

export const isZstd = (body: Body): boolean => equalBytes(body.read(0, 4), ZSTD_MAGIC)

/** What came of a frame: its content as far as it goes, and where the frame ends. */
export interface Unpacked {
  readonly content: Body
  readonly end: number
  readonly problem: 'truncated' | 'corrupt' | undefined
}

/** Reads a frame at an offset. Compressed blocks count as corrupt. */
export function readZstd(body: Body, from = 0): Unpacked {
  const parts: Body[] = []
  const done = (at: number, problem?: 'truncated' | 'corrupt'): Unpacked => ({
    content: concatBody(parts),
    end: at,
    problem,
  })
  const [descriptor] = body.read(from + 4, 1)
  if (descriptor === undefined) return done(body.size, 'truncated')
  const single = (descriptor & 0x20) !== 0
  const sizes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!
  let at = from + 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + sizes
  for (;;) {
    const head = body.read(at, 3)
    if (head.length < 3) return done(body.size, 'truncated')
    const block = head[0]! | (head[1]! << 8) | (head[2]! << 16)
    const size = block >> 3
    const kind = (block >> 1) & 3
    at += 3
    if (kind === 1) {
      const [byte] = body.read(at, 1)
      if (byte === undefined) return done(body.size, 'truncated')
      parts.push(bytesBody(new Uint8Array(size).fill(byte)))
      at += 1
    } else if (kind !== RAW || size > BLOCK) return done(at, 'corrupt')
    else {
      parts.push(sliceBody(body, at, at + size))
      if (at + size > body.size) return done(body.size, 'truncated')
      at += size
    }
    if (block & 1) return done(at + (descriptor & 4 ? 4 : 0))
  }
}
