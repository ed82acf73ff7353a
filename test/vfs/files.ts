import { bytesOf, textBody } from '../../src/engine/base/body.ts'
import { FsError } from '../../src/engine/base/errors.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import type { LayerEntry } from '../../src/engine/vfs/entry.ts'
import type { Filesystem, Ino } from '../../src/engine/vfs/filesystem.ts'
import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import { type MergedIndex, mergeLayer } from '../../src/engine/vfs/overlay/merged-index.ts'
import { OverlayFs } from '../../src/engine/vfs/overlay/overlay-fs.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'

/** Short forms for tests. */
const AT = { uid: 0, gid: 0, mtime: 1_000_000_000n }
export const file = (path: string, text = '', mode = 0o644): LayerEntry => ({
  kind: 'file',
  path,
  body: textBody(text),
  mode,
  ...AT,
})
export const dir = (path: string, mode = 0o755): LayerEntry => ({ kind: 'directory', path, mode, ...AT })
export const hardlink = (path: string, target: string): LayerEntry => ({
  kind: 'hardlink',
  path,
  target,
  mode: 0o644,
  ...AT,
})
export const symlink = (path: string, target: string): LayerEntry => ({
  kind: 'symlink',
  path,
  target,
  mode: 0o777,
  ...AT,
})
export const whiteout = (path: string): LayerEntry => ({ kind: 'whiteout', path })
export const opaque = (path: string): LayerEntry => ({ kind: 'opaque', path })

/** A moment of the tests, and what new files get. */
export const NOW = 2_000_000_000n
export const NEW = { mode: 0o644, uid: 0, gid: 0, time: NOW }

export const merge = (...layers: LayerEntry[][]): MergedIndex =>
  layers.reduce<MergedIndex | undefined>(
    (below, entries) => mergeLayer(below, layerTree(entries)),
    undefined,
  )!

/** An overlay over these layers, base first, with an empty upperdir and a workdir. */
export function mounted(...layers: LayerEntry[][]): {
  fs: OverlayFs
  upper: TreeFs
  upperdir: Ino
  workdir: Ino
} {
  const upper = new TreeFs({ type: 'ext4', dev: 1 })
  const upperdir = upper.mkdir(upper.root, 'diff', { ...NEW, mode: 0o755 })
  const workdir = upper.mkdir(upper.root, 'work', { ...NEW, mode: 0o755 })
  const fs = new OverlayFs({ dev: 2, lower: merge(...layers), upper: { fs: upper, dir: upperdir }, workdir })
  return { fs, upper, upperdir, workdir }
}

export function at(fs: Filesystem, path: string, top: Ino = fs.root): Ino {
  return path
    .split('/')
    .filter(Boolean)
    .reduce((ino, name) => fs.lookup(ino, name), top)
}
export const read = (fs: Filesystem, path: string): string => decode(bytesOf(fs.body(at(fs, path))))
export const list = (fs: Filesystem, path: string, top: Ino = fs.root): string[] =>
  fs.readdir(at(fs, path, top)).map(({ name }) => name)
export const write = (fs: Filesystem, path: string, text: string): void => {
  const ino = fs.open(at(fs, path), true, NOW)
  fs.setattr(ino, { size: 0, time: NOW })
  fs.write(ino, 0, encode(text), NOW)
  fs.release(ino)
}

/** The errno a call fails with, or what it gives. */
export function errno(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    if (error instanceof FsError) return error.errno
    throw error
  }
}
