import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, describe, expect, it } from 'vitest'
import { decode, encode } from '../../src/engine/base/text.ts'
import { type Host, openSmallHost } from './support/host.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})
const status = (name: string): Promise<string> =>
  host.ok(`docker ps -a --filter name=${name} --format '{{.State}}: {{.Status}}'`)
const state = async (name: string) =>
  (await host.api('GET /containers/{id}/json', { params: { id: name }, query: {} })).State
const actions = async (name: string): Promise<string[]> =>
  (
    await host.ok(
      `sleep 2; docker events --since 24h --until 0s --filter container=${name} --format '{{.Action}}'`,
    )
  )
    .trimEnd()
    .split('\n')

describe('pause', () => {
  it('holds every process of a container, and the signals it gets', async () => {
    await host.ok(`docker run -d --name c1 busybox sh -c 'while :; do echo x; sleep 1; done'`)
    await host.ok('sleep 1.5; docker pause c1')
    expect(await status('c1')).toBe('paused: Up 1 second (Paused)\n')
    expect(
      await host.ok("docker info -f '{{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}}'"),
    ).toBe('0 1 0\n')
    const before = await host.ok('docker logs c1')
    await host.ok('sleep 5; docker kill -s USR1 c1 2>&1; docker pause c1 2>&1 | grep -c paused; true')
    expect(await host.ok('docker unpause c1; sleep 3; docker logs c1')).not.toBe(before)
  })

  it('refuses what cannot be done with a paused container', async () => {
    const id = (await host.ok('docker run -d --name c1 busybox sleep 1000; docker pause c1')).slice(0, 64)
    const said = await host.sh(
      'docker pause c1; docker exec c1 ls; docker rm c1; docker start c1; docker attach c1; docker unpause nosuch',
    )
    expect(said.stderr.trimEnd().split('\n')).toEqual([
      `Error response from daemon: Container ${id} is already paused`,
      'Error response from daemon: Container c1 is paused, unpause the container before exec',
      'Error response from daemon: cannot remove container "c1": container is paused and must be unpaused first',
      'Error response from daemon: cannot start a paused container, try unpause instead',
      'Error: failed to start containers: c1',
      'You cannot attach to a paused container, unpause it first',
      'Error response from daemon: No such container: nosuch',
    ])
    expect(await host.ok('docker stop -t 0 c1')).toBe('c1\n')
    expect(await state('c1')).toMatchObject({ Status: 'exited', Paused: false, ExitCode: 137 })
    expect((await host.sh('docker unpause c1; docker pause c1')).stderr).toBe(
      `Error response from daemon: Container ${id} is not paused\nError response from daemon: container ${id} is not running\n`,
    )
    expect(await actions('c1')).toEqual('create start pause unpause kill kill stop die'.split(' '))
  })
})

describe('restart', () => {
  it('starts a container anew, one that had --rm too', async () => {
    await host.ok('docker run -d --rm --name c1 busybox sleep 1000')
    const { Pid } = await state('c1')
    expect(await host.ok('docker restart -t 0 c1')).toBe('c1\n')
    const after = await state('c1')
    expect(after.Running).toBe(true)
    expect(after.Pid).not.toBe(Pid)
    expect((await actions('c1')).slice(-5)).toEqual(['kill', 'stop', 'die', 'start', 'restart'])
    expect(
      (
        await host.sh(
          'docker restart -s NOPE c1; docker stop -s NOPE c1; docker kill -s NOPE c1; docker kill -s 99 c1',
        )
      ).stderr,
    ).toBe(
      [
        'Error response from daemon: Cannot restart container c1: invalid signal: NOPE\n',
        'Error response from daemon: cannot stop container: c1: invalid signal: NOPE\n',
        'Error response from daemon: cannot kill container: c1: invalid signal: NOPE\n',
        'Error response from daemon: cannot kill container: c1: the linux daemon does not support signal 99\n',
      ].join(''),
    )
  })
})

describe('rename', () => {
  it('gives a free name and refuses the others', async () => {
    await host.ok('docker create --name c1 busybox; docker create --name c2 busybox')
    expect(await host.ok('docker rename c1 c3; docker ps -a --format "{{.Names}}"')).toBe('c2\nc3\n')
    const { stderr } = await host.sh(
      `docker rename c3 c3; docker rename c3 'x y'; docker rename nosuch c9; docker rename c3 ''`,
    )
    expect(stderr).toBe(
      `Error response from daemon: Renaming a container with the same name as its current name
Error: failed to rename container named c3
Error response from daemon: Error when allocating new name: Invalid container name (/x y), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed
Error: failed to rename container named c3
Error response from daemon: No such container: nosuch
Error: failed to rename container named nosuch
Error: Neither old nor new names may be empty
`,
    )
  })
})

