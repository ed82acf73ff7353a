import { createCipheriv, createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Body, bytesBody, bytesOf } from '../../../src/engine/base/body.ts'
import type { BlobDigest, DiffID } from '../../../src/engine/base/digest.ts'
import { type Layer, layerOfTar } from '../../../src/engine/oci/layer.ts'
import { DOCKER_LAYER_GZIP } from '../../../src/engine/oci/media-types.ts'
import type { RegistryBlob } from '../../../src/engine/registry/protocol.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { writeLayerTar } from '../../../src/engine/vfs/tar/write.ts'

/** 2024-05-06 12:53:20, the time of every file that was built from the fixtures. */
const MTIME = 1_715_000_000n * 1_000_000_000n

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** A gzip that is `size` bytes long: a comment in its header (RFC 1952, FCOMMENT) takes up what is missing. */
function ofSize(plain: Uint8Array, size: number): Uint8Array | undefined {
  const missing = size - plain.length
  if (missing === 0) return plain
  if (missing < 1) return undefined
  const all = new Uint8Array(size)
  all.set(plain.subarray(0, 10))
  all[3] = 16
  all.fill(0x20, 10, 10 + missing - 1)
  all.set(plain.subarray(10), 10 + missing)
  return all
}

/** A layer as the hub transfers it. */
export function layerBlob(tar: Body, compressed: Uint8Array): RegistryBlob & { layer: Layer } {
  const descriptor = {
    mediaType: DOCKER_LAYER_GZIP,
    digest: sha256(compressed) as BlobDigest,
    size: compressed.length,
  }
  const layer = { ...layerOfTar(tar, sha256(bytesOf(tar)) as DiffID), descriptor }
  return { descriptor, body: bytesBody(compressed), layer }
}

const file = (path: string, body: Body): LayerEntry => ({
  kind: 'file',
  path,
  body,
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: MTIME,
})
/** File `f1` to `f5` of alice/slow: zeros under AES in counter mode, so that nothing compresses them. */
export function slowLayer(number: number, compressed: number) {
  const key = Buffer.from(String(number).padStart(32, '0'), 'hex')
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16))
  const tar = writeLayerTar([file(`f${number}`, bytesBody(cipher.update(Buffer.alloc(number * 400_000))))])
  const plain = new Uint8Array(gzipSync(bytesOf(tar)))
  const exact = ofSize(plain, compressed)
  if (!exact) throw new Error(`f${number}: no gzip of ${compressed} bytes, but of ${plain.length}`)
  return layerBlob(tar, exact)
}
