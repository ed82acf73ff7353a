import { describe, expect, it } from 'vitest'
import { openSmallHost } from './support/host.ts'

/** Puts blobs and manifests into a registry by hand: `put FILE`, `image CONFIG LAYER TAG`. */
const BY_HAND = `
put() { curl -s -X POST --data-binary @$1 "localhost:5000/v2/bad/blobs/uploads/?digest=sha256:$(sha256sum <$1 | cut -d' ' -f1)"; }
image() {
  put $1; put $2
  cat >m <<X
{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",
"config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":$(wc -c <$1),"digest":"sha256:$(sha256sum <$1 | cut -d' ' -f1)"},
"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":$(wc -c <$2),"digest":"sha256:$(sha256sum <$2 | cut -d' ' -f1)"}]}
X
  curl -s -X PUT -H 'Content-Type: application/vnd.docker.distribution.manifest.v2+json' --data-binary @m localhost:5000/v2/bad/manifests/$3
}
rootfs() { echo '{"architecture":"amd64","os":"'$1'","rootfs":{"type":"layers","diff_ids":["sha256:'$2'"]}}'; }
echo hi >f; tar cf tar f; gzip -c tar >gz; head -c 60 gz >cut; echo garbage >garbage; head -c 1024 /dev/zero | tr '\\0' x >noise
rootfs linux $(printf 0%.0s $(seq 64)) >other; rootfs windows $(sha256sum <tar | cut -d' ' -f1) >windows
rootfs linux $(sha256sum <tar | cut -d' ' -f1) >good; echo nope >text; printf {} >empty
`

/** Images that are not what they say, and what the real daemon said of each. */
describe('an image that is wrong leaves no trace', () => {
  it.each([
    ['other', 'garbage', 'failed to register layer: unexpected EOF'],
    ['other', 'cut', 'failed to register layer: unexpected EOF'],
    ['other', 'noise', 'failed to register layer: archive/tar: invalid tar header'],
    ['other', 'gz', "layers from manifest don't match image configuration"],
    ['other', 'tar', "layers from manifest don't match image configuration"],
    ['text', 'gz', "invalid character 'o' in literal null (expecting 'u')"],
    ['empty', 'gz', 'invalid rootfs in image configuration'],
    [
      'windows',
      'tar',
      'image operating system "windows" cannot be used on this platform: operating system is not supported',
    ],
  ])('%s over %s', async (config, layer, message) => {
    const host = openSmallHost()
    await host.ok(`${BY_HAND} image ${config} ${layer} 1`)
    const before = await host.ok('find /var/lib/docker/image/overlay2/{imagedb,layerdb} -type f')
    expect(await host.sh('docker pull localhost:5000/bad:1')).toMatchObject({
      stderr: `${message}\n`,
      exit: 1,
    })
    expect(await host.ok('docker images -aq')).toBe('')
    expect(await host.ok('find /var/lib/docker/image/overlay2/{imagedb,layerdb} -type f')).toBe(before)
  })

  it('and one that is right is taken, whether its layer is compressed or not', async () => {
    const host = openSmallHost()
    await host.ok(`${BY_HAND} image good gz 1; image good tar 2`)
    expect(await host.ok('docker pull localhost:5000/bad:1')).toContain('Pull complete')
    expect(await host.ok('docker pull localhost:5000/bad:2')).toContain('Downloaded newer image')
    expect(await host.ok('docker images -q localhost:5000/bad | sort -u | wc -l')).toBe('1\n')
  })
})
