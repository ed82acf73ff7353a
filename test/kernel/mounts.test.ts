import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { decode } from '../../src/engine/base/text.ts'
import type { Process } from '../../src/engine/kernel/process.ts'
import { Machine } from './support/machine.ts'

/** The errno that a call gives, or `ok`. */
function answer(call: () => unknown): string {
  try {
    call()
    return 'ok'
  } catch (error) {
    return (error as { errno?: string }).errno ?? String(error)
  }
}
const text = (p: Process, path: string): string => decode(bytesOf(p.readFile(path)))
const table = (p: Process): string[] =>
  text(p, '/proc/self/mounts')
    .split('\n')
    .filter((line) => line.includes(' /m'))
const tmpfs = (p: Process, target: string, data = ''): void =>
  p.mount({ kind: 'new', type: 'tmpfs', source: 't', target, data })

/** A machine with directories to mount on, and a process that is running. */
async function inside(body: (p: Process, machine: Machine) => void | Promise<void>): Promise<void> {
  const machine = new Machine()
  for (const name of ['m', 'm/a', 'm/b']) machine.init.calls.mkdir(`/${name}`)
  machine.init.calls.writeFile('/m/file', 'on the disk')
  await machine.run(async (p) => body(p, machine))
}

describe('mount(2)', () => {
  it('covers a directory, and what was there comes back', () =>
    inside((p) => {
      p.writeFile('/m/a/below', '')
      tmpfs(p, '/m/a', 'size=1m,mode=700')
      p.writeFile('/m/a/above', '')
      expect(p.readdir('/m/a').map(({ name }) => name)).toEqual(['above'])
      expect(table(p)).toEqual(['t /m/a tmpfs rw,relatime,size=1024k,mode=700 0 0'])
      p.umount('/m/a')
      expect(p.readdir('/m/a').map(({ name }) => name)).toEqual(['below'])
      expect(table(p)).toEqual([])
    }))

  it('refuses what Linux refuses', () =>
    inside((p, machine) => {
      expect(answer(() => tmpfs(p, '/nosuch'))).toBe('ENOENT')
      expect(answer(() => tmpfs(p, '/m/file'))).toBe('ENOTDIR')
      expect(answer(() => tmpfs(p, '/m/a', 'size=x'))).toBe('EINVAL')
      expect(answer(() => tmpfs(p, '/m/a', 'bogus=1'))).toBe('EINVAL')
      expect(answer(() => p.mount({ kind: 'new', type: 'xyz', target: '/m/a' }))).toBe('ENODEV')
      expect(answer(() => p.mount({ kind: 'new', type: 'ext4', source: '/m/file', target: '/m/a' }))).toBe(
        'ENOTBLK',
      )
      expect(answer(() => p.mount({ kind: 'bind', source: '/m/file', target: '/m/a' }))).toBe('ENOTDIR')
      expect(answer(() => p.mount({ kind: 'remount', target: '/m/a' }))).toBe('EINVAL')
      expect(answer(() => p.umount('/m/a'))).toBe('EINVAL')
      const { calls } = machine.process({ uid: 1000 })
      expect(answer(() => tmpfs(calls, '/m/a'))).toBe('EPERM')
      expect(answer(() => tmpfs(calls, '/nosuch'))).toBe('ENOENT')
    }))

  it('binds directories and files', () =>
    inside((p) => {
      p.writeFile('/m/a/f', 'a')
      p.mount({ kind: 'bind', source: '/m/a', target: '/m/b' })
      p.mount({ kind: 'bind', source: '/m/a/f', target: '/m/file' })
      expect([text(p, '/m/b/f'), text(p, '/m/file')]).toEqual(['a', 'a'])
      const roots = text(p, '/proc/self/mountinfo')
        .split('\n')
        .filter((line) => line.includes(' /m'))
        .map((line) => line.split(' ').slice(2, 5).join(' '))
      expect(roots).toEqual(['8:1 /m/a /m/b', '8:1 /m/a/f /m/file'])
      expect(answer(() => p.rename('/m/b/f', '/m/a/g'))).toBe('EXDEV')
      expect(answer(() => p.unlink('/m/file'))).toBe('EBUSY')
      expect(answer(() => p.rmdir('/m/b'))).toBe('EBUSY')
    }))

  it('takes the mounts below along only where it is recursive', () =>
    inside((p) => {
      p.mkdir('/m/a/in')
      tmpfs(p, '/m/a/in')
      p.writeFile('/m/a/in/f', '')
      p.mount({ kind: 'bind', source: '/m/a', target: '/m/b' })
      expect(p.exists('/m/b/in/f')).toBe(false)
      p.umount('/m/b')
      p.mount({ kind: 'bind', source: '/m/a', target: '/m/b', recursive: true })
      expect(p.exists('/m/b/in/f')).toBe(true)
      expect(table(p).map((line) => line.split(' ')[1])).toEqual(['/m/a/in', '/m/b', '/m/b/in'])
    }))

  it('remounts one mount alone, or the whole file system', () =>
    inside((p) => {
      tmpfs(p, '/m/a')
      p.mount({ kind: 'bind', source: '/m/a', target: '/m/b' })
      p.mount({ kind: 'remount', bind: true, target: '/m/b', readOnly: true })
      expect([answer(() => p.mkdir('/m/b/x')), answer(() => p.mkdir('/m/a/x'))]).toEqual(['EROFS', 'ok'])
      const fd = p.open('/m/a/f', { write: true, create: true })
      expect(answer(() => p.mount({ kind: 'remount', target: '/m/a', readOnly: true }))).toBe('EBUSY')
      p.close(fd)
      p.mount({ kind: 'remount', target: '/m/a', readOnly: true })
      expect([answer(() => p.mkdir('/m/a/y')), p.access('/m/a', { write: true })]).toEqual(['EROFS', false])
      p.mount({ kind: 'remount', target: '/m/a' })
      expect(answer(() => p.mkdir('/m/a/y'))).toBe('ok')
    }))

  it('moves a mount with all below it', () =>
    inside((p) => {
      tmpfs(p, '/m/a')
      p.mkdir('/m/a/in')
      tmpfs(p, '/m/a/in')
      p.writeFile('/m/a/in/f', '')
      expect(answer(() => p.mount({ kind: 'move', source: '/m/a', target: '/m/a/in' }))).toBe('ELOOP')
      expect(answer(() => p.mount({ kind: 'move', source: '/m/b', target: '/m/a' }))).toBe('EINVAL')
      p.mount({ kind: 'move', source: '/m/a', target: '/m/b' })
      expect(p.exists('/m/b/in/f')).toBe(true)
      expect(table(p).map((line) => line.split(' ')[1])).toEqual(['/m/b', '/m/b/in'])
    }))
})

