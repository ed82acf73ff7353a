import { ROOT } from '../../kernel/credentials.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { MountNamespace } from '../../kernel/mounts.ts'
import type { View } from '../../kernel/walk.ts'
import type { StoredImage } from '../../store/images.ts'
import type { Filesystem } from '../../vfs/filesystem.ts'
import { mergeLayer } from '../../vfs/overlay/merged-index.ts'
import { OverlayFs } from '../../vfs/overlay/overlay-fs.ts'
import { emptyTree } from '../../vfs/tree.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import { diffOf, emptyUpper, workOf } from '../containers/writable-layer.ts'
import type { Daemon } from '../daemon.ts'

/** Files below a root that no link leads out of. */
export interface Files {
  readonly fs: Filesystem
  readonly view: View
}

export function filesOf(kernel: Kernel, fs: Filesystem): Files {
  const namespace = new MountNamespace(
    { fs, root: fs.root, source: fs.type, options: [], readOnly: false },
    kernel.nextMountId,
  )
  const root = { mount: namespace.root, ino: fs.root }
  return { fs, view: { namespace, root, cwd: root, credentials: ROOT } }
}

/** The files of an image, to be read; none where there is no image yet. */
export function imageFiles(daemon: Daemon, image: StoredImage | undefined): Files {
  const { kernel } = daemon.host
  return filesOf(kernel, new OverlayFs({ dev: kernel.deviceNumber(), lower: lowerOf(daemon, image) }))
}

/** An image's files with a writable layer of their own on top: what is changed is its `diff`. */
export function writableFiles(
  daemon: Daemon,
  image: StoredImage | undefined,
): Files & { readonly fs: OverlayFs } {
  const { kernel } = daemon.host
  const upper = new TreeFs({
    type: 'ext4',
    dev: kernel.deviceNumber(),
    tree: emptyUpper(kernel.now(), kernel.random('overlay marks').bytes(16)),
  })
  const fs = new OverlayFs({
    dev: kernel.deviceNumber(),
    lower: lowerOf(daemon, image),
    upper: { fs: upper, dir: diffOf(upper) },
    workdir: workOf(upper),
  })
  return { ...filesOf(kernel, fs), fs }
}

const lowerOf = (daemon: Daemon, image: StoredImage | undefined) =>
  image?.chainID === undefined ? mergeLayer(undefined, emptyTree()) : daemon.layers.index(image.chainID)
