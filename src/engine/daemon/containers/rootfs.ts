import { textBody } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { ComputedFs } from '../../kernel/computed-fs.ts'
import { ROOT } from '../../kernel/credentials.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { type Mount, MountNamespace, type Place } from '../../kernel/mounts.ts'
import { procFs } from '../../kernel/proc.ts'
import { type PidNamespace, viewOf } from '../../kernel/record.ts'
import { terminalFs } from '../../kernel/terminal-fs.ts'
import type { Terminals } from '../../kernel/tty.ts'
import { resolve } from '../../kernel/walk.ts'
import { topFirst } from '../../oci/chain.ts'
import { type Filesystem, S_IFCHR } from '../../vfs/filesystem.ts'
import { type MergedIndex, mergeLayer } from '../../vfs/overlay/merged-index.ts'
import { OverlayFs } from '../../vfs/overlay/overlay-fs.ts'
import { WatchedOverlayFs } from '../../vfs/overlay/watched-fs.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import type { Daemon } from '../daemon.ts'
import { OVERLAY2 } from '../images/inspect.ts'
import { etcFiles } from './etc-files.ts'
import { initTree } from './init-layer.ts'
import { makeDevices } from './mounts/devices.ts'
import { mountVolumes } from './mounts/mounting.ts'
import type { Container } from './store.ts'
import { clearWork, diffOf, workOf } from './writable-layer.ts'

/** A container's root: the overlay of its image, the init layer and its own writable layer. */
export interface Rootfs {
  readonly overlay: OverlayFs
  /** Holds upperdir and workdir. */
  readonly upper: TreeFs
  /** Files that the daemon writes for the container and binds over those of its /etc. */
  readonly etc: TreeFs
}

/** The lowerdirs of a container's root. */
function lowerOf(daemon: Daemon, container: Container): MergedIndex {
  const below = container.chainID === undefined ? undefined : daemon.layers.index(container.chainID)
  return mergeLayer(below, initTree(daemon.layers, container))
}

/** The root of a container that does not run, to look at: nothing is mounted, no device is numbered. */
export function restingOverlay(daemon: Daemon, container: Container): OverlayFs {
  const upper = new TreeFs({ type: 'ext4', dev: 0, tree: container.upper })
  return new OverlayFs({
    dev: 0,
    lower: lowerOf(daemon, container),
    upper: { fs: upper, dir: diffOf(upper) },
  })
}

export function openRootfs(daemon: Daemon, container: Container): Rootfs {
  const { kernel } = daemon.host
  const upper = new TreeFs({ type: 'ext4', dev: kernel.deviceNumber(), tree: container.upper })
  clearWork(upper, kernel.now())
  const mount = {
    dev: kernel.deviceNumber(),
    lower: lowerOf(daemon, container),
    upper: { fs: upper, dir: diffOf(upper) },
    workdir: workOf(upper),
  }
  const overlay = new WatchedOverlayFs(mount, upperPath(container), kernel.overlays)
  const etc = new TreeFs({ type: 'ext4', dev: kernel.deviceNumber() })
  return { overlay, upper, etc }
}

/** The most that mount(2) takes as options, in bytes: a page, with its closing zero. */
const OPTIONS_MAX = 4095

/**
 * Mount options of a container's root, as /proc/mounts shows them.
 * Where they would not fit into a page, paths are relative to overlay2/ (moby, graphdriver/overlay2/overlay.go, Get).
 */
export function overlayOptions(daemon: Daemon, container: Container): string[] {
  const links = topFirst(daemon.layers.stack(container.chainID)).map((layer) => layer.link)
  const from = (home: string): string[] => {
    const lower = [container.mount.initLink, ...links].map((link) => `${home}l/${link}`).join(':')
    const own = `${home}${container.mount.cacheID}`
    return [`lowerdir=${lower}`, `upperdir=${own}/diff`, `workdir=${own}/work`]
  }
  const absolute = from(`${OVERLAY2}/`)
  return `index=off,${absolute.join(',')}`.length > OPTIONS_MAX ? from('') : absolute
}

/** Upperdir of a container's root. */
export const upperPath = ({ mount }: Container): string => `${OVERLAY2}/${mount.cacheID}/diff`

/** Mounts a container's root where the host sees it: below overlay2, as the daemon does before runc takes over. */
export function mountMerged(daemon: Daemon, container: Container, { overlay }: Rootfs): Mount {
  const { process } = daemon.host
  const path = `${OVERLAY2}/${container.mount.cacheID}/merged`
  return process.namespaces.mount.mount(resolve(viewOf(process), path), path, {
    fs: overlay,
    root: overlay.root,
    source: 'overlay',
    options: overlayOptions(daemon, container),
    readOnly: false,
  })
}