describe('restart policies', () => {
  it('on-failure counts its starts and gives up', async () => {
    await host.ok(`docker run -d --name c1 --restart on-failure:2 busybox sh -c 'echo x; exit 1'; sleep 3`)
    expect(await host.ok(`docker inspect -f '{{.RestartCount}} {{.State.Status}}' c1; docker logs c1`)).toBe(
      '2 exited\nx\nx\nx\n',
    )
    await host.ok(`docker run -d --name c2 --restart on-failure busybox true; sleep 1`)
    expect((await state('c2')).Status).toBe('exited')
  })

  it('always waits twice as long each time, and stops when it is told to', async () => {
    await host.ok(`docker run -d --name c1 --restart always busybox sh -c 'exit 3'; sleep 5`)
    expect(await status('c1')).toMatch(
      /^restarting: Restarting \(3\) (Less than a second|\d seconds?) ago\n$/,
    )
    const { State, RestartCount } = await host.api('GET /containers/{id}/json', {
      params: { id: 'c1' },
      query: {},
    })
    expect(State).toMatchObject({ Running: true, Restarting: true, Pid: 0, ExitCode: 3 })
    expect(RestartCount).toBeGreaterThan(3)
    expect(RestartCount).toBeLessThan(7)
    const said = await host.sh('docker exec c1 ls; docker pause c1; docker top c1; docker rm c1')
    expect(said.stderr.match(/is restarting/g)).toHaveLength(4)
    expect(await host.ok('docker stop c1; sleep 60; docker ps -a --format "{{.State}}"')).toBe('c1\nexited\n')
  })

  it('the daemon takes leave of the ps that it ran for top', async () => {
    await host.ok('docker run -d --name c1 busybox sleep 100')
    expect(await host.ok('docker top c1 -o pid,args')).toContain('sleep 100')
    expect(await host.ok('ps -e -o stat,args')).not.toContain('defunct')
  })

  it('a container that is to go on is started after every end, not after a stop', async () => {
    await host.ok(`docker run -d --name c1 --restart unless-stopped busybox sleep 1; sleep 5`)
    expect((await state('c1')).Running).toBe(true)
    await host.ok('docker stop -t 0 c1; sleep 5')
    expect((await state('c1')).Running).toBe(false)
    await host.ok('docker start c1; sleep 5')
    expect((await state('c1')).Running).toBe(true)
    await host.ok('docker rm -f c1; sleep 5')
    expect(await host.ok('docker ps -aq')).toBe('')
  })
})

describe('health checks', () => {
  it('turn healthy and unhealthy, and keep what they said', async () => {
    await host.ok(
      `docker run -d --name c1 --health-cmd 'echo hey; test -f /ok' --health-interval 1s --health-retries 2 busybox sleep 1000`,
    )
    expect(await status('c1')).toContain('(health: starting)')
    expect(await host.ok('sleep 3; docker ps --filter health=unhealthy --format "{{.Status}}"')).toBe(
      'Up 3 seconds (unhealthy)\n',
    )
    const { Health } = await state('c1')
    expect(Health).toMatchObject({ Status: 'unhealthy' })
    expect(Health?.Log[0]).toMatchObject({ ExitCode: 1, Output: 'hey\n' })
    await host.ok('docker exec c1 touch /ok; sleep 2')
    expect((await state('c1')).Health).toMatchObject({ Status: 'healthy', FailingStreak: 0 })
    expect(await actions('c1')).toContain('health_status: healthy')
    await host.ok('docker pause c1')
    expect((await state('c1')).Health?.Status).toBe('unhealthy')
    expect((await host.sh('docker ps --filter health=x')).stderr).toContain(
      'must be one of none, starting, healthy, unhealthy',
    )
  })

  it('end a command that takes too long, and forgive the first failures', async () => {
    await host.ok(
      `docker run -d --name c1 --health-cmd 'sleep 100' --health-interval 1s --health-timeout 500ms --health-start-period 1m --health-start-interval 2s busybox sleep 1000; sleep 10`,
    )
    const { Health } = await state('c1')
    expect(Health).toMatchObject({ Status: 'starting', FailingStreak: 0 })
    expect(Health?.Log[0]).toMatchObject({ ExitCode: -1, Output: 'Health check exceeded timeout (500ms)' })
    expect(await host.ok('docker top c1 -o pid,args')).not.toContain('sleep 100\n')
  })
})

