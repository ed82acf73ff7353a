import { createCipheriv, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import {
  type Body,
  bytesBody,
  bytesOf,
  concatBody,
  textBody,
  zeroBody,
} from '../../../src/engine/base/body.ts'
import type { BlobDigest, DiffID } from '../../../src/engine/base/digest.ts'
import { createRandom } from '../../../src/engine/base/random.ts'
import { gzip } from '../../../src/engine/oci/compress.ts'
import { helloElf, standInElf } from '../../../src/engine/oci/elf.ts'
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

/**
 * A layer whose tar holds `size` bytes to be filled: with noise at first and zeros then, so much of each that the gzip comes
 * out at `compressed` bytes.
 */
function tunedLayer(
  purpose: string,
  compressed: number,
  entries: (fill: (size: number) => Body) => LayerEntry[],
) {
  const noise = createRandom('lab', purpose).bytes(compressed)
  const tarWith = (count: number): Body =>
    writeLayerTar(
      entries((size) => concatBody([bytesBody(noise.subarray(0, count)), zeroBody(size - count)])),
    )
  let count = compressed
  for (let attempt = 0; attempt < 20; attempt++) {
    const tar = tarWith(count)
    const exact = ofSize(gzip(tar), compressed)
    if (exact) return layerBlob(tar, exact)
    count -= Math.max(1, gzip(tar).length - compressed)
  }
  throw new Error(`${purpose}: no gzip of ${compressed} bytes`)
}

const file = (path: string, body: Body, mode = 0o644): LayerEntry => ({
  kind: 'file',
  path,
  body,
  mode,
  uid: 0,
  gid: 0,
  mtime: MTIME,
})
const directory = (path: string, mode = 0o755): LayerEntry => ({
  kind: 'directory',
  path,
  mode,
  uid: 0,
  gid: 0,
  mtime: MTIME,
})
const symlink = (path: string, target: string): LayerEntry => ({
  kind: 'symlink',
  path,
  target,
  mode: 0o777,
  uid: 0,
  gid: 0,
  mtime: MTIME,
})

export const BUSYBOX_SIZE = 1_982_256
const PASSWD =
  'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n'
const GROUP = 'root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nnogroup:x:65534:\n'

/** Entries of the recorded busybox layer in their order, around an executable. */
export function busyboxEntries(executable: Body): LayerEntry[] {
  const applets = readFileSync(new URL('./fixtures/busybox-applets.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const bin = [
    ...applets.map((name) => symlink(`bin/${name}`, 'busybox')),
    file('bin/busybox', executable, 0o755),
  ]
  return [
    directory('bin'),
    ...bin.sort((a, b) => (a.path < b.path ? -1 : 1)),
    directory('dev'),
    directory('etc'),
    file('etc/group', textBody(GROUP)),
    file('etc/passwd', textBody(PASSWD)),
    directory('home'),
    directory('root'),
    directory('tmp', 0o1777),
    directory('usr'),
    directory('usr/bin'),
    symlink('usr/bin/env', '../../bin/env'),
    directory('usr/sbin'),
    directory('var'),
    directory('var/spool'),
    directory('var/spool/mail'),
    directory('var/www'),
  ]
}

export const busyboxLayer = () =>
  tunedLayer('busybox', 1_083_745, (fill) =>
    busyboxEntries(standInElf('busybox-static', { size: BUSYBOX_SIZE, fill })),
  )

const GREETING =
  '\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n\n'

export const helloLayer = () =>
  tunedLayer('hello-world', 319_359, (fill) => [
    file('hello', helloElf(GREETING, 'hello', { size: 682_696, fill }), 0o755),
  ])

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
