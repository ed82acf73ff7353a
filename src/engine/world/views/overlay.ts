import { isErrno } from '../../base/errors.ts'
import { byCodeUnit } from '../../base/text.ts'
import { overlayOf } from '../../daemon/containers/changes.ts'
import { upperPath } from '../../daemon/containers/rootfs.ts'
import type { Container } from '../../daemon/containers/store.ts'
import type { Daemon } from '../../daemon/daemon.ts'
import { OVERLAY2 } from '../../daemon/images/inspect.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Mount } from '../../kernel/mounts.ts'
import { historyWithLayers } from '../../oci/config.ts'
import { type Filesystem, isDirectory } from '../../vfs/filesystem.ts'
import { componentsOf } from '../../vfs/layer-tree.ts'
import { type Origin, stackOf } from '../../vfs/overlay/explain.ts'
import { LiveOverlay } from '../../vfs/overlay/live-overlay.ts'
import { OverlayFs } from '../../vfs/overlay/overlay-fs.ts'
import { WatchedOverlayFs } from '../../vfs/overlay/watched-fs.ts'
import type { OverlayLog } from './overlay-log.ts'
import type { OverlayCell, OverlayColumn, OverlayMount, OverlayRow, OverlayView, ViewQuery } from './types.ts'

/** Containers that can be chosen: the ones that were made last. */
const MOST_CONTAINERS = 30
/** Paths that are listed, and names of one directory that is opened. */
const MOST_ROWS = 240
const MOST_NAMES = 100
/** Paths of the upperdir that are listed, and how many of one directory. */
const MOST_UPPER = 60
const MOST_SIBLINGS = 10

interface Machine {
  readonly kernel: Kernel
  readonly daemon: Daemon
}

/** One overlay that can be looked at. `name` is what its operations are noted under. */
interface Candidate {
  readonly mount: OverlayMount
  readonly name: string
  readonly merged: string
  open(): { readonly fs: OverlayFs; readonly columns: readonly OverlayColumn[] }
}

/** What determines the view. */
export function overlaySources({ kernel, daemon }: Machine, log: OverlayLog | undefined): unknown[] {
  return [
    log?.count,
    ...daemon.containers.all().flatMap((container) => {
      const { id, name, state } = container
      return [id, name, state.Status, daemon.runtime.get(id)?.rootfs.upper.tree ?? container.upper]
    }),
    ...mounted(kernel).flatMap((mount) => {
      const fs = overlayIn(mount.fs)!
      return [mount, fs.upperFs?.tree, fs.lower]
    }),
  ]
}

export function overlayView(
  machine: Machine,
  log: OverlayLog | undefined,
  query: ViewQuery & { view: 'overlay' },
): OverlayView {
  const candidates = [...mounted(machine.kernel).map(ofMount), ...containers(machine.daemon)]
  const chosen =
    candidates.find(({ mount }) => mount.id === query.mount) ??
    firstOf(log?.touched ?? [], (name) => candidates.find((candidate) => candidate.name === name)) ??
    candidates[0]
  const mounts = candidates.map(({ mount }) => mount)
  if (!chosen) return { mounts, shown: undefined }
  const { fs, columns } = chosen.open()
  const operations = log?.of(chosen.name) ?? []
  const paths = new Set(['/'])
  const add = (path: string): void => {
    const names = componentsOf(path)
    for (let i = 1; i <= names.length; i++) paths.add(`/${names.slice(0, i).join('/')}`)
  }
  for (const { path, to } of operations) {
    add(path)
    if (to !== undefined) add(to)
  }
  for (const path of upperPaths(fs)) add(path)
  const open = new Set(query.open)
  for (const path of open) for (const name of namesAt(fs, path).slice(0, MOST_NAMES)) add(`${path}/${name}`)
  const rows = [...paths].sort(inListing).slice(0, MOST_ROWS)
  return {
    mounts,
    shown: {
      id: chosen.mount.id,
      merged: chosen.merged,
      columns,
      rows: rows.map((path) => rowOf(fs, columns, path, open.has(path))),
      cut: paths.size > rows.length,
      operations,
    },
  }
}

function containers(daemon: Daemon): Candidate[] {
  return daemon.containers
    .all()
    .slice(-MOST_CONTAINERS)
    .reverse()
    .map((container) => ({
      mount: {
        id: container.id,
        name: container.name,
        kind: 'container',
        mounted: daemon.runtime.get(container.id) !== undefined,
      },
      name: upperPath(container),
      merged: `${OVERLAY2}/${container.mount.cacheID}/merged`,
      open: () => ({ fs: overlayOf(daemon, container), columns: containerColumns(daemon, container) }),
    }))
}

