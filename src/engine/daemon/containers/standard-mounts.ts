import { isErrno } from '../../base/errors.ts'
import { CGROUP_OPTIONS, cgroupDirectory, cgroupFs } from '../../kernel/cgroup-fs.ts'
import type { ControlGroup } from '../../kernel/control-group.ts'
import { ROOT } from '../../kernel/credentials.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { MountNamespace, NewMount, Place } from '../../kernel/mounts.ts'
import type { PidNamespace } from '../../kernel/namespaces.ts'
import { procFs } from '../../kernel/proc/proc-fs.ts'
import { sysFs } from '../../kernel/sys-fs.ts'
import { terminalFs } from '../../kernel/terminal-fs.ts'
import { newTmpfs } from '../../kernel/tmpfs.ts'
import type { Terminals } from '../../kernel/tty.ts'
import { resolve } from '../../kernel/walk.ts'
import { type Filesystem, isDirectory, S_IFBLK, S_IFCHR } from '../../vfs/filesystem.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import type { HostConfig } from '../api.ts'
import type { Container } from './store.ts'

/** A container that another one shares its network, name and files of /etc with. */
export interface Identity {
  readonly donor: Container
  readonly live: { readonly rootfs: { readonly etc: TreeFs } }
}

/** What a container's file systems show. */
export interface Surroundings {
  readonly pid: PidNamespace
  readonly terminals: Terminals
  /** Number of the container's own terminal. */
  readonly terminal: number | undefined
  /** The container whose network is shared: its files of /etc are too. */
  readonly identity: Identity | undefined
  /** Behind /dev/shm, where it is shared with others. */
  readonly sharedMemory: Filesystem | undefined
  /** Shown at /sys/fs/cgroup, where the machine has the unified hierarchy. */
  readonly group: ControlGroup | undefined
}

const DEVICES = [
  ['null', 1, 3],
  ['zero', 1, 5],
  ['full', 1, 7],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['tty', 5, 0],
] as const

const NO_FILES = ['nosuid', 'nodev', 'noexec']

/** Mounts what every container has beside its root (moby, oci/defaults.go; runc, libcontainer/specconv). */
export function mountStandard(
  kernel: Kernel,
  namespace: MountNamespace,
  { Privileged, ShmSize, IpcMode }: HostConfig,
  { pid, terminals, sharedMemory, group }: Surroundings,
): void {
  const mount = (path: string, fs: Filesystem, source: string, options: string[], readOnly = false): void => {
    const at = placeOf(namespace, path)
    if (at) namespace.mount(at, path, { fs, root: fs.root, source, options, readOnly })
  }
  const devices = deviceFs(kernel, Privileged)
  const directories = IpcMode === 'none' ? ['pts', 'mqueue'] : ['pts', 'shm', 'mqueue']
  for (const name of directories)
    devices.mkdir(devices.root, name, { mode: 0o755, uid: 0, gid: 0, time: kernel.now() })
  mount('/proc', procFs(kernel, pid), 'proc', NO_FILES)
  mount('/dev', devices, 'tmpfs', ['nosuid', 'strictatime', 'size=65536k', 'mode=755'])
  mount('/dev/pts', terminalFs(kernel, terminals, 0o666), 'devpts', [
    'nosuid',
    'noexec',
    'gid=5',
    'mode=620',
    'ptmxmode=666',
  ])
  mount('/sys', sysFs(kernel), 'sysfs', NO_FILES, !Privileged)
  const at = group && placeOf(namespace, '/sys/fs/cgroup')
  if (at) {
    const fs = cgroupFs(kernel)
    const options = [...NO_FILES, ...CGROUP_OPTIONS]
    const root = cgroupDirectory(fs, group)
    namespace.mount(at, '/sys/fs/cgroup', { fs, root, source: 'cgroup', options, readOnly: !Privileged })
  }
  const queues = new TreeFs({
    type: 'mqueue',
    dev: kernel.deviceNumber(),
    rootMode: 0o1777,
    time: kernel.now(),
  })
  mount('/dev/mqueue', queues, 'mqueue', NO_FILES)
  if (IpcMode === 'none') return
  const own = newTmpfs(kernel.deviceNumber(), [`size=${ShmSize}`], kernel.now())
  mount('/dev/shm', sharedMemory ?? own.fs, sharedMemory ? 'tmpfs' : 'shm', [...NO_FILES, ...own.options])
}

