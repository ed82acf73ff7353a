import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { isErrno } from '../../src/engine/base/errors.ts'
import { decode } from '../../src/engine/base/text.ts'
import { cgroupFs } from '../../src/engine/kernel/cgroup-fs.ts'
import type { Process } from '../../src/engine/kernel/process.ts'
import { Machine } from './support/machine.ts'

const errnoOf = (call: () => unknown): string | undefined => {
  try {
    call()
    return undefined
  } catch (error) {
    if (isErrno(error)) return error.errno
    throw error
  }
}

describe('threads', () => {
  it('wait for each other at a condition, and share descriptors', async () => {
    const machine = new Machine()
    const order = await machine.run(async (p) => {
      const said: string[] = []
      const changed = p.condition()
      let done = false
      p.thread(async () => {
        await p.sleep(1e6)
        said.push('thread')
        done = true
        changed.wakeAll()
      })
      while (!done) await changed.wait()
      said.push('main')
      return said
    })
    expect(order).toEqual(['thread', 'main'])
  })

  it('wait for so long at most', async () => {
    const machine = new Machine()
    const waited = await machine.run(async (p) => {
      const changed = p.condition()
      const times: number[] = []
      const wait = async (most: number): Promise<void> => {
        const since = p.now()
        await changed.waitAtMost(most)
        times.push(Math.floor(Number(p.now() - since) / 1e6))
      }
      await wait(5e6)
      p.thread(async () => {
        await p.sleep(2e6)
        changed.wakeAll()
      })
      await wait(5e6)
      return times
    })
    expect(waited).toEqual([5, 2])
  })

  it('end the whole process where one of them calls exit', async () => {
    const machine = new Machine()
    const status = await machine.run(async (p) => {
      const child = p.fork(async (c) => {
        c.thread(async () => {
          await c.sleep(1e6)
          c.exit(7)
        })
        for (;;) await c.sleep(1e9)
      })
      return (await p.wait(child))?.status
    })
    expect(status).toEqual({ kind: 'exited', code: 7 })
  })
})

describe('a socket that a program serves', () => {
  it('answers those who may call it, until its process ends', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const server = p.fork(async (s) => {
        s.serve('/tmp/s', async (request, { uid }) => `${request} of ${uid}`, 0o600)
        await s.sleep(1e9)
        return 0
      })
      await p.sleep(1e6)
      expect(await p.connect('/tmp/s').call('hello')).toBe('hello of 0')
      expect(errnoOf(() => p.serve('/tmp/s', async () => 0))).toBe('EADDRINUSE')
      const other = p.fork(async (o) => {
        o.setCredentials({ uid: 1000, gid: 1000, groups: [] })
        return errnoOf(() => o.connect('/tmp/s')) === 'EACCES' ? 0 : 1
      })
      expect((await p.wait(other))?.status).toEqual({ kind: 'exited', code: 0 })
      await p.wait(server)
      expect(errnoOf(() => p.connect('/tmp/s'))).toBe('ECONNREFUSED')
    })
  })
})

describe('control groups', () => {
  const mounted = (): Machine => {
    const machine = new Machine()
    machine.init.calls.mkdir('/cgroup')
    machine.mount('/cgroup', cgroupFs(machine.kernel))
    return machine
  }
  const write = async (p: Process, path: string, text: string): Promise<void> => {
    const fd = p.open(path, { write: true })
    await p.write(fd, text)
    p.close(fd)
  }

  it('are made with mkdir, entered through cgroup.procs, and removed when they are empty', async () => {
    const machine = mounted()
    await machine.run(async (p) => {
      p.mkdir('/cgroup/system.slice')
      p.mkdir('/cgroup/system.slice/a.service')
      const child = p.fork(async (c) => {
        await c.sleep(1e9)
        return 0
      })
      await write(p, '/cgroup/system.slice/a.service/cgroup.procs', String(child))
      expect(machine.kernel.groups.get('/system.slice/a.service')?.members.size).toBe(1)
      expect(errnoOf(() => p.rmdir('/cgroup/system.slice/a.service'))).toBe('EBUSY')
      const populated = () => decode(bytesOf(p.readFile('/cgroup/system.slice/cgroup.events'))).split('\n')[0]
      expect(populated()).toBe('populated 1')
      await p.wait(child)
      expect(populated()).toBe('populated 0')
      p.rmdir('/cgroup/system.slice/a.service')
      expect(p.exists('/cgroup/system.slice/a.service')).toBe(false)
      await expect(write(p, '/cgroup/system.slice/cgroup.procs', '4711')).rejects.toThrow('No such process')
    })
  })
})

describe('process 1', () => {
  it('waits for its children itself where it runs a program', async () => {
    const machine = new Machine()
    const codes: unknown[] = []
    machine.start(async (p) => {
      const child = p.fork(async () => 3)
      codes.push((await p.wait(child))?.status)
    }, machine.init)
    await machine.settle()
    expect(codes).toEqual([{ kind: 'exited', code: 3 }])
  })
})

describe('file systems that show parts of the kernel', () => {
  it('are mounted with the options that they show', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.mkdir('/m')
      p.mount({ kind: 'new', type: 'ramfs', source: 'ramfs', target: '/m', data: 'mode=700' })
      expect(p.stat('/m').mode & 0o777).toBe(0o700)
      p.umount('/m')
      p.mount({ kind: 'new', type: 'debugfs', source: 'debugfs', target: '/m' })
      p.writeFile('/m/x', '1')
      p.umount('/m')
      p.mount({ kind: 'new', type: 'debugfs', source: 'debugfs', target: '/m' })
      expect(p.exists('/m/x')).toBe(true)
      expect(errnoOf(() => p.mount({ kind: 'new', type: 'tracefs', target: '/m', data: 'x' }))).toBe('EINVAL')
      expect(errnoOf(() => p.mount({ kind: 'new', type: 'debugfs', target: '/m' }))).toBe('EBUSY')
    })
  })
})
