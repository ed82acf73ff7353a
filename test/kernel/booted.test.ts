import { describe, expect, it } from 'vitest'
import { zeroBody } from '../../src/engine/base/body.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import { ROOT } from '../../src/engine/kernel/credentials.ts'
import { Kernel } from '../../src/engine/kernel/kernel.ts'
import { timeStamp } from '../../src/engine/kernel/kernel-log.ts'
import { MountNamespace } from '../../src/engine/kernel/mounts.ts'
import { FIRST_NUMBERS } from '../../src/engine/kernel/namespaces.ts'
import type { PowerAction } from '../../src/engine/kernel/platform.ts'
import type { ExitCode, Process } from '../../src/engine/kernel/process.ts'
import { Tty } from '../../src/engine/kernel/tty.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'

const SIZE = { columns: 80, rows: 24 }

/** A kernel that was booted, with /dev, and one process in a tree in memory. */
function booted() {
  const powered: (PowerAction | 'hang')[] = []
  const kernel = new Kernel({
    seed: 'booted',
    boot: 0n,
    executables: { identify: () => undefined, interpreter: () => undefined },
    release: '6.1.0',
    version: '#1',
    machine: 'x86_64',
    platform: {
      commandLine: 'console=ttyS0 quiet',
      memoryKiB: 983_752,
      usedKiB: 60_000,
      firmware: 'bios',
      serial: SIZE,
      driverIn: (body) =>
        body.size === 1 ? { name: 'dummy', size: 4096, uses: [] } : body.size === 2 ? USER : undefined,
      farewells: (action) => [`sda: ${action}`],
      power: (action) => powered.push(action),
    },
  })
  kernel.serial = new Tty(kernel.scheduler, 0, SIZE, { major: 4, minor: 64 })
  const fs = new TreeFs({ type: 'rootfs', dev: 2 })
  const mount = new MountNamespace(
    { fs, root: fs.root, source: 'rootfs', options: ['strictatime'], readOnly: false },
    kernel.nextMountId,
    FIRST_NUMBERS.mnt,
  )
  const place = { mount: mount.root, ino: fs.root }
  const record = kernel.createProcess({
    parent: undefined,
    namespaces: {
      mount,
      pid: kernel.pidNamespace,
      uts: { number: 1, hostname: '(none)' },
      cgroup: { number: 2, root: kernel.rootGroup },
      net: kernel.network,
      ipc: 4,
      user: 5,
      time: 6,
    },
    root: place,
    cwd: place,
    credentials: ROOT,
    env: new Map(),
    argv: ['init'],
    exe: '/init',
    comm: 'init',
    session: true,
  })
  const run = async (body: (p: Process) => Promise<ExitCode>): Promise<void> => {
    let failure: unknown
    kernel.run(record, async (p) => {
      try {
        return await body(p)
      } catch (error) {
        failure = error
        return 1
      }
    })
    await kernel.scheduler.run(10_000)
    if (failure) throw failure
  }
  record.calls.mkdir('/dev')
  record.calls.mkdir('/proc')
  record.calls.mount({ kind: 'new', type: 'devtmpfs', source: 'udev', target: '/dev' })
  record.calls.mount({ kind: 'new', type: 'proc', source: 'proc', target: '/proc' })
  return { kernel, record, run, powered, p: record.calls }
}
const USER = { name: 'user', size: 8192, uses: ['dummy'] }

