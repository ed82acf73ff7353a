import { describe, expect, it } from 'vitest'
import { decode } from '../../src/engine/base/text.ts'
import type { Process, WaitStatus } from '../../src/engine/kernel/process.ts'
import { Machine, readAll } from './support/machine.ts'

const status = async (p: Process, pid: number): Promise<WaitStatus | undefined> => (await p.wait(pid))?.status
const forever = async (p: Process): Promise<number> => {
  for (;;) await p.sleep(1e12)
}

describe('fork, exec, wait', () => {
  it('hands exit codes over, eight bits of them', async () => {
    const machine = new Machine()
    const codes = await machine.run(async (p) => {
      const pids = [0, 1, 255, 256, -1].map((code) => p.fork(async () => code))
      const all: unknown[] = []
      for (const pid of pids) all.push(await status(p, pid))
      return all
    })
    expect(codes).toEqual([0, 1, 255, 0, 255].map((code) => ({ kind: 'exited', code })))
  })

  it('forgets the number of a process when no group or session has it any more', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const leader = p.fork(forever, { pgid: 0 })
      const member = p.fork(forever, { pgid: leader })
      const lone = p.fork(async () => 0)
      await p.wait(lone)
      p.kill(leader, 'SIGKILL')
      await p.wait(leader)
      const { pidNamespace } = machine.kernel
      expect([pidNamespace.idOf(lone), p.getpgid(member)]).toEqual([0, leader])
      p.kill(-leader, 'SIGKILL')
      await p.wait(-leader)
      expect(pidNamespace.idOf(leader)).toBe(0)
    })
  })

  it('keeps what a copy changes to itself, but shares offsets', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.writeFile('/f', 'abcdef')
      const fd = p.open('/f', { read: true })
      p.env.set('A', '1')
      const pid = p.fork(async (child) => {
        child.env.set('A', '2')
        child.chdir('/tmp')
        child.umask(0o77)
        await child.read(fd, 2)
        child.close(fd)
        return 0
      })
      await p.wait(pid)
      expect([p.env.get('A'), p.cwd(), p.umask()]).toEqual(['1', '/', 0o022])
      expect(decode(await p.read(fd))).toBe('cdef')
    })
  })

  it('replaces a program: same pid, close-on-exec closed, handlers gone, ignored signals stay', async () => {
    const machine = new Machine()
    let seen: unknown
    machine.install('/bin/second', async (p) => {
      seen = {
        pid: p.pid,
        argv: p.argv,
        env: [...p.env],
        fds: [p.isOpen(0), p.isOpen(1), p.isOpen(2)],
      }
      p.kill(p.pid, 'SIGUSR1')
      p.kill(p.pid, 'SIGUSR2')
      await p.yield()
      return 7
    })
    let pid = 0
    const ended = await machine.run(async (p) => {
      pid = p.fork(async (child) => {
        child.open('/dev/null', { read: true, closeOnExec: false })
        child.open('/dev/null', { read: true })
        child.dup2(1, 2)
        child.onSignal('SIGUSR1', 'ignore')
        child.onSignal('SIGUSR2', () => undefined)
        return child.exec('/bin/second', ['second', 'x'], new Map([['K', 'V']]))
      })
      return status(p, pid)
    })
    expect(seen).toEqual({ pid, argv: ['second', 'x'], env: [['K', 'V']], fds: [true, false, true] })
    expect(ended).toEqual({ kind: 'signaled', signal: 'SIGUSR2' })
  })

  it('runs scripts by their interpreter and says what cannot run', async () => {
    const machine = new Machine()
    machine.install('/bin/say', async (p) => p.write(1, p.argv.join('|')))
    await machine.run(async (p) => {
      p.writeFile('/script', '#!/bin/say -a b \nrest')
      p.chmod('/script', 0o755)
      p.writeFile('/plain', 'text', 0o755)
      p.writeFile('/data', 'text')
      p.writeFile('/loop', '#!/loop\n', 0o755)
      p.writeFile('/lost', '#!/nowhere\n')
      p.chmod('/lost', 0o755)
      p.chmod('/loop', 0o755)
      p.chmod('/plain', 0o755)
      const { read, write } = p.pipe()
      const pid = p.spawn({ path: '/script', argv: ['script', 'c'], fds: new Map([[1, write]]) })
      p.close(write)
      expect(await readAll(p, read)).toBe('/bin/say|-a b|/script|c')
      await p.wait(pid)
      const fails = (path: string) => {
        try {
          p.spawn({ path, argv: [path] })
          return 'ran'
        } catch (error) {
          return (error as { errno?: string }).errno
        }
      }
      expect(['/plain', '/data', '/tmp', '/nope', '/loop', '/lost'].map(fails)).toEqual([
        'ENOEXEC',
        'EACCES',
        'EACCES',
        'ENOENT',
        'ELOOP',
        'ENOENT',
      ])
    })
  })

  it('waits for one, for any, for a group, for none', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      await expect(p.wait(-1)).rejects.toThrow('No child processes')
      const slow = p.fork(
        async (child) => {
          await child.sleep(1e9)
          return 1
        },
        { pgid: 0 },
      )
      const quick = p.fork(async () => 2)
      expect(await p.wait(slow, { noHang: true })).toBeUndefined()
      await expect(p.wait(slow + 100)).rejects.toThrow('No child processes')
      expect((await p.wait(-1))?.pid).toBe(quick)
      expect((await p.wait(-slow))?.pid).toBe(slow)
      await expect(p.wait(-1)).rejects.toThrow('No child processes')
    })
  })

  it('keeps a zombie until somebody waits, and gives orphans to process 1', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const zombie = p.fork(async () => 0)
      await p.sleep(1e6)
      expect(decode(p.readFile(`/proc/${zombie}/stat`).read(0, 100))).toContain(') Z ')
      p.kill(zombie, 0)
      await p.wait(zombie)
      expect(() => p.kill(zombie, 0)).toThrow('No such process')
      let orphan = 0
      let parent = 0
      const middle = p.fork(async (child) => {
        orphan = child.fork(async (grandchild) => {
          await grandchild.sleep(1e9)
          parent = grandchild.ppid
          return 0
        })
        return 0
      })
      await p.wait(middle)
      await p.sleep(2e9)
      expect(parent).toBe(1)
      expect(p.exists(`/proc/${orphan}`)).toBe(false)
    })
  })

  it('gives no zombie to who ignores SIGCHLD', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.onSignal('SIGCHLD', 'ignore')
      const pid = p.fork(async () => 0)
      await p.sleep(1e6)
      expect(p.exists(`/proc/${pid}`)).toBe(false)
      await expect(p.wait(pid)).rejects.toThrow('No child processes')
    })
  })
})

