import { describe, expect, it } from 'vitest'
import { bytesBody, bytesOf, textBody } from '../../src/engine/base/body.ts'
import { type BlobDigest, type DiffID, digestOf } from '../../src/engine/base/digest.ts'
import { gzip } from '../../src/engine/oci/compress.ts'
import { configBytes } from '../../src/engine/oci/config.ts'
import { type Layer, layerOf, layerOfTar } from '../../src/engine/oci/layer.ts'
import { type Document, ociIndex, ociManifest } from '../../src/engine/oci/manifest.ts'
import { OCI_CONFIG, OCI_LAYER_GZIP, OCI_MANIFEST } from '../../src/engine/oci/media-types.ts'
import type { History, Platform } from '../../src/engine/oci/types.ts'
import { validateBlob, validateImage } from '../../src/engine/oci/validate.ts'
import type { LayerEntry } from '../../src/engine/vfs/entry.ts'

const at = { mode: 0o644, uid: 0, gid: 0, mtime: 0n }
const file = (path: string, text = path, mode = 0o644): LayerEntry => ({
  kind: 'file',
  path,
  body: textBody(text),
  ...at,
  mode,
})
const dir = (path: string): LayerEntry => ({ kind: 'directory', path, ...at, mode: 0o755 })
const link = (kind: 'symlink' | 'hardlink', path: string, target: string): LayerEntry => ({
  kind,
  path,
  target,
  ...at,
})
const whiteout = (path: string): LayerEntry => ({ kind: 'whiteout', path })
const opaque = (path: string): LayerEntry => ({ kind: 'opaque', path })

const sound = (): LayerEntry[][] => [
  [
    dir('etc'),
    file('etc/a'),
    link('symlink', 'etc/b', 'a'),
    link('hardlink', 'etc/c', 'etc/a'),
    dir('var'),
    file('var/old'),
  ],
  [dir('etc'), whiteout('etc/a'), file('etc/d'), dir('var'), opaque('var'), file('var/new')],
]

interface Change {
  entries?: LayerEntry[][]
  layers?: (layers: Layer[]) => Layer[]
  diffIDs?: (ids: DiffID[]) => DiffID[]
  history?: (rows: History[]) => History[]
  platform?: Platform
  config?: (bytes: Uint8Array) => Uint8Array
  manifest?: (manifest: Document) => Document
  index?: (index: Document) => Document
}

/** The faults of a sound image that was changed in one way. */
function faults(change: Change): string[] {
  const made = (change.entries ?? sound()).map((entries) => {
    const layer = layerOf(entries)
    const packed = gzip(layer.tar)
    return {
      ...layer,
      descriptor: { mediaType: OCI_LAYER_GZIP, digest: digestOf<'blob'>(packed), size: packed.length },
    }
  })
  const history = made.map((): History => ({ created_by: 'RUN' }))
  const ids = made.map((layer) => layer.diffID)
  const config = configBytes(
    {
      architecture: 'amd64',
      os: 'linux',
      config: {},
      history: change.history?.([...history, { created_by: 'CMD', empty_layer: true }]) ?? history,
      rootfs: { type: 'layers', diff_ids: change.diffIDs?.(ids) ?? ids },
    },
    'buildkit',
  )
  const descriptor = { mediaType: OCI_CONFIG, digest: digestOf<'blob'>(config), size: config.length }
  const plain = ociManifest(
    descriptor,
    made.map((layer) => layer.descriptor),
  )
  const manifest = change.manifest?.(plain) ?? plain
  const index = ociIndex([
    {
      mediaType: OCI_MANIFEST,
      digest: manifest.digest,
      size: manifest.bytes.length,
      platform: change.platform ?? { architecture: 'amd64', os: 'linux' },
    },
  ])
  return validateImage(
    {
      manifest,
      config: change.config?.(config) ?? config,
      layers: change.layers?.(made) ?? made,
      index: change.index?.(index) ?? index,
    },
    (body) => digestOf(bytesOf(body)),
  )
}

/** A manifest with its text changed and its digest right. */
const rewritten =
  (from: string | RegExp, to: string) =>
  (document: Document): Document => {
    const bytes = new TextEncoder().encode(new TextDecoder().decode(document.bytes).replace(from, to))
    return { ...document, bytes, digest: digestOf<'blob'>(bytes) }
  }

const ZERO = `sha256:${'0'.repeat(64)}`

