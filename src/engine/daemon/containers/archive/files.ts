import { isErrno } from '../../../base/errors.ts'
import { entryCalls } from '../../../kernel/calls/entries.ts'
import { fileCalls } from '../../../kernel/calls/files.ts'
import { ROOT } from '../../../kernel/credentials.ts'
import { MountNamespace, type Place } from '../../../kernel/mounts.ts'
import { resolve, type View } from '../../../kernel/walk.ts'
import { isRegular } from '../../../vfs/filesystem.ts'
import type { ArchiveFiles } from '../../../vfs/tar/files.ts'
import type { Daemon } from '../../daemon.ts'
import { mountStored } from '../mounts/mounting.ts'
import { mountEtc, openRootfs, writeEtc } from '../rootfs.ts'
import type { Container } from '../store.ts'

/** Files of a container as the daemon sees them from outside. */
export interface ContainerFiles {
  readonly view: View
  /** Calls on files, with a directory of the view as the root and the working directory. */
  from(root: Place): ArchiveFiles
}

/** Files of /etc that the daemon binds its own over. */
const ETC = ['hostname', 'hosts', 'resolv.conf']

/**
 * A file that something is bound over is opened as if it were to be made (moby, fileutils.CreateIfNotExists): so it is
 * copied up, and part of what is committed later.
 */
function touch({ host: { kernel } }: Daemon, view: View, path: string): void {
  try {
    const { mount, ino } = resolve(view, path)
    if (isRegular(mount.fs.stat(ino).mode))
      kernel.hold({ mount, ino: mount.fs.open(ino, true, kernel.now()) })()
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** Calls on the files of a namespace, as the daemon makes them, from any directory of it. */
export const callsIn =
  ({ host: { kernel, process } }: Daemon, namespace: MountNamespace) =>
  (place: Place): ArchiveFiles => {
    const record = {
      ...process,
      namespaces: { ...process.namespaces, mount: namespace },
      root: place,
      cwd: place,
      credentials: ROOT,
      umask: 0,
    }
    return { ...fileCalls(kernel, record), ...entryCalls(kernel, record), now: () => kernel.now() }
  }

/**
 * Opens the files of a container, whether it runs or not: its root alone (`docker export`), or what is mounted of volumes,
 * host directories and the daemon's own files of /etc as well; nothing that only the runtime mounts (moby,
 * daemon/containerfs_linux.go). What `work` changes stays.
 */
export function withContainerFiles<T>(
  daemon: Daemon,
  container: Container,
  mounts: 'root' | 'volumes',
  work: (files: ContainerFiles) => T,
): T {
  const { kernel } = daemon.host
  const live = daemon.runtime.get(container.id)
  const rootfs = live?.rootfs ?? openRootfs(daemon, container)
  const { overlay } = rootfs
  const namespace = new MountNamespace(
    { fs: overlay, root: overlay.root, source: 'overlay', options: [], readOnly: false },
    kernel.nextMountId,
  )
  const root: Place = { mount: namespace.root, ino: namespace.root.root }
  const view: View = { namespace, root, cwd: root, credentials: ROOT }
  if (mounts === 'volumes') {
    const started = container.state.StartedAt !== undefined
    if (live || started) for (const name of ETC) touch(daemon, view, `/etc/${name}`)
    for (const { Destination } of container.mounts) touch(daemon, view, Destination)
    mountStored(daemon, container, namespace)
    if (!live && started) writeEtc(daemon, container, rootfs.etc)
    if (live || started) mountEtc(daemon, container, rootfs.etc, namespace)
  }
  const from = callsIn(daemon, namespace)
  try {
    return work({ view, from })
  } finally {
    if (!live) daemon.containers.update(container.id, { upper: rootfs.upper.tree })
  }
}