describe('logs', () => {
  it('with times, between two moments, with what the driver keeps beside', async () => {
    await host.ok(
      `docker run --name c1 --label a=b -e X=Y --log-opt labels=a --log-opt env=X busybox sh -c 'echo one; sleep 5; printf two; sleep 5; echo end'`,
    )
    const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /
    const lines = (await host.ok('docker logs -t c1')).trimEnd().split('\n')
    expect(lines.map((line) => line.replace(stamp, ''))).toEqual(['one', 'twoend'])
    const since = lines[1]!.slice(0, 30)
    expect(await host.ok(`docker logs --since ${since} c1`)).toBe('twoend\n')
    expect(await host.ok(`docker logs --until ${lines[0]!.slice(0, 30)} c1`)).toBe('one\n')
    expect(await host.ok('docker logs --tail=+1 c1')).toBe('twoend\n')
    expect(await host.ok('docker logs --details c1')).toBe('X=Y,a=b one\nX=Y,a=b twoend\n')
    expect((await host.sh('docker logs --since 10x c1')).stderr).toBe(
      'invalid value for "since": failed to parse value as time or duration: "10x"\n',
    )
  })
})

describe('top', () => {
  it('shows the processes with the numbers of the host', async () => {
    await host.ok('docker run -d --name c1 busybox sleep 1000; docker exec -d c1 sleep 500')
    const { Pid } = await state('c1')
    const rows = (await host.ok('docker top c1 -o pid,args')).trimEnd().split('\n')
    expect(rows).toHaveLength(3)
    expect(rows[0]).toBe('PID                 COMMAND')
    expect(rows[1]).toBe(`${String(Pid).padEnd(20)}sleep 1000`)
    expect((await host.sh('docker top c1 -o comm')).stderr).toBe(
      "Error response from daemon: Couldn't find PID field in ps output\n",
    )
  })
})

describe('attach', () => {
  it('after a detach shows the prompt of the shell once more', async () => {
    const { world } = host
    const terminal = world.openTerminal({ columns: 100, rows: 30 })
    let shown = ''
    terminal.onOutput((bytes) => {
      shown += decode(bytes)
    })
    const type = async (text: string): Promise<string> => {
      shown = ''
      terminal.input(encode(text))
      for (let i = 0; i < 200; i++) {
        const { kind } = await world.pump(20_000)
        if (kind === 'paused') world.advance()
        else if (kind === 'idle') break
      }
      return shown
    }
    await type('')
    expect(await type('docker run -it --name c1 busybox\r')).toContain('/ # ')
    expect(await type('\x10\x11')).toContain('lab:~# ')
    expect(await type('docker attach c1\r')).toContain('/ # ')
    expect(await type('exit 3\r')).toContain('lab:~# ')
    expect((await state('c1')).ExitCode).toBe(3)
  })
})

describe('output', () => {
  it.each(['', '-t'])('waits for who reads it, and not for who is gone %s', async (tty) => {
    await host.ok(
      `docker run -d ${tty} --name cc busybox sh -c 'sleep 1; head -c 1000000 /dev/zero; touch /done; sleep 1000'`,
    )
    const said = await host.ok(`docker attach --no-stdin cc > /dev/null & sleep 0.5; kill -STOP $!
sleep 2; docker exec cc ls /done 2>&1 | grep -c 'No such file'
kill -CONT $!; sleep 1; docker exec cc ls /done`)
    expect(said).toBe('1\n/done\n')
    await host.ok('docker restart -t 0 cc; docker exec cc rm /done')
    expect(
      await host.ok(`docker attach --no-stdin cc > /dev/null & sleep 0.5; kill -STOP $!; sleep 2
docker exec cc ls /done 2>&1 | grep -c 'No such file'; kill -KILL $!; sleep 1; docker exec cc ls /done`),
    ).toBe('1\n/done\n')
  })
})

it('keeps once in a log what a container says again and again', async () => {
  const bytes = (): number => {
    gc()
    // The first one leaves buffers to a sweep in the background; the second waits for it.
    gc()
    return process.memoryUsage().arrayBuffers
  }
  const before = bytes()
  await host.ok('docker run --name cc busybox sh -c "yes | head -c 30000000" > /dev/null')
  expect(bytes() - before).toBeLessThan(20_000_000)
  expect(await host.ok('docker logs cc | wc -c')).toBe('30000000\n')
  expect(await host.ok('docker logs -n 70000 cc | wc -l')).toBe('70000\n')
})
