import { EngineError, isErrno } from '../../../base/errors.ts'
import { ROOT } from '../../../kernel/credentials.ts'
import { makeDirectories } from '../../../kernel/make-directories.ts'
import type { MountNamespace, Place } from '../../../kernel/mounts.ts'
import { viewOf } from '../../../kernel/record.ts'
import { newTmpfs } from '../../../kernel/tmpfs.ts'
import { lastName, resolve, type View } from '../../../kernel/walk.ts'
import { copyTree } from '../../../vfs/copy-tree.ts'
import { type Filesystem, isDirectory, S_IFLNK, S_IFMT } from '../../../vfs/filesystem.ts'
import type { Daemon } from '../../daemon.ts'
import { createFailure, NOT_A_DIRECTORY } from '../executable.ts'
import type { Rootfs } from '../rootfs.ts'
import type { Container } from '../store.ts'
import type { ContainerMount } from './mount-points.ts'
import { cleanPath } from './mount-spec.ts'
import { tmpfsMount } from './tmpfs.ts'

/** Where the first process of a container with `--init` lies. */
export const INIT_PATH = '/sbin/docker-init'

const TMPFS = ['nosuid', 'nodev', 'noexec']

/** What is to be seen at a mount point. */
interface Source {
  readonly fs: Filesystem
  readonly root: number
  /** Path of the root within `fs`. */
  readonly rootPath?: string
  readonly source: string
  readonly options: readonly string[]
}

/** Mounts the tmpfs, binds and volumes of a container that starts. */
export function mountVolumes(daemon: Daemon, container: Container, namespace: MountNamespace): void {
  const root = { mount: namespace.root, ino: namespace.root.root }
  const view: View = { namespace, root, cwd: root, credentials: ROOT }
  for (const [path, options] of Object.entries(container.hostConfig.Tmpfs ?? {}))
    attachTmpfs(daemon, view, path, options === '' ? [] : options.split(','))
  for (const mount of container.mounts)
    if (mount.Type === 'tmpfs') attachTmpfs(daemon, view, mount.Destination, mount.options ?? [])
  mountStored(daemon, container, namespace)
  if (container.hostConfig.Init) attach(daemon, view, DOCKER_INIT, sourceOf(daemon, DOCKER_INIT))
}

/** What `--init` puts before a container's command (moby, oci/defaults and daemon/oci_linux.go, WithInit). */
const DOCKER_INIT: ContainerMount = {
  Type: 'bind',
  Source: '/usr/bin/docker-init',
  Destination: INIT_PATH,
  Mode: '',
  RW: false,
  Propagation: 'rprivate',
  named: false,
  copy: false,
}

/** Mounts what lies on the host's disk: binds and volumes, the shallow ones first. */
export function mountStored(daemon: Daemon, container: Container, namespace: MountNamespace): void {
  const root = { mount: namespace.root, ino: namespace.root.root }
  const view: View = { namespace, root, cwd: root, credentials: ROOT }
  const depth = ({ Destination }: ContainerMount): number => Destination.split('/').length
  for (const mount of container.mounts
    .filter(({ Type }) => Type !== 'tmpfs')
    .sort((a, b) => depth(a) - depth(b)))
    attach(daemon, view, mount, below(sourceOf(daemon, mount), mount))
}

function attachTmpfs(daemon: Daemon, view: View, path: string, options: readonly string[]): void {
  const { kernel } = daemon.host
  const { flags, readOnly, data } = tmpfsMount(options, TMPFS)
  const { fs, options: shown } = newTmpfs(kernel.deviceNumber(), data, kernel.now())
  makeDirectories(view, path, { mode: 0o755, uid: 0, gid: 0, time: kernel.now() })
  const source = { fs, root: fs.root, source: 'tmpfs', options: [...flags, ...shown] }
  view.namespace.mount(resolve(view, path), path, { ...source, readOnly })
}

