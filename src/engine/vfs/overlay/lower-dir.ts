import type { Ino } from '../filesystem.ts'
import { ROOT, type Tree } from '../tree.ts'
import { type LinkTable, linkTable, type Place, placeOf } from './link-table.ts'

/** Of whole trees, which many stacks may share. */
const tables = new WeakMap<Tree, LinkTable>()

/** A lowerdir: a directory of a tree, with all that is below it. */
export class LowerDir {
  readonly tree: Tree
  readonly top: Ino
  private readonly before: LinkTable | undefined
  private table: LinkTable | undefined

  constructor(tree: Tree, top: Ino = ROOT, before?: LinkTable) {
    this.tree = tree
    this.top = top
    this.before = before
  }

  /** Where its files have their names. Made when first asked for. */
  get links(): LinkTable {
    if (this.table) return this.table
    const shared = this.top === ROOT && !this.before
    this.table = (shared ? tables.get(this.tree) : undefined) ?? linkTable(this.tree, this.top, this.before)
    if (shared) tables.set(this.tree, this.table)
    return this.table
  }

  /** The one place of a file with one name. */
  placeOf(ino: Ino): Place | undefined {
    return placeOf(this.tree, this.links, ino)
  }

  /** Names from the lowerdir down to a directory; undefined where it does not lie there. */
  names(dir: Ino): string[] | undefined {
    return this.tree.names(dir, this.top)
  }

  /** The same directory in a later state of its tree. Numbers that were given for names of linked files stay. */
  next(tree: Tree): LowerDir {
    return new LowerDir(tree, this.top, this.table ?? this.before)
  }
}
