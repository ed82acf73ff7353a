import { Map as PersistentMap } from 'immutable'
import { type Ino, isDirectory } from '../filesystem.ts'
import { type Directory, type Inode, isOpaque, isWhiteout } from '../inode.ts'
import { Tree } from '../tree.ts'
import { innerOf, numberOf, positionOf } from './handles.ts'
import { LowerDir } from './lower-dir.ts'

/**
 * A directory that two layers or more have. `number` is its topmost inode. Its names are those of `base`, a
 * directory of one layer, with what the layers above changed: `null` is a name that is gone.
 */
export interface MergedDirectory {
  readonly number: Ino
  readonly base: Ino
  readonly changed: PersistentMap<string, MergedEntry | null>
}

/** A number: a file, or a directory that one layer alone supplies with all that is in it. */
export type MergedEntry = Ino | MergedDirectory

/**
 * The merged view of a stack of layers, base first. Immutable and shared by all that mount the stack. A directory
 * of one layer is not gone through: it is one number, and its names stay in that layer's tree.
 */
export interface MergedIndex {
  readonly layers: readonly LowerDir[]
  readonly root: MergedEntry
}

/** Number of the inode whose attributes show. */
export const topNumber = (entry: MergedEntry): Ino => (typeof entry === 'number' ? entry : entry.number)

/** The inode of a lower number. */
export const lowerInode = (index: MergedIndex, number: Ino): Inode =>
  index.layers[positionOf(number)]!.tree.get(innerOf(number))

const namesIn = (index: MergedIndex, number: Ino): Directory['entries'] =>
  (lowerInode(index, number).content as Directory).entries

function plainChild(index: MergedIndex, number: Ino, name: string): Ino | undefined {
  const layer = positionOf(number)
  const { tree } = index.layers[layer]!
  const ino = (tree.find(innerOf(number))!.content as Directory).entries.get(name)
  if (ino === undefined || isWhiteout(tree.find(ino)!)) return undefined
  return numberOf(layer, ino)
}

/** What a merged directory has under a name. At most two look-ups, however many layers there are. */
export function childOf(index: MergedIndex, dir: MergedEntry, name: string): MergedEntry | undefined {
  if (typeof dir === 'number') return plainChild(index, dir, name)
  const changed = dir.changed.get(name)
  if (changed === undefined) return plainChild(index, dir.base, name)
  return changed ?? undefined
}

/** The names of a merged directory, in no order. */
export function* namesOf(index: MergedIndex, dir: MergedEntry): Generator<string> {
  const base = typeof dir === 'number' ? dir : dir.base
  const changed = typeof dir === 'number' ? undefined : dir.changed
  const { tree } = index.layers[positionOf(base)]!
  for (const [name, ino] of namesIn(index, base))
    if (!changed?.has(name) && !isWhiteout(tree.get(ino))) yield name
  for (const [name, entry] of changed ?? []) if (entry !== null) yield name
}

export const isMergedDirectory = (index: MergedIndex, entry: MergedEntry | undefined): entry is MergedEntry =>
  typeof entry === 'object' || (entry !== undefined && isDirectory(lowerInode(index, entry).mode))

/**
 * The view with one more layer on top. Costs what the layer's own entries cost, not what is below: the rest is
 * shared. A whiteout, an opaque directory or a file hides what is below it (overlayfs.rst, "whiteouts and opaque
 * directories").
 */
export function mergeLayer(below: MergedIndex | undefined, layer: Tree | LowerDir): MergedIndex {
  const lower = layer instanceof Tree ? new LowerDir(layer) : layer
  const { tree, top } = lower
  if (!below) return { layers: [lower], root: numberOf(0, top) }
  const position = below.layers.length
  const merge = (under: MergedEntry, ino: Ino): MergedEntry => {
    const inode = tree.get(ino)
    const number = numberOf(position, ino)
    // A mark on a lowerdir itself is not looked at.
    if (isOpaque(inode) && ino !== top) return number
    const base = typeof under === 'number' ? under : under.base
    const before = typeof under === 'number' ? PersistentMap<string, MergedEntry | null>() : under.changed
    const changed = before.withMutations((names) => {
      for (const [name, child] of (inode.content as Directory).entries) {
        const entry = tree.get(child)
        if (isWhiteout(entry)) {
          if (plainChild(below, base, name) === undefined) names.delete(name)
          else names.set(name, null)
        } else {
          const lower = isDirectory(entry.mode) ? childOf(below, under, name) : undefined
          names.set(name, isMergedDirectory(below, lower) ? merge(lower, child) : numberOf(position, child))
        }
      }
    })
    return { number, base, changed }
  }
  const root = merge(below.root, top)
  return { layers: [...below.layers, lower], root }
}
