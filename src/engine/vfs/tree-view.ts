import type { Body } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import { byCodeUnit } from '../base/text.ts'
import { type DirEntry, type Ino, S_IFMT, type Stat } from './filesystem.ts'
import { bodyOf, directoryOf, NO_XATTRS, statOf, targetOf } from './inode.ts'
import { ReadOnlyFs } from './read-only-fs.ts'
import { ROOT, type Tree } from './tree.ts'

/** A tree to look at, as it is: nothing is copied or converted. EROFS for writes. */
export class TreeView extends ReadOnlyFs {
  readonly type = 'ext4'
  readonly dev: number
  readonly root = ROOT
  readonly readOnly = true
  readonly tree: Tree

  constructor(tree: Tree, dev: number) {
    super('EROFS')
    this.tree = tree
    this.dev = dev
  }
  stat(ino: Ino): Stat {
    return statOf(this.tree.get(ino), this.dev, ino)
  }
  lookup(dir: Ino, name: string): Ino {
    const ino = this.tree.child(dir, name)
    if (ino === undefined) throw new FsError('ENOENT')
    return ino
  }
  parent(dir: Ino): Ino {
    return directoryOf(this.tree.get(dir)).parent
  }
  readdir(dir: Ino): DirEntry[] {
    return Array.from(directoryOf(this.tree.get(dir)).entries, ([name, ino]) => ({
      name,
      ino,
      type: this.tree.get(ino).mode & S_IFMT,
    })).sort((a, b) => byCodeUnit(a.name, b.name))
  }
  readlink(ino: Ino): string {
    return targetOf(this.tree.get(ino))
  }
  body(ino: Ino): Body {
    return bodyOf(this.tree.get(ino))
  }
  override xattrs(ino: Ino): ReadonlyMap<string, Uint8Array> {
    return this.tree.get(ino).xattrs ?? NO_XATTRS
  }
}
