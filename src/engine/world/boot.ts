import type { Instant } from '../base/time.ts'
import { CGROUP_OPTIONS, cgroupFs } from '../kernel/cgroup-fs.ts'
import { ROOT } from '../kernel/credentials.ts'
import { firstNamespaces } from '../kernel/first-namespaces.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { MountNamespace, type Place } from '../kernel/mounts.ts'
import { FIRST_NUMBERS, type Namespaces } from '../kernel/namespaces.ts'
import { setUp } from '../kernel/net/links.ts'
import { procFs } from '../kernel/proc/proc-fs.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import { sysFs } from '../kernel/sys-fs.ts'
import { terminalFs } from '../kernel/terminal-fs.ts'
import { newTmpfs } from '../kernel/tmpfs.ts'
import { resolve } from '../kernel/walk.ts'
import { copyTree } from '../vfs/copy-tree.ts'
import type { LayerEntry } from '../vfs/entry.ts'
import { type Filesystem, S_IFBLK, S_IFCHR } from '../vfs/filesystem.ts'
import { layerTree } from '../vfs/layer-tree.ts'
import { TreeFs } from '../vfs/tree-fs.ts'
import type { RootDevice } from './host.ts'

import { REGISTRY_COMMAND } from './registry-service.ts'
import { runtimeFiles } from './runtime-files.ts'
import { serviceProcess } from './service-process.ts'

/** Device number of /dev/sda1. */
const SDA1 = 0x801

/** A machine that is up: its disk is mounted, process 1 and the daemon's process are there, nobody is logged in. */
export interface Machine {
  readonly disk: TreeFs
  readonly namespaces: Namespaces
  readonly root: Place
  readonly init: ProcessRecord
  readonly containerd: ProcessRecord
  readonly dockerd: ProcessRecord
  /** The host's own registry, which runs no program yet. */
  readonly registry: ProcessRecord | undefined
  /** Where the daemon listens: /run/docker.sock. */
  readonly socket: Place
}

const NO_FILES = ['nosuid', 'nodev', 'noexec']

const NODES = [
  ['null', 1, 3, 0o666],
  ['zero', 1, 5, 0o666],
  ['full', 1, 7, 0o666],
  ['random', 1, 8, 0o666],
  ['urandom', 1, 9, 0o666],
  ['tty', 5, 0, 0o666],
  ['console', 5, 1, 0o600],
  ['ptmx', 5, 2, 0o666],
] as const

export interface BootOptions {
  readonly hostname: string
  /** dockerd starts a containerd of its own. */
  readonly ownContainerd?: boolean
  /** A registry is one of its services. */
  readonly registry?: boolean
  /** Control groups are those of the unified hierarchy. */
  readonly unified?: boolean
  /** The disk as the mount table shows it, where it is no /dev/sda1. */
  readonly rootDevice?: RootDevice | undefined
  /** /home lies in memory. */
  readonly volatileHome?: boolean | undefined
}

/** The disk of a machine that says nothing of its own. */
const DISK: RootDevice = { source: '/dev/sda1', options: ['errors=remount-ro'] }

/** A disk with one file system, and these files on it. */
export const diskOf = (entries: readonly LayerEntry[]): TreeFs =>
  new TreeFs({ type: 'ext4', dev: SDA1, tree: layerTree(entries) })

