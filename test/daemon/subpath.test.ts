import { beforeEach, expect, it } from 'vitest'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})

it('a part of a volume is mounted, or refused', async () => {
  await host.ok(
    `docker run --rm -v v1:/d busybox sh -c 'mkdir -p /d/sub; echo hi > /d/sub/f; ln -s /etc /d/esc'`,
  )
  const run = (subpath: string) =>
    host.sh(`docker run --rm --mount type=volume,src=v1,dst=/m,volume-subpath=${subpath} busybox ls /m`)
  expect((await run('sub')).stdout).toBe('f\n')
  const missing = await run('nosuch')
  const data = '/var/lib/docker/volumes/v1/_data'
  expect(missing.stderr).toContain(
    `docker: Error response from daemon: cannot access path ${data}/nosuch: lstat ${data}/nosuch: no such file or directory\n`,
  )
  expect(missing.exit).toBe(127)
  expect((await run('../x')).stderr).toContain(
    'invalid mount config for type "volume": subpath must be a relative path within the volume\n',
  )
  expect((await run('esc')).stderr).toContain(
    `path concatenation escapes the base directory, base: ${data}, subpath: esc\n`,
  )
})

it('the streams of a container are pipes with numbers', async () => {
  expect(await host.ok('docker run --rm busybox readlink /proc/self/fd/1')).toMatch(/^pipe:\[\d+\]\n$/)
})

it('an archive is written under a temporary name first', async () => {
  await host.ok('mkdir /tmp/ro; mount -t tmpfs -o ro none /tmp/ro; docker create --name c1 busybox')
  expect((await host.sh('docker save -o /tmp/ro/x.tar busybox')).stderr).toMatch(
    /^failed to save image: open \/tmp\/ro\/.tmp-x.tar\d+: read-only file system\n$/,
  )
  expect((await host.sh('docker export -o /tmp/ro/x.tar c1')).stderr).toMatch(
    /^failed to export container: open \/tmp\/ro\/.tmp-x.tar\d+: read-only file system\n$/,
  )
  expect(await host.ok('cd /tmp; docker save -o x.tar busybox; ls -A /tmp | grep x.tar')).toBe('x.tar\n')
})

it('the log driver local takes no tag', async () => {
  const { stderr } = await host.sh('docker create --log-driver local --log-opt tag=x busybox')
  expect(stderr).toContain("unknown log opt 'tag' for log driver local\n")
})

it('there are no volumes of a cluster', async () => {
  expect(await host.ok('docker volume ls --cluster')).toBe(
    'VOLUME NAME   GROUP     DRIVER    AVAILABILITY   STATUS\n',
  )
})
