import { byCodeUnit } from '../../base/text.ts'
import { type Ino, isDirectory } from '../filesystem.ts'
import { directoryOf } from '../inode.ts'
import type { Tree } from '../tree.ts'

/** One name of a file in a layer's tree. */
export interface Place {
  readonly dir: Ino
  readonly name: string
  readonly ino: Ino
}

/** Where the files of a layer have their names. Derived from an immutable tree, hence made once. */
export interface LinkTable {
  /** All names of files that have several, by directory and name; those of an earlier table before new ones. */
  readonly linked: readonly Place[]
  /** Directory → name → index into `linked`. */
  readonly index: ReadonlyMap<Ino, ReadonlyMap<string, number>>
  /** Directory of each file that has one name. */
  readonly directories: ReadonlyMap<Ino, Ino>
}

/**
 * The table of what lies below a directory of a tree. Names that `before`, the table of an earlier state of the same
 * directory, had keep their index there.
 */
export function linkTable(tree: Tree, top: Ino, before?: LinkTable): LinkTable {
  const found: Place[] = []
  const directories = new Map<Ino, Ino>()
  const visit = (dir: Ino): void => {
    for (const [name, ino] of directoryOf(tree.get(dir)).entries) {
      const child = tree.get(ino)
      if (isDirectory(child.mode)) visit(ino)
      else if (child.nlink > 1) found.push({ dir, name, ino })
      else directories.set(ino, dir)
    }
  }
  visit(top)
  found.sort((a, b) => a.dir - b.dir || byCodeUnit(a.name, b.name))
  const linked = [...(before?.linked ?? [])]
  const index = new Map<Ino, Map<string, number>>()
  for (const place of found) {
    const at = before?.index.get(place.dir)?.get(place.name) ?? linked.length
    linked[at] = place
    const names = index.get(place.dir) ?? new Map<string, number>()
    index.set(place.dir, names.set(place.name, at))
  }
  return { linked, index, directories }
}

/** The one place of a file with one name. */
export function placeOf(tree: Tree, { directories }: LinkTable, ino: Ino): Place | undefined {
  const dir = directories.get(ino)
  if (dir === undefined) return undefined
  const name = directoryOf(tree.get(dir)).entries.findKey((child) => child === ino)
  return name === undefined ? undefined : { dir, name, ino }
}