/** Where the files of a bind or a volume are. */
function sourceOf(daemon: Daemon, { Type, Name, Source }: ContainerMount): Source {
  const { process } = daemon.host
  const volume = Type === 'volume' && Name !== undefined ? daemon.volumes.get(Name) : undefined
  if (volume && !volume.options) {
    const disk = process.root.mount
    const fs = daemon.volumes.directory(volume.name)
    return { fs, root: fs.root, rootPath: Source, source: disk.source, options: disk.options }
  }
  if (volume?.options?.type === 'tmpfs') {
    const { kernel } = daemon.host
    const given = (volume.options.o ?? '').split(',').filter(Boolean)
    const { flags, data } = tmpfsMount(given, [])
    const { fs, options } = newTmpfs(kernel.deviceNumber(), data, kernel.now())
    return { fs, root: fs.root, source: 'tmpfs', options: [...flags, ...options] }
  }
  const path = volume?.options?.device ?? Source
  try {
    const { mount, ino } = resolve(viewOf(process), path)
    return { fs: mount.fs, root: ino, rootPath: path, source: mount.source, options: mount.options }
  } catch (error) {
    if (!isErrno(error)) throw error
    if (!volume && isErrno(error, 'ENOTDIR'))
      throw createFailure(`failed to fulfil mount request: open ${path}: ${NOT_A_DIRECTORY}`)
    const why = error.message.toLowerCase()
    throw new EngineError(
      'internal',
      volume
        ? `error while mounting volume '${Source}': failed to mount local volume: mount ${path}:${Source}, flags: 0x1000: ${why}`
        : `invalid mount config for type "bind": bind source path does not exist: ${path}`,
    )
  }
}

/** A part of a volume (moby, volume/mounts, Setup; internal/safepath). A symlink on the way counts as one that leads out. */
function below(source: Source, { Source: base, subpath }: ContainerMount): Source {
  if (subpath === undefined) return source
  const { fs } = source
  const path = `${base}/${cleanPath(subpath).slice(1)}`
  let root = source.root
  for (const name of subpath.split('/').filter((part) => part !== '' && part !== '.')) {
    let next: number
    try {
      next = fs.lookup(root, name)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new EngineError(
        'internal',
        `cannot access path ${path}: lstat ${path}: ${error.message.toLowerCase()}`,
      )
    }
    if ((fs.stat(next).mode & S_IFMT) === S_IFLNK)
      throw new EngineError(
        'internal',
        `path concatenation escapes the base directory, base: ${base}, subpath: ${subpath}`,
      )
    root = next
  }
  return { ...source, root, rootPath: path }
}

function attach(daemon: Daemon, view: View, mount: ContainerMount, source: Source): void {
  const at = mountPoint(daemon, view, mount, isDirectory(source.fs.stat(source.root).mode))
  view.namespace.mount(at, mount.Destination, { ...source, readOnly: !mount.RW })
}

/** The mount point within the container, made where it is missing: a directory for a directory, a file for a file. */
function mountPoint(
  daemon: Daemon,
  view: View,
  { Source, Destination }: ContainerMount,
  directory: boolean,
): Place {
  const attributes = { mode: 0o755, uid: 0, gid: 0, time: daemon.host.kernel.now() }
  try {
    const found = resolve(view, Destination)
    if (isDirectory(found.mount.fs.stat(found.ino).mode) === directory) return found
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
    if (directory) {
      makeDirectories(view, Destination, attributes)
      return resolve(view, Destination)
    }
    const parent = Destination.slice(0, Destination.lastIndexOf('/')) || '/'
    makeDirectories(view, parent, attributes)
    const { mount, ino } = resolve(view, parent)
    mount.fs.create(ino, lastName(Destination), attributes)
    return resolve(view, Destination)
  }
  throw createFailure(
    `error mounting ${JSON.stringify(Source)} to rootfs at ${JSON.stringify(Destination)}: mount src=${Source}, dst=${Destination}, dstFd=/proc/thread-self/fd/14, flags=MS_BIND|MS_REC: ${NOT_A_DIRECTORY}`,
  )
}

/** Fills volumes that hold nothing yet with what the image has at their place (moby, daemon/create_unix.go, populateVolumes). */
export function populateVolumes(
  daemon: Daemon,
  mounts: readonly ContainerMount[],
  { overlay }: Rootfs,
): void {
  const time = daemon.host.kernel.now()
  for (const { Name, Destination, copy } of mounts) {
    if (!copy || Name === undefined) continue
    const volume = daemon.volumes.get(Name)
    if (!volume || volume.options) continue
    const directory = daemon.volumes.directory(Name)
    if (directory.readdir(directory.root).length > 0) continue
    const ino = directoryIn(overlay, Destination)
    if (ino !== undefined) copyTree({ fs: overlay, ino }, { fs: directory, ino: directory.root }, time)
  }
}

/** The directory at a path of a file system; undefined where there is none. */
function directoryIn(fs: Filesystem, path: string): number | undefined {
  let ino = fs.root
  try {
    for (const name of path.split('/').filter(Boolean)) ino = fs.lookup(ino, name)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
  return isDirectory(fs.stat(ino).mode) ? ino : undefined
}