describe('signals', () => {
  it.each([
    ['SIGTERM', { kind: 'signaled', signal: 'SIGTERM' }],
    ['SIGKILL', { kind: 'signaled', signal: 'SIGKILL' }],
    ['SIGCHLD', { kind: 'exited', code: 0 }],
    ['SIGWINCH', { kind: 'exited', code: 0 }],
    ['SIGCONT', { kind: 'exited', code: 0 }],
  ] as const)('%s by default', async (signal, expected) => {
    const machine = new Machine()
    const ended = await machine.run(async (p) => {
      const pid = p.fork(async (child) => ((await child.sleep(1e9)) === 'elapsed' ? 0 : 1))
      await p.sleep(1e6)
      p.kill(pid, signal)
      return status(p, pid)
    })
    expect(ended).toEqual(expected)
  })

  it('run handlers, cut sleeps short, and may be ignored', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const seen: string[] = []
      p.onSignal('SIGUSR1', () => seen.push('usr1'))
      p.onSignal('SIGUSR2', 'ignore')
      const pid = p.fork(async (child) => {
        await child.sleep(1e6)
        child.kill(child.ppid, 'SIGUSR2')
        await child.sleep(1e6)
        child.kill(child.ppid, 'SIGUSR1')
        return 0
      })
      const before = p.now()
      expect(await p.sleep(1e9)).toBe('interrupted')
      expect(Number(p.now() - before)).toBeLessThan(3e6)
      expect(seen).toEqual(['usr1'])
      await p.wait(pid)
      for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
        expect(() => p.onSignal(signal, 'ignore')).toThrow('Invalid argument')
    })
  })

  it('stop and continue; what comes in between waits for SIGCONT', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      let count = 0
      const pid = p.fork(async (child) => {
        for (;;) {
          count++
          await child.sleep(1e6)
        }
      })
      await p.sleep(5e6)
      p.kill(pid, 'SIGSTOP')
      expect(await p.wait(pid, { untraced: true })).toEqual({
        pid,
        status: { kind: 'stopped', signal: 'SIGSTOP' },
      })
      const before = count
      await p.sleep(1e9)
      expect(count).toBe(before)
      p.kill(pid, 'SIGCONT')
      await p.sleep(5e6)
      expect(count).toBeGreaterThan(before)
      p.kill(pid, 'SIGTSTP')
      p.kill(pid, 'SIGTERM')
      await p.sleep(1e6)
      expect(decode(p.readFile(`/proc/${pid}/stat`).read(0, 100))).toContain(') T ')
      p.kill(pid, 'SIGCONT')
      expect(await status(p, pid)).toEqual({ kind: 'signaled', signal: 'SIGTERM' })
    })
  })

  it('stop a process that stops itself, before its next step', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      let after = false
      const pid = p.fork(async (child) => {
        child.kill(child.pid, 'SIGSTOP')
        await child.write(child.open('/dev/null', { write: true }), 'x')
        after = true
        return 0
      })
      await p.wait(pid, { untraced: true })
      await p.sleep(1e6)
      expect(after).toBe(false)
      p.kill(pid, 'SIGCONT')
      expect(await status(p, pid)).toEqual({ kind: 'exited', code: 0 })
      expect(after).toBe(true)
    })
  })

  it('kill the stopped', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const pid = p.fork(forever)
      p.kill(pid, 'SIGSTOP')
      p.kill(pid, 'SIGKILL')
      expect(await status(p, pid)).toEqual({ kind: 'signaled', signal: 'SIGKILL' })
    })
  })

  it('reach a whole group', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const leader = p.fork(forever, { pgid: 0 })
      const member = p.fork(forever, { pgid: leader })
      const outside = p.fork(forever)
      expect([p.getpgid(leader), p.getpgid(member), p.getpgid(outside)]).toEqual([leader, leader, p.pid])
      p.kill(-leader, 'SIGTERM')
      for (const pid of [leader, member])
        expect(await status(p, pid)).toEqual({ kind: 'signaled', signal: 'SIGTERM' })
      expect(await p.wait(outside, { noHang: true })).toBeUndefined()
      p.kill(outside, 'SIGKILL')
      await p.wait(outside)
      expect(() => p.kill(-leader, 'SIGTERM')).toThrow('No such process')
    })
  })

  it('move groups only within the session', async () => {
    const machine = new Machine()
    const stranger = machine.process()
    await machine.run(async (p) => {
      const pid = p.fork(forever)
      p.setpgid(pid, 0)
      expect(p.getpgid(pid)).toBe(pid)
      expect(() => p.setpgid(pid, stranger.calls.pid)).toThrow('Operation not permitted')
      expect(() => p.setpgid(stranger.calls.pid, 0)).toThrow('No such process')
      expect(() => p.setsid()).toThrow('Operation not permitted')
      p.kill(pid, 'SIGKILL')
    })
  })

  it('obey owners', async () => {
    const machine = new Machine()
    const mine = machine.start(forever, machine.process({ uid: 1000 }))
    const roots = machine.start(forever)
    machine.start(
      async (p) => {
        expect(() => p.kill(roots.calls.pid, 'SIGTERM')).toThrow('Operation not permitted')
        expect(() => p.kill(99_999, 'SIGTERM')).toThrow('No such process')
        p.kill(mine.calls.pid, 'SIGTERM')
      },
      machine.process({ uid: 1000 }),
    )
    await machine.kernel.scheduler.run(1000)
    expect([mine.state, roots.state]).toEqual(['zombie', 'running'])
  })
})

