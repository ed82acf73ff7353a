import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesBody, chunksOf } from '../../src/engine/base/body.ts'
import { type Host, openHost } from '../daemon/support/host.ts'

const SKOPEO = spawnSync('skopeo', ['--version'], { stdio: 'ignore' }).error === undefined
/** `STRATA_ROUND_TRIP=1` takes large images too: 600 MB, a minute. */
const IMAGES = [
  'hello-world',
  'busybox',
  ...(process.env.STRATA_ROUND_TRIP ? ['debian', 'redis', 'nginx'] : []),
]

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strata-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const at = (name: string): string => join(directory, name)
const copy = (from: string, to: string, ...options: string[]): void => {
  execFileSync('skopeo', ['--insecure-policy', 'copy', '-q', ...options, from, to], { stdio: 'pipe' })
}
const UNCOMPRESSED = '--dest-oci-accept-uncompressed-layers'

/** Digests of the config and of the layers of an OCI layout's one image. */
function layoutOf(path: string): { config: string; diffIDs: string[] } {
  const blob = (digest: string) => JSON.parse(readFileSync(`${path}/blobs/sha256/${digest.slice(7)}`, 'utf8'))
  const index = JSON.parse(readFileSync(`${path}/index.json`, 'utf8'))
  const config = blob(index.manifests[0].digest).config.digest as string
  return { config, diffIDs: blob(config).rootfs.diff_ids }
}

function copyOut(host: Host, path: string, target: string): void {
  const file = openSync(target, 'w')
  for (const chunk of chunksOf(host.world.admin.readFile(path), 1 << 20)) writeSync(file, chunk)
  closeSync(file)
}

/** Loads a real file into a fresh host; what the image is then. */
async function loaded(path: string, name: string): Promise<{ id: string; diffIDs: string[] }> {
  const host = openHost()
  host.world.admin.writeFile('/root/in.tar', bytesBody(readFileSync(path)))
  expect(await host.ok('docker load -i in.tar')).toBe(`Loaded image: ${name}\n`)
  const image = await host.api('GET /images/{name}/json', { params: { name } })
  return { id: image.Id, diffIDs: image.RootFS.Layers }
}

describe.skipIf(!SKOPEO)('saved, copied by skopeo, loaded again (needs skopeo)', { timeout: 120_000 }, () => {
  const host = openHost()
  let saved = ''
  beforeAll(() => {
    saved = at('saved.tar')
  })
  describe.each(IMAGES)('%s', (name) => {
    let id = ''
    let diffIDs: string[] = []
    beforeAll(async () => {
      await host.ok(`docker pull -q ${name} && docker save -o saved.tar ${name}`)
      const image = await host.api('GET /images/{name}/json', { params: { name } })
      id = image.Id
      diffIDs = image.RootFS.Layers
      copyOut(host, '/root/saved.tar', saved)
    })

    it('as an OCI archive into a layout and back into a Docker archive, with its ID', async () => {
      const layout = at(`oci-${name}`)
      copy(`oci-archive:${saved}:latest`, `oci:${layout}:t`, UNCOMPRESSED)
      expect(layoutOf(layout)).toEqual({ config: id, diffIDs })
      copy(`oci:${layout}:t`, `docker-archive:${at('back.tar')}:${name}:back`)
      expect(await loaded(at('back.tar'), `${name}:back`)).toEqual({ id, diffIDs })
      rmSync(at('back.tar'))
    })
    it('as a Docker archive into a Docker archive, with its ID', async () => {
      copy(`docker-archive:${saved}`, `docker-archive:${at('docker.tar')}:${name}:copy`)
      expect(await loaded(at('docker.tar'), `${name}:copy`)).toEqual({ id, diffIDs })
      rmSync(at('docker.tar'))
    })
    it('as a Docker archive into a layout, with a config of its own and the same layers', async () => {
      // skopeo writes the config anew when it turns Docker's manifest into one of OCI: also what the real Docker saved.
      const layout = at(`converted-${name}`)
      copy(`docker-archive:${saved}`, `oci:${layout}:t`)
      const { config, ...rest } = layoutOf(layout)
      expect(rest).toEqual({ diffIDs })
      copy(`oci:${layout}:t`, `docker-archive:${at('converted.tar')}:${name}:oci`)
      expect(await loaded(at('converted.tar'), `${name}:oci`)).toEqual({ id: config, diffIDs })
      rmSync(at('converted.tar'))
    })
  })

  it('refuses an OCI archive without manifest.json, as Docker 28 does', async () => {
    copy(`docker-archive:${saved}`, `oci-archive:${at('oci.tar')}:x`)
    host.world.admin.writeFile('/root/oci.tar', bytesBody(readFileSync(at('oci.tar'))))
    const { stderr, exit } = await host.sh('docker load -i oci.tar')
    expect(stderr).toMatch(
      /^open \/var\/lib\/docker\/tmp\/docker-import-\d+\/blobs\/json: no such file or directory\n$/,
    )
    expect(exit).toBe(1)
  })
})
