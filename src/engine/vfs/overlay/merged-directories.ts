import { type Ino, isDirectory } from '../filesystem.ts'
import { directoryOf, type Inode } from '../inode.ts'
import type { LowerDir } from './lower-dir.ts'

/** A directory that takes part in a merge, as it was then. */
interface Part {
  readonly layer: number
  readonly ino: Ino
  readonly inode: Inode
}

/** What a merge of lowerdirs has looked at: the directories that several of them have. */
export class MergedDirectories {
  private readonly parts: Part[] = []

  constructor(lowers: readonly LowerDir[]) {
    this.visit(
      lowers,
      lowers.map(({ tree, top }, layer) => ({ layer, ino: top, inode: tree.get(top) })),
    )
  }

  private visit(lowers: readonly LowerDir[], same: readonly Part[]): void {
    this.parts.push(...same)
    if (same.length < 2) return
    const children = new Map<string, Part[]>()
    for (const { layer, inode } of same)
      for (const [name, ino] of directoryOf(inode).entries) {
        const child = lowers[layer]!.tree.get(ino)
        if (!isDirectory(child.mode)) continue
        const known = children.get(name)
        if (known) known.push({ layer, ino, inode: child })
        else children.set(name, [{ layer, ino, inode: child }])
      }
    for (const parts of children.values()) if (parts.length > 1) this.visit(lowers, parts)
  }

  /** True where the same directories would be merged in the same way. */
  areSame(lowers: readonly LowerDir[]): boolean {
    return this.parts.every(({ layer, ino, inode }) => lowers[layer]!.tree.find(ino) === inode)
  }
}