describe('umount(2)', () => {
  it('refuses while the mount is in use', () =>
    inside((p) => {
      tmpfs(p, '/m/a')
      p.writeFile('/m/a/f', '')
      const fd = p.open('/m/a/f', { read: true })
      expect(answer(() => p.umount('/m/a'))).toBe('EBUSY')
      p.close(fd)
      p.chdir('/m/a')
      expect(answer(() => p.umount('/m/a'))).toBe('EBUSY')
      p.chdir('/')
      p.mkdir('/m/a/in')
      tmpfs(p, '/m/a/in')
      expect(answer(() => p.umount('/m/a'))).toBe('EBUSY')
      p.umount('/m/a/in')
      expect(answer(() => p.umount('/m/a'))).toBe('ok')
      expect(answer(() => p.umount('/'))).toBe('EBUSY')
    }))

  it('detaches one that is in use, which then goes on for those who have it', () =>
    inside(async (p) => {
      tmpfs(p, '/m/a')
      p.writeFile('/m/a/f', 'kept')
      const fd = p.open('/m/a/f', { read: true })
      p.umount('/m/a', { detach: true })
      expect(p.exists('/m/a/f')).toBe(false)
      expect(decode(await p.read(fd))).toBe('kept')
    }))

  it('takes the topmost of several mounts on one place', () =>
    inside((p) => {
      tmpfs(p, '/m/a')
      p.writeFile('/m/a/first', '')
      tmpfs(p, '/m/a')
      expect(p.exists('/m/a/first')).toBe(false)
      p.umount('/m/a')
      expect(p.exists('/m/a/first')).toBe(true)
    }))
})

describe('a tmpfs', () => {
  it('has no room beyond its size and its inodes', () =>
    inside(async (p) => {
      tmpfs(p, '/m/a', 'size=8k,nr_inodes=3')
      const fd = p.open('/m/a/f', { write: true, create: true })
      await p.write(fd, new Uint8Array(5000))
      const full = await p.write(fd, new Uint8Array(5000)).catch((error) => error.errno)
      expect([full, p.stat('/m/a/f').size]).toEqual(['ENOSPC', 8192])
      p.writeFile('/m/a/g', '')
      expect(answer(() => p.mkdir('/m/a/h'))).toBe('ENOSPC')
      const { blocks, free, files, filesFree } = p.statfs('/m/a')
      expect([blocks, free, files, filesFree]).toEqual([2, 0, 3, 0])
      p.unlink('/m/a/f')
      expect(p.statfs('/m/a').free).toBe(0)
      p.close(fd)
      expect(p.statfs('/m/a').free).toBe(2)
    }))

  it('can be made larger, and not smaller than what is in it', () =>
    inside((p) => {
      tmpfs(p, '/m/a', 'size=1m')
      p.writeFile('/m/a/f', new Uint8Array(100_000))
      expect(answer(() => p.mount({ kind: 'remount', target: '/m/a', data: 'size=8k' }))).toBe('EINVAL')
      p.mount({ kind: 'remount', target: '/m/a', data: 'size=2m' })
      expect(table(p)).toEqual(['t /m/a tmpfs rw,relatime,size=2048k 0 0'])
    }))
})

