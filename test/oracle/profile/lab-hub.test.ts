import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../../src/engine/base/body.ts'
import type { BlobDigest } from '../../../src/engine/base/digest.ts'
import { gunzipBody } from '../../../src/engine/oci/compress.ts'
import { knownElf } from '../../../src/engine/oci/known-elf.ts'
import { diffIDOf } from '../../../src/engine/oci/layer.ts'
import { parseManifest } from '../../../src/engine/oci/manifest.ts'
import { validateBlob, validateImage } from '../../../src/engine/oci/validate.ts'
import { labHub, labRegistries } from './lab-hub.ts'

interface Recorded {
  repo: string
  tag: string
  manifest_digest: string
  layers: { size: number; tar_size: number; diff_id: string; digest: string; stored_here: boolean }[]
}
const recorded = JSON.parse(
  readFileSync(new URL('./fixtures/index.json', import.meta.url), 'utf8'),
) as Recorded[]
const hub = labRegistries().lookup('docker.io')

/** Bytes of files as `docker images` of the recordings shows them. */
const SIZES: Record<string, number> = {
  'library/busybox:latest': 1_984_361,
  'library/busybox:1.36': 1_984_368,
  'library/hello-world:latest': 682_696,
  'library/nginx:latest': 1_984_855,
  'library/redis:latest': 1_984_532,
}

describe('the stand-in hub', () => {
  it.each(recorded)('holds $repo:$tag as recorded', async (image) => {
    const document = await hub.manifest(image.repo, image.tag)
    if (image.layers.every((layer) => layer.stored_here)) expect(document.digest).toBe(image.manifest_digest)
    const manifest = parseManifest(document.bytes)
    const config = await hub.blob(image.repo, manifest.config.digest)
    const blobs = await Promise.all(
      manifest.layers.map((layer) => hub.blob(image.repo, layer.digest as BlobDigest)),
    )
    const layers = blobs.map((blob) => blob.layer!)
    expect(layers.map((layer, i) => [blobs[i]!.descriptor.size, layer.tar.size])).toEqual(
      image.layers.map((layer) => [layer.size, layer.tar_size]),
    )
    expect(validateImage({ manifest: document, config: bytesOf(config.body), layers })).toEqual([])
    image.layers.forEach((layer, i) => {
      if (!layer.stored_here) return
      expect(layers[i]!.diffID).toBe(layer.diff_id)
      expect(blobs[i]!.descriptor.digest).toBe(layer.digest)
    })
    const size = SIZES[`${image.repo}:${image.tag}`]
    if (size !== undefined) expect(layers.reduce((sum, layer) => sum + layer.size, 0)).toBe(size)
  })

  it('gives blobs that are what their descriptors say', async () => {
    for (const [repo, tag] of [
      ['library/busybox', '1.36'],
      ['library/hello-world', 'latest'],
    ] as const)
      for (const { digest } of parseManifest((await hub.manifest(repo, tag)).bytes).layers) {
        const blob = await hub.blob(repo, digest)
        expect(validateBlob(blob.descriptor, blob.body)).toEqual([])
        expect(diffIDOf(gunzipBody(blob.body))).toBe(blob.layer!.diffID)
      }
  })

  it('has the layers of alice/slow byte for byte', async () => {
    const manifest = parseManifest((await hub.manifest('alice/slow', 'latest')).bytes)
    const slow = recorded.find((image) => image.repo === 'alice/slow')!
    const blobs = await Promise.all(manifest.layers.map((one) => hub.blob('alice/slow', one.digest)))
    expect(blobs.map((blob) => blob.layer!.diffID)).toEqual(slow.layers.map((layer) => layer.diff_id))
    expect(blobs[0]!.rate).toBeCloseTo(1.09e6, -4)
  })

  it('holds executables that are known by their bytes', async () => {
    const first = async (repo: string) => {
      const manifest = parseManifest((await hub.manifest(repo, 'latest')).bytes)
      return [...(await hub.blob(repo, manifest.layers[0]!.digest)).layer!.entries()]
    }
    const busybox = (await first('library/busybox')).find((entry) => entry.path === 'bin/busybox')!
    expect(busybox.kind === 'file' && knownElf(busybox.body)).toEqual({ program: 'busybox-static' })
    const hello = (await first('library/hello-world'))[0]!
    expect(hello.kind === 'file' && knownElf(hello.body)).toEqual({
      program: 'hello',
      saying: {
        fd: 1,
        exitCode: 0,
        text: '\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n\n',
      },
    })
  })

  it('lists its repositories', () => {
    expect(labHub().map((source) => source.name)).toEqual([
      'alice/app',
      'alice/slow',
      'library/busybox',
      'library/hello-world',
      'library/nginx',
      'library/redis',
    ])
  })
})
