import { FsError } from '../../base/errors.ts'
import { type Filesystem, isDirectory } from '../../vfs/filesystem.ts'
import { type Capability, capable } from '../capabilities.ts'
import { EXECUTE, permitted } from '../credentials.ts'
import type { Kernel } from '../kernel.ts'
import { makeFilesystem, remountOptions } from '../mountable.ts'
import {
  flagsAmong,
  forgetSuperblock,
  isRootOfMount,
  type Mount,
  type NewMount,
  type Place,
} from '../mounts.ts'
import { NamespaceFile } from '../namespace-file.ts'
import { NamespaceFs } from '../namespace-fs.ts'
import { releaseNetwork } from '../net/lifetime.ts'
import type { MountRequest, Process } from '../process.ts'
import { type ProcessRecord, viewOf } from '../record.ts'
import { statusOf } from '../space.ts'
import { pathOf, resolve, same, type View, walk } from '../walk.ts'

type MountCalls = Pick<Process, 'mount' | 'umount' | 'statfs' | 'chroot' | 'pivotRoot'>

/** Calls on mounts (fs/namespace.c), with the order of its checks. */
export function mountCalls(kernel: Kernel, record: ProcessRecord): MountCalls {
  const view = (): View => viewOf(record)
  const namespace = () => record.namespaces.mount
  const demand = (capability: Capability): void => {
    if (!capable(record.credentials, capability)) throw new FsError('EPERM')
  }
  const isFolder = ({ mount, ino }: Place): boolean => isDirectory(mount.fs.stat(ino).mode)
  /** What is at a path, and its path from the root of the namespace. */
  const find = (path: string, follow = true): { place: Place; path: string } => {
    const { place, directory, name } = walk(view(), path, follow)
    if (!place) throw new FsError('ENOENT')
    const root: Place = { mount: namespace().root, ino: namespace().root.root }
    const from = { ...view(), root }
    if (name === '') return { place, path: pathOf(from, place) }
    const parent = pathOf(from, directory)
    return { place, path: `${parent === '/' ? '' : parent}/${name}` }
  }
  /** A mount of this namespace, by its mount point. EINVAL. */
  const mountAt = (place: Place): Mount => {
    const { mount } = place
    if (!isRootOfMount(place) || mount.hidden || !namespace().has(mount)) throw new FsError('EINVAL')
    return mount
  }
  const deviceOf = ({ fs }: { fs: Filesystem }) => kernel.blockDevices.holding(fs)
  const attach = (at: { place: Place; path: string }, what: NewMount): Mount => {
    const folder = isDirectory(what.fs.stat(what.root).mode)
    if (folder !== isFolder(at.place)) throw new FsError('ENOTDIR')
    return namespace().mount(at.place, at.path, what)
  }

  const bind = (request: MountRequest, target: { place: Place; path: string }): void => {
    if (!request.source) throw new FsError('EINVAL')
    const { file } = walk(view(), request.source, true)
    if (file instanceof NamespaceFile) {
      attach(target, kernel.namespaceFiles.mountOf(file))
      return
    }
    const { place, path } = find(request.source)
    const inner = namespace()
      .below(place.mount)
      .filter((mount) => mount !== place.mount && isWithin(mount.path, path))
    const made = attach(target, shown(place, path))
    const twins = new Map([[place.mount, made]])
    for (const mount of inner) {
      const on = mount.at && twins.get(mount.at.mount)
      if (!on || !(request.recursive || mount.hidden)) continue
      const below = target.path + mount.path.slice(path === '/' ? 0 : path.length)
      twins.set(mount, namespace().mount({ mount: on, ino: mount.at!.ino }, below, mount.copy))
    }
  }

  const remount = (request: MountRequest, { place }: { place: Place }): void => {
    if (!isRootOfMount(place)) throw new FsError('EINVAL')
    const { mount } = place
    const readOnly = request.readOnly ?? false
    if (!request.bind) {
      if (readOnly && isWritten(kernel, mount)) throw new FsError('EBUSY')
      mount.superblock.options = remountOptions(kernel, mount, request.data ?? '')
      mount.superblock.readOnly = readOnly
      deviceOf(mount)?.noteUse?.('remounted', readOnly)
    }
    mount.readOnly = readOnly
    mount.flags = flagsAmong(request.flags ?? [])
  }

  const move = (request: MountRequest, target: { place: Place; path: string }): void => {
    const mount = mountAt(find(request.source ?? '').place)
    if (!mount.at) throw new FsError('EINVAL')
    if (isDirectory(mount.fs.stat(mount.root).mode) !== isFolder(target.place)) throw new FsError('EINVAL')
    if (namespace().below(mount).includes(target.place.mount)) throw new FsError('ELOOP')
    namespace().move(mount, target.place, target.path)
  }

  /** A process's own root is not taken away but made read-only (do_umount_root); rootfs stays as it is. */
  const umountRoot = (mount: Mount): void => {
    if (mount.fs.type === 'rootfs') throw new FsError('EINVAL')
    if (mount.superblock.readOnly) return
    if (isWritten(kernel, mount)) throw new FsError('EBUSY')
    mount.superblock.readOnly = true
    deviceOf(mount)?.noteUse?.('remounted', true)
  }

  return {
    mount: (request) => {
      const target = find(request.target)
      demand('SYS_ADMIN')
      if (request.kind === 'bind') return bind(request, target)
      if (request.kind === 'move') return move(request, target)
      if (request.kind === 'remount') return remount(request, target)
      const { type, source = 'none', flags = [], readOnly = false } = request
      if (!type) throw new FsError('EINVAL')
      const { fs, options } = makeFilesystem(kernel, record, { type, source, data: request.data ?? '' })
      // The same file system is not mounted once more on its own mount (do_add_mount).
      if (target.place.mount.fs === fs && isRootOfMount(target.place)) throw new FsError('EBUSY')
      const device = deviceOf({ fs })
      const first = device && !isMountedAnywhere(kernel, fs)
      if (first) device.noteUse?.('mounted', readOnly)
      const made = attach(target, { fs, root: fs.root, source, options: [...flags, ...options], readOnly })
      if (first) made.superblock.readOnly = readOnly || fs.readOnly
    },
    umount: (path, { detach = false, noFollow = false } = {}) => {
      const { place } = find(path, !noFollow)
      demand('SYS_ADMIN')
      const mount = mountAt(place)
      if (kernel.options.platform && !detach && mount === record.root.mount) {
        umountRoot(mount)
        return
      }
      if (!detach && (!mount.at || mount === record.root.mount || isBusy(kernel, record, mount)))
        throw new FsError('EBUSY')
      namespace().unmount(mount)
      if (mount.fs instanceof NamespaceFs) {
        const { namespaces } = mount.fs.fileOf(mount.root)
        releaseNetwork(kernel, namespaces.net)
      }
      if (!isMountedAnywhere(kernel, mount.fs)) {
        deviceOf(mount)?.noteUse?.('unmounted', mount.superblock.readOnly)
        forgetSuperblock(mount.fs)
      }
    },
    statfs: (path) => statusOf(kernel, resolve(view(), path).mount.fs),
    chroot: (path) => {
      const place = resolve(view(), path)
      const stat = place.mount.fs.stat(place.ino)
      if (!isDirectory(stat.mode)) throw new FsError('ENOTDIR')
      if (!permitted(stat, record.credentials, EXECUTE)) throw new FsError('EACCES')
      demand('SYS_CHROOT')
      record.root = place
    },
    pivotRoot: (root, putOld) => {
      demand('SYS_ADMIN')
      const fresh = find(root)
      const old = find(putOld)
      if (!isFolder(fresh.place) || !isFolder(old.place)) throw new FsError('ENOTDIR')
      const top = namespace().root
      if (fresh.place.mount === record.root.mount || old.place.mount === record.root.mount)
        throw new FsError('EBUSY')
      if (!isRootOfMount(record.root) || record.root.mount !== top) throw new FsError('EINVAL')
      if (!isRootOfMount(fresh.place) || !isWithin(old.path, fresh.path)) throw new FsError('EINVAL')
      const before: Place = { mount: top, ino: top.root }
      namespace().pivot(fresh.place.mount, old.place, old.path.slice(fresh.path.length) || '/')
      for (const other of kernel.processes.values()) {
        if (other.namespaces.mount !== namespace()) continue
        if (same(other.root, before)) other.root = fresh.place
        if (same(other.cwd, before)) other.cwd = fresh.place
      }
    },
  }
}

