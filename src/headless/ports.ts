import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type Body, bytesBody, chunksOf, concatBody } from '../engine/base/body.ts'
import type { Ports } from '../engine/base/ports.ts'

/** The engine's ports by Node's native code. */
export const nodePorts: Ports = {
  sha256: async (body) => {
    const hash = createHash('sha256')
    for (const chunk of chunksOf(body)) hash.update(chunk)
    return hash.digest('hex')
  },
  gunzip: async (body, limit) => {
    const parts: Body[] = []
    let size = 0
    const decoder = createGunzip()
    try {
      for await (const chunk of Readable.from(chunksOf(body)).pipe(decoder)) {
        size += chunk.length
        if (size > limit) return 'too large'
        parts.push(bytesBody(chunk))
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return 'damaged'
      throw error
    }
    // What follows the last member is passed over without a word.
    return decoder.bytesWritten === body.size ? concatBody(parts) : 'damaged'
  },
}
