import { byCodeUnit } from '../../base/text.ts'
import { type Ino, isDirectory } from '../filesystem.ts'
import { type Directory, directoryOf, type Inode } from '../inode.ts'
import type { Tree } from '../tree.ts'

/** One name of a file in a layer's tree. */
export interface Place {
  readonly dir: Ino
  readonly name: string
  readonly ino: Ino
}

/** Where the files of a layer have their names. Derived from an immutable tree, hence made once. */
export interface LinkTable {
  /** All names of files that have several, by directory and name. */
  readonly linked: readonly Place[]
  /** Directory → name → index into `linked`. */
  readonly index: ReadonlyMap<Ino, ReadonlyMap<string, number>>
  /** Directory of each file that has one name. */
  readonly directories: ReadonlyMap<Ino, Ino>
}

const tables = new WeakMap<Tree, LinkTable>()

export function linkTable(tree: Tree): LinkTable {
  const known = tables.get(tree)
  if (known) return known
  const linked: Place[] = []
  const directories = new Map<Ino, Ino>()
  tree.forEach((inode: Inode | undefined, dir: Ino) => {
    if (!inode || !isDirectory(inode.mode)) return
    for (const [name, ino] of (inode.content as Directory).entries) {
      const child = tree.get(ino)
      if (isDirectory(child.mode)) continue
      if (child.nlink > 1) linked.push({ dir, name, ino })
      else directories.set(ino, dir)
    }
  })
  linked.sort((a, b) => a.dir - b.dir || byCodeUnit(a.name, b.name))
  const index = new Map<Ino, Map<string, number>>()
  linked.forEach(({ dir, name }, i) => {
    const names = index.get(dir) ?? new Map<string, number>()
    index.set(dir, names.set(name, i))
  })
  const table = { linked, index, directories }
  tables.set(tree, table)
  return table
}

/** The one place of a file with one name. */
export function placeOf(tree: Tree, ino: Ino): Place | undefined {
  const dir = linkTable(tree).directories.get(ino)
  if (dir === undefined) return undefined
  const name = directoryOf(tree.get(dir)).entries.findKey((child) => child === ino)
  return name === undefined ? undefined : { dir, name, ino }
}
