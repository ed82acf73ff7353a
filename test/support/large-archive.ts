import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { type Body, bytesBody, chunksOf, textBody } from '../../src/engine/base/body.ts'
import type { LayerEntry } from '../../src/engine/vfs/entry.ts'
import type { TarEntry } from '../../src/engine/vfs/tar/format.ts'
import { writeLayerTar, writeTar } from '../../src/engine/vfs/tar/write.ts'

const FILE = 40_000
const MTIME = 1_750_000_000_000_000_000n
const OWNER = { uid: 0, gid: 0, mtime: MTIME }

export interface Large {
  readonly layers: number
  /** Bytes of files in each, about. */
  readonly layerSize: number
  readonly tag: string
  /** Steps of the history beyond those that made layers. */
  readonly emptySteps?: number
}

/** Writes an archive of one image, as `docker save` of old wrote it, to a file: layers of many files of noise. Its size. */
export function writeLargeArchive(path: string, { layers, layerSize, tag, emptySteps = 0 }: Large): number {
  const tars = Array.from({ length: layers }, (_, i) => writeLayerTar(filesOf(i, layerSize)))
  const diffIDs = tars.map(sha256)
  const config = configOf(diffIDs, '2025-06-15T15:06:40Z', emptySteps)
  const name = nameOf(config)
  const manifest = [{ Config: name, RepoTags: [tag], Layers: diffIDs.map((_, i) => `${i}/layer.tar`) }]
  return writeBody(
    path,
    writeTar([
      fileEntry(name, textBody(config)),
      ...tars.map((tar, i) => fileEntry(`${i}/layer.tar`, tar)),
      fileEntry('manifest.json', textBody(JSON.stringify(manifest))),
    ]),
  )
}

/** Writes an archive of many images that share one layer and have a tag each: `many:0`, `many:1`, … */
export function writeManyImages(path: string, images: number): void {
  const layer = writeLayerTar(filesOf(0, 1))
  const items = Array.from({ length: images }, (_, i) => {
    const created = new Date(Date.UTC(2025, 0, 1) + i * 60_000).toISOString()
    const config = configOf([sha256(layer)], created)
    return { config, name: nameOf(config), tag: `many:${i}` }
  })
  const manifest = items.map(({ name, tag }) => ({ Config: name, RepoTags: [tag], Layers: ['layer.tar'] }))
  writeBody(
    path,
    writeTar([
      fileEntry('layer.tar', layer),
      ...items.map(({ name, config }) => fileEntry(name, textBody(config))),
      fileEntry('manifest.json', textBody(JSON.stringify(manifest))),
    ]),
  )
}

const nameOf = (config: string): string => `${createHash('sha256').update(config).digest('hex')}.json`

const configOf = (diffIDs: readonly string[], created: string, emptySteps = 0): string =>
  JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created,
    config: { Cmd: ['sh'] },
    history: [
      ...diffIDs.map((_, i) => ({ created, created_by: `COPY part${i} /` })),
      ...Array.from({ length: emptySteps }, (_, i) => ({
        created,
        created_by: `LABEL step=${i}`,
        empty_layer: true,
      })),
    ],
    rootfs: { type: 'layers', diff_ids: diffIDs },
  })

function* filesOf(layer: number, size: number): Generator<LayerEntry> {
  yield { kind: 'directory', path: `part${layer}`, mode: 0o755, ...OWNER }
  for (let i = 0; i * FILE < size; i++)
    yield { kind: 'file', path: `part${layer}/${i}`, body: noise(layer * 1e5 + i), mode: 0o644, ...OWNER }
}

/** Bytes that no encoder makes smaller (xorshift). */
function noise(seed: number): Body {
  const words = new Uint32Array(FILE / 4)
  let state = seed * 2654435761 + 1
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[i] = state
  }
  return bytesBody(new Uint8Array(words.buffer))
}

function sha256(body: Body): string {
  const hash = createHash('sha256')
  for (const chunk of chunksOf(body)) hash.update(chunk)
  return `sha256:${hash.digest('hex')}`
}

const fileEntry = (name: string, body: Body): TarEntry => ({
  name,
  typeflag: '0',
  mode: 0o644,
  uname: '',
  gname: '',
  ...OWNER,
  body,
})

function writeBody(path: string, body: Body): number {
  const file = openSync(path, 'w')
  try {
    for (const chunk of chunksOf(body, 1024 * 1024)) writeSync(file, chunk)
  } finally {
    closeSync(file)
  }
  return body.size
}