describe('flags of a mount', () => {
  it('nodev keeps devices from being opened, noexec files from being run', () =>
    inside((p) => {
      p.mount({ kind: 'new', type: 'tmpfs', target: '/m/a', flags: ['nodev', 'noexec', 'nosuid'] })
      p.mknod('/m/a/null', 0o020000, { major: 1, minor: 3 })
      expect(answer(() => p.open('/m/a/null', { read: true }))).toBe('EACCES')
      p.writeFile('/m/a/run', 'x', 0o755)
      expect(answer(() => p.spawn({ path: '/m/a/run', argv: ['run'] }))).toBe('EACCES')
      expect(table(p)).toEqual(['none /m/a tmpfs rw,nosuid,nodev,noexec,relatime 0 0'])
    }))
})

describe('a root of one’s own', () => {
  it('chroot(2) hides what is outside, from /proc/mounts too', () =>
    inside((p) => {
      tmpfs(p, '/m/a')
      p.mkdir('/m/a/proc')
      p.mount({ kind: 'new', type: 'proc', source: 'proc', target: '/m/a/proc' })
      p.chroot('/m/a')
      p.chdir('/')
      expect(p.readdir('/..').map(({ name }) => name)).toEqual(['proc'])
      expect(text(p, '/proc/self/mounts')).toBe(
        't / tmpfs rw,relatime 0 0\nproc /proc proc rw,relatime 0 0\n',
      )
    }))

  it('pivot_root(2) changes the root of all in the namespace', () =>
    inside((p) => {
      p.unshare(['mnt'])
      expect(answer(() => p.pivotRoot('/m/a', '/m/a'))).toBe('EBUSY')
      tmpfs(p, '/m/a')
      p.mkdir('/m/a/old')
      expect(answer(() => p.pivotRoot('/m/a', '/m/b'))).toBe('EBUSY')
      p.pivotRoot('/m/a', '/m/a/old')
      expect(p.readdir('/').map(({ name }) => name)).toEqual(['old'])
      expect(text(p, '/old/m/file')).toBe('on the disk')
      expect(text(p, '/old/proc/self/mounts').split('\n').slice(0, -1)).toEqual([
        '/dev/sda1 /old ext4 rw,relatime 0 0',
        'proc /old/proc proc rw,relatime 0 0',
        't / tmpfs rw,relatime 0 0',
      ])
      p.umount('/old', { detach: true })
      expect(p.readdir('/old')).toEqual([])
    }))
})

describe('namespaces', () => {
  it('a mount namespace of one’s own keeps what is mounted in it to itself', () =>
    inside((p, machine) => {
      p.unshare(['mnt'])
      tmpfs(p, '/m/a')
      p.writeFile('/m/a/f', '')
      expect([p.exists('/m/a/f'), machine.init.calls.exists('/m/a/f')]).toEqual([true, false])
    }))

  it('are files, and whoever has one open can enter it', () =>
    inside((p, machine) => {
      const other = machine.process()
      other.calls.unshare(['mnt', 'uts', 'ipc'])
      other.calls.sethostname('other')
      tmpfs(other.calls, '/m/a')
      other.calls.writeFile('/m/a/f', 'seen')
      const mine = p.readlink('/proc/self/ns/uts')
      expect(p.stat('/proc/self/ns/uts').ino).toBe(Number(/\d+/.exec(mine)![0]))
      expect(text(p, `/proc/${other.calls.pid}/root/m/a/f`)).toBe('seen')
      expect(p.exists('/m/a/f')).toBe(false)
      for (const kind of ['mnt', 'uts'])
        p.setns(p.open(`/proc/${other.calls.pid}/ns/${kind}`, { read: true }))
      expect([p.hostname(), text(p, '/m/a/f')]).toEqual(['other', 'seen'])
      expect(p.readlink('/proc/self/ns/uts')).not.toBe(mine)
      expect(p.readlink('/proc/self/ns/ipc')).not.toBe(p.readlink(`/proc/${other.calls.pid}/ns/ipc`))
    }))

  it('of process numbers: the first child is process 1, and with it the namespace ends', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.unshare(['pid'])
      expect(p.readlink('/proc/self/ns/pid')).not.toBe(p.readlink('/proc/self/ns/pid_for_children'))
      let inner = 0
      const first = p.fork(async (child) => {
        inner = child.pid
        return 0
      })
      await p.wait(first)
      expect([inner, first > 1]).toEqual([1, true])
      expect(answer(() => p.fork(async () => 0))).toBe('ENOMEM')
    })
  })

  it('need CAP_SYS_ADMIN', () =>
    inside((_, machine) => {
      const { calls } = machine.process({ uid: 1000 })
      expect(answer(() => calls.unshare(['mnt']))).toBe('EPERM')
      expect(answer(() => calls.chroot('/m'))).toBe('EPERM')
      expect(answer(() => calls.sethostname('x'))).toBe('EPERM')
    }))
})
