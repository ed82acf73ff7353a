import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../src/engine/base/text.ts'
import { runToEnd } from '../../src/headless/drive.ts'
import { openHost } from '../daemon/support/host.ts'

const SCRIPT = `docker pull -q busybox
docker run -d --name c1 busybox sh -c 'while :; do date >> /log; sleep 1; done'
docker run --name c2 busybox sh -c 'echo $RANDOM; head -c 4 /dev/urandom | sha256sum; yes | head -c 100000 | wc -c'
sleep 5
docker exec c1 sh -c 'wc -l < /log' | tr -d ' '
docker save busybox | sha256sum
docker ps -a
docker rm -f c2
ps -e`

/** What a run of the script leaves, driven in slices of `steps`. */
async function play(seed: string, steps: number) {
  const { world } = openHost(seed)
  const job = world.start({ argv: ['bash', '-c', SCRIPT] })
  while (job.exitCode === undefined) {
    const pumped = await world.pump(steps)
    if (pumped.kind === 'idle') break
    if (pumped.kind === 'paused' && job.exitCode === undefined) world.advance()
  }
  return { exit: job.exitCode, output: decode(job.stdout), errors: decode(job.stderr) }
}

describe('a world', () => {
  it('gives the same again, whatever the size of a pump', async () => {
    const first = await play('a', 20_000)
    expect(first.errors).toBe('')
    expect(first.exit).toBe(0)
    expect(await play('a', 20_000)).toEqual(first)
    expect(await play('a', 7)).toEqual(first)
    const other = await play('b', 20_000)
    expect(other.output).not.toBe(first.output)
  })

  it('has one hash for one history', async () => {
    const hash = async (script: string, seed = 'a'): Promise<string> => {
      const host = openHost(seed)
      await host.sh(script)
      return host.world.stateHash()
    }
    const script = 'docker run -d --name c1 busybox sleep 100; echo x > f; docker exec c1 touch /new'
    const one = await hash(script)
    expect(await hash(script)).toBe(one)
    expect(await hash(script, 'b')).not.toBe(one)
    expect(await hash(script.replace('touch /new', 'touch /old'))).not.toBe(one)
    expect(await hash(script.replace('echo x', 'echo y'))).not.toBe(one)
  })
})

describe('a loop on a terminal', () => {
  it('ends on ^C within a bounded number of steps', async () => {
    const { world } = openHost()
    const job = world.start({
      argv: ['bash', '-c', 'while :; do :; done'],
      terminal: { columns: 80, rows: 24 },
    })
    for (let i = 0; i < 10; i++) expect((await world.pump(100)).kind).toBe('more')
    job.input(encode('\x03'))
    await world.pump(10)
    expect(job.exitCode).toBe(130)
    expect(decode(job.stdout)).toBe('^C')
  })

  it('gives the prompt back in a login shell', async () => {
    const { world } = openHost()
    const terminal = world.openTerminal({ columns: 80, rows: 24 })
    let shown = ''
    terminal.onOutput((bytes) => {
      shown += decode(bytes)
    })
    await world.pump(20_000)
    expect(terminal.atPrompt).toBe(true)
    terminal.input(encode('while :; do :; done\r'))
    for (let i = 0; i < 10; i++) expect((await world.pump(100)).kind).toBe('more')
    expect(terminal.atPrompt).toBe(false)
    terminal.input(encode('\x03'))
    await world.pump(20_000)
    expect(terminal.atPrompt).toBe(true)
    expect(shown).toContain('^C')
  })
})

describe('the daemon', () => {
  it('is missed when it is dead', async () => {
    const host = openHost()
    await host.ok('docker ps')
    await host.ok('systemctl stop docker docker.socket')
    expect(await host.sh('docker ps')).toEqual({
      stdout: '',
      stderr:
        'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
      exit: 1,
    })
  })

  it('is closed to who may not open its socket', async () => {
    const host = openHost()
    await host.ok('chmod 755 /root')
    const { admin } = host.world
    let stderr = ''
    admin.fork(async (p) => {
      const { read, write } = p.pipe()
      p.setCredentials({ uid: 1000, gid: 1000, groups: [1000] })
      p.spawn({
        path: '/usr/bin/docker',
        argv: ['docker', 'ps'],
        fds: new Map([
          [0, read],
          [1, write],
          [2, write],
        ]),
      })
      p.close(write)
      for (;;) {
        const bytes = await p.read(read)
        if (bytes.length === 0) return 0
        stderr += decode(bytes)
      }
    })
    await host.world.pump(100_000)
    expect(stderr).toContain(
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    )
  })
})

it('says what it waits for: nothing, the clock, or the reader', async () => {
  const { world } = openHost()
  const job = world.start({ argv: ['sleep', '3'] })
  const pumped = await world.pump(1000)
  expect(pumped.kind).toBe('paused')
  expect(pumped.kind === 'paused' && Math.round(pumped.delay / 1e9)).toBe(3)
  expect(await runToEnd(world, job)).toBe(true)
  expect((await world.pump(1000)).kind).toBe('idle')
  const reading = world.start({ argv: ['cat'], terminal: { columns: 80, rows: 24 } })
  expect(await runToEnd(world, reading)).toBe(false)
  reading.input(encode('x\r\x04'))
  expect(await runToEnd(world, reading)).toBe(true)
})

it('counts up its views only when they change', async () => {
  const host = openHost()
  const { version } = host.world.views()
  await host.ok('echo nothing to do with docker')
  expect(host.world.views().version).toBe(version)
  await host.ok('docker pull -q busybox; docker create --name c1 busybox')
  const views = host.world.views()
  expect(views.version).toBeGreaterThan(version)
  expect(views.layers.containers.map(({ name, running }) => [name, running])).toEqual([['c1', false]])
  expect(views.layers.images[0]!.layers).toEqual(views.layers.layers.map((layer) => layer.chainID))
})
