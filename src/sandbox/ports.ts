import type { Body } from '../engine/base/body.ts'
import { toHex } from '../engine/base/digest.ts'
import type { Ports } from '../engine/base/ports.ts'
import { ownPorts } from '../engine/oci/ports.ts'
import { blobBody, type ReadNow } from './blob-body.ts'
import { nativeDigest, WHOLE } from './stream-digest.ts'

/** Bytes that enter a stream at once. */
const PIECE = 1024 * 1024
/** Bytes that become one blob. */
const BATCH = 8 * 1024 * 1024

/** The engine's ports by native code of the browser, and by the engine's own where the browser has none. */
export function browserPorts(readNow: ReadNow): Ports {
  return {
    sha256: async (body) => {
      const subtle = nativeDigest()
      if (!subtle || body.size > WHOLE) return ownPorts.sha256(body)
      const bytes = body.read(0, body.size) as Uint8Array<ArrayBuffer>
      return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)))
    },
    gunzip: async (body, limit) => {
      const blob = await inflated(body, limit)
      if (blob === 'too large') return blob
      // A native decoder refuses a second member.
      return blob ? blobBody(blob, readNow) : ownPorts.gunzip(body, limit)
    },
  }
}

/** The content of a gzip of one member, kept by the browser. Undefined where it is damaged or more than that. */
async function inflated(body: Body, limit: number): Promise<Blob | 'too large' | undefined> {
  let at = 0
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      if (at < body.size) controller.enqueue(new Uint8Array(body.read(at, PIECE)))
      else controller.close()
      at += PIECE
    },
  })
  const batches: Blob[] = []
  let chunks: Uint8Array<ArrayBuffer>[] = []
  let batch = 0
  let size = 0
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader()
  for (;;) {
    let next: ReadableStreamReadResult<Uint8Array<ArrayBuffer>>
    try {
      next = (await reader.read()) as typeof next
    } catch (error) {
      if (error instanceof TypeError) return undefined
      throw error
    }
    if (next.done) return new Blob([...batches, ...chunks])
    size += next.value.length
    batch += next.value.length
    if (size > limit) {
      await reader.cancel()
      return 'too large'
    }
    chunks.push(next.value)
    if (batch < BATCH) continue
    batches.push(new Blob(chunks))
    chunks = []
    batch = 0
  }
}
