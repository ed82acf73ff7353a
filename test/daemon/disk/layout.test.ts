import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { labOf } from '../../oracle/profile/world.ts'
import { Host, openSmallHost } from '../support/host.ts'

const SCRIPT = `docker pull -q busybox >/dev/null
docker tag busybox mine:1
docker run -d --name web busybox sleep 1000 >/dev/null
docker create --name made busybox echo hi >/dev/null
docker run --name done busybox sh -c 'echo one; rm /etc/passwd; echo x > /root/f; rm -rf /var; mkdir /var' >/dev/null`

/**
 * Every path with mode, owner, size, links and target; IDs as `ID`, short links as `LINK`, sizes that depend on times and
 * the stand-in's files as `-`. Contents of layers are left out.
 */
const LIST = `cd /var/lib/docker
find . -path './overlay2/*/merged/*' -prune -o -path './overlay2/*/diff/*' -prune -o -printf '%M %u:%g %s %n %p %l\\n' |
sed -E 's/[0-9a-f]{64}/ID/g; s/[A-Z2-7]{26}/LINK/g; s/#[0-9a-f]+/#N/; s/^(.* root:root) [0-9]+ (.*(config.v2.json|hostconfig.json|tar-split.json.gz|-json.log|resolv.conf|hosts|repositories.json|meta.db|cache.db|history.db|containerdmeta.db))/\\1 - \\2/; s/^(l.*root:root) [0-9]+/\\1 -/; s/ $//' |
grep -v io.containerd.runtime.v2.task | sort`

describe('/var/lib/docker', () => {
  it('is laid out as a real dockerd 28 left it after the same commands', async () => {
    const host = new Host(labOf().open({ buildxPlugin: false }))
    await host.ok(SCRIPT)
    const real = readFileSync(join(import.meta.dirname, 'real-layout.txt'), 'utf8')
    expect(await host.ok(LIST)).toBe(real)
  })

  it('has of an untouched daemon only what the daemon makes when it starts', async () => {
    const host = openSmallHost()
    expect(
      await host.ok(
        'cd /var/lib/docker; ls; ls image/overlay2/* overlay2; cat image/overlay2/repositories.json',
      ),
    ).toBe(`buildkit
containers
engine-id
image
network
overlay2
plugins
runtimes
swarm
tmp
volumes
image/overlay2/repositories.json

image/overlay2/distribution:

image/overlay2/imagedb:
content
metadata

image/overlay2/layerdb:

overlay2:
l
{"Repositories":{}}`)
  })

  it('holds the state of containerd only where the daemon started that itself', async () => {
    const list =
      'ls /var/lib/docker | grep containerd; ls /var/lib/containerd | wc -l; ps -eo args | grep ^containerd'
    const own = new Host(labOf().open({ buildxPlugin: false }))
    expect((await own.sh(list)).stdout).toBe(
      'containerd\n0\ncontainerd --config /var/run/docker/containerd/containerd.toml\n',
    )
    expect((await openSmallHost().sh(list)).stdout).toBe('8\n')
  })

  it('is a part of the disk for who asks: no mount is listed, the device is the disk', async () => {
    const host = openSmallHost()
    expect(await host.ok('grep -c docker /proc/mounts; df /var/lib/docker | tail -1 | cut -d" " -f1')).toBe(
      '0\n/dev/sda1\n',
    )
    expect(await host.ok('stat -c %d / /var/lib/docker | uniq | wc -l')).toBe('1\n')
    expect(await host.ok('cd /var/lib/docker/overlay2/l && pwd -P && cd ../../../.. && pwd -P')).toBe(
      '/var/lib/docker/overlay2/l\n/var\n',
    )
  })

  it('cannot be written to', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox')
    const { stderr } = await host.sh(`cd /var/lib/docker
rm engine-id; touch image/x; mkdir overlay2/x; mv swarm s; ln -s a tmp/b; chmod 777 tmp
for d in overlay2/*/diff; do touch $d/x; rm $d/etc/passwd; done; echo x > image/overlay2/repositories.json`)
    const lines = stderr.trimEnd().split('\n')
    expect(lines).toHaveLength(9)
    expect(lines.filter((line) => !line.includes('Read-only file system'))).toEqual([])
  })

  it('goes when images and containers go', async () => {
    const host = openSmallHost()
    await host.ok(SCRIPT)
    await host.ok('docker rm -f web made done; docker rmi -f busybox mine:1')
    expect(
      await host.ok(`cd /var/lib/docker; ls overlay2 overlay2/l containers image/overlay2/imagedb/*/sha256
ls image/overlay2/layerdb/sha256 image/overlay2/layerdb/mounts; ls image/overlay2/distribution/diffid-by-digest/sha256 | wc -l`),
    ).toMatch(
      /^containers:\n\nimage.*content.sha256:\n\nimage.*\n\noverlay2:\nl\n\noverlay2\/l:\nimage.*mounts:\n\nimage.*sha256:\n1\n$/,
    )
  })
})