describe('process namespaces', () => {
  it('number from 1, hide the rest, and end with their first process', async () => {
    const machine = new Machine()
    const pid = machine.pidNamespace()
    const first = machine.process({ pid })
    const seen: unknown[] = []
    machine.start(async (p) => {
      seen.push(p.pid)
      const child = p.fork(async (c) => {
        seen.push(c.pid, c.ppid)
        return forever(c)
      })
      await p.sleep(1e6)
      expect(() => p.kill(machine.init.calls.pid + 100, 0)).toThrow('No such process')
      p.kill(p.pid, 'SIGTERM')
      p.kill(p.pid, 'SIGKILL')
      await p.sleep(1e6)
      seen.push('alive', child)
      return 5
    }, first)
    const parentStatus = machine.kernel.scheduler.run(100_000)
    await parentStatus
    machine.kernel.scheduler.advance()
    await machine.kernel.scheduler.run(100_000)
    machine.kernel.scheduler.advance()
    await machine.kernel.scheduler.run(100_000)
    expect(seen).toEqual([1, 2, 1, 'alive', 2])
    expect(first.status).toEqual({ kind: 'exited', code: 5 })
    expect(pid.all()).toEqual([])
  })

  it('let process 1 be killed from outside, terminated only where it listens', async () => {
    const machine = new Machine()
    const first = machine.start(forever, machine.process({ pid: machine.pidNamespace() }))
    const outside = machine.process()
    await machine.kernel.scheduler.run(100)
    outside.calls.kill(first.id, 'SIGTERM')
    expect(first.state).toBe('running')
    outside.calls.kill(first.id, 'SIGKILL')
    expect(first.state).toBe('zombie')
  })
})

it('a program that fails is reported as one, and ends with 134', async () => {
  const machine = new Machine()
  await machine.run(async (p) => {
    const { read, write } = p.pipe()
    const pid = p.fork(async (child) => {
      child.dup2(write, 2)
      throw new Error('broken')
    })
    p.close(write)
    expect(await readAll(p, read)).toContain('internal error: Error: broken')
    expect(await status(p, pid)).toEqual({ kind: 'exited', code: 134 })
  })
})

it('limits descriptors and processes', async () => {
  const machine = new Machine()
  await machine.run(async (p) => {
    const fd = p.open('/dev/null', { read: true })
    expect(() => {
      for (let i = 0; i < 2000; i++) p.dup(fd)
    }).toThrow('Too many open files')
    for (let i = 0; i < 1024; i++) if (p.isOpen(i)) p.close(i)
    const pids: number[] = []
    expect(() => {
      for (let i = 0; i < 5000; i++) pids.push(p.fork(forever))
    }).toThrow('Resource temporarily unavailable')
    for (const pid of pids) p.kill(pid, 'SIGKILL')
  })
})
