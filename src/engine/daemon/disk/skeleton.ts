import { bytesBody } from '../../base/body.ts'
import { type BlobDigest, hex } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { S_IFBLK } from '../../vfs/filesystem.ts'
import { type DirectoryNode, directoryNode, fileNode, listNode } from '../../vfs/graft/node.ts'
import type { Daemon } from '../daemon.ts'
import { boltDatabase } from './bolt.ts'

const database = (mode: number, time: Instant, size: number, buckets: readonly string[] = []) =>
  fileNode(mode, time, () => boltDatabase(size, buckets))

/** `buildkit`: databases of the builder, in which nothing was built yet. */
export const buildkitFiles = (time: Instant): DirectoryNode =>
  directoryNode(0o711, time, {
    'cache.db': database(0o600, time, 32768),
    'containerdmeta.db': database(0o644, time, 32768),
    executor: directoryNode(0o711, time),
    'history.db': database(0o600, time, 32768),
    'metadata_v2.db': database(0o600, time, 16384),
    'snapshots.db': database(0o600, time, 16384),
  })

/** A containerd that the daemon started itself keeps its state below the daemon's. */
export const ownContainerdFiles = (daemon: Daemon, time: Instant): DirectoryNode =>
  directoryNode(0o700, time, {
    daemon: directoryNode(0o700, time, {
      ...containerdState(daemon, time),
      'io.containerd.sandbox.controller.v1.shim': directoryNode(0o700, time),
      'io.containerd.snapshotter.v1.erofs': snapshots(time),
    }),
  })

/** /var/lib/containerd of a containerd that is a service of its own. */
export const containerdRoot = (daemon: Daemon, time: Instant): DirectoryNode =>
  directoryNode(0o711, time, {
    ...containerdState(daemon, time),
    'io.containerd.runtime.v1.linux': directoryNode(0o711, time),
  })

const snapshots = (time: Instant): DirectoryNode =>
  directoryNode(0o700, time, { snapshots: directoryNode(0o700, time) })

/** The content store keeps the manifests of images that were pulled, for as long as these are there. */
function containerdState(daemon: Daemon, time: Instant): Record<string, DirectoryNode> {
  const { distribution, images } = daemon
  const kept = () => distribution.state.manifests.filter(({ image }) => images.get(image))
  const last = images.changed ?? time
  const blobs = listNode(0o755, last, {
    *names() {
      for (const digest of kept().keys()) yield hex(digest)
    },
    get: (name) => {
      const manifest = distribution.state.manifests.get(`sha256:${name}` as BlobDigest)
      return manifest && images.get(manifest.image)
        ? fileNode(0o444, manifest.stored, () => bytesBody(manifest.bytes))
        : undefined
    },
    directories: () => 0,
  })
  return {
    ...(distribution.state.manifests.size > 0 && {
      'io.containerd.content.v1.content': directoryNode(0o755, last, {
        blobs: directoryNode(0o755, last, { sha256: blobs }),
        ingest: directoryNode(0o755, last),
      }),
    }),
    'io.containerd.metadata.v1.bolt': directoryNode(0o711, time, { 'meta.db': database(0o644, time, 32768) }),
    'io.containerd.runtime.v2.task': directoryNode(0o711, time),
    'io.containerd.snapshotter.v1.blockfile': directoryNode(0o700, time),
    'io.containerd.snapshotter.v1.btrfs': directoryNode(0o700, time),
    'io.containerd.snapshotter.v1.native': snapshots(time),
    'io.containerd.snapshotter.v1.overlayfs': snapshots(time),
    tmpmounts: directoryNode(0o700, time),
  }
}

/** `network`: the networks' database. Its content is not simulated. */
export const networkFiles = (time: Instant): DirectoryNode =>
  directoryNode(0o750, time, {
    files: directoryNode(0o750, time, { 'local-kv.db': database(0o644, time, 65536, ['libnetwork']) }),
  })

/** `volumes`: a directory for each, the database of volumes and the device that quotas would be set on. */
export function volumeFiles(daemon: Daemon, time: Instant, device: number): DirectoryNode {
  const { volumes } = daemon
  const own = directoryNode(0o701, time, {
    backingFsBlockDev: {
      kind: 'special',
      type: S_IFBLK,
      mode: 0o600,
      mtime: time,
      rdev: { major: Math.floor(device / 256), minor: device % 256 },
    },
    'metadata.db': database(0o600, time, 32768, ['volumes']),
  })
  const directory = (name: string): DirectoryNode | undefined => {
    const volume = volumes.get(name)
    return (
      volume &&
      directoryNode(0o701, volume.created, {
        _data: { kind: 'graft', fs: () => (volumes.get(name) ? volumes.directory(name) : undefined) },
      })
    )
  }
  return listNode(0o701, volumes.all().at(-1)?.created ?? time, {
    names: () => [...volumes.list.keys(), ...own.names()],
    get: (name) => directory(name) ?? own.get(name),
    directories: () => volumes.list.size,
  })
}
