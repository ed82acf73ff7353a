import { type Body, bytesBody, concatBody } from '../base/body.ts'
import { EngineError } from '../base/errors.ts'
import type { Ports } from '../base/ports.ts'
import { gunzipStrictly } from './gunzip.ts'

/** The content of a stream that may be compressed, as far as it is good. */
export interface Content {
  readonly body: Body
  /** Why there is no more of it; to be told where more is wanted. */
  readonly cutBy?: EngineError
}

/** How formats that are taken apart elsewhere begin (moby/go-archive, compression.Detect). */
const OTHERS: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
]
const full = (): EngineError => new EngineError('internal', 'no space left on device')
const GZIP = [0x1f, 0x8b, 0x08]

/**
 * What dockerd's DecompressStream gives: the bytes as they are, or the content of a gzip. `limit` is the most bytes that
 * may come out: where there are more, the disk is full. Throws `not-implemented` for the other formats that it knows.
 */
export async function decompress(ports: Ports, body: Body, limit: number): Promise<Content> {
  const head = body.read(0, 6)
  const begins = (magic: readonly number[]): boolean => magic.every((byte, i) => head[i] === byte)
  const other = OTHERS.find(([, magic]) => begins(magic))
  if (other)
    throw new EngineError(
      'not-implemented',
      `${other[0]}: archives compressed with it are not simulated by Strata`,
    )
  if (!begins(GZIP)) return { body }
  const content = await ports.gunzip(body, limit)
  if (content === 'too large') throw full()
  const sound = content !== 'damaged' && content.size % 2 ** 32 === lastNumber(body)
  const known = sound ? { body: content } : gunzipAsFar(body, limit)
  if (known.body.size > limit) throw full()
  return known
}

/** The size that a gzip of one member tells at its end. */
function lastNumber(body: Body): number {
  const [a = 0, b = 0, c = 0, d = 0] = body.read(body.size - 4, 4)
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
}

/** The content of a gzip up to where it is damaged, and why; what is more than `limit` bytes is cut somewhere above. */
export function gunzipAsFar(body: Body, limit: number): Content {
  const parts: Body[] = []
  let size = 0
  try {
    for (const chunk of gunzipStrictly(body)) {
      size += chunk.length
      parts.push(bytesBody(chunk))
      if (size > limit) break
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { body: concatBody(parts), cutBy: error }
  }
  return { body: concatBody(parts) }
}
