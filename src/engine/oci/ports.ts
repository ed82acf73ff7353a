import type { Ports } from '../base/ports.ts'
import { gunzipAsFar } from './decompress.ts'
import { sha256Of } from './layer.ts'

/** The ports in plain ECMAScript, for where nothing faster is handed in. */
export const ownPorts: Ports = {
  sha256: async (body) => sha256Of(body),
  gunzip: async (body, limit) => {
    const { body: content, cutBy } = gunzipAsFar(body, limit)
    return content.size > limit ? 'too large' : cutBy ? 'damaged' : content
  },
}
