import { beforeEach, describe, expect, it } from 'vitest'
import { EngineError } from '../../src/engine/base/errors.ts'
import { decode } from '../../src/engine/base/text.ts'
import { runToEnd } from '../../src/headless/drive.ts'
import { type Host, openHost, openSmallHost } from './support/host.ts'

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})
const lines = (text: string): string[] => text.trimEnd().split('\n')

describe('run', () => {
  it.each([
    ['true', 0],
    ['false', 1],
    ['sh -c "exit 3"', 3],
    ['sh -c "kill -9 \\$\\$"', 0],
    ['nosuch', 127],
    ['/etc', 126],
    ['/etc/passwd', 126],
  ])('%s exits with %i', async (command, exit) => {
    expect((await host.sh(`docker run --rm busybox ${command}`)).exit).toBe(exit)
    expect(await host.api('GET /containers/json', { query: { all: true } })).toEqual([])
  })

  it('exits with 125 where the daemon refuses, with 128 and the signal where one killed it', async () => {
    expect((await host.sh('docker run -u nosuch busybox true')).exit).toBe(125)
    const { stderr, exit } = await host.sh('docker run --name x1 busybox true; docker run --name x1 busybox')
    expect(exit).toBe(125)
    expect(stderr).toContain('Conflict. The container name "/x1" is already in use by container "')
    await host.ok('docker run -d --name victim busybox sleep 1000; docker kill victim')
    expect(await host.ok('docker wait victim')).toBe('137\n')
    const { State } = await host.api('GET /containers/{id}/json', { params: { id: 'victim' } })
    expect(State).toMatchObject({ Status: 'exited', ExitCode: 137, Running: false, Pid: 0 })
  })

  it('a command that cannot start stays created and says why', async () => {
    const { stderr } = await host.sh('docker run --name bad busybox nosuch')
    expect(lines(stderr)[0]).toBe(
      'docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nosuch": executable file not found in $PATH',
    )
    const { State } = await host.api('GET /containers/{id}/json', { params: { id: 'bad' } })
    expect(State).toMatchObject({ Status: 'created', ExitCode: 127 })
    expect(await host.ok('ps -e -o comm')).not.toContain('shim')
  })

  it('keeps stdout and stderr apart, and passes stdin on', async () => {
    expect(await host.sh('docker run --rm busybox sh -c "echo out; echo err >&2"')).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      exit: 0,
    })
    expect((await host.sh('docker run --rm -i busybox cat', 'piped\nlines\n')).stdout).toBe('piped\nlines\n')
    expect((await host.sh('docker run --rm busybox cat', 'not for it')).stdout).toBe('')
  })

  it('carries more than a pipe holds', async () => {
    const big = 'x'.repeat(200_000)
    expect((await host.sh('docker run --rm -i busybox cat | wc -c', big)).stdout.trim()).toBe('200000')
  })

  it('sees itself as process 1 of its own host', async () => {
    const text = await host.ok(
      'docker run --rm -h inside busybox sh -c "echo \\$\\$; hostname; id -u; pwd; ls /proc/1/fd | head -1"',
    )
    expect(lines(text)).toEqual(['1', 'inside', '0', '/', '0'])
  })
})

describe('start, stop, remove', () => {
  it('one after the other, with what was written kept', async () => {
    await host.ok('docker create --name c1 busybox sh -c "echo x >> /count; cat /count"')
    expect(await host.ok('docker start -a c1')).toBe('x\n')
    expect(await host.ok('docker start -a c1')).toBe('x\nx\n')
    expect(await host.ok('docker logs c1')).toBe('x\nx\nx\n')
    expect(await host.ok('docker rm c1')).toBe('c1\n')
    await expect(host.api('GET /containers/{id}/json', { params: { id: 'c1' } })).rejects.toThrow(
      new EngineError('not-found', 'No such container: c1'),
    )
  })

  it('stop waits ten seconds for a first process that does not listen', async () => {
    await host.ok('docker run -d --name deaf busybox sleep 1000')
    const before = host.world.admin.now()
    await host.ok('docker stop deaf')
    const seconds = Number((host.world.admin.now() - before) / 1_000_000_000n)
    expect(seconds).toBe(10)
    expect(await host.ok('docker wait deaf')).toBe('137\n')
    await host.ok(
      'docker run -d --name hears busybox sh -c "trap \'exit 7\' TERM; while true; do sleep 1; done"; sleep 1',
    )
    await host.ok('docker stop hears')
    expect(await host.ok('docker wait hears')).toBe('7\n')
  })

  it('rm refuses what runs, unless forced', async () => {
    await host.ok('docker run -d --name c1 busybox sleep 1000')
    expect((await host.sh('docker rm c1')).stderr).toBe(
      'Error response from daemon: cannot remove container "c1": container is running: stop the container before removing or force remove\n',
    )
    expect(await host.ok('docker rm -f c1')).toBe('c1\n')
    expect(await host.ok('ps -e -o comm')).not.toMatch(/sleep|shim/)
  })

  it('wait answers when it ends', async () => {
    expect(
      await host.ok('docker run -d --name c1 busybox sh -c "sleep 5; exit 9" > /dev/null; docker wait c1'),
    ).toBe('9\n')
  })

  it('finds containers by the start of an ID, when there is one', async () => {
    const id = (await host.ok('docker create busybox')).trim()
    expect((await host.api('GET /containers/{id}/json', { params: { id: id.slice(0, 6) } })).Id).toBe(id)
    await host.ok('for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do docker create busybox; done')
    const first = (await host.api('GET /containers/json', { query: { all: true } })).map((c) => c.Id[0]!)
    const twice = first.find((digit, i) => first.indexOf(digit) !== i)!
    await expect(host.api('GET /containers/{id}/json', { params: { id: twice } })).rejects.toThrow(
      `Multiple IDs found with provided prefix: ${twice}`,
    )
  })
})

