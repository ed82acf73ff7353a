import { textBody } from '../../base/body.ts'
import { ROOT } from '../../kernel/credentials.ts'
import { type Mount, MountNamespace } from '../../kernel/mounts.ts'
import { viewOf } from '../../kernel/record.ts'
import { resolve } from '../../kernel/walk.ts'
import { topFirst } from '../../oci/chain.ts'
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
import { maskPaths, mountConsole, mountStandard, placeOf, type Surroundings } from './standard-mounts.ts'
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

/** The mounts a container starts with (runc, libcontainer/specconv; moby, oci/defaults.go). */
export function mountRootfs(
  daemon: Daemon,
  container: Container,
  rootfs: Rootfs,
  surroundings: Surroundings,
): MountNamespace {
  const { kernel } = daemon.host
  const { hostConfig } = container
  const namespace = new MountNamespace(
    {
      fs: rootfs.overlay,
      root: rootfs.overlay.root,
      source: 'overlay',
      options: overlayOptions(daemon, container),
      readOnly: hostConfig.ReadonlyRootfs,
    },
    kernel.nextMountId,
    kernel.namespaceNumber(),
  )
  mountStandard(kernel, namespace, hostConfig, surroundings)
  mountVolumes(daemon, container, namespace)
  const root = { mount: namespace.root, ino: namespace.root.root }
  makeDevices(daemon, { namespace, root, cwd: root, credentials: ROOT }, hostConfig.Devices ?? [])
  const shared = surroundings.identity
  if (!shared) writeEtc(daemon, container, rootfs.etc)
  mountEtc(daemon, shared?.donor ?? container, shared?.live.rootfs.etc ?? rootfs.etc, namespace)
  if (surroundings.terminal !== undefined) mountConsole(kernel, namespace, surroundings.terminal)
  if (hostConfig.MaskedPaths !== null && hostConfig.MaskedPaths.length > 0) maskPaths(kernel, namespace)
  return namespace
}

/** Writes the daemon's own files of a container's /etc. */
export function writeEtc(daemon: Daemon, container: Container, etc: TreeFs): void {
  const time = daemon.host.kernel.now()
  for (const [name, text] of Object.entries(etcFiles(daemon, container)))
    etc.setBody(etc.create(etc.root, name, { mode: 0o644, uid: 0, gid: 0, time }), textBody(text), time)
}

/** Binds them over those of the image. */
export function mountEtc(daemon: Daemon, container: Container, etc: TreeFs, namespace: MountNamespace): void {
  const disk = daemon.host.process.root.mount
  for (const [name, ino] of etcInodes(etc)) {
    const path = `/etc/${name}`
    const at = placeOf(namespace, path)
    if (!at) continue
    namespace.mount(at, path, {
      fs: etc,
      root: ino,
      rootPath: `/var/lib/docker/containers/${container.id}/${name}`,
      source: disk.source,
      options: disk.options,
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