describe('a kernel that was booted', () => {
  it('shows its command line, and its memory in the size of a tmpfs', async () => {
    const { p } = booted()
    const text = (path: string): string => decode(p.readFile(path).read(0, 4096))
    expect(text('/proc/cmdline')).toBe('console=ttyS0 quiet\n')
    p.mkdir('/run')
    p.mount({ kind: 'new', type: 'tmpfs', source: 'tmpfs', target: '/run', data: 'size=10%,mode=755' })
    expect(text('/proc/1/mounts').split('\n')).toEqual([
      'rootfs / rootfs rw 0 0',
      'udev /dev devtmpfs rw,relatime,size=472912k,nr_inodes=118228,mode=755,inode64 0 0',
      'proc /proc proc rw,relatime 0 0',
      'tmpfs /run tmpfs rw,relatime,size=98376k,mode=755,inode64 0 0',
      '',
    ])
  })

  it('speaks over its serial line, which only /dev/ttyS0 makes a terminal of one’s own', async () => {
    const { kernel, record, run } = booted()
    let shown = ''
    kernel.serial!.onOutput = (bytes) => {
      shown += decode(bytes)
    }
    await run(async (p) => {
      const console = p.open('/dev/console', { read: true, write: true })
      await p.write(console, 'hello\n')
      expect(record.terminal).toBeUndefined()
      const line = p.open('/dev/ttyS0', { read: true, write: true })
      expect([p.ttyname(console), p.ttyname(line)]).toEqual(['/dev/console', '/dev/ttyS0'])
      expect(record.terminal).toBe(kernel.serial)
      return 0
    })
    expect(shown).toBe('hello\r\n')
  })

  it('logs what is written to /dev/kmsg, and shows it on the console by its level', async () => {
    const { kernel, run } = booted()
    const shown: string[] = []
    kernel.log.onConsole = (line) => shown.push(line)
    kernel.log.consoleLevel = 4
    await run(async (p) => {
      const fd = p.open('/dev/kmsg', { write: true })
      await p.write(fd, '<30>systemd[1]: hello\n')
      await p.write(fd, encode('<3>bad\n'))
      return 0
    })
    expect(kernel.log.records.map(({ level, facility, text }) => [level, facility, text])).toEqual([
      [6, 3, 'systemd[1]: hello'],
      [3, 1, 'bad'],
    ])
    expect(shown).toEqual([expect.stringMatching(/^\[ {4}0\.\d{6}\] bad$/)])
    expect(timeStamp(12_345_678_000_000)).toBe('[12345.678000] ')
  })

  it('loads modules after those that they use', async () => {
    const { p, run } = booted()
    await run(async () => {
      await expect(p.initModule(zeroBody(3))).rejects.toMatchObject({ errno: 'ENOEXEC' })
      await expect(p.initModule(zeroBody(2))).rejects.toMatchObject({ errno: 'ENOENT' })
      await p.initModule(zeroBody(1))
      await p.initModule(zeroBody(2))
      await expect(p.initModule(zeroBody(1))).rejects.toMatchObject({ errno: 'EEXIST' })
      expect(decode(p.readFile('/proc/modules').read(0, 999))).toBe(
        'user 8192 0 - Live 0x0000000000000000\ndummy 4096 1 user, Live 0x0000000000000000\n',
      )
      expect(() => p.deleteModule('dummy')).toThrow()
      p.deleteModule('user')
      p.deleteModule('dummy')
      return 0
    })
  })

  it('reads and writes disks that a driver has found, and says what comes of their file systems', async () => {
    const { kernel, p, run } = booted()
    const fs = new TreeFs({ type: 'ext4', dev: 0x801 })
    const events: string[] = []
    let bytes = new Uint8Array(1024)
    kernel.blockDevices.add({
      name: 'sda1',
      major: 8,
      minor: 1,
      sectors: 2,
      filesystem: () => fs,
      noteUse: (event, readOnly) => events.push(`${event} ${readOnly ? 'ro' : 'rw'}`),
      content: () => ({ size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) }),
      overwrite: (at, data) => {
        bytes = bytes.slice()
        bytes.set(data, at)
      },
    })
    p.mkdir('/mnt')
    const mount = () =>
      p.mount({ kind: 'new', type: 'ext4', source: '/dev/sda1', target: '/mnt', readOnly: true })
    expect(mount).toThrow('No such device')
    await run(async () => {
      await kernel.modules.load(kernel, { name: 'ext4', size: 1, uses: [] })
      mount()
      p.mount({ kind: 'remount', target: '/mnt' })
      p.umount('/mnt')
      const fd = p.open('/dev/sda1', { read: true, write: true })
      await p.write(fd, 'abc')
      p.seek(fd, 1, 'set')
      expect(decode(await p.read(fd, 2))).toBe('bc')
      return 0
    })
    expect(events).toEqual(['mounted ro', 'remounted rw', 'unmounted rw'])
  })

  it('hands the machine back', async () => {
    const { kernel, run, powered } = booted()
    await run((p) => p.reboot('restart'))
    expect(powered).toEqual(['restart'])
    expect(kernel.log.records.map(({ text }) => text)).toEqual([
      'sda: restart',
      'reboot: Restarting system',
      'reboot: machine restart',
    ])
  })

  it('tells of the end of its first process', async () => {
    const { kernel, run } = booted()
    const ends: unknown[] = []
    kernel.onInitEnd = (status) => ends.push(status)
    await run(async () => 3)
    expect(ends).toEqual([{ kind: 'exited', code: 3 }])
  })

  it('hides what lies under the root of a process', async () => {
    const { p } = booted()
    p.mkdir('/root')
    p.mount({ kind: 'new', type: 'tmpfs', source: 'tmpfs', target: '/root' })
    p.mkdir('/root/proc')
    p.mount({ kind: 'move', source: '/proc', target: '/root/proc' })
    p.chdir('/root')
    p.mount({ kind: 'move', source: '/root', target: '/' })
    p.chroot('.')
    expect(
      decode(p.readFile('/proc/1/mounts').read(0, 999))
        .split('\n')
        .map((l) => l.split(' ')[1]),
    ).toEqual(['/proc', '/', undefined])
  })
})