describe('exec', () => {
  beforeEach(async () => {
    await host.ok('docker run -d --name c1 -e A=1 busybox sleep 1000')
  })

  it('runs in the same place with the same settings', async () => {
    expect(await host.sh('docker exec c1 sh -c "echo \\$A \\$\\$; exit 4"')).toMatchObject({ exit: 4 })
    expect(await host.ok('docker exec -e A=9 -w /etc c1 sh -c "echo \\$A; pwd"')).toBe('9\n/etc\n')
    expect(await host.ok('docker exec c1 hostname')).toBe(`${(await host.ok('docker ps -q')).trim()}\n`)
    expect((await host.sh('docker exec -i c1 cat', 'through')).stdout).toBe('through')
  })

  it.each([
    ['nosuch', 127, 'exec: "nosuch": executable file not found in $PATH'],
    ['/etc/passwd', 126, 'exec: "/etc/passwd": permission denied'],
  ])('%s exits with %i', async (command, exit, reason) => {
    expect(await host.run(['docker', 'exec', 'c1', command])).toEqual({
      stdout: `OCI runtime exec failed: exec failed: unable to start container process: ${reason}\r\n`,
      stderr: '',
      exit,
    })
  })

  it('leaves nothing behind when it ends', async () => {
    await host.ok('docker exec c1 true; docker exec c1 false || true')
    expect(await host.ok('ps -e -o stat,comm')).not.toContain('defunct')
    expect(await host.ok('docker exec c1 sh -c "ls /proc | grep ^[0-9]"')).toMatch(/^1\n/)
    expect(lines(await host.ok('docker exec c1 sh -c "echo /proc/[0-9]*"'))[0]!.split(' ')).toHaveLength(2)
  })

  it('is known for a while after its end, and as long as its container', async () => {
    const exec = async (cmd: string): Promise<string> => {
      const body = { Cmd: [cmd] }
      return (await host.api('POST /containers/{id}/exec', { params: { id: 'c1' }, body })).Id
    }
    const code = async (id: string) => (await host.api('GET /exec/{id}/json', { params: { id } })).ExitCode
    const [over, never] = [await exec('nosuch'), await exec('true')]
    const start = { params: { id: over }, body: { Detach: true } }
    await expect(host.api('POST /exec/{id}/start', start as never)).rejects.toThrow(
      'exec: "nosuch": executable file not found in $PATH',
    )
    expect([await code(over), await code(never)]).toEqual([127, null])
    await host.ok('sleep 290')
    expect(await code(over)).toBe(127)
    await host.ok('sleep 310')
    await expect(code(over)).rejects.toThrow(`No such exec instance: ${over}`)
    expect(await code(never)).toBeNull()
    await host.ok('docker rm -f c1')
    await expect(code(never)).rejects.toThrow(`No such exec instance: ${never}`)
  })

  it('ends with its container', async () => {
    const { exit } = await host.sh('docker exec c1 sleep 1000 & sleep 1; docker kill c1 > /dev/null; wait $!')
    expect(exit).toBe(137)
    expect((await host.sh('docker exec c1 ls')).stderr).toMatch(
      /^Error response from daemon: container [0-9a-f]{64} is not running\n$/,
    )
  })
})

