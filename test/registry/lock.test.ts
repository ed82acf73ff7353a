import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bytesOf, chunksOf } from '../../src/engine/base/body.ts'
import type { Hasher } from '../../src/engine/base/digest.ts'
import { parseConfig } from '../../src/engine/oci/config.ts'
import { programOf } from '../../src/engine/oci/elf.ts'
import { parseIndex, parseManifest } from '../../src/engine/oci/manifest.ts'
import { validateImage } from '../../src/engine/oci/validate.ts'
import { CATALOG, CATALOG_LOCK, hubOptions } from '../../src/engine/registry/catalog/index.ts'
import { createRegistry } from '../../src/engine/registry/hub.ts'
import { deriveLock } from '../../src/engine/registry/lock.ts'

const hasher = (): Hasher => {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') }
}

const hub = createRegistry(hubOptions())
const images = CATALOG.flatMap((repository) =>
  Object.keys(repository.tags).map((tag) => [repository.name, tag] as const),
)

describe('the catalog', () => {
  it('comes out as its lock says', { timeout: 120_000 }, () => {
    expect(deriveLock(CATALOG, hasher)).toEqual(CATALOG_LOCK)
  })

  it.each(images)('%s:%s is sound', (name, tag) => {
    const index = hub.manifest(name, tag)
    const { manifests } = parseIndex(index.bytes)
    expect(manifests.length).toBeGreaterThan(0)
    for (const { digest } of manifests) {
      const manifest = hub.manifest(name, digest)
      const { config, layers } = parseManifest(manifest.bytes)
      const parts = {
        index,
        manifest,
        config: bytesOf(hub.blob(name, config.digest).body),
        layers: layers.map((layer) => hub.blob(name, layer.digest).layer!),
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

  it('hands out blobs that are what they are said to be', () => {
    for (const name of ['library/hello-world', 'library/busybox']) {
      const manifest = parseManifest(hub.manifest(name, 'latest', []).bytes)
      for (const descriptor of manifest.layers) {
        const hash = createHash('sha256')
        const { body } = hub.blob(name, descriptor.digest)
        for (const chunk of chunksOf(body)) hash.update(chunk)
        expect(body.size).toBe(descriptor.size)
        expect(`sha256:${hash.digest('hex')}`).toBe(descriptor.digest)
      }
    }
  })

  it('has redis versions that share their first three layers and no other', () => {
    const diffIDs = (tag: string) => {
      const { config } = parseManifest(hub.manifest('library/redis', tag, []).bytes)
      return parseConfig(bytesOf(hub.blob('library/redis', config.digest).body)).rootfs.diff_ids
    }
    const [latest, candidate] = [diffIDs('latest'), diffIDs('7.2-rc')]
    expect([latest.length, candidate.length]).toEqual([6, 6])
    expect(latest.map((id, i) => id === candidate[i])).toEqual([true, true, true, false, false, false])
  })

  it('has realistic sizes', () => {
    const megabytes = (name: string, tag: string) => {
      const { layers } = parseManifest(hub.manifest(name, tag, []).bytes)
      return layers.reduce((sum, { digest }) => sum + hub.blob(name, digest).layer!.size, 0) / 1e6
    }
    expect(megabytes('library/debian', 'bookworm-slim')).toBeCloseTo(74.8, 0)
    expect(megabytes('library/redis', '7.2-rc')).toBeCloseTo(117, -1)
    expect(megabytes('library/busybox', 'latest')).toBeCloseTo(4.5, 0)
  })

  it('has no executable that is not known by its bytes', () => {
    const { layers } = parseManifest(hub.manifest('library/redis', 'latest', []).bytes)
    const names = layers.flatMap(({ digest }) =>
      [...hub.blob('library/redis', digest).layer!.entries()].flatMap((entry) =>
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
