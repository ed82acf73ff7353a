import { describe, expect, it } from 'vitest'
import { EngineError } from '../../src/engine/base/errors.ts'
import { decode } from '../../src/engine/base/text.ts'
import { viewOf } from '../../src/engine/kernel/record.ts'
import type { ServiceHandler } from '../../src/engine/kernel/service.ts'
import { resolve } from '../../src/engine/kernel/walk.ts'
import { S_IFSOCK } from '../../src/engine/vfs/filesystem.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import { Machine, readAll } from './support/machine.ts'

describe('pipes', () => {
  it('carry bytes in order and end when the last writer goes', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const { read, write } = p.pipe()
      p.fork(async (child) => {
        for (let i = 0; i < 1000; i++) await child.write(write, `${i}\n`)
        return 0
      })
      p.close(write)
      expect((await readAll(p, read)).split('\n')).toHaveLength(1001)
    })
  })

  it('hold 64 KiB, then make the writer wait', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const { read, write } = p.pipe()
      let done = false
      p.fork(async (child) => {
        await child.write(write, new Uint8Array(70_000))
        done = true
        return 0
      })
      await p.sleep(1e9)
      expect(done).toBe(false)
      await p.read(read, 10_000)
      await p.sleep(1e9)
      expect(done).toBe(true)
    })
  })

  it('do not tear small writes apart', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const { read, write } = p.pipe()
      for (const name of ['a', 'b', 'c'])
        p.fork(async (child) => {
          for (let i = 0; i < 50; i++) await child.write(write, name.repeat(4000))
          return 0
        })
      p.close(write)
      const text = await readAll(p, read)
      expect(text.length).toBe(600_000)
      expect(text.match(/a+|b+|c+/g)!.every((run) => run.length % 4000 === 0)).toBe(true)
    })
  })

  it('kill a writer without readers, or tell it', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const { read, write } = p.pipe()
      p.close(read)
      const killed = p.fork(async (child) => {
        await child.write(write, 'x')
        return 0
      })
      expect((await p.wait(killed))?.status).toEqual({ kind: 'signaled', signal: 'SIGPIPE' })
      p.onSignal('SIGPIPE', 'ignore')
      await expect(p.write(write, 'x')).rejects.toThrow('Broken pipe')
    })
  })

  it('wake a blocked writer when the reader goes', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const { read, write } = p.pipe()
      const pid = p.fork(async (child) => {
        child.close(read)
        await child.write(write, new Uint8Array(100_000))
        return 0
      })
      await p.sleep(1e6)
      p.close(read)
      expect((await p.wait(pid))?.status).toEqual({ kind: 'signaled', signal: 'SIGPIPE' })
    })
  })

  it('know their ends', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const { read, write } = p.pipe()
      await expect(p.write(read, 'x')).rejects.toThrow('Bad file descriptor')
      await expect(p.read(write)).rejects.toThrow('Bad file descriptor')
      expect(() => p.seek(read, 0, 'set')).toThrow('Illegal seek')
    })
  })

  it('have names: a reader waits for the writer to come', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.mkfifo('/fifo')
      let got = ''
      const reader = p.fork(async (child) => {
        got = await readAll(child, child.open('/fifo', { read: true }))
        return 0
      })
      await p.sleep(1e6)
      const fd = p.open('/fifo', { write: true })
      await p.write(fd, 'hello')
      p.close(fd)
      await p.wait(reader)
      expect(got).toBe('hello')
      const writer = p.fork(async (child) => {
        await child.write(child.open('/fifo', { write: true }), 'again')
        return 0
      })
      await p.sleep(1e6)
      expect(await readAll(p, p.open('/fifo', { read: true }))).toBe('again')
      expect((await p.wait(writer))?.status).toEqual({ kind: 'exited', code: 0 })
    })
  })
})

