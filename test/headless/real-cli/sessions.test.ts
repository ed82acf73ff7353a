import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasClient } from './client.ts'
import { ServedHost } from './served-host.ts'
import { lab, TOOLS } from './sides.ts'
import { Terminal } from './terminal.ts'

/** Sessions with the real docker client: terminals, signals, pipes, clients that go away. */
describe.skipIf(!hasClient)('the real client', () => {
  const home = mkdtempSync(join(tmpdir(), 'real-sessions-'))
  const host = new ServedHost(lab.open({ buildxPlugin: false }))
  let env: Record<string, string>

  const open: Terminal[] = []
  const terminal = (command: string): Terminal => {
    const made = new Terminal(command, home, env)
    open.push(made)
    return made
  }
  /** In another process, as this one serves what it asks. */
  const background = (
    command: string,
  ): { child: ChildProcess; out: () => string; ended: Promise<number> } => {
    const child = spawn('bash', ['-c', command], { env, cwd: home })
    let out = ''
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString()
    })
    child.stderr.on('data', (bytes: Buffer) => {
      out += bytes.toString()
    })
    const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)))
    return { child, out: () => out, ended }
  }
  const run = async (command: string): Promise<string> => {
    const { out, ended } = background(command)
    await ended
    return out()
  }
  const processes = async (): Promise<string[]> =>
    (await host.run('ps -eo args', { env: lab.environment })).stdout.trim().split('\n').sort()

  beforeAll(async () => {
    await host.open(join(home, TOOLS))
    env = { ...lab.environment, PATH: process.env.PATH ?? '', HOME: home, DOCKER_HOST: host.address }
    await run('docker pull -q busybox')
  })
  afterAll(async () => {
    for (const one of open) one.kill()
    await host.close()
    rmSync(home, { recursive: true })
    expect(host.bugs).toEqual([])
  })

  it('types in a container, whose terminal follows the size of its own', async () => {
    const one = terminal('docker run -it --rm busybox sh')
    await one.see('# ')
    one.type('stty size; tty\r')
    expect(await one.see('/dev/pts/0')).toContain('30 100\r\n')
    await one.see('# ')
    one.resize(41, 123)
    await new Promise((resolve) => setTimeout(resolve, 300))
    one.type('stty size\r')
    await one.see('41 123')
    one.type('exit 9\r')
    expect(await one.ended).toBe(9)
  })

  it('keeps two sessions apart, and a command in the container of one', async () => {
    const [one, two] = [
      terminal('docker run -it --name one busybox sh'),
      terminal('docker run -it busybox sh'),
    ]
    await one.see('# ')
    await two.see('# ')
    const inside = terminal('docker exec -it one sh')
    await inside.see('# ')
    one.type("echo from-one > /f; echo wri''tten\r")
    two.type('cat /f\r')
    await two.see("can't open '/f'")
    await one.see('written')
    inside.type('cat /f; tty\r')
    await inside.see('from-one')
    await inside.see('/dev/pts/1')
    inside.type('exit\r')
    expect(await inside.ended).toBe(0)
    one.type('exit\r')
    two.type('exit 2\r')
    expect(await Promise.all([one.ended, two.ended])).toEqual([0, 2])
  })

  it('leaves a session with other keys and comes back', async () => {
    const one = terminal("docker run -it --detach-keys 'ctrl-a,x' --name left busybox sh")
    await one.see('# ')
    one.type('export KEPT=yes\r')
    await one.see('# ')
    one.type('\x01x')
    expect(await one.ended).toBe(0)
    expect(await run('docker inspect -f {{.State.Status}} left')).toBe('running\n')
    const again = terminal('docker attach left')
    again.type('echo $KEPT\r')
    await again.see('yes\r\n')
    again.type('exit\r')
    expect(await again.ended).toBe(0)
  })

  it('passes signals on', async () => {
    for (const [signal, exit] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const { child, ended } = background('exec docker run --init --name signalled busybox sleep 1000')
      await expect.poll(() => run('docker ps -q -f name=signalled')).toMatch(/\w/)
      child.kill(signal)
      expect(await ended).toBe(exit)
      expect(await run('docker inspect -f {{.State.ExitCode}} signalled; docker rm signalled')).toBe(
        `${exit}\nsignalled\n`,
      )
    }
    const one = terminal('docker run -it --init --name typed busybox sleep 1000')
    await expect.poll(() => run('docker ps -q -f name=typed')).toMatch(/\w/)
    one.type('\x03')
    expect(await one.ended).toBe(130)
  })

  it('hands pipes on, whatever goes through', async () => {
    expect(await run('echo hi | docker run -i --rm busybox cat')).toBe('hi\n')
    expect(await run('head -c 3000000 /dev/zero | docker run -i --rm busybox wc -c')).toBe('3000000\n')
    expect(await run('docker run --rm busybox head -c 2000000 /dev/zero | wc -c')).toBe('2000000\n')
    expect(await run('docker run --rm busybox sh -c "echo out; echo err >&2" 2>/dev/null')).toBe('out\n')
    expect(await run('docker run -i busybox cat < /dev/null; echo $?')).toBe('0\n')
    writeFileSync(join(home, 'file'), 'x'.repeat(100_000))
    await run('docker create --name files busybox')
    expect(
      await run(
        'tar -c file | docker cp - files:/tmp; docker cp files:/tmp - | tar -t; docker cp files:/tmp/file - | tar -xO | wc -c',
      ),
    ).toBe('tmp/\ntmp/file\n100000\n')
    const dockerfile = 'FROM busybox\\nCOPY file /f\\nRUN wc -c /f\\n'
    expect(
      await run(
        `printf '${dockerfile}' > Dockerfile; head -c 5000000 /dev/zero > file; tar -c Dockerfile file | DOCKER_BUILDKIT=0 docker build -t big - 2>&1`,
      ),
    ).toContain('5000000 /f')
  })

  it('lets go of clients that go away: nothing waits or runs for them', async () => {
    await run('docker run -d --name stays busybox sh -c "echo up; while sleep 60; do echo on; done"')
    await new Promise((resolve) => setTimeout(resolve, 300))
    const before = await processes()
    const listeners = [
      'docker logs -f stays',
      'docker events',
      'docker stats stays',
      'docker wait stays',
      'docker attach stays',
    ].map((command) => background(`exec ${command}`))
    await expect.poll(() => listeners[0]!.out()).toContain('up')
    await run('docker pause stays; docker unpause stays')
    await expect.poll(() => listeners[1]!.out()).toMatch(/container unpause/)
    await expect.poll(() => listeners[2]!.out()).toMatch(/stays/)
    for (const { child } of listeners) child.kill('SIGKILL')
    await Promise.all(listeners.map(({ ended }) => ended))
    const one = terminal('docker exec -it stays sh')
    await one.see('# ')
    one.kill()
    await one.ended
    // Who only listens and has said that it sends no more is missed when there is something to tell.
    await host.pass(200)
    await expect
      .poll(async () => (await processes()).filter((name) => name === 'serve'), { timeout: 5000 })
      .toEqual([])
    const after = await processes()
    // A command that runs in a container goes on without who asked for it.
    expect(after.filter((name) => name !== 'sh')).toEqual(before)
    expect(await run('docker inspect -f {{.State.Running}} stays; docker rm -f stays')).toBe('true\nstays\n')
  })
})
