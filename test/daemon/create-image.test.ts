import { beforeEach, expect, it } from 'vitest'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
const ok = (script: string): Promise<string> => host.ok(script)
const configOf = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(await ok(`docker inspect -f '{{json .Config}}' ${name}`))

beforeEach(async () => {
  host = openSmallHost()
  await ok('docker pull -q busybox')
  await ok(
    `docker run --name cc -e A=1 -l x=y -w /tmp -v /vol --entrypoint sh busybox -c 'echo d > /data; rm /etc/group; mkdir -p /n/m'`,
  )
})

it('makes a layer of what the container changed, mount points included', async () => {
  await ok('docker commit cc im:1; docker save im:1 -o s.tar; tar xf s.tar')
  const layers = await ok('grep -o "blobs/sha256/[0-9a-f]*" manifest.json')
  const top = layers.trim().split('\n').at(-1)
  expect(await ok(`tar tf ${top}`)).toBe('data\netc/\netc/.wh.group\nn/\nn/m/\nvol/\n')
  expect(await ok('docker run --rm --entrypoint cat im:1 /data')).toBe('d\n')
})

it('says of its containers what this one was started with', async () => {
  await ok('docker commit -a ann -m why cc im:1')
  expect(await configOf('im:1')).toEqual({
    Env: ['A=1', expect.stringMatching(/^PATH=/)],
    Entrypoint: ['sh'],
    Cmd: ['-c', 'echo d > /data; rm /etc/group; mkdir -p /n/m'],
    Volumes: { '/vol': {} },
    WorkingDir: '/tmp',
    Labels: { x: 'y' },
  })
  expect(await ok(`docker inspect -f '{{.Author}} {{.Comment}}' im:1`)).toBe('ann why\n')
  expect(await ok(`docker history --format '{{.CreatedBy}}' im:1 | head -1`)).toMatch(/^-c echo d/)
})

it('lays instructions over it; a new entry point stands without the old arguments', async () => {
  await ok(`docker commit -c 'ENV A=2 B=3' -c 'LABEL x=z' -c 'VOLUME /v2' cc im:1`)
  expect(await configOf('im:1')).toMatchObject({
    Env: ['A=2', expect.stringMatching(/^PATH=/), 'B=3'],
    Labels: { x: 'z' },
    Volumes: { '/vol': {}, '/v2': {} },
  })
  await ok(
    `docker commit -c 'ENTRYPOINT ["a"]' cc im:2; docker commit -c 'CMD ["b"]' -c 'ENTRYPOINT ["a"]' cc im:3`,
  )
  expect(await configOf('im:2')).toMatchObject({ Entrypoint: ['a'] })
  expect(await configOf('im:2')).not.toHaveProperty('Cmd')
  expect(await configOf('im:3')).toMatchObject({ Entrypoint: ['a'], Cmd: ['b'] })
})

it('takes a config with the request in place of the container’s, and fills its gaps from that', async () => {
  const { Id } = await host.api('POST /commit', {
    query: { container: 'cc', repo: 'im', tag: '1' },
    body: { Cmd: ['x'], Env: ['A=9'], User: 'u', Labels: { l: '1' } },
  })
  expect(await ok('docker images -q --no-trunc im:1')).toBe(`${Id}\n`)
  expect(await configOf('im:1')).toMatchObject({
    User: 'u',
    Env: ['A=9', expect.stringMatching(/^PATH=/)],
    Cmd: ['x'],
    Entrypoint: ['sh'],
    WorkingDir: '/tmp',
    Labels: { l: '1', x: 'y' },
  })
})

it('tells of it, and of the pause of a container that runs', async () => {
  await ok(
    'docker run -d --name rr busybox sleep 100; docker commit rr im:1; docker commit -p=false rr; docker exec rr true; sleep 2',
  )
  const events = await ok(
    `docker events --since 1m --until 0s --filter event=commit --filter event=pause --filter event=unpause --format '{{.Action}} {{.Actor.Attributes.imageRef}}'`,
  )
  expect(events).toBe('pause <no value>\ncommit im:1\nunpause <no value>\ncommit \n')
})

it.each([
  [`commit -c 'RUN x' cc`, 'Error response from daemon: RUN is not a valid change command\n'],
  [`commit -c '' cc`, 'Error response from daemon: file with no instructions\n'],
  ['commit none', 'Error response from daemon: No such container: none\n'],
  [`commit '' x`, 'invalid container name or ID: value is empty\n'],
  [`commit cc a@sha256:${'0'.repeat(64)}`, 'refusing to create a tag with a digest reference\n'],
  [
    'commit cc sha256:abc',
    'Error response from daemon: refusing to create an ambiguous tag using digest algorithm as name\n',
  ],
])('refuses docker %s', async (command, stderr) => {
  expect(await host.sh(`docker ${command}`)).toEqual({ stdout: '', stderr, exit: 1 })
})

it('leaves the directories of an image as they are in its containers', async () => {
  await ok(
    'docker run --name m1 busybox sh -c "chmod 700 /etc; mkdir /proc2; chown 5:6 /etc"; docker export m1 | docker import - flat',
  )
  const modes = `stat -c '%a %u:%g %n' /etc /tmp`
  expect(await ok(`docker run --rm flat ${modes.replace('stat', '/bin/stat')}`)).toBe(
    '700 5:6 /etc\n1777 0:0 /tmp\n',
  )
})

it('needs the image that the container stands on', async () => {
  await ok('docker rmi -f $(docker images -q)')
  const { stderr } = await host.sh('docker commit cc')
  expect(stderr).toMatch(
    /^Error response from daemon: failed to get digest sha256:(\w{64}): open \/var\/lib\/docker\/image\/overlay2\/imagedb\/content\/sha256\/\1: no such file or directory\n$/,
  )
})