describe('descriptors', () => {
  it('are the lowest that are free', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const open = () => p.open('/dev/null', { read: true })
      expect([open(), open(), open()]).toEqual([0, 1, 2])
      p.close(1)
      expect([open(), p.dup(0), p.dup(0, 10)]).toEqual([1, 3, 10])
      expect(() => p.close(1)).not.toThrow()
      expect(() => p.close(1)).toThrow('Bad file descriptor')
      expect(() => p.dup2(1, 5)).toThrow('Bad file descriptor')
    })
  })

  it('share an offset when duplicated, not when opened twice', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.writeFile('/f', 'abcdef')
      const one = p.open('/f', { read: true })
      const copy = p.dup(one)
      const other = p.open('/f', { read: true })
      expect(decode(await p.read(one, 2))).toBe('ab')
      expect(decode(await p.read(copy, 2))).toBe('cd')
      expect(decode(await p.read(other, 2))).toBe('ab')
      expect(p.seek(copy, -1, 'end')).toBe(5)
      expect(decode(await p.read(one))).toBe('f')
      expect(() => p.seek(one, -1, 'set')).toThrow('Invalid argument')
      p.dup2(other, one)
      expect(decode(await p.read(one, 1))).toBe('c')
    })
  })

  it('append at the end, whoever else wrote', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const a = p.open('/log', { append: true, create: true })
      const b = p.open('/log', { append: true, create: true })
      await p.write(a, '1')
      await p.write(b, '2')
      await p.write(a, '3')
      expect(decode(p.readFile('/log').read(0, 10))).toBe('123')
    })
  })

  it('leave a hole behind the end, as zeros', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const fd = p.open('/f', { read: true, write: true, create: true })
      p.seek(fd, 3, 'set')
      await p.write(fd, 'x')
      expect([...p.readFile('/f').read(0, 9)]).toEqual([0, 0, 0, 120])
      p.ftruncate(fd, 1)
      expect(p.fstat(fd).size).toBe(1)
    })
  })

  it('may only do what they were opened for', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.writeFile('/f', 'x')
      const reading = p.open('/f', { read: true })
      const writing = p.open('/f', { write: true })
      await expect(p.write(reading, 'y')).rejects.toThrow('Bad file descriptor')
      await expect(p.read(writing)).rejects.toThrow('Bad file descriptor')
      expect(() => p.ftruncate(reading, 0)).toThrow('Invalid argument')
      await expect(p.read(p.open('/tmp', { read: true }))).rejects.toThrow('Is a directory')
      await expect(p.read(77)).rejects.toThrow('Bad file descriptor')
    })
  })

  it('keep an unlinked file until they are closed', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.writeFile('/f', 'still here')
      const used = machine.fs.usage().inodes
      const fd = p.open('/f', { read: true })
      p.unlink('/f')
      expect(p.fstat(fd).nlink).toBe(0)
      expect(decode(await p.read(fd))).toBe('still here')
      p.close(fd)
      expect(machine.fs.usage().inodes).toBe(used - 1)
    })
  })

  it('are seen in /proc and opened again from there', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.writeFile('/f', 'abc')
      const fd = p.open('/f', { read: true })
      expect(p.readlink(`/proc/self/fd/${fd}`)).toBe('/f')
      expect(p.readlink(`/dev/fd/${fd}`)).toBe('/f')
      const { read, write } = p.pipe()
      expect(p.readlink(`/proc/${p.pid}/fd/${read}`)).toMatch(/^pipe:\[\d+]$/)
      const again = p.open(`/dev/fd/${write}`, { write: true })
      p.close(write)
      await p.write(again, 'through')
      p.close(again)
      expect(await readAll(p, read)).toBe('through')
    })
  })
})

describe('devices', () => {
  it('swallow, give zeros, are full', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const flags = { read: true, write: true }
      const [none, zero, full] = [
        p.open('/dev/null', flags),
        p.open('/dev/zero', flags),
        p.open('/dev/full', flags),
      ]
      await p.write(none, 'x')
      expect((await p.read(none)).length).toBe(0)
      expect([...(await p.read(zero, 3))]).toEqual([0, 0, 0])
      await expect(p.write(full, 'x')).rejects.toThrow('No space left on device')
    })
  })
})

