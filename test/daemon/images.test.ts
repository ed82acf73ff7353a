import { beforeEach, describe, expect, it } from 'vitest'
import { type Body, bytesBody, bytesOf, textBody } from '../../src/engine/base/body.ts'
import { EngineError } from '../../src/engine/base/errors.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import type { Filters } from '../../src/engine/daemon/api.ts'
import { readTar } from '../../src/engine/vfs/tar/read.ts'
import { writeTar } from '../../src/engine/vfs/tar/write.ts'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
beforeEach(() => {
  host = openSmallHost()
})
/** Lines of a text with digests and IDs taken out. */
const masked = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/sha256:[0-9a-f]{64}/g, 'DIGEST').replace(/^[0-9a-f]{12}:/, 'LAYER:'))
/** All that the stores hold. */
const stored = async () => ({
  images: await host.api('GET /images/json', { query: { all: true } }),
  layers: host.world.views().layers.layers.map((layer) => layer.chainID),
})

describe('pull', () => {
  it('tells each layer, the digest and what became of it', async () => {
    expect(masked(await host.ok('docker pull busybox'))).toEqual([
      'Using default tag: latest',
      'latest: Pulling from library/busybox',
      'LAYER: Pulling fs layer',
      'LAYER: Verifying Checksum',
      'LAYER: Download complete',
      'LAYER: Pull complete',
      'Digest: DIGEST',
      'Status: Downloaded newer image for busybox:latest',
      'docker.io/library/busybox:latest',
    ])
    expect(masked(await host.ok('docker pull busybox')).slice(2)).toEqual([
      'Digest: DIGEST',
      'Status: Image is up to date for busybox:latest',
      'docker.io/library/busybox:latest',
    ])
  })

  it('has what an image shares already', async () => {
    await host.ok('docker pull -q busybox')
    const lines = masked(await host.ok('docker pull alice/app:v1'))
    expect(lines.filter((line) => line.startsWith('LAYER')).slice(0, 2)).toEqual([
      'LAYER: Already exists',
      'LAYER: Pulling fs layer',
    ])
    const { layers } = host.world.views().layers
    const [one, two] = host.world.views().layers.images
    expect(layers).toHaveLength(2)
    expect(two!.layers[0]).toBe(one!.layers[0])
  })

  it('moves a tag and leaves the old image with its digest', async () => {
    await host.ok('docker pull -q busybox:1.36')
    await host.ok('docker tag busybox:1.36 busybox:latest')
    expect(await host.ok('docker pull busybox')).toContain('Downloaded newer image for busybox:latest')
    const images = await host.api('GET /images/json')
    expect(images.map((image) => image.RepoTags)).toEqual([['busybox:1.36'], ['busybox:latest']])
  })

  it.each([
    [
      'nosuch',
      "pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
    ['busybox:nosuch', 'manifest for busybox:nosuch not found: manifest unknown: manifest unknown'],
    ['scratch', "'scratch' is a reserved name"],
    [
      'localhost:5999/busybox',
      'Get "http://localhost:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
    ],
  ])('of %s fails and leaves nothing', async (name, message) => {
    const { stderr, exit } = await host.run(['docker', 'pull', name])
    expect([stderr, exit]).toEqual([`Error response from daemon: ${message}\n`, 1])
    expect(await stored()).toEqual({ images: [], layers: [] })
  })

  it('by digest gives no tag', async () => {
    const first = await host.ok('docker pull busybox')
    const digest = /sha256:[0-9a-f]{64}/.exec(first)![0]
    await host.ok('docker rmi busybox')
    await host.ok(`docker pull busybox@${digest}`)
    const [image] = await host.api('GET /images/json')
    expect([image!.RepoTags, image!.RepoDigests]).toEqual([[], [`busybox@${digest}`]])
  })
})

describe('list', () => {
  const names = async (filters: Filters): Promise<string[]> =>
    (await host.api('GET /images/json', { query: { filters } })).flatMap((image) => image.RepoTags)

  it('filters', async () => {
    await host.ok(
      'docker pull -q busybox:1.35; docker pull -q busybox:1.36; docker pull -q nginx; docker tag nginx x/web:1',
    )
    expect(await names({ reference: ['busybox'] })).toEqual(['busybox:1.36', 'busybox:1.35'])
    expect(await names({ reference: ['busybox:1.3?'] })).toEqual(['busybox:1.36', 'busybox:1.35'])
    expect(await names({ reference: ['*'] })).not.toContain('x/web:1')
    expect(await names({ reference: ['*/*'] })).toEqual(['x/web:1'])
    expect(await names({ reference: ['*:1.36', 'nginx'] })).toEqual(['busybox:1.36', 'nginx:latest'])
    expect(await names({ since: ['nginx'] })).toEqual(['busybox:1.36'])
    expect(await names({ before: ['nginx'] })).toEqual(['busybox:1.35'])
    expect(await names({ dangling: ['true'] })).toEqual([])
    expect(await names({ label: ['nosuch'] })).toEqual([])
    expect(await names({ until: ['1h'] })).toEqual([])
  })

  it('refuses what it does not know', async () => {
    await host.ok('docker pull -q busybox')
    for (const [filters, message] of [
      [{ nosuch: ['x'] }, "invalid filter 'nosuch'"],
      [{ dangling: ['maybe'] }, "invalid filter 'dangling=[maybe]'"],
      [{ since: ['nosuch'] }, 'No such image: nosuch:latest'],
      [{ reference: ['['] }, 'syntax error in pattern'],
    ] as const)
      await expect(names(filters)).rejects.toThrow(message)
  })
})

describe('inspect and history', () => {
  it('agree with the config and the layers', async () => {
    await host.ok('docker pull -q alice/app:v1')
    const image = await host.api('GET /images/{name}/json', { params: { name: 'alice/app:v1' } })
    const history = await host.api('GET /images/{name}/history', { params: { name: 'alice/app:v1' } })
    expect(image.RootFS.Layers).toHaveLength(2)
    expect(image.GraphDriver.Data!.LowerDir).toMatch(/^\/var\/lib\/docker\/overlay2\/[0-9a-f]{64}\/diff$/)
    expect(history.reduce((sum, row) => sum + row.Size, 0)).toBe(image.Size)
    expect(history[0]!.Id).toBe(image.Id)
    expect(new Set(history.slice(1).map((row) => row.Id))).toEqual(new Set(['<missing>']))
    expect(history.filter((row) => row.Size > 0)).toHaveLength(2)
  })

  it('find an image by name, ID and the start of it', async () => {
    await host.ok('docker pull -q busybox')
    const { Id } = await host.api('GET /images/{name}/json', { params: { name: 'busybox' } })
    for (const name of [
      'busybox:latest',
      'docker.io/library/busybox',
      Id,
      Id.slice(7),
      Id.slice(7, 12),
      Id.slice(0, 20),
    ])
      expect((await host.api('GET /images/{name}/json', { params: { name } })).Id, name).toBe(Id)
    await expect(host.api('GET /images/{name}/json', { params: { name: 'nosuch' } })).rejects.toThrow(
      new EngineError('not-found', 'No such image: nosuch:latest'),
    )
  })
})

describe('remove', () => {
  it('untags first, deletes with the last name', async () => {
    await host.ok('docker pull -q busybox; docker tag busybox box:a; docker tag busybox box:b')
    expect(await host.ok('docker rmi box:a')).toBe('Untagged: box:a\n')
    expect(masked(await host.ok('docker rmi busybox'))).toEqual([
      'Untagged: busybox:latest',
      'Untagged: busybox@DIGEST',
    ])
    expect(masked(await host.ok('docker rmi box:b'))).toEqual([
      'Untagged: box:b',
      'Deleted: DIGEST',
      'Deleted: DIGEST',
    ])
    expect(await stored()).toEqual({ images: [], layers: [] })
  })

  it('keeps layers that another image stands on', async () => {
    await host.ok('docker pull -q busybox; docker pull -q alice/app:v1')
    expect(
      masked(await host.ok('docker rmi busybox')).filter((line) => line.startsWith('Deleted')),
    ).toHaveLength(1)
    expect((await stored()).layers).toHaveLength(2)
    await host.ok('docker rmi alice/app:v1')
    expect((await stored()).layers).toEqual([])
  })

  it('names the container that is in the way', async () => {
    await host.ok('docker pull -q busybox; docker run -d --name run1 busybox sleep 1000')
    const id = (await host.ok('docker images -q --no-trunc')).trim()
    const container = (await host.ok('docker ps -q')).trim()
    const image = id.slice(7, 19)
    const fails = async (arguments_: string) => {
      const { stderr, exit } = await host.sh(`docker rmi ${arguments_}`)
      expect(exit).toBe(1)
      return stderr.replace('Error response from daemon: ', '').trimEnd()
    }
    expect(await fails('busybox')).toBe(
      `conflict: unable to remove repository reference "busybox" (must force) - container ${container} is using its referenced image ${image}`,
    )
    expect(await fails(`-f ${id}`)).toBe(
      `conflict: unable to delete ${image} (cannot be forced) - image is being used by running container ${container}`,
    )
    expect(masked(await host.ok('docker rmi -f busybox'))).toEqual([
      'Untagged: busybox:latest',
      'Untagged: busybox@DIGEST',
    ])
    await host.ok('docker stop -t 0 run1')
    expect(await fails(id)).toBe(
      `conflict: unable to delete ${image} (must be forced) - image is being used by stopped container ${container}`,
    )
    expect(masked(await host.ok(`docker rmi -f ${id}`))).toEqual(['Deleted: DIGEST'])
    expect(await host.ok('docker start run1; docker exec run1 echo alive')).toBe('run1\nalive\n')
    await host.ok('docker rm -f run1')
    expect(await stored()).toEqual({ images: [], layers: [] })
  })
})

describe('save and load', () => {
  it('give the same images back', async () => {
    await host.ok(
      'docker pull -q busybox:1.35; docker pull -q alice/app:v1; docker save -o all.tar busybox alice/app:v1',
    )
    const before = await stored()
    const bytes = host.world.admin.readFile('/root/all.tar')
    await host.ok('docker rmi $(docker images -q | sort -u) -f')
    expect(await stored()).toEqual({ images: [], layers: [] })
    expect(await host.ok('docker load -i all.tar')).toBe(
      'Loaded image: busybox:1.35\nLoaded image: alice/app:v1\n',
    )
    const after = await stored()
    expect(after.images.map(({ Id, RepoTags, Size }) => [Id, RepoTags, Size])).toEqual(
      before.images.map(({ Id, RepoTags, Size }) => [Id, RepoTags, Size]),
    )
    expect([...after.layers].sort()).toEqual([...before.layers].sort())
    await host.ok('docker save -o again.tar busybox alice/app:v1')
    // The header of blobs/sha256/ tells when the archive was made.
    const but = (body: Body): Buffer => Buffer.concat([body.read(0, 512), body.read(1024, body.size)])
    expect(but(host.world.admin.readFile('/root/again.tar')).equals(but(bytes))).toBe(true)
  })

  it('name the blobs by their digests', async () => {
    await host.ok('docker pull -q busybox; docker save -o b.tar busybox')
    const entries = [...readTar(host.world.admin.readFile('/root/b.tar'))]
    const { sha256Hex } = await import('../../src/engine/base/digest.ts')
    for (const { name, body } of entries)
      if (body && name.startsWith('blobs/')) expect(sha256Hex(bytesOf(body))).toBe(name.slice(13))
    const manifest = entries.find(({ name }) => name === 'manifest.json')!
    const [item] = JSON.parse(decode(bytesOf(manifest.body!)))
    const [image] = await host.api('GET /images/json')
    expect(item.Config).toBe(`blobs/sha256/${image!.Id.slice(7)}`)
    expect(item.RepoTags).toEqual(['busybox:latest'])
  })

  const archive = async (change: (files: Map<string, Uint8Array>) => void): Promise<Uint8Array> => {
    const files = new Map<string, Uint8Array>()
    for (const { name, body } of readTar(host.world.admin.readFile('/root/b.tar')))
      if (body) files.set(name, bytesOf(body).slice())
    change(files)
    const root = { mode: 0o644, mtime: 0n, uid: 0, gid: 0 }
    return bytesOf(
      writeTar(
        [...files].map(([name, bytes]) => ({
          name,
          typeflag: '0' as const,
          body: bytesBody(bytes),
          ...root,
        })),
      ),
    )
  }
  const manifestOf = (files: Map<string, Uint8Array>) => JSON.parse(decode(files.get('manifest.json')!))
  const BROKEN: readonly [string, (files: Map<string, Uint8Array>) => void][] = [
    ['without a manifest', (files) => files.delete('manifest.json')],
    ['with a manifest that is no JSON', (files) => files.set('manifest.json', encode('{'))],
    ['with a manifest that is no list', (files) => files.set('manifest.json', encode('{}'))],
    ['with an empty item', (files) => files.set('manifest.json', encode('[{}]'))],
    ['without a layer', (files) => files.delete(manifestOf(files)[0].Layers[0])],
    [
      'with fewer layers than the config says',
      (files) =>
        files.set('manifest.json', encode(JSON.stringify([{ ...manifestOf(files)[0], Layers: [] }]))),
    ],
    [
      'with a changed layer',
      (files) => {
        const layer = files.get(manifestOf(files)[0].Layers[0])!
        layer[600] = layer[600]! ^ 1
      },
    ],
    [
      'with a bad name',
      (files) =>
        files.set(
          'manifest.json',
          encode(JSON.stringify([{ ...manifestOf(files)[0], RepoTags: ['good:1', 'Bad Name'] }])),
        ),
    ],
  ]
  it.each(BROKEN)('an archive %s changes nothing', async (_, change) => {
    await host.ok('docker pull -q busybox; docker save -o b.tar busybox; docker rmi busybox')
    host.world.admin.writeFile('/root/broken.tar', await archive(change))
    const { stderr, exit } = await host.sh('docker load -i broken.tar')
    expect(exit).toBe(1)
    expect(stderr).not.toContain('internal error')
    expect(await stored()).toEqual({ images: [], layers: [] })
  })

  it('junk is no archive', async () => {
    host.world.admin.writeFile('/root/junk', textBody('junk\n'))
    expect(await host.sh('docker load -i junk')).toMatchObject({ stderr: 'unexpected EOF\n', exit: 1 })
    expect((await host.sh('docker load < /dev/null')).stderr).toMatch(
      /^open \/var\/lib\/docker\/tmp\/docker-import-\d+\/repositories: no such file or directory\n$/,
    )
  })

  it('takes a name from another image', async () => {
    await host.ok('docker pull -q busybox; docker pull -q hello-world; docker save -o b.tar busybox')
    const id = (await host.ok('docker images -q --no-trunc hello-world')).trim()
    expect(await host.ok('docker tag hello-world busybox:latest; docker load -i b.tar')).toBe(
      `The image busybox:latest already exists, renaming the old one with ID ${id} to empty string\nLoaded image: busybox:latest\n`,
    )
  })
})
