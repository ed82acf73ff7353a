import { type Body, bytesBody, concatBody, EMPTY, fingerprint, sliceBody } from '../../base/body.ts'
import { equalBytes } from '../../base/text.ts'
import { xxh64Low } from './xxh64.ts'

export const ZSTD_MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)
/** Frame header descriptor: a content size of 4 bytes, a checksum. Window descriptor: 8 MiB. */
const DESCRIPTOR = 0x84
const WINDOW = 0x68
/** Largest block (RFC 8878, 3.1.1.2.4). */
const BLOCK = 131_072
/** Content of a frame: each has a checksum of its own, so that damage is seen near where it is. */
const FRAME = 1 << 20
const RAW = 0

/** What `writeZstd` has made, as it made it: its checksums need not be computed again. */
const sound = new WeakSet<Body>()

/** Frames of blocks that are not compressed. */
export function writeZstd(content: Body): Body {
  const parts: Body[] = []
  for (let at = 0; at === 0 || at < content.size; at += FRAME)
    writeFrame(sliceBody(content, at, at + FRAME), parts)
  const made = concatBody(parts)
  sound.add(made)
  return made
}

function writeFrame(content: Body, parts: Body[]): void {
  const head = new Uint8Array(10)
  head.set(ZSTD_MAGIC)
  head[4] = DESCRIPTOR
  head[5] = WINDOW
  new DataView(head.buffer).setUint32(6, content.size, true)
  parts.push(bytesBody(head))
  for (let at = 0; at === 0 || at < content.size; at += BLOCK) {
    const size = Math.min(BLOCK, content.size - at)
    const last = at + size >= content.size ? 1 : 0
    const block = last | (RAW << 1) | (size << 3)
    parts.push(bytesBody(Uint8Array.of(block & 255, (block >> 8) & 255, block >> 16)))
    parts.push(sliceBody(content, at, at + size))
  }
  parts.push(checksumBody(content))
}

/** The four bytes of a checksum; computed when somebody reads them. */
function checksumBody(content: Body): Body {
  let known: Uint8Array | undefined
  const bytes = (): Uint8Array => {
    if (known) return known
    known = new Uint8Array(4)
    new DataView(known.buffer).setUint32(0, xxh64Low(content), true)
    return known
  }
  return {
    size: 4,
    get identity() {
      return `xxh64:${fingerprint(content)}`
    },
    read: (offset, length) => bytes().subarray(offset, Math.max(offset, offset + length)),
  }
}

export const isZstd = (body: Body): boolean => equalBytes(body.read(0, 4), ZSTD_MAGIC)

/** What came of frames: their content as far as it is good, and where they end. */
export interface Unpacked {
  readonly content: Body
  readonly end: number
  readonly problem: 'truncated' | 'corrupt' | undefined
}

/** Reads the frames that begin at an offset, one after another. Compressed blocks count as corrupt. */
export function readZstd(body: Body, from = 0): Unpacked {
  const verify = !sound.has(body)
  const parts: Body[] = []
  for (let at = from; ; ) {
    const { content, end, problem } = readFrame(body, at, verify)
    parts.push(content)
    at = end
    if (problem || !equalBytes(body.read(at, 4), ZSTD_MAGIC))
      return { content: concatBody(parts), end: at, problem }
  }
}

function readFrame(body: Body, from: number, verify: boolean): Unpacked {
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
    if ((block & 1) === 0) continue
    if ((descriptor & 4) === 0) return done(at)
    // To read a checksum that nobody has read is to compute it.
    if (!verify) return done(at + 4)
    const sum = body.read(at, 4)
    if (sum.length < 4) return done(body.size, 'truncated')
    const good = viewOf(sum).getUint32(0, true) === xxh64Low(concatBody(parts))
    // What is wrong in a frame begins somewhere in it: as if at its first byte.
    return good ? done(at + 4) : { content: EMPTY, end: at, problem: 'corrupt' }
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