describe('/proc', () => {
  it('tells of processes', async () => {
    const machine = new Machine()
    await machine.run(
      async (p) => {
        const text = (path: string): string => decode(p.readFile(path).read(0, 4096))
        expect(p.readlink('/proc/self')).toBe(String(p.pid))
        expect(text('/proc/self/cmdline')).toBe('prog\0-x\0')
        expect(text('/proc/self/comm')).toBe('prog\n')
        expect(p.readlink('/proc/self/cwd')).toBe('/')
        expect(text('/proc/self/status')).toContain(`Pid:\t${p.pid}\nPPid:\t1\n`)
        expect(text('/proc/mounts')).toContain('/dev/sda1 / ext4 rw,relatime 0 0\n')
        expect(p.stat('/proc/version').size).toBe(0)
        expect(() => p.open('/proc/version', { write: true })).toThrow('Permission denied')
        expect(() => p.readdir('/proc/99999')).toThrow('No such file or directory')
        expect(() => p.mkdir('/proc/x')).toThrow()
      },
      machine.process({ argv: ['prog', '-x'] }),
    )
  })
})

describe('paths', () => {
  it('end at the root, and cross mounts both ways', async () => {
    const machine = new Machine()
    const { calls } = machine.init
    calls.mkdir('/mnt')
    calls.writeFile('/mnt/below', '')
    const disk = new TreeFs({ type: 'tmpfs', dev: 99 })
    machine.mount('/mnt', disk)
    await machine.run(async (p) => {
      expect(p.realpath('/../../bin/..')).toBe('/')
      p.mkdir('/mnt/a')
      p.chdir('/mnt/a')
      expect(p.cwd()).toBe('/mnt/a')
      p.chdir('../..')
      expect(p.cwd()).toBe('/')
      expect(p.readdir('/mnt').map((e) => e.name)).toEqual(['a'])
      expect(p.stat('/mnt/..').ino).toBe(p.stat('/').ino)
      expect(p.stat('/mnt').dev).toBe(99)
      expect(() => p.rename('/mnt/a', '/a')).toThrow('Invalid cross-device link')
      expect(() => p.link('/mnt/a', '/a')).toThrow('Invalid cross-device link')
      expect(() => p.rmdir('/mnt')).toThrow('Device or resource busy')
      expect(() => p.rename('/mnt', '/other')).toThrow('Device or resource busy')
    })
  })

  it('refuse to write where a mount is read-only', async () => {
    const machine = new Machine()
    machine.init.calls.mkdir('/ro')
    const disk = new TreeFs({ type: 'ext4', dev: 99 })
    machine.mount('/ro', disk)
    machine.init.calls.writeFile('/ro/f', 'x')
    machine.mount('/ro', disk, true)
    await machine.run(async (p) => {
      for (const call of [
        () => p.mkdir('/ro/d'),
        () => p.unlink('/ro/f'),
        () => p.writeFile('/ro/f', ''),
        () => p.open('/ro/f', { write: true }),
        () => p.chmod('/ro/f', 0o600),
        () => p.truncate('/ro/f', 0),
        () => p.symlink('x', '/ro/l'),
      ])
        expect(call).toThrow('Read-only file system')
      expect(() => p.mkdir('/ro/f')).toThrow('File exists')
      expect(decode(p.readFile('/ro/f').read(0, 9))).toBe('x')
    })
  })

  it('follow at most forty links', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.writeFile('/end', '')
      p.symlink('/end', '/l1')
      for (let i = 2; i <= 41; i++) p.symlink(`/l${i - 1}`, `/l${i}`)
      expect(p.realpath('/l40')).toBe('/end')
      expect(() => p.stat('/l41')).toThrow('Too many levels of symbolic links')
    })
  })

  it('know that a working directory is gone', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.mkdir('/gone')
      p.chdir('/gone')
      p.rmdir('/gone')
      expect(() => p.cwd()).toThrow('No such file or directory')
      expect(() => p.writeFile('f', '')).toThrow('No such file or directory')
      p.chdir('/')
    })
  })
})

