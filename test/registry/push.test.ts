import { describe, expect, it } from 'vitest'
import { bytesBody } from '../../src/engine/base/body.ts'
import { type BlobDigest, digestOf } from '../../src/engine/base/digest.ts'
import { encode } from '../../src/engine/base/text.ts'
import { dockerManifest } from '../../src/engine/oci/manifest.ts'
import { DOCKER_CONFIG, DOCKER_LAYER_GZIP } from '../../src/engine/oci/media-types.ts'
import { stateLines } from '../../src/engine/registry/contents.ts'
import { RegistryError } from '../../src/engine/registry/faults.ts'
import { createRegistry } from '../../src/engine/registry/hub.ts'
import type { RegistryBlob } from '../../src/engine/registry/protocol.ts'

const blobOf = (text: string, mediaType: string): RegistryBlob => {
  const bytes = encode(text)
  return {
    descriptor: { mediaType, digest: digestOf<'blob'>(bytes), size: bytes.length },
    body: bytesBody(bytes),
  }
}
const config = blobOf('{"rootfs":{}}', DOCKER_CONFIG)
const layer = blobOf('a layer', DOCKER_LAYER_GZIP)
const manifest = dockerManifest(config.descriptor, [layer.descriptor])

const accounts = { users: { alice: 'wonderland' }, hidden: ['private/'] }
const openRegistry = () => createRegistry({ host: 'localhost:5000', repositories: [] })
const closed = () => createRegistry({ host: 'localhost:5001', repositories: [], accounts })

describe('a registry that takes pushes', () => {
  it('hands out what was pushed, and names it', async () => {
    const registry = openRegistry()
    for (const blob of [config, layer]) await registry.putBlob('a/b', blob)
    await registry.putManifest('a/b', 'v1', manifest)
    expect(await registry.manifest('a/b', 'v1')).toEqual(manifest)
    expect(await registry.manifest('a/b', manifest.digest)).toEqual(manifest)
    expect(await registry.tags('a/b')).toEqual(['v1'])
    expect(await registry.catalog()).toEqual(['a/b'])
    expect((await registry.blob('a/b', layer.descriptor.digest)).body).toBe(layer.body)
  })

  it('wants everything that a manifest names', async () => {
    const registry = openRegistry()
    await registry.putBlob('a/b', config)
    await expect(registry.putManifest('a/b', 'v1', manifest)).rejects.toThrow('manifest blob unknown')
    await registry.putBlob('other', layer)
    await expect(registry.putManifest('a/b', 'v1', manifest)).rejects.toThrow('manifest blob unknown')
    expect(await registry.mount('a/b', layer.descriptor.digest, 'nowhere')).toBe(false)
    expect(await registry.mount('a/b', layer.descriptor.digest, 'other')).toBe(true)
    await registry.putManifest('a/b', 'v1', manifest)
    expect(await registry.tags('a/b')).toEqual(['v1'])
  })

  it('wants a manifest to be what its digest says', async () => {
    const registry = openRegistry()
    for (const blob of [config, layer]) await registry.putBlob('a/b', blob)
    const other = `sha256:${'1'.repeat(64)}` as BlobDigest
    await expect(registry.putManifest('a/b', other, manifest)).rejects.toThrow('digest invalid')
  })

  it('forgets a manifest with its tags', async () => {
    const registry = openRegistry()
    for (const blob of [config, layer]) await registry.putBlob('a/b', blob)
    for (const tag of ['1', '2']) await registry.putManifest('a/b', tag, manifest)
    await registry.deleteManifest('a/b', manifest.digest)
    expect(await registry.tags('a/b')).toEqual([])
    await expect(registry.manifest('a/b', '1')).rejects.toThrow('manifest unknown')
    await expect(registry.deleteManifest('a/b', manifest.digest)).rejects.toThrow('manifest unknown')
  })

  it('is one value, and goes back to an earlier one', async () => {
    const registry = openRegistry()
    const empty = registry.state
    await registry.putBlob('a/b', config)
    const before = [...stateLines(registry.state)]
    expect(before).toEqual([['a/b', 'blob', config.descriptor.digest]])
    registry.restore(empty)
    expect([...stateLines(registry.state)]).toEqual([])
    expect(await registry.catalog()).toEqual([])
  })
})

describe('accounts', () => {
  const alice = { user: 'alice' }
  it('know passwords', () => {
    const { access } = closed()
    expect(access.check({ username: 'alice', password: 'wonderland' })).toEqual(alice)
    expect(access.check(undefined)).toEqual({})
    for (const username of ['alice', 'bob', '__proto__'])
      expect(() => access.check({ username, password: 'x' })).toThrow(
        'unauthorized: incorrect username or password',
      )
  })

  it('give out tokens that name their holder', () => {
    const { access } = closed()
    const token = access.issue(alice, ['repository:alice/app:pull'])
    expect(access.identify(token)).toEqual(alice)
    expect(access.identify(access.issue({}))).toEqual({})
    expect(() => access.identify('bogus')).toThrow('unauthorized')
    expect(() => access.identify(access.issue({ user: 'mallory' }))).toThrow('unauthorized')
  })

  it('let users push to what is theirs, and everybody pull', async () => {
    const registry = closed()
    const refused = async (request: Promise<unknown>): Promise<RegistryError> => {
      const error = await request.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      if (!(error instanceof RegistryError)) throw new Error('not refused')
      return error
    }
    for (const as of [{}, { user: 'bob' }]) {
      const { status, missing } = await refused(registry.putBlob('alice/app', config, as))
      expect(status).toBe(401)
      expect(missing).toEqual({ repository: 'alice/app', actions: ['push', 'pull'], insufficient: true })
    }
    for (const blob of [config, layer]) await registry.putBlob('alice/app', blob, alice)
    await registry.putManifest('alice/app', 'v1', manifest, alice)
    expect(await registry.manifest('alice/app', 'v1')).toEqual(manifest)
    await refused(registry.manifest('nosuch/app', 'v1'))
    await expect(registry.manifest('alice/none', 'v1', undefined, alice)).rejects.toThrow('manifest unknown')
  })

  it('hide what is hidden', async () => {
    const registry = createRegistry({
      host: 'localhost:5001',
      accounts: { users: { private: 'x' }, hidden: ['private/'] },
      repositories: [],
    })
    const owner = { user: 'private' }
    await registry.putBlob('private/x', config, owner)
    await expect(registry.blob('private/x', config.descriptor.digest)).rejects.toThrow('unauthorized')
    await expect(registry.blob('private/x', config.descriptor.digest, owner)).resolves.toBeDefined()
    expect(await registry.mount('private/y', config.descriptor.digest, 'private/x', owner)).toBe(true)
  })
})