function containerColumns(daemon: Daemon, container: Container): OverlayColumn[] {
  const stack = daemon.layers.stack(container.chainID)
  const image = daemon.images.get(container.imageID)
  const steps = image ? historyWithLayers(image.config).filter(({ diffID }) => diffID !== undefined) : []
  const directory = (link: string): string => `${OVERLAY2}/l/${link}`
  return [
    { layer: 'upper', directory: upperPath(container), createdBy: '', init: false },
    { layer: stack.length, directory: directory(container.mount.initLink), createdBy: '', init: true },
    ...stack
      .map((layer, i) => ({
        layer: i,
        directory: directory(layer.link),
        chainID: layer.chainID,
        createdBy: steps[i]?.row.created_by ?? '',
        init: false,
      }))
      .reverse(),
  ]
}

/** Overlays that are mounted beside the containers' own roots, in any namespace, the last one first. */
function mounted(kernel: Kernel): Mount[] {
  const namespaces = new Set([...kernel.processes.values()].map(({ namespaces: { mount } }) => mount))
  const found = new Map<Filesystem, Mount>()
  for (const { mounts } of namespaces)
    for (const mount of mounts) {
      const { fs, path, options } = mount
      if (!isWhole(overlayIn(fs)) || found.has(fs) || path.startsWith(OVERLAY2)) continue
      if (!options.some((option) => option.startsWith(`upperdir=${OVERLAY2}`))) found.set(fs, mount)
    }
  return [...found.values()].reverse()
}

/** There is a merged directory to look at: somebody may have removed what an overlay was mounted from. */
function isWhole(fs: OverlayFs | undefined): boolean {
  try {
    return fs !== undefined && isDirectory(fs.stat(fs.root).mode)
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

/** The overlay that a file system is, as it is now. */
function overlayIn(fs: Filesystem): OverlayFs | undefined {
  if (fs instanceof LiveOverlay) return fs.overlay
  return fs instanceof OverlayFs ? fs : undefined
}

function ofMount({ fs, path, options }: Mount): Candidate {
  const overlay = overlayIn(fs)!
  const name = overlay instanceof WatchedOverlayFs ? overlay.name : path
  const option = (key: string): string | undefined =>
    options.find((text) => text.startsWith(`${key}=`))?.slice(key.length + 1)
  const lower = (option('lowerdir') ?? '').split(':')
  return {
    mount: { id: `${path} ${name}`, name: path, kind: 'mount', mounted: true },
    name,
    merged: path,
    open: () => ({
      fs: overlay,
      columns: stackOf(overlay).map(({ layer }) => ({
        layer,
        directory: (layer === 'upper' ? option('upperdir') : lower[lower.length - 1 - layer]) ?? '',
        createdBy: '',
        init: false,
      })),
    }),
  }
}

/** Paths of what the upperdir holds, a directory before what is in it. */
function upperPaths({ upperFs, upperdir }: OverlayFs): string[] {
  const paths: string[] = []
  const visit = (dir: number, path: string): void => {
    for (const { name, ino } of upperFs!.readdir(dir).slice(0, MOST_SIBLINGS)) {
      if (paths.length >= MOST_UPPER) return
      paths.push(`${path}/${name}`)
      if (isDirectory(upperFs!.stat(ino).mode)) visit(ino, `${path}/${name}`)
    }
  }
  if (upperFs?.tree.find(upperdir)) visit(upperdir, '')
  return paths
}

/** Names of a merged directory; none where there is no such directory. */
function namesAt(fs: OverlayFs, path: string): string[] {
  const ino = fs.walk(componentsOf(path))
  return ino !== undefined && isDirectory(fs.stat(ino).mode) ? [...fs.names(ino)].sort(byCodeUnit) : []
}

function rowOf(fs: OverlayFs, columns: readonly OverlayColumn[], path: string, open: boolean): OverlayRow {
  const origins = fs.explain(path)
  const shown = origins.find(({ role }) => role === 'supplies')
  return {
    path,
    merged: shown && { kind: shown.kind, size: shown.size },
    cells: columns.map(({ layer }) =>
      cellOf(
        origins.find((origin) => origin.layer === layer),
        path,
      ),
    ),
    names: shown?.kind === 'directory' ? namesAt(fs, path).length : 0,
    open,
  }
}

function cellOf(origin: Origin | undefined, path: string): OverlayCell | undefined {
  if (!origin) return undefined
  const { kind, size, opaque, role } = origin
  return { kind, size, opaque, role, above: origin.path !== path }
}

/** A directory before what is in it, names by code unit. */
function inListing(a: string, b: string): number {
  const [left, right] = [componentsOf(a), componentsOf(b)]
  for (const [i, name] of left.entries()) {
    const other = right[i]
    if (other === undefined) return 1
    if (name !== other) return byCodeUnit(name, other)
  }
  return left.length - right.length
}

function firstOf<T, R>(list: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of list) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
