import { bytesOf } from '../../src/engine/base/body.ts'
import { isErrno } from '../../src/engine/base/errors.ts'
import type { LayerEntry } from '../../src/engine/vfs/entry.ts'
import type { Ino, NewInode } from '../../src/engine/vfs/filesystem.ts'
import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import { type MergedIndex, mergeLayer } from '../../src/engine/vfs/overlay/merged-index.ts'
import { OverlayFs } from '../../src/engine/vfs/overlay/overlay-fs.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import type { Contender, Mount } from '../contender.ts'
import { DEPTHS, type Depth, FILES, type FilesOf, type LayerFile, stackFiles } from '../stacks.ts'

const TIME = 1_750_000_000_000_000_000n
const FILE: NewInode = { mode: 0o644, uid: 0, gid: 0, time: TIME }
const DIRECTORY: NewInode = { ...FILE, mode: 0o755 }
const BYTE = new Uint8Array([1])

/** The files of a layer and, as in a layer's archive, its directories before them. */
export function* layerOf(files: Iterable<LayerFile>): Generator<LayerEntry> {
  const owner = { uid: 0, gid: 0, mtime: TIME }
  const known = new Set<string>()
  for (const { path, body } of files) {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const dir = path.slice(0, at)
      if (known.has(dir)) continue
      known.add(dir)
      yield { kind: 'directory', path: dir, mode: 0o755, ...owner }
    }
    yield { kind: 'file', path, body, mode: 0o644, ...owner }
  }
}

/** The merged index of the first `depth` layers, for each depth that is asked for. */
export function buildIndexes(depths: readonly number[], filesOf: FilesOf): Map<number, MergedIndex> {
  const indexes = new Map<number, MergedIndex>()
  let index: MergedIndex | undefined
  for (let layer = 0; layer < Math.max(...depths); layer++) {
    index = mergeLayer(index, layerTree(layerOf(filesOf(layer))))
    if (depths.includes(layer + 1)) indexes.set(layer + 1, index)
  }
  return indexes
}

/** Mounts an overlay as for a new container: an upperdir and a workdir over a stack that is there. */
export function mountOverlay(lower: MergedIndex): { overlay: OverlayFs; upper: TreeFs } {
  const upper = new TreeFs({ type: 'ext4', dev: 1 })
  const dir = upper.mkdir(upper.root, 'diff', DIRECTORY)
  const workdir = upper.mkdir(upper.root, 'work', DIRECTORY)
  return { overlay: new OverlayFs({ dev: 2, lower, upper: { fs: upper, dir }, workdir, time: TIME }), upper }
}

class OverlayMount implements Mount {
  readonly overlay: OverlayFs
  private readonly upper: TreeFs
  constructor(lower: MergedIndex) {
    const { overlay, upper } = mountOverlay(lower)
    this.overlay = overlay
    this.upper = upper
  }
  private at(path: string): Ino {
    let ino = this.overlay.root
    for (const name of path.split('/')) ino = this.overlay.lookup(ino, name)
    return ino
  }
  private parentOf(path: string): [dir: Ino, name: string] {
    const slash = path.lastIndexOf('/')
    return [this.at(path.slice(0, slash)), path.slice(slash + 1)]
  }
  size(path: string): number | undefined {
    try {
      return this.overlay.stat(this.at(path)).size
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined
      throw error
    }
  }
  list(dir: string): number {
    return this.overlay.readdir(this.at(dir)).length
  }
  overwrite(path: string): void {
    this.overlay.write(this.at(path), 0, BYTE, TIME)
  }
  read(path: string): number {
    return bytesOf(this.overlay.body(this.at(path))).length
  }
  create(path: string): void {
    const [dir, name] = this.parentOf(path)
    this.overlay.create(dir, name, FILE)
  }
  remove = (path: string): void => {
    const [dir, name] = this.parentOf(path)
    this.overlay.unlink(dir, name, TIME)
  }
  changes = (): number => this.overlay.changes().length
  snapshot(): object {
    return { tree: this.upper.tree, state: this.overlay.state }
  }
}

/** The engine's overlay. */
export function strata(): Contender & { readonly indexes: ReadonlyMap<number, MergedIndex> } {
  const indexes = buildIndexes(DEPTHS, stackFiles)
  return {
    name: 'strata',
    files: FILES,
    indexes,
    mount: (depth: Depth) => new OverlayMount(indexes.get(depth)!),
  }
}
