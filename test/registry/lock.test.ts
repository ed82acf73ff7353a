import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bytesOf, chunksOf } from '../../src/engine/base/body.ts'
import type { Hasher } from '../../src/engine/base/digest.ts'
import { parseConfig } from '../../src/engine/oci/config.ts'
import { programOf } from '../../src/engine/oci/elf.ts'
import { parseIndex, parseManifest } from '../../src/engine/oci/manifest.ts'
import { validateImage } from '../../src/engine/oci/validate.ts'
import { CATALOG, CATALOG_LOCK, catalogSources } from '../../src/engine/registry/catalog/index.ts'
import { createRegistry } from '../../src/engine/registry/hub.ts'
import { deriveLock } from '../../src/engine/registry/lock.ts'

const hasher = (): Hasher => {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') }
}

const hub = createRegistry({ host: 'docker.io', repositories: catalogSources() })
const images = CATALOG.flatMap((repository) =>
  Object.keys(repository.tags).map((tag) => [repository.name, tag] as const),
)

describe('the catalog', () => {
  it('comes out as its lock says', { timeout: 120_000 }, () => {
    expect(deriveLock(CATALOG, hasher)).toEqual(CATALOG_LOCK)
  })

  it.each(images)('%s:%s is sound', async (name, tag) => {
    const index = await hub.manifest(name, tag)
    const { manifests } = parseIndex(index.bytes)
    expect(manifests.length).toBeGreaterThan(0)
    for (const { digest } of manifests) {
      const manifest = await hub.manifest(name, digest)
      const { config, layers } = parseManifest(manifest.bytes)
      const parts = {
        index,
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
