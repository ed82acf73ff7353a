import { ROOT } from '../../kernel/credentials.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { MountNamespace } from '../../kernel/mounts.ts'
import type { View } from '../../kernel/walk.ts'
import type { StoredImage } from '../../store/images.ts'
import type { Filesystem } from '../../vfs/filesystem.ts'
import { type MergedIndex, mergeLayer } from '../../vfs/overlay/merged-index.ts'
import { OverlayFs } from '../../vfs/overlay/overlay-fs.ts'
import { emptyTree } from '../../vfs/tree.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import { diffOf, emptyUpper, workOf } from '../containers/writable-layer.ts'
import type { Daemon } from '../daemon.ts'

/** Files below a root that no link leads out of. */
export interface Files {
  readonly fs: Filesystem
  readonly view: View
  /** Where the daemon has them mounted on its host. */
  readonly mounted?: string
  /** Names of owners that an archive gave, by the path of what they own. */
  readonly owners?: ReadonlyMap<string, OwnerNames>
}

export interface OwnerNames {
  readonly uname: string
  readonly gname: string
}

export function filesOf(kernel: Kernel, fs: Filesystem): Files {
  const namespace = new MountNamespace(
    { fs, root: fs.root, source: fs.type, options: [], readOnly: false },
    kernel.nextMountId,
  )
  const root = { mount: namespace.root, ino: fs.root }
  return { fs, view: { namespace, root, cwd: root, credentials: ROOT } }
}

/** Files of a stack of layers, to be read. */
export function readableOver(kernel: Kernel, lower: MergedIndex): Files {
  return filesOf(kernel, new OverlayFs({ dev: kernel.deviceNumber(), lower }))
}

/** A stack of layers with a writable one of its own on top: what is changed is its `diff`. */
export function writableOver(kernel: Kernel, lower: MergedIndex): Files & { readonly fs: OverlayFs } {
  const upper = new TreeFs({
    type: 'ext4',
    dev: kernel.deviceNumber(),
    tree: emptyUpper(kernel.now(), kernel.random('overlay marks').bytes(16)),
  })
  const fs = new OverlayFs({
    dev: kernel.deviceNumber(),
    lower,
    upper: { fs: upper, dir: diffOf(upper) },
    workdir: workOf(upper),
  })
  return { ...filesOf(kernel, fs), fs }
}

/** The files of an image, to be read; none where there is no image yet. */
export const imageFiles = (daemon: Daemon, image: StoredImage | undefined): Files =>
  readableOver(daemon.host.kernel, lowerOf(daemon, image))

/** An image's files with a writable layer on top. */
export const writableFiles = (daemon: Daemon, image: StoredImage | undefined) =>
  writableOver(daemon.host.kernel, lowerOf(daemon, image))

const lowerOf = (daemon: Daemon, image: StoredImage | undefined): MergedIndex =>
  image?.chainID === undefined ? mergeLayer(undefined, emptyTree()) : daemon.layers.index(image.chainID)
