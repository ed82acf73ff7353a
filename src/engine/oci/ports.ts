import { type Body, bytesBody, concatBody } from '../base/body.ts'
import type { Ports } from '../base/ports.ts'
import { gunzipChunks, isDamage } from './compress.ts'
import { sha256Of } from './layer.ts'

/** The ports in plain ECMAScript, for where nothing faster is handed in. */
export const ownPorts: Ports = {
  sha256: async (body) => sha256Of(body),
  gunzip: async (body, limit) => {
    const parts: Body[] = []
    let size = 0
    try {
      for (const chunk of gunzipChunks(body)) {
        size += chunk.length
        if (size > limit) return undefined
        parts.push(bytesBody(chunk))
      }
    } catch (error) {
      if (isDamage(error)) return undefined
      throw error
    }
    return concatBody(parts)
  },
}
