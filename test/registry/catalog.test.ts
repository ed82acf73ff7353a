import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { sha256Hex } from '../../src/engine/base/digest.ts'
import { decode } from '../../src/engine/base/text.ts'
import { parseConfig } from '../../src/engine/oci/config.ts'
import { parseIndex, parseManifest } from '../../src/engine/oci/manifest.ts'
import { DOCKER_INDEX, DOCKER_MANIFEST, OCI_INDEX } from '../../src/engine/oci/media-types.ts'
import { choosePlatform, formatPlatform } from '../../src/engine/oci/platform.ts'
import type { ImageConfig, Platform } from '../../src/engine/oci/types.ts'
import { CATALOG, catalogSources } from '../../src/engine/registry/catalog/index.ts'
import { SEARCH_ONLY } from '../../src/engine/registry/catalog/search-only.ts'
import { createRegistry } from '../../src/engine/registry/hub.ts'

const hub = createRegistry({ host: 'docker.io', repositories: catalogSources() })
const AMD64: Platform = { os: 'linux', architecture: 'amd64' }

const platformsOf = async (name: string, tag: string): Promise<string[]> =>
  parseIndex((await hub.manifest(name, tag)).bytes)
    .manifests.filter((one) => one.platform?.os !== 'unknown')
    .map((one) => formatPlatform(one.platform!))

/** Config and diffIDs of a tag's image for a platform. */
async function imageOf(name: string, tag: string, platform = AMD64) {
  const top = await hub.manifest(name, tag)
  const one =
    top.mediaType === DOCKER_MANIFEST
      ? top
      : await hub.manifest(name, choosePlatform(platform, parseIndex(top.bytes).manifests)!.digest)
  const { config } = parseManifest(one.bytes)
  const parsed: ImageConfig = parseConfig(bytesOf((await hub.blob(name, config.digest)).body))
  return {
    config: parsed,
    layers: parsed.rootfs.diff_ids,
    lines: parsed.history!.map((row) => row.created_by!),
  }
}

async function textIn(name: string, tag: string, path: string, platform = AMD64): Promise<string> {
  const top = await hub.manifest(name, tag)
  const chosen = choosePlatform(platform, parseIndex(top.bytes).manifests)!
  const { layers } = parseManifest((await hub.manifest(name, chosen.digest)).bytes)
  for (const { digest } of layers.toReversed())
    for (const entry of (await hub.blob(name, digest)).layer!.entries())
      if (entry.path === path && entry.kind === 'file') return decode(bytesOf(entry.body))
  throw new Error(`${name}:${tag} has no ${path}`)
}

