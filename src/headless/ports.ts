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
    try {
      for await (const chunk of Readable.from(chunksOf(body)).pipe(createGunzip())) {
        size += chunk.length
        if (size > limit) return undefined
        parts.push(bytesBody(chunk))
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return undefined
      throw error
    }
    return concatBody(parts)
  },
}
