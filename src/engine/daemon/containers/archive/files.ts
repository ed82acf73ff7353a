import { entryCalls } from '../../../kernel/calls/entries.ts'
import { fileCalls } from '../../../kernel/calls/files.ts'
import { ROOT } from '../../../kernel/credentials.ts'
import { MountNamespace, type Place } from '../../../kernel/mounts.ts'
import type { View } from '../../../kernel/walk.ts'
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
  const { kernel, process } = daemon.host
  const live = daemon.runtime.get(container.id)
  const rootfs = live?.rootfs ?? openRootfs(daemon, container)
  const { overlay } = rootfs
  const namespace = new MountNamespace(
    { fs: overlay, root: overlay.root, source: 'overlay', options: [], readOnly: false },
    kernel.nextMountId,
  )
  const root: Place = { mount: namespace.root, ino: namespace.root.root }
  if (mounts === 'volumes') {
    mountStored(daemon, container, namespace)
    const started = container.state.StartedAt !== undefined
    if (!live && started) writeEtc(daemon, container, rootfs.etc)
    if (live || started) mountEtc(container, rootfs.etc, namespace)
  }
  const from = (place: Place): ArchiveFiles => {
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
  try {
    return work({ view: { namespace, root, cwd: root, credentials: ROOT }, from })
  } finally {
    if (!live) daemon.containers.update(container.id, { upper: rootfs.upper.tree })
  }
}