describe('owners and modes', () => {
  it('inherit the group of a set-group-ID directory', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.mkdir('/shared')
      p.chown('/shared', -1, 50)
      p.chmod('/shared', 0o2775)
      p.writeFile('/shared/f', '')
      p.mkdir('/shared/d')
      expect(p.stat('/shared/f').gid).toBe(50)
      expect([p.stat('/shared/d').gid, p.stat('/shared/d').mode & 0o7777]).toEqual([50, 0o2755])
    })
  })

  it('lose set-ID bits with a new owner', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.writeFile('/f', '')
      p.chmod('/f', 0o6755)
      p.chown('/f', 1, 1)
      expect(p.stat('/f').mode & 0o7777).toBe(0o755)
      p.symlink('/f', '/l')
      p.chown('/l', 5, 5, true)
      expect([p.lstat('/l').uid, p.stat('/f').uid]).toEqual([5, 1])
      p.chmod('/f', 0o2745)
      p.chown('/f', 2, 2)
      expect(p.stat('/f').mode & 0o7777).toBe(0o2745)
    })
  })

  it('let root run only what somebody may run', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.writeFile('/f', '')
      p.chmod('/f', 0)
      expect(p.access('/f', { read: true, write: true })).toBe(true)
      expect(p.access('/f', { execute: true })).toBe(false)
    })
  })
})

describe('services', () => {
  const listening = (machine: Machine, mode = 0o660) => {
    const { calls } = machine.init
    calls.mknod('/tmp/sock', S_IFSOCK, { major: 0, minor: 0 })
    calls.chmod('/tmp/sock', mode)
    const owner = machine.process({ argv: ['server'] })
    const place = resolve(viewOf(machine.init), '/tmp/sock')
    const answer: ServiceHandler = async (request, caller) => {
      if (request === 'fail') throw new EngineError('conflict', 'no')
      if (request === 'slow') await owner.calls.sleep(1e9)
      return [request, caller.credentials.uid]
    }
    machine.kernel.services.listen(place, owner, answer, { name: '/tmp/sock' })
    return owner
  }

  it('answer, and pass their failures on', async () => {
    const machine = new Machine()
    listening(machine)
    await machine.run(async (p) => {
      const connection = p.connect('/tmp/sock')
      expect(await connection.call('hello')).toEqual(['hello', 0])
      await expect(connection.call('fail')).rejects.toThrow(new EngineError('conflict', 'no'))
    })
  })

  it('keep no trace of calls that are over', async () => {
    const machine = new Machine()
    const owner = listening(machine)
    await machine.run(async (p) => {
      for (let i = 0; i < 10; i++) await p.connect('/tmp/sock').call(i)
    })
    expect(owner.onExit.size).toBe(1)
    expect(owner.tasks.size).toBe(0)
  })

  it('are not there, not allowed, not listening', async () => {
    const machine = new Machine()
    const owner = listening(machine)
    await machine.run(async (p) => {
      expect(() => p.connect('/nope')).toThrow('No such file or directory')
      p.writeFile('/file', '')
      expect(() => p.connect('/file')).toThrow('Connection refused')
    })
    await machine.run(
      async (p) => {
        expect(() => p.connect('/tmp/sock')).toThrow('Permission denied')
      },
      machine.process({ uid: 1000 }),
    )
    owner.calls.kill(owner.calls.pid, 'SIGKILL')
    await machine.run(async (p) => {
      expect(() => p.connect('/tmp/sock')).toThrow('Connection refused')
    })
  })

  it('end a call when they die', async () => {
    const machine = new Machine()
    const owner = listening(machine)
    machine.kernel.scheduler.after(1e6, () => owner.calls.kill(owner.calls.pid, 'SIGKILL'))
    await machine.run(async (p) => {
      await expect(p.connect('/tmp/sock').call('slow')).rejects.toThrow(new EngineError('unavailable', 'EOF'))
    })
  })
})
