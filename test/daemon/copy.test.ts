import { beforeEach, describe, expect, it } from 'vitest'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
const ok = (script: string): Promise<string> => host.ok(script)
const fails = async (script: string): Promise<string> => {
  const { stdout, stderr, exit } = await host.sh(script)
  expect({ stdout, exit }).toEqual({ stdout: '', exit: 1 })
  return stderr
}

beforeEach(async () => {
  host = openSmallHost()
  await ok(
    'docker pull -q busybox; mkdir -p dir/sub; echo x > dir/sub/x; echo hi > f; ln -s f lf; ln -s dir ld',
  )
  await ok('docker create --name cc -v vol:/vol -v ro:/ro:ro --tmpfs /tm busybox sh')
})

describe('docker cp out of a container', () => {
  it.each([
    ['cc:/', '/', '/.dockerenv'],
    ['cc:/etc', 'etc/', 'etc/group'],
    ['cc:/etc/', 'etc/', 'etc/group'],
    ['cc:/etc/.', './', './group'],
  ])('names what is in the archive of %s', async (path, first, second) => {
    expect(await ok(`docker cp ${path} - | tar t 2>/dev/null | head -2`)).toBe(`${first}\n${second}\n`)
  })

  it('copies a symlink as it is, or what it leads to', async () => {
    await ok('docker cp cc:/etc/mtab m; docker cp lf cc:/lnk; docker cp f cc:/f')
    expect(await ok('readlink m')).toBe('/proc/mounts\n')
    expect(await ok('docker cp -L cc:/lnk got; cat got; test ! -L got && echo file')).toBe('hi\nfile\n')
    expect(await ok('docker cp -L cc:/lnk - | tar t')).toBe('f\n')
  })

  it('puts a file beside, into or in the place of what is there', async () => {
    await ok('docker cp cc:/etc/group dir; docker cp cc:/etc/group ld/two; docker cp cc:/etc/group lf')
    expect(await ok('ls dir; readlink lf; head -1 f')).toBe('group\nsub\ntwo\nf\nroot:x:0:\n')
  })

  it('says what it cannot do, as the real client does', async () => {
    expect(await fails('docker cp cc:/etc/group new/')).toBe('no such directory\n')
    expect(await fails('docker cp cc:/etc f')).toBe('cannot copy directory\n')
    expect(await fails('docker cp cc:/etc f/x')).toBe('stat /root/f/x: not a directory\n')
    expect(await fails('docker cp cc:/etc /no/x')).toBe(
      'invalid output path: directory "/no" does not exist\n',
    )
    expect(await fails('docker cp cc:/etc /dev/null')).toBe(
      'invalid output path: "/dev/null" must be a directory or a regular file: got a device\n',
    )
    expect(await fails('docker cp cc:/etc/group/ -')).toBe(
      'Error response from daemon: lstat /etc/group/: not a directory\n',
    )
    expect(await fails('docker cp cc: x')).toBe(
      'Error response from daemon: bad parameter: pathcannot be empty\n',
    )
  })
})