describe('logs', () => {
  it('replay both streams, the last lines, and what still comes', async () => {
    await host.ok('docker run --name c1 busybox sh -c "echo 1; echo 2 >&2; echo 3" 2> /dev/null')
    expect(await host.sh('docker logs c1')).toMatchObject({ stdout: '1\n3\n', stderr: '2\n' })
    expect(await host.ok('docker logs -n 1 c1 2>&1')).toBe('3\n')
    expect(await host.ok('docker logs -n 0 c1 2>&1')).toBe('')
    await host.ok('docker run -d --name c2 busybox sh -c "for i in 1 2 3; do echo \\$i; sleep 1; done"')
    expect(await host.ok('docker logs -f c2')).toBe('1\n2\n3\n')
  })
})

describe('the writable layer', () => {
  it('shows in diff what was added, changed and deleted, and nothing at first', async () => {
    await host.ok('docker run -d --name c1 busybox sleep 1000')
    expect(await host.ok('docker diff c1')).toBe('')
    await host.ok('docker exec c1 sh -c "echo a > /new; echo b >> /etc/passwd; rm /etc/group"')
    expect(lines(await host.ok('docker diff c1')).sort()).toEqual([
      'A /new',
      'C /etc',
      'C /etc/passwd',
      'D /etc/group',
    ])
    await host.ok('docker stop -t 0 c1')
    expect(lines(await host.ok('docker diff c1'))).toHaveLength(4)
  })

  it('is one container’s own; what is below is shared', async () => {
    await host.ok('docker run -d --name c1 busybox sleep 1000; docker run -d --name c2 busybox sleep 1000')
    await host.ok('docker exec c1 sh -c "echo mine > /f; rm /etc/group; echo c1 > /etc/passwd"')
    expect((await host.sh('docker exec c2 cat /f')).exit).toBe(1)
    expect(await host.ok('docker exec c2 head -1 /etc/passwd')).toContain('root:')
    expect((await host.sh('docker exec c2 ls /etc/group')).exit).toBe(0)
    expect(await host.ok('docker diff c2')).toBe('')
    const inspect = (id: string) => host.api('GET /containers/{id}/json', { params: { id } })
    const [one, two] = [await inspect('c1'), await inspect('c2')]
    const lower = (directory: string): string[] => directory.split(':').slice(1)
    expect(lower(one.GraphDriver.Data.LowerDir!)).toEqual(lower(two.GraphDriver.Data.LowerDir!))
    expect(one.GraphDriver.Data.UpperDir).not.toBe(two.GraphDriver.Data.UpperDir)
  })

  it('is as large as its files and the names that its symlinks hold, directories aside', async () => {
    await host.ok(
      'docker run --name c1 busybox sh -c "mkdir /d; echo hello > /d/f; ln /d/f /g; ln -s /etc/passwd /s"',
    )
    expect(await host.ok(`docker ps -as --format '{{.Size}}'`)).toMatch(/^17B \(virtual /)
  })

  it('does not change the image', async () => {
    const before = await host.ok('docker save busybox | sha256sum')
    await host.ok('docker run --rm busybox sh -c "rm -rf /etc; echo x > /bin/new"')
    expect(await host.ok('docker save busybox | sha256sum')).toBe(before)
    expect(await host.ok('docker run --rm busybox ls /etc/passwd')).toBe('/etc/passwd\n')
  })

  it('may be closed to writing', async () => {
    const { stderr, exit } = await host.sh('docker run --rm --read-only busybox touch /x')
    expect([stderr, exit]).toEqual(['touch: /x: Read-only file system\n', 1])
  })
})

describe('ps', () => {
  it('names the image by its ID when the name means another, or nothing', async () => {
    await host.ok('docker create --name c1 busybox')
    const id = (await host.ok('docker images -q busybox')).trim()
    const image = async () => (await host.ok("docker ps -a --format '{{.Image}}'")).trim()
    expect(await image()).toBe('busybox')
    await host.ok('docker tag busybox kept:1; docker pull -q hello-world; docker tag hello-world busybox')
    expect(await image()).toBe(id)
    await host.ok('docker rmi busybox')
    expect(await image()).toBe(id)
  })

  it('is answered in a directory that is gone', async () => {
    expect(await host.ok('mkdir here && cd here && rmdir ../here && docker ps -q')).toBe('')
  })

  it('lists and filters', async () => {
    await host.ok(
      'docker run -d --name up busybox sleep 1000; docker run --name done --label k=v busybox false; docker create --name new busybox',
    )
    const names = async (query: Parameters<typeof host.api<'GET /containers/json'>>[1]) =>
      (await host.api('GET /containers/json', query)).map((c) => c.Names[0])
    expect(await names({})).toEqual(['/up'])
    expect(await names({ query: { all: true } })).toEqual(['/new', '/done', '/up'])
    expect(await names({ query: { limit: 2 } })).toEqual(['/new', '/done'])
    expect(await names({ query: { filters: { status: ['exited'] } } })).toEqual(['/done'])
    expect(await names({ query: { filters: { exited: ['1'] } } })).toEqual(['/done'])
    expect(await names({ query: { all: true, filters: { name: ['^/n'] } } })).toEqual(['/new'])
    expect(await names({ query: { all: true, filters: { label: ['k=v'] } } })).toEqual(['/done'])
    expect(await names({ query: { all: true, filters: { since: ['up'] } } })).toEqual(['/new', '/done'])
    expect(await names({ query: { all: true, filters: { ancestor: ['busybox'] } } })).toHaveLength(3)
    await expect(names({ query: { filters: { status: ['gone'] } } })).rejects.toThrow(
      "invalid filter 'status=gone'",
    )
  })
})

it('a terminal carries one stream, keys, signals and its size', async () => {
  const job = host.world.start({
    argv: [
      'docker',
      'run',
      '--rm',
      '-it',
      '--name',
      'tty',
      'busybox',
      'sh',
      '-c',
      'tty; echo err >&2; cat; echo never',
    ],
    terminal: { columns: 100, rows: 30 },
  })
  let typed = 0
  const keys = ['hello\r', '\x03']
  await runToEnd(host.world, job, () => {
    const key = keys[typed++]
    if (key !== undefined) job.input(new TextEncoder().encode(key))
    return key !== undefined
  })
  expect(decode(job.stdout)).toBe('/dev/pts/0\r\nerr\r\nhello\r\nhello\r\n^Cnever\r\n')
  expect(job.exitCode).toBe(0)
})

describe('an image of another machine', () => {
  it('is taken with a warning, and its program cannot be executed', async () => {
    const host = openHost()
    await host.ok('docker pull -q --platform linux/arm64 hello-world')
    const run = await host.sh('docker run --rm hello-world')
    expect(run).toEqual({
      stdout: '',
      stderr:
        "WARNING: The requested image's platform (linux/arm64/v8) does not match the detected host platform (linux/amd64/v3) and no specific platform was requested\nexec /hello: exec format error\n",
      exit: 255,
    })
    const asked = await host.sh('docker run --rm --platform linux/arm64 hello-world')
    expect(asked).toEqual({ stdout: '', stderr: 'exec /hello: exec format error\n', exit: 255 })
  })
})

describe('a dynamically linked program', () => {
  it('starts only where its loader is', async () => {
    const host = openHost()
    await host.ok('docker pull -q alpine; docker create --name tools alpine; docker cp tools:/bin/busybox .')
    await host.ok('docker cp tools:/lib/ld-musl-x86_64.so.1 .')
    expect(await host.ok('file busybox')).toContain(
      'dynamically linked, interpreter /lib/ld-musl-x86_64.so.1, ',
    )
    const missing = 'exec /busybox: no such file or directory\n'
    await host.ok('printf \'FROM scratch\\nCOPY busybox /\\nCMD ["/busybox", "echo", "hi"]\\n\' > Dockerfile')
    await host.ok('docker build -q -t alone .')
    expect(await host.sh('docker run --name alone alone')).toEqual({ stdout: '', stderr: missing, exit: 255 })
    expect(await host.ok('docker logs alone 2>&1')).toBe(missing)
    await host.ok("sed -i '/CMD/i COPY ld-musl-x86_64.so.1 /lib/' Dockerfile; docker build -q -t both .")
    expect(await host.ok('docker run --rm both')).toBe('hi\n')
    // In a container that runs, on the host, in a shell of Debian: each in its own words.
    await host.ok('docker run -d --name box busybox:musl sleep 1000; docker cp busybox box:/alpine')
    expect(await host.sh('docker exec box /alpine')).toMatchObject({
      stderr: 'exec /alpine: no such file or directory\n',
      exit: 255,
    })
    expect(await host.sh('docker exec box sh -c /alpine')).toMatchObject({
      stderr: 'sh: /alpine: not found\n',
      exit: 127,
    })
    expect(await host.sh('./busybox')).toMatchObject({
      stderr: 'bash: line 1: ./busybox: cannot execute: required file not found\n',
      exit: 127,
    })
  })

  it('or a script starts only where its interpreter is', async () => {
    const host = openHost()
    await host.ok("printf '#!/bin/bash\\necho hi\\n' > hi; chmod +x hi; docker pull -q busybox:musl")
    expect(await host.sh('docker run --rm -v ./hi:/hi busybox:musl /hi')).toEqual({
      stdout: '',
      stderr: 'exec /hi: no such file or directory\n',
      exit: 255,
    })
  })
})