const DEVICES = [
  ['null', 1, 3],
  ['zero', 1, 5],
  ['full', 1, 7],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['tty', 5, 0],
] as const

/** The mounts a container starts with (runc, libcontainer/specconv; moby, oci/defaults.go). */
export function mountRootfs(
  daemon: Daemon,
  container: Container,
  rootfs: Rootfs,
  pids: PidNamespace,
  terminals: Terminals,
): MountNamespace {
  const { kernel } = daemon.host
  const namespace = new MountNamespace(
    {
      fs: rootfs.overlay,
      root: rootfs.overlay.root,
      source: 'overlay',
      options: overlayOptions(daemon, container),
      readOnly: container.hostConfig.ReadonlyRootfs,
    },
    kernel.nextMountId,
  )
  const mount = (
    path: string,
    fs: Filesystem,
    source: string,
    options: string[] = [],
    readOnly = false,
  ): void => {
    const at = placeOf(namespace, path)
    if (at) namespace.mount(at, path, { fs, root: fs.root, source, options, readOnly })
  }
  mount('/proc', procFs(kernel, pids, kernel.deviceNumber()), 'proc', ['nosuid', 'nodev', 'noexec'])
  mount('/dev', deviceFs(kernel), 'tmpfs', ['nosuid', 'strictatime', 'size=65536k', 'mode=755'])
  mount('/dev/pts', terminalFs(kernel, terminals), 'devpts', [
    'nosuid',
    'noexec',
    'gid=5',
    'mode=620',
    'ptmxmode=666',
  ])
  mount(
    '/sys',
    new ComputedFs(
      'sysfs',
      kernel.deviceNumber(),
      () => kernel.now(),
      () => new Map(),
    ),
    'sysfs',
    ['nosuid', 'nodev', 'noexec'],
    true,
  )
  const { IpcMode, ShmSize, Devices } = container.hostConfig
  if (IpcMode !== 'none') {
    const shm = new TreeFs({ type: 'tmpfs', dev: kernel.deviceNumber(), rootMode: 0o1777 })
    mount('/dev/shm', shm, 'shm', ['nosuid', 'nodev', 'noexec', `size=${pages(ShmSize)}k`])
  }
  mountVolumes(daemon, container, namespace)
  const root = { mount: namespace.root, ino: namespace.root.root }
  makeDevices(daemon, { namespace, root, cwd: root, credentials: ROOT }, Devices ?? [])
  writeEtc(daemon, container, rootfs.etc)
  mountEtc(container, rootfs.etc, namespace)
  return namespace
}

/** A size of a tmpfs as the kernel shows it: whole pages, in KiB. */
const pages = (bytes: number): number => Math.ceil(bytes / 4096) * 4

/** Writes the daemon's own files of a container's /etc. */
export function writeEtc(daemon: Daemon, container: Container, etc: TreeFs): void {
  const time = daemon.host.kernel.now()
  for (const [name, text] of Object.entries(etcFiles(daemon, container)))
    etc.setBody(etc.create(etc.root, name, { mode: 0o644, uid: 0, gid: 0, time }), textBody(text), time)
}

/** Binds them over those of the image. */
export function mountEtc(container: Container, etc: TreeFs, namespace: MountNamespace): void {
  for (const [name, ino] of etcInodes(etc)) {
    const path = `/etc/${name}`
    const at = placeOf(namespace, path)
    if (!at) continue
    namespace.mount(at, path, {
      fs: etc,
      root: ino,
      rootPath: `/var/lib/docker/containers/${container.id}/${name}`,
      source: '/dev/sda1',
      options: ['errors=remount-ro'],
      readOnly: false,
    })
  }
}

/** In the order in which they were written. */
const etcInodes = (etc: TreeFs): (readonly [name: string, ino: number])[] =>
  etc
    .readdir(etc.root)
    .map(({ name, ino }) => [name, ino] as const)
    .sort(([, a], [, b]) => a - b)

const placeOf = (namespace: MountNamespace, path: string): Place | undefined => {
  const root = { mount: namespace.root, ino: namespace.root.root }
  try {
    return resolve({ namespace, root, cwd: root, credentials: ROOT }, path)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function deviceFs(kernel: Kernel): TreeFs {
  const fs = new TreeFs({ type: 'tmpfs', dev: kernel.deviceNumber() })
  const time = kernel.now()
  const attributes = { mode: 0o666, uid: 0, gid: 0, time }
  for (const [name, major, minor] of DEVICES) fs.mknod(fs.root, name, S_IFCHR, { major, minor }, attributes)
  for (const name of ['pts', 'shm', 'mqueue']) fs.mkdir(fs.root, name, { ...attributes, mode: 0o755 })
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
