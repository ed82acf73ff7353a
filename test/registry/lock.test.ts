import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bytesOf, chunksOf } from '../../src/engine/base/body.ts'
import type { Hasher } from '../../src/engine/base/digest.ts'
import { parseConfig } from '../../src/engine/oci/config.ts'
import { programOf } from '../../src/engine/oci/elf.ts'
import { sizeOf } from '../../src/engine/oci/layer.ts'
import { parseIndex, parseManifest } from '../../src/engine/oci/manifest.ts'
import { isIndex } from '../../src/engine/oci/media-types.ts'
import { validateImage } from '../../src/engine/oci/validate.ts'
import { CATALOG, CATALOG_LOCK, catalogSources } from '../../src/engine/registry/catalog/index.ts'
import { createRegistry } from '../../src/engine/registry/hub.ts'
import { deriveImages, deriveLayer, layerRecipes } from '../../src/engine/registry/lock.ts'
import { writeLayerTar } from '../../src/engine/vfs/tar/write.ts'

const hasher = (): Hasher => {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') }
}

/**
 * Layers up to this size are made anew here, in bytes of their tar, and so is the base of most images; of the others only
 * the sizes are held. `node scripts/lock-catalog.ts --check` makes them all.
 */
const DERIVED = 4e6
const BASE = 'debian/12.11'
const recipes = layerRecipes(CATALOG)

const hub = createRegistry({ host: 'docker.io', repositories: catalogSources() })
const images = CATALOG.flatMap((repository) =>
  Object.keys(repository.tags).map((tag) => [repository.name, tag] as const),
)

describe('the catalog', () => {
  it('names the layers of its recipes in its lock, and no other', () => {
    expect(recipes.map(({ name }) => name).toSorted()).toEqual(Object.keys(CATALOG_LOCK.layers).toSorted())
  })

  it('comes out as its lock says', { timeout: 120_000 }, () => {
    const small = recipes.filter(({ name }) => name === BASE || CATALOG_LOCK.layers[name]!.tarSize <= DERIVED)
    for (const recipe of small)
      expect([recipe.name, deriveLayer(recipe, hasher)]).toEqual([
        recipe.name,
        CATALOG_LOCK.layers[recipe.name],
      ])
    const bytes = small.reduce((sum, { name }) => sum + CATALOG_LOCK.layers[name]!.tarSize, 0)
    expect(bytes).toBeGreaterThan(100e6)
    expect(bytes).toBeLessThan(400e6)
  })

  it.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    '%s is as large as its lock says',
    (name, recipe) => {
      const entries = recipe.entries()
      const { size, tarSize } = CATALOG_LOCK.layers[name]!
      expect([sizeOf(entries), writeLayerTar(entries).size]).toEqual([size, tarSize])
    },
  )

  it('has the documents that its lock names', () => {
    expect(deriveImages(CATALOG, CATALOG_LOCK.layers)).toEqual(CATALOG_LOCK.images)
  })

  it.each(images)('%s:%s is sound', async (name, tag) => {
    const top = await hub.manifest(name, tag)
    const index = isIndex(top.mediaType) ? top : undefined
    const manifests = index
      ? parseIndex(index.bytes).manifests.filter((one) => one.platform?.os !== 'unknown')
      : [top]
    expect(manifests.length).toBeGreaterThan(0)
    for (const { digest } of manifests) {
      const manifest = await hub.manifest(name, digest)
      const { config, layers } = parseManifest(manifest.bytes)
      const parts = {
        ...(index && { index }),
        manifest,
        config: bytesOf((await hub.blob(name, config.digest)).body),
        layers: await Promise.all(layers.map(async ({ digest }) => (await hub.blob(name, digest)).layer!)),
      }
      expect(validateImage(parts)).toEqual([])
      const { created, history } = parseConfig(parts.config)
      expect(
        history
          ?.map((row) => row.created)
          .toSorted()
          .at(-1),
      ).toBe(created)
    }
  })

  it('hands out blobs that are what they are said to be', async () => {
    for (const name of ['library/hello-world', 'library/busybox']) {
      const manifest = parseManifest((await hub.manifest(name, 'latest', [])).bytes)
      for (const descriptor of manifest.layers) {
        const hash = createHash('sha256')
        const { body } = await hub.blob(name, descriptor.digest)
        for (const chunk of chunksOf(body)) hash.update(chunk)
        expect(body.size).toBe(descriptor.size)
        expect(`sha256:${hash.digest('hex')}`).toBe(descriptor.digest)
      }
    }
  })

  it('has redis versions that share their first three layers and no other', async () => {
    const diffIDs = async (tag: string) => {
      const { config } = parseManifest((await hub.manifest('library/redis', tag, [])).bytes)
      return parseConfig(bytesOf((await hub.blob('library/redis', config.digest)).body)).rootfs.diff_ids
    }
    const [latest, candidate] = [await diffIDs('latest'), await diffIDs('7.2-rc')]
    expect([latest.length, candidate.length]).toEqual([6, 6])
    expect(latest.map((id, i) => id === candidate[i])).toEqual([true, true, true, false, false, false])
  })

  it('has realistic sizes', async () => {
    const megabytes = async (name: string, tag: string) => {
      const { layers } = parseManifest((await hub.manifest(name, tag, [])).bytes)
      const blobs = await Promise.all(layers.map(({ digest }) => hub.blob(name, digest)))
      return blobs.reduce((sum, blob) => sum + blob.layer!.size, 0) / 1e6
    }
    expect(await megabytes('library/debian', 'bookworm-slim')).toBeCloseTo(74.8, 0)
    expect(await megabytes('library/redis', '7.2-rc')).toBeCloseTo(117, -1)
    expect(await megabytes('library/busybox', 'latest')).toBeCloseTo(4.5, 0)
  })

  it('has no executable that is not known by its bytes', async () => {
    const { layers } = parseManifest((await hub.manifest('library/redis', 'latest', [])).bytes)
    const blobs = await Promise.all(layers.map(({ digest }) => hub.blob('library/redis', digest)))
    const names = blobs.flatMap(({ layer }) =>
      [...layer!.entries()].flatMap((entry) =>
        entry.kind === 'file' && /^usr\/(local\/)?s?bin\//.test(entry.path) && !entry.path.endsWith('.sh')
          ? [programOf(entry.body)]
          : [],
      ),
    )
    expect(names.length).toBeGreaterThan(300)
    expect(names).not.toContain(undefined)
    for (const name of ['bash', 'dash', 'ls', 'cat', 'redis-server', 'redis-cli', 'gosu'])
      expect(names).toContain(name)
  })
})
