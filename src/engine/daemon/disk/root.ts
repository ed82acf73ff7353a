import type { Filesystem } from '../../vfs/filesystem.ts'
import { GraftFs } from '../../vfs/graft/graft-fs.ts'
import { type DirectoryNode, directoryNode, textNode } from '../../vfs/graft/node.ts'
import { type Daemon, startsContainerd } from '../daemon.ts'
import { containerFiles } from './container-files.ts'
import { imageFiles } from './image-files.ts'
import { OverlayFiles } from './overlay-files.ts'
import { buildkitFiles, containerdRoot, networkFiles, ownContainerdFiles, volumeFiles } from './skeleton.ts'
import { UpperDirs } from './upper-dirs.ts'

/**
 * /var/lib/docker as dockerd 28 lays it out with the classic store: computed from the stores when it is looked at, read-only
 * but for the containers' upperdirs. `dev` is the device that it lies on.
 */
export function dockerRoot(daemon: Daemon, dev: number): Filesystem {
  const started = daemon.host.kernel.now()
  const overlay = new OverlayFiles(daemon, new UpperDirs(daemon, dev), started)
  const empty = directoryNode(0o700, started)
  const parts: Readonly<Record<string, () => DirectoryNode>> = memoized(daemon, {
    buildkit: () => buildkitFiles(started),
    ...(startsContainerd(daemon.host) && { containerd: () => ownContainerdFiles(daemon, started) }),
    containers: () => containerFiles(daemon, started),
    image: () => directoryNode(0o700, started, { overlay2: imageFiles(daemon, started) }),
    network: () => networkFiles(started),
    overlay2: () => overlay.node(),
    plugins: () => directoryNode(0o700, started, { tmp: empty }),
    runtimes: () => empty,
    swarm: () => empty,
    tmp: () => empty,
    volumes: () => volumeFiles(daemon, started, dev),
  })
  const names = Object.keys(parts)
  const engineID = textNode(0o600, started, () => daemon.engineID)
  return new GraftFs('ext4', dev, {
    kind: 'directory',
    mode: 0o710,
    mtime: started,
    names: () => [...names, 'engine-id'],
    get: (name) =>
      name === 'engine-id' ? engineID : Object.hasOwn(parts, name) ? parts[name]!() : undefined,
    directories: () => names.length,
  })
}

/** /var/lib/containerd, computed in the same way, where containerd is not the daemon's own. */
export function systemContainerd(daemon: Daemon, dev: number): Filesystem {
  const started = daemon.host.kernel.now()
  const parts = memoized(daemon, { root: () => containerdRoot(daemon, started) })
  return new GraftFs('ext4', dev, {
    kind: 'directory',
    mode: 0o711,
    mtime: started,
    names: () => parts.root!().names(),
    get: (name) => parts.root!().get(name),
    directories: () => parts.root!().directories(),
  })
}

/** Each part made again only after a store has changed: a walk through the layers asks for its node at every step. */
function memoized(
  { images, layers, references, distribution, containers, volumes }: Daemon,
  parts: Readonly<Record<string, () => DirectoryNode>>,
): Readonly<Record<string, () => DirectoryNode>> {
  let made = new Map<string, DirectoryNode>()
  let of: readonly unknown[] = []
  const current = (): Map<string, DirectoryNode> => {
    const states = [
      images.state,
      layers.state,
      references.state,
      distribution.state,
      containers.state,
      volumes.list,
    ]
    if (states.some((state, i) => state !== of[i])) {
      of = states
      made = new Map()
    }
    return made
  }
  const remember = (name: string, make: () => DirectoryNode) => (): DirectoryNode => {
    const nodes = current()
    const node = nodes.get(name) ?? make()
    nodes.set(name, node)
    return node
  }
  return Object.fromEntries(Object.entries(parts).map(([name, make]) => [name, remember(name, make)]))
}