describe('docker cp into a container', () => {
  it('names a directory by where it goes', async () => {
    await ok('docker cp dir cc:/a; docker cp dir/. cc:/b; docker cp dir cc:/tmp; docker cp -L ld cc:/tmp')
    expect(await ok('docker cp cc:/a - | tar t')).toBe('a/\na/sub/\na/sub/x\n')
    expect(await ok('docker cp cc:/b - | tar t')).toBe('b/\nb/sub/\nb/sub/x\n')
    expect(await ok('docker cp cc:/tmp - | tar t | grep x$')).toBe('tmp/dir/sub/x\ntmp/ld/sub/x\n')
  })

  it('keeps owner, mode and time', async () => {
    await ok('chown 12:34 f; chmod 4750 f; touch -d @1000000000 f; docker cp f cc:/own')
    expect(await ok('docker cp cc:/own - | tar tv --numeric-owner')).toBe(
      '-rwsr-x--- 12/34             3 2001-09-09 01:46 own\n',
    )
  })

  it('follows a symlink at the end of the destination, even a broken one', async () => {
    await ok('ln -s /nowhere broken; docker cp broken cc:/l; docker cp f cc:/l')
    expect(await ok('docker cp cc:/nowhere - | tar xO; docker diff cc')).toBe(
      'hi\nA /l\nA /nowhere\nA /ro\nA /vol\n',
    )
  })

  it('never puts a file in the place of a directory, nor the other way round', async () => {
    await ok('mkdir -p o/f; docker cp o cc:/; docker cp f cc:/tmp')
    expect(await fails('docker cp f cc:/o')).toBe(
      'Error response from daemon: cannot overwrite directory "f" with non-directory "/o"\n',
    )
    expect(await fails('docker cp o/. cc:/tmp')).toBe(
      'Error response from daemon: cannot overwrite non-directory "f" with directory "/tmp"\n',
    )
    expect(await fails('docker cp dir cc:/tmp/f')).toBe('cannot copy directory\n')
  })

  it('writes to volumes, but not to what is read-only', async () => {
    await ok(
      'docker cp f cc:/vol/v; docker create --read-only --name rr -v vol:/vol busybox; docker cp f rr:/vol/w',
    )
    expect(await ok('ls /var/lib/docker/volumes/vol/_data')).toBe('v\nw\n')
    expect(await fails('docker cp f cc:/ro/x')).toBe(
      'Error response from daemon: mounted volume is marked read-only\n',
    )
    expect(await fails('docker cp f rr:/x')).toBe(
      'Error response from daemon: container rootfs is marked read-only\n',
    )
  })

  it('lets an archive lead nowhere outside of its directory', async () => {
    await ok(
      'mkdir -p e/rel e/abs d; touch e/rel/1 e/abs/2; ln -s ../tmp d/rel; ln -s /tmp d/abs; docker cp d cc:/',
    )
    expect(await fails('tar c -C e rel/1 | docker cp - cc:/d')).toBe(
      'Error response from daemon: statat rel: path escapes from parent\n',
    )
    await ok('tar c -C e abs/2 | docker cp - cc:/d')
    expect(await ok('docker cp cc:/d - | tar t')).toBe('d/\nd/abs\nd/rel\nd/tmp/\nd/tmp/2\n')
  })

  it('unpacks what comes on standard input, compressed or not', async () => {
    await ok('tar cz dir | docker cp - cc:/tmp; docker cp - cc:/tmp < /dev/null')
    expect(await ok('docker cp cc:/tmp/dir - | tar t')).toBe('dir/\ndir/sub/\ndir/sub/x\n')
    expect(await fails('docker cp - cc:/tmp < f')).toBe('Error response from daemon: unexpected EOF\n')
    expect(await fails('docker cp - cc:/etc/group < f')).toBe(
      'destination "cc:/etc/group" must be a directory\n',
    )
  })

  it('is in the way of nothing that is mounted, but of the mount point', async () => {
    await ok('docker create --name ff -v $PWD/f:/etc/one busybox')
    expect(await ok('docker cp ff:/etc/one - | tar xO')).toBe('hi\n')
    expect(await fails('docker cp lf ff:/etc/one')).toBe(
      'Error response from daemon: RemoveAll one: device or resource busy\n',
    )
  })

  it('copies up what the daemon binds its own files over, as long as it was started', async () => {
    const etc = async (name: string): Promise<string> =>
      ok(`ls $(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' ${name})/etc 2>/dev/null || true`)
    await ok('docker run --name ss busybox true; docker create --name nn busybox')
    await ok('docker cp ss:/bin/sh x; docker cp nn:/bin/sh x')
    expect(await etc('ss')).toBe('hostname\nhosts\nresolv.conf\n')
    expect(await etc('nn')).toBe('')
    expect(await ok('docker diff ss')).toBe('')
  })

  it('reads what a running container has', async () => {
    await ok('docker run -d --name rr busybox sleep 1000; docker exec rr sh -c "echo now > /live"')
    expect(await ok('docker cp rr:/live - | tar xO; docker cp f rr:/in; docker exec rr cat /in')).toBe(
      'now\nhi\n',
    )
    expect(await ok('docker cp rr:/etc/hostname - | tar xO | wc -c')).toBe('13\n')
  })
})

it('tells how much it copied, even where that failed', async () => {
  const told = async (command: string): Promise<string> =>
    (await host.sh(`docker cp --quiet=false ${command}`)).stderr
  expect(await told('f cc:/x')).toBe('Successfully copied 2.05kB to cc:/x\n')
  expect(await told('cc:/x y')).toBe('Successfully copied 2.05kB to /root/y\n')
  expect(await told('f cc:/no/x')).toBe(
    'Successfully copied 2.05kB to cc:/no/x\nError response from daemon: Could not find the file /no in container cc\n',
  )
  expect(await told('cc:/etc f')).toBe('Successfully copied 0B to /root/f\ncannot copy directory\n')
  expect(await host.sh('docker cp -q f cc:/x')).toEqual({ stdout: '', stderr: '', exit: 0 })
})

it('exports the root without what is mounted on it, hard links as links', async () => {
  await ok('docker cp f cc:/vol/v; docker run --name hh busybox sh -c "echo a > /a; ln /a /b; mkfifo /p"')
  expect(await ok('docker export cc | tar t | grep ^vol')).toBe('vol/\n')
  expect(await ok('docker export hh | tar tv | grep -E " (a|b|p)( |$)" | cut -c1-10,48-')).toBe(
    '-rw-r--r-- a\nhrw-r--r-- b link to a\nprw-r--r-- p\n',
  )
  expect(
    await ok('docker export -o h.tar hh; docker import h.tar y >/dev/null; docker run --rm y cat /b'),
  ).toBe('a\n')
})