describe('validateImage', () => {
  it('finds nothing wrong with a sound image', () => expect(faults({})).toEqual([]))

  const broken: [string, Change, RegExp][] = [
    [
      'manifest bytes that are not its digest',
      { manifest: (m) => ({ ...m, digest: ZERO as BlobDigest }) },
      /^manifest: is sha256:0+, its bytes are/,
    ],
    [
      'a manifest of another media type',
      { manifest: (m) => ({ ...m, mediaType: 'text/plain' }) },
      /manifest: media type is text\/plain/,
    ],
    [
      'a schema version',
      { manifest: rewritten('"schemaVersion": 2', '"schemaVersion": 1') },
      /schemaVersion is 1/,
    ],
    [
      'a config of another media type',
      { manifest: rewritten(OCI_CONFIG, 'text/plain') },
      /config has media type/,
    ],
    [
      'a layer of another media type',
      { manifest: rewritten(OCI_LAYER_GZIP, 'text/plain') },
      /layers\[0\] has media type/,
    ],
    [
      'a config that was changed',
      { config: (bytes) => new TextEncoder().encode(`${new TextDecoder().decode(bytes)} `) },
      /config is .* its bytes are/,
    ],
    [
      'the size of the config',
      { manifest: rewritten(/"size": \d+/, '"size": 1') },
      /config is 1 bytes, really/,
    ],
    [
      'the size of a layer’s blob',
      { manifest: rewritten(/"size": \d+\n {4}\},/, '"size": 7\n    },') },
      /layers\[0\] is .*\(7 bytes\)/,
    ],
    ['a layer too few', { layers: (layers) => layers.slice(0, 1) }, /lists 2 layers of 1/],
    [
      'diff_ids in another order',
      { diffIDs: (ids) => ids.toReversed() },
      /diff_ids\[0\] is .* the layer's is/,
    ],
    [
      'a diff_id that is none',
      { diffIDs: (ids) => ['sha256:x' as DiffID, ids[1]!] },
      /diff_ids\[0\] is no digest/,
    ],
    [
      'history with a row too many',
      { history: (rows) => [...rows, {}] },
      /history tells of 3 layers, rootfs of 2/,
    ],
    [
      'history with a row too few',
      { history: (rows) => rows.slice(1) },
      /history tells of 1 layer, rootfs of 2/,
    ],
    [
      'a layer whose tar is another',
      { layers: ([one, two]) => [{ ...one!, tar: two!.tar }, two!] },
      /layers\[0\]: is .* its tar is/,
    ],
    [
      'the size of a layer',
      { layers: ([one, two]) => [{ ...one!, size: 1 }, two!] },
      /layers\[0\]: contents of \d+ bytes, said to be 1/,
    ],
    [
      'an index that does not list the manifest',
      { index: rewritten(/sha256:[0-9a-f]+/, ZERO) },
      /index: does not list/,
    ],
    [
      'an index that was changed',
      { index: (index) => ({ ...index, digest: ZERO as BlobDigest }) },
      /index: is .* its bytes are/,
    ],
    [
      'the index’s platform',
      { platform: { architecture: 'arm64', os: 'linux' } },
      /platform of the manifest/,
    ],
    ['an absolute path', { entries: [[file('/etc')]] }, /absolute path/],
    ['a path with ..', { entries: [[dir('a'), file('a/../b')]] }, /leaves the root/],
    ['a path with .', { entries: [[dir('a'), file('a/./b')]] }, /shortest form/],
    ['a path twice', { entries: [[file('a'), file('a')]] }, /a: twice in one layer/],
    ['a missing parent', { entries: [[file('a/b')]] }, /its directory a does not exist/],
    ['a parent that is a file', { entries: [[file('a'), file('a/b')]] }, /a is no directory/],
    [
      'a parent that was whited out',
      { entries: [[dir('a')], [whiteout('a'), file('a/b')]] },
      /its directory a does not exist/,
    ],
    [
      'a hard link before its target',
      { entries: [[link('hardlink', 'a', 'b'), file('b')]] },
      /which no earlier entry/,
    ],
    [
      'a hard link to a directory',
      { entries: [[dir('a'), link('hardlink', 'b', 'a')]] },
      /hard link to the directory/,
    ],
    ['a symlink to nothing', { entries: [[link('symlink', 'a', '')]] }, /symlink to nothing/],
    ['a mode with type bits', { entries: [[file('a', 'a', 0o100644)]] }, /more than permission bits/],
    [
      'a whiteout of nothing',
      { entries: [[file('a')], [whiteout('b')]] },
      /whiteout of what no lower layer has/,
    ],
    ['a whiteout twice', { entries: [[file('a')], [whiteout('a'), whiteout('a')]] }, /whiteout twice/],
    [
      'an opaque directory that is not there',
      { entries: [[file('a')], [opaque('d')]] },
      /opaque in a directory that does not exist/,
    ],
  ]
  it.each(broken)('names %s', (_, change, expected) => {
    expect(faults(change).filter((text) => expected.test(text)).length).toBeGreaterThan(0)
  })

  it('names a file that is called as a whiteout', () => {
    const layer: Layer = { ...layerOf([]), entries: () => [file('.wh.x')] }
    expect(faults({ layers: ([, two]) => [layer, two!] }).join('\n')).toMatch(/\.wh\.x: a name beginning/)
  })

  it('checks a blob against its descriptor', () => {
    const body = bytesBody(new Uint8Array([1, 2, 3]))
    expect(validateBlob({ digest: digestOf(bytesOf(body)), size: 3 }, body)).toEqual([])
    expect(validateBlob({ digest: ZERO, size: 4 }, body)).toHaveLength(2)
  })
})

describe('a layer', () => {
  it('is the same from its entries and from its tar', () => {
    const layer = layerOf(sound()[0]!)
    const again = layerOfTar(layer.tar)
    expect(again.diffID).toBe(layer.diffID)
    expect(again.size).toBe(layer.size)
    expect([...again.entries()].map((entry) => [entry.kind, entry.path])).toEqual(
      [...layer.entries()].map((entry) => [entry.kind, entry.path]),
    )
  })

  it('is as large as Docker counts it: files and targets of symlinks', () => {
    expect(
      layerOf([file('a', '12345'), link('symlink', 'b', 'target'), link('hardlink', 'c', 'a')]).size,
    ).toBe(11)
  })
})
