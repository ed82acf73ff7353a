import { byCodeUnit } from '../../base/text.ts'
import { type DirEntry, type Ino, S_IFCHR, S_IFMT } from '../filesystem.ts'
import { directoryOf } from '../inode.ts'
import { numberOf, ORIGIN, positionOf, upperNumber } from './handles.ts'
import { namesOf } from './merged-index.ts'
import { OverlayView } from './view.ts'

/** An overlay whose directories can be listed. */
export class OverlayListing extends OverlayView {
  /**
   * Whether whiteouts are left out where the directory is listed: a directory that was never merged is listed as it lies
   * there (fs/overlayfs/inode.c, ovl_get_inode, OVL_WHITEOUTS).
   */
  protected hidesWhiteouts(dir: Ino): boolean {
    return dir === this.root || this.isMerged(dir) || (this.inode(dir).xattrs?.has(ORIGIN) ?? false)
  }

  /** Names of the merged view, in no order. */
  names(dir: Ino): Set<string> {
    const { upper, lower } = this.directory(dir)
    const names = new Set<string>(lower === undefined ? [] : namesOf(this.lower, lower))
    if (upper === undefined || !this.upperFs!.find(upper)) return names
    for (const { name } of this.upperFs!.readdir(upper)) {
      if (this.child(dir, name) === undefined) names.delete(name)
      else names.add(name)
    }
    return names
  }

  readdir(dir: Ino): DirEntry[] {
    const names = this.hidesWhiteouts(dir) ? this.names(dir) : directoryOf(this.inode(dir)).entries.keys()
    return [...names].sort(byCodeUnit).map((name) => {
      const ino = this.child(dir, name)
      return ino === undefined
        ? this.listedWhiteout(dir, name)
        : { name, ino: this.shownNumber(ino), type: this.inode(ino).mode & S_IFMT }
    })
  }

  /** What a directory that was never merged lists of a whiteout, though nobody finds it. */
  private listedWhiteout(dir: Ino, name: string): DirEntry {
    const { upper } = this.directory(dir)
    const ino = directoryOf(this.inode(dir)).entries.get(name)!
    return {
      name,
      ino: upper === undefined ? numberOf(positionOf(dir), ino) : upperNumber(ino),
      type: S_IFCHR,
    }
  }
}