/** Brings a machine up from what its disk holds. */
export function bootMachine(
  kernel: Kernel,
  disk: TreeFs,
  {
    hostname,
    ownContainerd = false,
    registry = false,
    unified = true,
    rootDevice = DISK,
    volatileHome,
  }: BootOptions,
): Machine {
  const time = kernel.now()
  const mount = new MountNamespace(
    { fs: disk, root: disk.root, ...rootDevice, readOnly: false },
    kernel.nextMountId,
    FIRST_NUMBERS.mnt,
  )
  kernel.disk.keeps(() => disk.usage())
  addDisk(kernel, disk)
  const root: Place = { mount: mount.root, ino: mount.root.root }
  const at = (path: string): Place => resolve({ namespace: mount, root, cwd: root, credentials: ROOT }, path)
  const attach = (path: string, fs: Filesystem, source: string, options: string[]): void => {
    mount.mount(at(path), path, { fs, root: fs.root, source, options, readOnly: false })
  }
  attach('/sys', sysFs(kernel), 'sysfs', NO_FILES)
  if (unified) attach('/sys/fs/cgroup', cgroupFs(kernel), 'cgroup2', [...NO_FILES, ...CGROUP_OPTIONS])
  attach('/proc', procFs(kernel, kernel.pidNamespace), 'proc', NO_FILES)
  attach('/dev', devices(kernel, time), 'udev', ['nosuid', 'size=1985104k', 'nr_inodes=496276', 'mode=755'])
  attach('/dev/pts', terminalFs(kernel), 'devpts', ['nosuid', 'noexec', 'gid=5', 'mode=620', 'ptmxmode=000'])
  const { fs: run, options } = newTmpfs(kernel.deviceNumber(), ['size=401400k', 'mode=755'], time)
  attach('/run', run, 'tmpfs', [...NO_FILES, ...options])
  attach('/dev/shm', newTmpfs(kernel.deviceNumber(), [], time).fs, 'tmpfs', ['nosuid', 'nodev'])
  if (volatileHome) {
    const home = newTmpfs(kernel.deviceNumber(), ['mode=755'], time).fs
    copyTree({ fs: disk, ino: at('/home').ino }, { fs: home, ino: home.root }, time)
    attach('/home', home, 'tmpfs', [])
  }

  setUp(kernel.network.loopback)
  const namespaces = firstNamespaces(kernel, mount, hostname)
  const service = (
    argv: readonly string[],
    parent: ProcessRecord | undefined,
    group: string,
  ): ProcessRecord => serviceProcess(kernel, { namespaces, root, parent }, argv, group)
  const init = service(['/lib/systemd/systemd', '--system', '--deserialize=19'], undefined, '/init.scope')
  kernel.pidNamespace.skipTo(402)
  const system = ownContainerd
    ? undefined
    : service(['/usr/bin/containerd'], init, '/system.slice/containerd.service')
  kernel.pidNamespace.skipTo(598)
  const ownRegistry = registry
    ? service(REGISTRY_COMMAND, init, '/system.slice/docker-registry.service')
    : undefined
  kernel.pidNamespace.skipTo(611)
  const dockerd = service(
    ['/usr/bin/dockerd', ...(system ? ['-H', 'fd://', '--containerd=/run/containerd/containerd.sock'] : [])],
    init,
    '/system.slice/docker.service',
  )
  const containerd =
    system ??
    service(
      ['containerd', '--config', '/var/run/docker/containerd/containerd.toml'],
      dockerd,
      dockerd.group.path,
    )
  const socket = runtimeFiles(kernel, run, at('/run').mount, { init, containerd, dockerd }, ownContainerd)
  kernel.pidNamespace.skipTo(830)
  return {
    disk,
    namespaces,
    root,
    init,
    containerd,
    dockerd,
    registry: ownRegistry,
    socket,
  }
}

/** /dev/sda with one partition. Its bytes are not simulated, its files are. */
function addDisk({ blockDevices, disk: { blocks } }: Kernel, fs: TreeFs): void {
  const sectors = blocks * 8
  const filesystem = (): Filesystem | undefined => undefined
  blockDevices.add({ name: 'sda', major: 8, minor: 0, sectors: sectors + 2048, filesystem })
  const partition = { start: 2048, partition: 1, disk: 'sda', filesystem: () => fs }
  blockDevices.add({ name: 'sda1', major: 8, minor: 1, sectors, ...partition })
}

function devices(kernel: Kernel, time: Instant): TreeFs {
  const fs = new TreeFs({ type: 'devtmpfs', dev: kernel.deviceNumber(), time })
  for (const [name, major, minor, mode] of NODES)
    fs.mknod(fs.root, name, S_IFCHR, { major, minor }, { mode, uid: 0, gid: 0, time })
  for (const [name, minor] of [
    ['sda', 0],
    ['sda1', 1],
  ] as const)
    fs.mknod(fs.root, name, S_IFBLK, { major: 8, minor }, { mode: 0o660, uid: 0, gid: 6, time })
  fs.capacity = { bytes: 1985104 * 1024, inodes: 496276 }
  for (const name of ['pts', 'shm']) fs.mkdir(fs.root, name, { mode: 0o755, uid: 0, gid: 0, time })
  for (const [name, target] of [
    ['fd', '/proc/self/fd'],
    ['stdin', '/proc/self/fd/0'],
    ['stdout', '/proc/self/fd/1'],
    ['stderr', '/proc/self/fd/2'],
  ] as const)
    fs.symlink(fs.root, name, target, { mode: 0o777, uid: 0, gid: 0, time })
  return fs
}