/** Paths of /proc and /sys that a container may only read, and those that it does not see (moby, oci/defaults.go). */
const READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']
const MASKED = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
]

/** Covers what a container that is not privileged must not change or see (runc, libcontainer/rootfs_linux.go). */
export function maskPaths(kernel: Kernel, namespace: MountNamespace): void {
  for (const path of READ_ONLY) {
    const at = placeOf(namespace, path)
    if (at) namespace.mount(at, path, { ...shownAt(at, path), readOnly: true })
  }
  const empty = newTmpfs(kernel.deviceNumber(), ['size=4k', 'nr_inodes=1'], kernel.now())
  const nothing = placeOf(namespace, '/dev/null')
  for (const path of MASKED) {
    const at = placeOf(namespace, path)
    if (!at) continue
    if (isDirectory(at.mount.fs.stat(at.ino).mode))
      namespace.mount(at, path, {
        fs: empty.fs,
        root: empty.fs.root,
        source: 'tmpfs',
        options: empty.options,
        readOnly: true,
      })
    else if (nothing) namespace.mount(at, path, shownAt(nothing, '/dev/null'))
  }
}

/** Binds the terminal of a container that has one over its /dev/console (runc, libcontainer/console_linux.go). */
export function mountConsole(kernel: Kernel, namespace: MountNamespace, index: number): void {
  const dev = placeOf(namespace, '/dev')
  const terminal = placeOf(namespace, `/dev/pts/${index}`)
  if (!dev || !terminal) return
  dev.mount.fs.create(dev.ino, 'console', { mode: 0o666, uid: 0, gid: 0, time: kernel.now() })
  const at = placeOf(namespace, '/dev/console')
  if (at) namespace.mount(at, '/dev/console', shownAt(terminal, `/dev/pts/${index}`))
}

/** A bind of what is at a path. */
const shownAt = ({ mount, ino }: Place, path: string): NewMount => ({
  ...mount.copy,
  root: ino,
  rootPath: path.slice(mount.path.length),
})

/** What is at a path of a container's root; undefined where there is nothing. */
export function placeOf(namespace: MountNamespace, path: string): Place | undefined {
  const root = { mount: namespace.root, ino: namespace.root.root }
  try {
    return resolve({ namespace, root, cwd: root, credentials: ROOT }, path)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function deviceFs(kernel: Kernel, privileged: boolean): Filesystem {
  const time = kernel.now()
  const { fs } = newTmpfs(kernel.deviceNumber(), ['size=65536k', 'mode=755'], time)
  const attributes = { mode: 0o666, uid: 0, gid: 0, time }
  for (const [name, major, minor] of DEVICES) fs.mknod(fs.root, name, S_IFCHR, { major, minor }, attributes)
  if (privileged)
    for (const [name, minor] of [
      ['sda', 0],
      ['sda1', 1],
    ] as const)
      fs.mknod(fs.root, name, S_IFBLK, { major: 8, minor }, { ...attributes, mode: 0o660, gid: 6 })
  for (const [name, target] of [
    ['fd', '/proc/self/fd'],
    ['stdin', '/proc/self/fd/0'],
    ['stdout', '/proc/self/fd/1'],
    ['stderr', '/proc/self/fd/2'],
    ['ptmx', 'pts/ptmx'],
  ] as const)
    fs.symlink(fs.root, name, target, { ...attributes, mode: 0o777 })
  return fs
}
