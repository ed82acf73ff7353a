import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, chunksOf } from '../../src/engine/base/body.ts'
import { decode } from '../../src/engine/base/text.ts'
import { readLayerTar, readTar } from '../../src/engine/vfs/tar/read.ts'
import { type Host, openHost } from '../daemon/support/host.ts'

const has = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined
const SKOPEO = has('skopeo')
const UMOCI = SKOPEO && has('umoci') && process.getuid?.() === 0
const LINUX = process.platform === 'linux' && process.arch === 'x64'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strata-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A file of the simulated host, written to the real disk. */
function copyOut(host: Host, path: string): string {
  const target = join(directory, path.slice(path.lastIndexOf('/') + 1))
  writeFileSync(target, '')
  for (const chunk of chunksOf(host.world.admin.readFile(path))) writeFileSync(target, chunk, { flag: 'a' })
  return target
}

describe('hello-world, pulled, run, saved', () => {
  let host: Host
  let printed = ''
  let saved = ''
  beforeAll(async () => {
    host = openHost()
    await host.ok('docker pull -q hello-world')
    printed = await host.ok('docker run hello-world')
    await host.ok('docker save -o hello.tar hello-world')
    saved = copyOut(host, '/root/hello.tar')
  })

  it('has the config that its ID is the digest of', async () => {
    const id = (await host.ok('docker images --no-trunc -q')).trim()
    const entries = new Map(
      [...readTar(host.world.admin.readFile('/root/hello.tar'))].map((e) => [e.name, e.body]),
    )
    const [{ Config, Layers }] = JSON.parse(decode(bytesOf(entries.get('manifest.json')!)))
    const sha256 = (name: string): string =>
      createHash('sha256')
        .update(bytesOf(entries.get(name)!))
        .digest('hex')
    expect(`sha256:${sha256(Config)}`).toBe(id)
    const config = JSON.parse(decode(bytesOf(entries.get(Config)!)))
    expect(config.rootfs.diff_ids).toEqual((Layers as string[]).map((name) => `sha256:${sha256(name)}`))
  })

  it.skipIf(!LINUX)('holds a program that a real Linux runs, to the same effect', () => {
    const entries = new Map(
      [...readTar(host.world.admin.readFile('/root/hello.tar'))].map((e) => [e.name, e.body]),
    )
    const [{ Layers }] = JSON.parse(decode(bytesOf(entries.get('manifest.json')!)))
    const program = [...readLayerTar(entries.get(Layers[0])!)].find(
      (e) => e.kind === 'file' && e.path === 'hello',
    )
    if (program?.kind !== 'file') throw new Error('no /hello in the layer')
    const path = join(directory, 'hello')
    writeFileSync(path, bytesOf(program.body))
    chmodSync(path, 0o755)
    expect(execFileSync(path, { encoding: 'utf8' })).toBe(printed)
  })

  it.skipIf(!SKOPEO)('is an archive that skopeo reads (needs skopeo)', async () => {
    const inspected = JSON.parse(
      execFileSync('skopeo', ['inspect', `docker-archive:${saved}`], { encoding: 'utf8' }),
    )
    const image = await host.api('GET /images/{name}/json', { params: { name: 'hello-world' } })
    expect(inspected.Layers).toEqual(image.RootFS.Layers)
    expect(inspected.Architecture).toBe('amd64')
  })
})

/** What the daemon lays over an image. */
const LAID_OVER = /^\.\/(\.dockerenv$|(dev|proc|sys)(\/|$)|etc\/(hosts|hostname|resolv\.conf|mtab)$)/

/** Directories that hold such entries, and so have another time. */
const HOLDERS = new Set(['.', './etc'])

/** Type, mode, owner, links, size, time and target of every entry; then the hash of every file. */
const LIST_ENTRIES = "find . -xdev -printf '%p %y %m %U:%G %n %s %T@ %l\\n'"
const LIST_HASHES = 'find . -xdev -type f -exec sha256sum {} +'

/** Lines by path, without what is not the image's. Sizes and links of directories are the file system's affair. */
function parseListing(entries: string, hashes: string): Map<string, string> {
  const listing = new Map<string, string>()
  for (const line of entries.split('\n').slice(0, -1)) {
    const [path = '', type = '', mode, owner, links, size, time = '', ...target] = line.split(' ')
    const own = type === 'd' ? [] : [links, size]
    const changed = HOLDERS.has(path) ? '' : time.replace(/\..*/, '')
    if (!LAID_OVER.test(path)) listing.set(path, [type, mode, owner, ...own, changed, ...target].join(' '))
  }
  for (const line of hashes.split('\n').slice(0, -1)) {
    const [hash, path = ''] = line.split(/ +/)
    if (!LAID_OVER.test(path)) listing.set(path, `${listing.get(path)} ${hash}`)
  }
  return listing
}

describe('redis, saved, copied to an OCI layout and unpacked', () => {
  it.skipIf(!UMOCI)(
    'is the tree that a container sees (needs skopeo, umoci and root)',
    { timeout: 60_000 },
    async () => {
      const host = openHost()
      await host.ok(
        'docker pull -q redis && docker run -d --name db redis sleep 1000 && docker save -o redis.tar redis',
      )
      const archive = copyOut(host, '/root/redis.tar')
      const layout = join(directory, 'layout')
      execFileSync('skopeo', [
        '--insecure-policy',
        'copy',
        '-q',
        `docker-archive:${archive}`,
        `oci:${layout}:redis`,
      ])
      const bundle = join(directory, 'bundle')
      execFileSync('umoci', ['unpack', '--image', `${layout}:redis`, bundle], { stdio: 'ignore' })
      const cwd = join(bundle, 'rootfs')
      const real = (command: string): string =>
        execFileSync('sh', ['-c', command], { cwd, encoding: 'utf8', maxBuffer: 1e8 })
      const inside = async (command: string): Promise<string> => {
        const { stdout, stderr, exit } = await host.run([
          'docker',
          'exec',
          '-w',
          '/',
          '-u',
          'root',
          'db',
          'sh',
          '-c',
          command,
        ])
        expect([stderr, exit]).toEqual(['', 0])
        return stdout
      }
      const expected = parseListing(real(LIST_ENTRIES), real(LIST_HASHES))
      const seen = parseListing(await inside(LIST_ENTRIES), await inside(LIST_HASHES))
      expect(expected.has('./usr/local/bin/redis-server')).toBe(true)
      expect([...seen.keys()].sort()).toEqual([...expected.keys()].sort())
      const differing = [...expected].filter(([path, what]) => seen.get(path) !== what)
      expect(differing.map(([path, what]) => [path, what, seen.get(path)])).toEqual([])
    },
  )
})
