import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { applyChanges } from '../../src/engine/daemon/changes/apply.ts'
import { openHost } from './support/host.ts'

/** What the real dockerd makes of one `docker import -c`: the config's fields that are not empty, or its error. */
const changes = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/import-changes.json'), 'utf8'),
) as Record<string, string | object>

describe('docker import -c', () => {
  it.each(Object.entries(changes))('%s', (change, answer) => {
    const apply = () => applyChanges({}, [change])
    if (typeof answer === 'string')
      expect(apply).toThrow(expect.objectContaining({ code: 'invalid', message: answer }))
    else {
      const { Entrypoint, ...config } = apply()
      expect({ ...config, ...(Entrypoint && { Entrypoint }) }).toEqual(answer)
    }
  })
  it('sees what earlier ones did', () => {
    const all = [
      'WORKDIR /a',
      'WORKDIR b',
      'ENV A=1',
      'ENV B=$A/x C=$A$A',
      'CMD a',
      'CMD b',
      'LABEL v=$A \\',
      '  w=x',
    ]
    expect(applyChanges({ User: 'u' }, all)).toEqual({
      User: 'u',
      WorkingDir: '/a/b',
      Env: ['A=1', 'B=1/x', 'C=11'],
      Cmd: ['/bin/sh', '-c', 'b'],
      Labels: { v: '1', w: 'x' },
    })
  })
})

describe('docker import', () => {
  const host = openHost()
  beforeAll(async () => {
    await host.ok('mkdir rf; echo hi > rf/f; ln -s f rf/l; tar -C rf -cf rf.tar .; gzip -k rf.tar')
  })
  const config = async (name: string): Promise<Record<string, unknown>> => {
    const id = (await host.ok(`docker inspect -f '{{.Id}}' ${name}`)).trim().slice(7)
    const folder = '/var/lib/docker/image/overlay2/imagedb/content/sha256'
    return JSON.parse(await host.ok(`cat ${folder}/${id}`)) as Record<string, unknown>
  }
  const failure = async (command: string): Promise<string> => {
    const { stderr, exit } = await host.sh(command)
    expect(exit).toBe(1)
    return stderr
  }

  it('makes an image of one layer, its ID the digest of what moby writes', async () => {
    expect(await host.ok('docker import rf.tar imp:1')).toMatch(/^sha256:[0-9a-f]{64}\n$/)
    const { created, history, ...rest } = await config('imp:1')
    expect(history).toEqual([{ created, comment: 'Imported from -' }])
    expect(Object.keys(rest)).toEqual([
      'architecture',
      'comment',
      'config',
      'container_config',
      'docker_version',
      'os',
      'rootfs',
    ])
    const [layer] = (rest.rootfs as { diff_ids: string[] }).diff_ids
    expect(`sha256:${(await host.ok('sha256sum rf.tar')).split(' ')[0]}`).toBe(layer)
    expect(await host.ok("docker inspect -f '{{.Size}}' imp:1")).toBe('4\n')
  })
  it('takes standard input, gzip, a message and a platform', async () => {
    await host.ok('docker import -m hello --platform linux/arm/v6 - imp:2 < rf.tar.gz')
    expect(await config('imp:2')).toMatchObject({
      architecture: 'arm',
      variant: 'v6',
      os: 'linux',
      comment: 'hello',
    })
    expect(await host.ok('docker history --format "{{.Comment}} {{.Size}}" imp:2')).toBe('hello 4B\n')
    expect(await host.ok('docker import - < /dev/null')).toMatch(/^sha256:/)
  })
  it('imports what docker save wrote as plain files', async () => {
    await host.ok('docker save imp:1 | docker import - notwhatyouthink')
    expect(await host.ok('ls $(docker inspect -f "{{.GraphDriver.Data.UpperDir}}" notwhatyouthink)')).toBe(
      'blobs\nindex.json\nmanifest.json\noci-layout\nrepositories\n',
    )
  })
  it('refuses, and keeps nothing', async () => {
    const before = await host.ok('docker images -aq --no-trunc')
    expect(await failure('docker import rf.tar Bad')).toBe(
      'invalid reference format: repository name (library/Bad) must be lowercase\n',
    )
    expect(await failure(`docker import rf.tar x@sha256:${'a'.repeat(64)}`)).toBe(
      'Error response from daemon: cannot import digest reference\n',
    )
    expect(await failure('docker import rf.tar sha256')).toBe(
      'Error response from daemon: refusing to create an ambiguous tag using digest algorithm as name\n',
    )
    expect(await failure('docker import --platform windows/amd64 rf.tar w')).toBe(
      'Error response from daemon: operating system is not supported\n',
    )
    expect(await failure('echo junk | docker import - bad:1')).toBe(
      'Error response from daemon: unexpected EOF\n',
    )
    expect(await failure('docker import /nosuch.tar')).toBe('open /nosuch.tar: no such file or directory\n')
    expect(await failure('docker import /root x')).toBe(
      'error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/images/create?fromSrc=-&repo=x": read /root: is a directory\n',
    )
    expect(await failure('docker import https://registry.invalid/x.tar a')).toContain(
      'Error response from daemon: Get "https://registry.invalid/x.tar": dial tcp: lookup registry.invalid',
    )
    expect(await host.ok('docker images -aq --no-trunc')).toBe(before)
  })
})