const isWithin = (path: string, directory: string): boolean =>
  directory === '/' || path === directory || path.startsWith(`${directory}/`)

/** A directory or a file as what a bind mount shows. */
function shown({ mount, ino }: Place, path: string): NewMount {
  const below = mount.path === '/' ? path : path.slice(mount.path.length)
  const root = `${mount.rootPath === '/' ? '' : mount.rootPath}${below === '/' ? '' : below}` || '/'
  return { ...mount.copy, root: ino, rootPath: root, hidden: false }
}

/** Some process sees a mount of the file system. */
function isMountedAnywhere({ processes }: Kernel, fs: Filesystem): boolean {
  for (const { namespaces } of processes.values())
    if (namespaces.mount.mounts.some((mount) => mount.fs === fs)) return true
  return false
}

/** Somebody works in it, has a file of it open, or something is mounted on it. */
function isBusy(kernel: Kernel, { namespaces }: ProcessRecord, mount: Mount): boolean {
  if (namespaces.mount.below(mount).length > 1) return true
  for (const { state, root, cwd } of kernel.processes.values())
    if (state !== 'zombie' && (root.mount === mount || cwd.mount === mount)) return true
  for (const { place } of kernel.references.keys()) if (place?.mount === mount) return true
  return false
}

/** A file of the file system is open for writing. */
function isWritten(kernel: Kernel, { fs }: Mount): boolean {
  for (const { place, writable } of kernel.references.keys())
    if (writable && place?.mount.fs === fs) return true
  return false
}
