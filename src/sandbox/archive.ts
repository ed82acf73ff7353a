import type { Body } from '../engine/base/body.ts'
import { EngineError } from '../engine/base/errors.ts'
import { readTar } from '../engine/vfs/tar/read.ts'

/** What a file is good for: `docker load`, `tar`, or neither. A compressed archive is not opened to find out. */
export type Content = 'images' | 'archive' | 'compressed' | 'other'

/** Names in an archive of images alone: documents that say how they lie there, and files named by their digest. */
const MARK =
  /^(?:\.\/)*(?:manifest\.json|oci-layout|repositories|blobs\/sha256\/.*|[0-9a-f]{64}(?:\.json|\.tar|\/.*))$/
/** Entries of an archive that are looked at: `docker save` writes few. */
const LOOKED_AT = 500
/** First bytes of gzip, bzip2, xz, zstd. */
const COMPRESSED = [
  [0x1f, 0x8b, 8],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
  [0x28, 0xb5, 0x2f, 0xfd],
]

/** Looks into a file without unpacking it. */
export function contentOf(body: Body): Content {
  const head = body.read(0, 6)
  if (COMPRESSED.some((magic) => magic.every((byte, i) => head[i] === byte))) return 'compressed'
  let entries = 0
  try {
    for (const { name } of readTar(body)) {
      if (MARK.test(name)) return 'images'
      if (++entries === LOOKED_AT) break
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
  return entries > 0 ? 'archive' : 'other'
}
