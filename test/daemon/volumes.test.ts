import { expect, it } from 'vitest'
import { openSmallHost } from './support/host.ts'

const shellIn = () => {
  const host = openSmallHost()
  return async (script: string): Promise<string> => (await host.sh(script)).stdout
}

it('a volume keeps what containers write, on the disk of the host too', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox')
  await sh('docker run --rm -v data:/d busybox sh -c "echo kept > /d/f"')
  expect(await sh('cat /var/lib/docker/volumes/data/_data/f')).toBe('kept\n')
  await sh('echo more >> /var/lib/docker/volumes/data/_data/f')
  expect(await sh('docker run --rm -v data:/d:ro busybox cat /d/f')).toBe('kept\nmore\n')
  expect(await sh('docker run --rm -v data:/d:ro busybox touch /d/g 2>&1')).toBe(
    'touch: /d/g: Read-only file system\n',
  )
})

it('an empty volume takes what the image has at its place, a bind never', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox; mkdir empty')
  const image = await sh('docker run --rm busybox ls /etc | grep -v "^host\\|^resolv\\|mtab"')
  await sh('docker create --name cc -v etc:/etc busybox')
  expect(await sh('ls /var/lib/docker/volumes/etc/_data | grep -v "^host\\|^resolv\\|mtab"')).toBe(image)
  expect(await sh('docker run --rm -v $PWD/empty:/etc2 busybox ls /etc2')).toBe('')
})

it('a volume that nobody named goes with its container where that is asked', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox')
  await sh('docker run --rm -v /anon busybox touch /anon/f')
  expect(await sh('docker volume ls -q')).toBe('')
  await sh('docker run --name a1 -v /anon busybox true; docker rm a1')
  expect(await sh('docker volume ls -q | wc -l')).toBe('1\n')
  await sh('docker run --name b1 -v keep:/k -v /anon busybox true; docker rm -v b1')
  expect(await sh('docker volume ls -q | wc -l')).toBe('2\n')
})

it('shows each kind of mount as the real daemon does', async () => {
  const sh = shellIn()
  await sh('docker pull -q busybox')
  await sh(
    'docker create --name mm -v aa:/a -v bb:/b:ro -v /tmp:/d:ro,z -v v3:/e:nocopy --mount type=bind,src=/tmp,dst=/x,readonly --mount type=tmpfs,dst=/t,tmpfs-size=1m -v /tmp:/r:rshared busybox true',
  )
  const mounts = JSON.parse(await sh('docker inspect -f "{{json .Mounts}}" mm')) as unknown[]
  const volume = (Name: string) => ({
    Type: 'volume',
    Name,
    Source: `/var/lib/docker/volumes/${Name}/_data`,
    Driver: 'local',
    Propagation: '',
  })
  const bind = { Type: 'bind', Source: '/tmp', Propagation: 'rprivate' }
  expect(mounts).toEqual([
    { ...volume('aa'), Destination: '/a', Mode: 'z', RW: true },
    { ...volume('bb'), Destination: '/b', Mode: 'ro', RW: false },
    { ...bind, Destination: '/d', Mode: 'ro,z', RW: false },
    { ...volume('v3'), Destination: '/e', Mode: 'nocopy', RW: true },
    { ...bind, Destination: '/r', Mode: 'rshared', RW: true, Propagation: 'rshared' },
    { Type: 'tmpfs', Source: '', Destination: '/t', Mode: '', RW: true, Propagation: '' },
    { ...bind, Destination: '/x', Mode: '', RW: false },
  ])
})

it.each([
  ['-v aa:/x -v bb:/x', 'Duplicate mount point: /x'],
  [
    '-v aa:/',
    "invalid volume specification: 'aa:/': invalid mount config for type \"volume\": invalid specification: destination can't be '/'",
  ],
  ['-v aa:/x:ro,rw', 'invalid mode: ro,rw'],
  ['-v a:/x:ro:rw', "invalid volume specification: 'a:/x:ro:rw'"],
  ['--mount type=bind,dst=/x', 'invalid mount config for type "bind": field Source must not be empty'],
  ['--mount type=foo,dst=/x', 'invalid mount config for type "foo": mount type unknown'],
  ['--tmpfs /x:foo', 'invalid tmpfs option "foo"'],
  ['--tmpfs /', "invalid specification: destination can't be '/'"],
])('docker create %s is refused', async (flags, message) => {
  const sh = shellIn()
  await sh('docker pull -q busybox')
  expect(await sh(`docker create ${flags} busybox true 2>&1`)).toBe(
    `Error response from daemon: ${message}\n`,
  )
  expect(await sh('docker ps -aq')).toBe('')
})
