import { Gunzip } from 'fflate'
import { type Body, bytesBody, concatBody } from '../base/body.ts'
import { concatBytes } from '../base/text.ts'
import { gzipChunks } from './gzip.ts'

/** Bytes that enter the decoder at once. */
const PIECE = 65536

/** The whole of a small body as gzip. */
export const gzip = (body: Body): Uint8Array => concatBytes([...gzipChunks(body)])

/**
 * A body as gzip whose compressed `size` is known beforehand. Nothing is compressed until somebody reads; reading in
 * order keeps one piece at a time, reading backwards starts anew.
 */
export function gzipBody(body: Body, size: number): Body {
  let chunks: Iterator<Uint8Array> | undefined
  let chunk = new Uint8Array(0)
  let start = 0
  const rewind = (): void => {
    chunks = gzipChunks(body)
    chunk = new Uint8Array(0)
    start = 0
  }
  return {
    size,
    ...(body.identity && { identity: `gzip:${body.identity}` }),
    read: (offset, length) => {
      const end = Math.min(size, offset + length)
      if (chunks === undefined || offset < start) rewind()
      const pieces: Uint8Array[] = []
      for (let at = offset; at < end; ) {
        if (at < start + chunk.length) {
          const piece = chunk.subarray(at - start, end - start)
          pieces.push(piece)
          at += piece.length
          continue
        }
        start += chunk.length
        const next = chunks!.next()
        if (next.done) throw new Error(`gzip gave ${start} bytes, not ${size}`)
        chunk = next.value as Uint8Array<ArrayBuffer>
      }
      return pieces.length === 0 ? new Uint8Array(0) : concatBytes(pieces)
    },
  }
}

/** Whether bytes begin as gzip does. */
export const isGzipped = (body: Body): boolean => {
  const head = body.read(0, 3)
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
}

/** The content of a gzip, piece by piece. Throws on damaged data. */
export function* gunzipChunks(body: Body): Generator<Uint8Array> {
  const out: Uint8Array[] = []
  const decoder = new Gunzip((chunk) => {
    if (chunk.length > 0) out.push(chunk)
  })
  for (let at = 0; at < body.size; at += PIECE) {
    const length = Math.min(PIECE, body.size - at)
    decoder.push(new Uint8Array(body.read(at, length)), at + length >= body.size)
    yield* out.splice(0)
  }
}

/** The content of a gzip as a body; decompressed at once, into pieces that are never joined. */
export const gunzipBody = (body: Body): Body =>
  concatBody(Array.from(gunzipChunks(body), (chunk) => bytesBody(chunk)))

/** The whole content of a small gzip. */
export const gunzip = (body: Body): Uint8Array => concatBytes([...gunzipChunks(body)])