describe('the catalog', () => {
  it('has what readers are told of', async () => {
    for (const name of [
      'redis:8-alpine',
      'mysql',
      'zookeeper:3.8',
      'nginx',
      'centos:7',
      'centos:8',
      'almalinux',
      'almalinux:9',
      'ubuntu',
      'tomcat',
      'python',
      'httpd',
      'hello-world',
      'busybox',
      'alpine',
      'debian',
      'node',
      'registry:2',
      'postgres',
      'memcached',
    ]) {
      const [repository, tag = 'latest'] = name.split(':')
      expect((await hub.manifest(`library/${repository}`, tag)).bytes.length).toBeGreaterThan(0)
    }
    expect((await hub.manifest('redislabs/redisearch', 'latest')).mediaType).toBe(DOCKER_MANIFEST)
  })

  it('has busybox with its C library beside it, and with one inside', async () => {
    const paths = async (tag: string): Promise<string[]> => {
      const index = parseIndex((await hub.manifest('library/busybox', tag)).bytes)
      const { digest } = choosePlatform({ os: 'linux', architecture: 'amd64' }, index.manifests)!
      const [layer] = parseManifest((await hub.manifest('library/busybox', digest)).bytes).layers
      return [...(await hub.blob('library/busybox', layer!.digest)).layer!.entries()].map(({ path }) => path)
    }
    expect(await paths('latest')).toContain('lib/ld-linux-x86-64.so.2')
    const musl = await paths('musl')
    expect(musl).toContain('bin/busybox')
    expect(musl.filter((path) => path.startsWith('lib'))).toEqual([])
  })

  it('has redis for as many platforms as the real one', async () => {
    expect(await platformsOf('library/redis', 'latest')).toEqual([
      'linux/amd64',
      'linux/arm/v5',
      'linux/arm/v7',
      'linux/arm64/v8',
      'linux/386',
      'linux/mips64le',
      'linux/ppc64le',
      'linux/s390x',
    ])
  })

  it('tells an attested index, a bare one and a list of Docker’s own apart', async () => {
    const attested = await hub.manifest('library/redis', 'latest')
    expect(attested.mediaType).toBe(OCI_INDEX)
    const { manifests } = parseIndex(attested.bytes)
    for (let i = 0; i < manifests.length; i += 2) {
      const [image, attestation] = [manifests[i]!, manifests[i + 1]!]
      expect(attestation.platform).toEqual({ architecture: 'unknown', os: 'unknown' })
      expect(attestation.annotations).toMatchObject({
        'vnd.docker.reference.digest': image.digest,
        'vnd.docker.reference.type': 'attestation-manifest',
      })
      const { layers } = parseManifest((await hub.manifest('library/redis', attestation.digest)).bytes)
      for (const { digest, annotations } of layers) {
        const bytes = bytesOf((await hub.blob('library/redis', digest)).body)
        expect(`sha256:${sha256Hex(bytes)}`).toBe(digest)
        const statement = JSON.parse(decode(bytes)) as {
          predicateType: string
          subject: { digest: { sha256: string } }[]
        }
        expect(statement.predicateType).toBe(annotations!['in-toto.io/predicate-type'])
        expect(`sha256:${statement.subject[0]!.digest.sha256}`).toBe(image.digest)
      }
    }
    const bare = parseIndex((await hub.manifest('library/ubuntu', 'latest')).bytes)
    expect(bare.manifests.every((one) => one.platform!.os === 'linux')).toBe(true)
    const list = await hub.manifest('library/centos', '7')
    expect(list.mediaType).toBe(DOCKER_INDEX)
    expect(parseIndex(list.bytes).manifests[0]!.mediaType).toBe(DOCKER_MANIFEST)
  })

  it('keeps what zookeeper:3.8 named before, by its digest alone', async () => {
    const { images } = CATALOG.find(({ name }) => name === 'library/zookeeper')!
    expect(Object.keys(images)).toContain('3.8.4-before')
    const source = catalogSources()
      .find(({ name }) => name === 'library/zookeeper')!
      .open()
    const named = new Set(source.tags.values())
    const unnamed = [...source.manifests.values()].filter(
      ({ digest, mediaType }) => mediaType === OCI_INDEX && !named.has(digest),
    )
    expect(unnamed).toHaveLength(1)
    const now = await imageOf('library/zookeeper', '3.8')
    const before = await imageOf('library/zookeeper', unnamed[0]!.digest)
    expect(before.layers.slice(0, 5)).toEqual(now.layers.slice(0, 5))
    expect(before.layers.at(-1)).not.toBe(now.layers.at(-1))
    expect(before.config.created! < now.config.created!).toBe(true)
  })

  it('shares layers where images stand on one another', async () => {
    const [debian, redis, nginx, httpd, slim] = await Promise.all([
      imageOf('library/debian', 'bookworm-slim'),
      imageOf('library/redis', 'latest'),
      imageOf('library/nginx', 'latest'),
      imageOf('library/httpd', 'latest'),
      imageOf('library/python', 'slim'),
    ])
    for (const { layers } of [redis, nginx, httpd, slim]) expect(layers[0]).toBe(debian.layers[0])
    const [python, node] = [
      await imageOf('library/python', 'latest'),
      await imageOf('library/node', 'latest'),
    ]
    expect(python.layers.slice(0, 4)).toEqual(node.layers.slice(0, 4))
    expect(python.layers[4]).not.toBe(node.layers[4])
    const [tomcat, temurin] = [
      await imageOf('library/tomcat', 'latest'),
      await imageOf('library/eclipse-temurin', '21-jdk'),
    ]
    expect(tomcat.layers.slice(0, 5)).toEqual(temurin.layers)
  })

  it('writes history as the builder of its time did', async () => {
    const old = await imageOf('library/centos', '8')
    expect(old.lines.at(-1)).toBe('/bin/sh -c #(nop)  CMD ["/bin/bash"]')
    expect(old.lines[0]).toMatch(/^\/bin\/sh -c #\(nop\) ADD file:[0-9a-f]{64} in \/ $/)
    expect(old.config.docker_version).toBe('20.10.7')
    expect(old.config.container_config?.Cmd).toEqual(['/bin/sh', '-c', '#(nop) ', 'CMD ["/bin/bash"]'])
    expect(old.config.history!.map((row) => row.created)).toEqual(
      old.config.history!.map((row) => row.created).toSorted(),
    )
    const young = await imageOf('library/httpd', 'latest')
    expect(young.lines).toContain('CMD ["httpd-foreground"]')
    expect(young.config.history!.at(-1)!.comment).toBe('buildkit.dockerfile.v0')
    expect(young.config.docker_version).toBeUndefined()
    expect(
      young.lines.filter((line) => line.startsWith('RUN ')).every((line) => line.endsWith(' # buildkit')),
    ).toBe(true)
  })

  it('has images of all ages', async () => {
    const created = async (name: string, tag: string) => (await imageOf(name, tag)).config.created!
    const ages = [
      await created('library/centos', '8'),
      await created('library/mysql', '8.0.27'),
      await created('redislabs/redisearch', 'latest'),
      await created('library/registry', '2'),
      await created('library/alpine', 'latest'),
      await created('library/redis', 'latest'),
    ]
    expect(ages).toEqual(ages.toSorted())
    expect(ages[0]).toBe('2021-09-15T18:20:05.184694267Z')
  })

  it.each([
    ['library/debian', 'latest', 'usr/lib/os-release', 'VERSION_CODENAME=trixie'],
    ['library/debian', 'bookworm', 'usr/lib/os-release', 'VERSION_CODENAME=bookworm'],
    ['library/ubuntu', '22.04', 'usr/lib/os-release', 'Ubuntu 22.04.5 LTS'],
    ['library/ubuntu', 'latest', 'var/lib/dpkg/status', 'Version: 5.2.21-2ubuntu4'],
    ['library/alpine', 'latest', 'etc/alpine-release', '3.22.1'],
    ['library/centos', '7', 'etc/redhat-release', 'CentOS Linux release 7.9.2009 (Core)'],
    ['library/almalinux', '9', 'usr/lib/os-release', 'PRETTY_NAME="AlmaLinux 9.6 (Sage Margay)"'],
    ['library/almalinux', 'latest', 'etc/redhat-release', 'AlmaLinux release 10.0'],
    ['library/mysql', 'latest', 'etc/passwd', 'mysql:x:999:999:'],
    ['library/mysql', 'latest', 'usr/lib/os-release', 'Oracle Linux Server'],
    ['library/python', 'slim', 'var/lib/dpkg/status', 'Package: netbase'],
    ['library/python', 'latest', 'var/lib/dpkg/status', 'Package: g++-12'],
    ['library/httpd', 'latest', 'usr/local/apache2/htdocs/index.html', 'It works!'],
    ['library/registry', '2', 'etc/docker/registry/config.yml', 'addr: :5000'],
  ])('%s:%s has a true %s', async (name, tag, path, part) => {
    expect(await textIn(name, tag, path)).toContain(part)
  })

  it('has for other machines what it has for ours, and their names', async () => {
    const s390x: Platform = { os: 'linux', architecture: 's390x' }
    expect(await textIn('library/debian', 'latest', 'var/lib/dpkg/arch', s390x)).toBe('s390x\n')
    const [theirs, ours] = [
      await imageOf('library/redis', 'latest', s390x),
      await imageOf('library/redis', 'latest'),
    ]
    expect(theirs.config.architecture).toBe('s390x')
    expect(theirs.lines.slice(1)).toEqual(ours.lines.slice(1))
    expect(theirs.layers).toHaveLength(6)
    for (const base of [0, 2, 3]) expect(theirs.layers[base]).not.toBe(ours.layers[base])
  })
})

describe('search', () => {
  it('knows repositories of the four classes', () => {
    const all = [...CATALOG, ...SEARCH_ONLY]
    const count = (publisher: string) => all.filter((one) => one.publisher === publisher).length
    expect(SEARCH_ONLY.length).toBeGreaterThanOrEqual(60)
    for (const publisher of ['official', 'verified publisher', 'sponsored open source', 'none'])
      expect([publisher, count(publisher) >= 8]).toEqual([publisher, true])
    const names = catalogSources().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(['python', 'redis', 'nginx', 'mysql', 'zookeeper'])(
    'finds %s first, and others of its kind',
    async (term) => {
      const found = await hub.search(term, 25)
      expect(found[0]).toMatchObject({ name: term, official: true })
      expect(found.length).toBeGreaterThan(5)
    },
  )

  it('gives nothing of what it only lists', async () => {
    await expect(hub.manifest('cimg/python', 'latest')).rejects.toThrow('manifest unknown')
  })
})
