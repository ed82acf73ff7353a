import { describe, expect, it } from 'vitest'
import type { BlobDigest } from '../../src/engine/base/digest.ts'
import { parseIndex, parseManifest } from '../../src/engine/oci/manifest.ts'
import { OCI_INDEX, OCI_MANIFEST } from '../../src/engine/oci/media-types.ts'
import { catalogSources } from '../../src/engine/registry/catalog/index.ts'
import { createRegistries } from '../../src/engine/registry/directory.ts'
import { createRegistry } from '../../src/engine/registry/hub.ts'

const hub = createRegistry({ host: 'docker.io', repositories: catalogSources(), rate: 5e6 })
const own = createRegistry({ host: 'localhost:5000', repositories: [] })
const registries = createRegistries([hub, own], (name) => `lookup ${name} on 192.168.244.2:53: no such host`)
const NOTHING = `sha256:${'0'.repeat(64)}`

describe('a registry', () => {
  it('gives the index of a tag, and by digest what the index names', async () => {
    const index = await hub.manifest('library/busybox', 'latest', [OCI_INDEX, OCI_MANIFEST])
    expect(index.mediaType).toBe(OCI_INDEX)
    const platforms = parseIndex(index.bytes).manifests
    expect(platforms.map((one) => one.platform?.architecture)).toContain('arm64')
    for (const { digest, platform } of platforms) {
      const manifest = await hub.manifest('library/busybox', digest)
      expect(manifest.digest).toBe(digest)
      expect(parseManifest(manifest.bytes).layers).toHaveLength(platform?.os === 'unknown' ? 2 : 1)
    }
    expect(await hub.manifest('library/busybox', index.digest)).toBe(index)
  })

  it('chooses linux/amd64 for a client that knows no index', async () => {
    const index = await hub.manifest('library/busybox', 'latest')
    const manifest = await hub.manifest('library/busybox', 'latest', [OCI_MANIFEST])
    expect(manifest.digest).toBe(parseIndex(index.bytes).manifests[0]!.digest)
  })

  it('names tags in order, and lets several name one image', async () => {
    const tags = await hub.tags('library/redis')
    expect(tags).toEqual(tags.toSorted())
    const [latest, eight] = [
      await hub.manifest('library/redis', 'latest'),
      await hub.manifest('library/redis', '8'),
    ]
    expect(latest.digest).toBe(eight.digest)
  })

  it('says at which rate a blob comes', async () => {
    const { layers } = parseManifest((await hub.manifest('library/redis', 'latest', [])).bytes)
    const blob = await hub.blob('library/redis', layers[0]!.digest)
    expect(blob.rate).toBe(5e6)
    expect(blob.layer?.descriptor).toEqual(blob.descriptor)
    await expect(hub.blob('library/redis', NOTHING as BlobDigest)).rejects.toThrow('blob unknown to registry')
  })

  it('makes documents and not layers when a repository is opened', async () => {
    const start = performance.now()
    for (const { name } of catalogSources())
      await createRegistry({ host: 'docker.io', repositories: catalogSources() }).tags(name)
    expect(performance.now() - start).toBeLessThan(500)
  })

  it('loads what it holds when it is first asked, and again only after a failure', async () => {
    let calls = 0
    const late = createRegistry({
      host: 'docker.io',
      repositories: async () => {
        if (++calls === 1) throw new Error('no way there')
        return catalogSources()
      },
    })
    expect(calls).toBe(0)
    await expect(late.tags('library/redis')).rejects.toThrow('no way there')
    expect(await late.tags('library/redis')).toContain('latest')
    expect(await late.search('redis', 1)).toHaveLength(1)
    expect(calls).toBe(2)
  })

  it('finds repositories', async () => {
    expect((await hub.search('nginx', 25))[0]).toMatchObject({ name: 'nginx', official: true })
    expect(await hub.search('', 2)).toHaveLength(2)
    expect(await hub.search('nosuch', 25)).toEqual([])
  })
})

describe('failures', () => {
  const unauthorized = 'unauthorized: authentication required'
  it.each([
    ['library/nosuchimage', 'latest', unauthorized],
    ['nosuch/image', 'v1', unauthorized],
    ['library/redis', 'nosuchtag', 'manifest unknown: manifest unknown'],
    ['library/busybox', NOTHING, 'manifest unknown: manifest unknown'],
  ])('%s:%s', async (name, tag, message) => {
    await expect(hub.manifest(name, tag)).rejects.toThrow(message)
  })

  it('of a registry of one’s own', async () => {
    await expect(own.manifest('nothing', 'latest')).rejects.toThrow('manifest unknown: manifest unknown')
    await expect(own.tags('nothing')).rejects.toThrow('name unknown: repository name not known to registry')
  })

  it('of registries that are not there', () => {
    expect(registries.lookup('docker.io')).toBe(hub)
    expect(() => registries.lookup('localhost:5999')).toThrow(
      'Get "http://localhost:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
    )
    expect(() => registries.lookup('registry.invalid')).toThrow(
      'Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid on 192.168.244.2:53: no such host',
    )
  })
})
