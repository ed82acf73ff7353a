import type { Instant } from '../../base/time.ts'
import { type Ino, isDirectory, isRegular } from '../filesystem.ts'
import { directoryOf, isOpaque, sizeOf, YES } from '../inode.ts'
import { ROOT, type Tree } from '../tree.ts'
import { TreeFs } from '../tree-fs.ts'
import { markUpper } from './copy-up.ts'
import { encodeOrigin, IMPURE, ORIGIN } from './handles.ts'
import { childOf, isMergedDirectory, type MergedEntry, type MergedIndex, topNumber } from './merged-index.ts'

/**
 * A layer's tree after it was mounted as an upperdir over the layers below to read the content of its files: the
 * directories on the way that are merged have their origin noted (fs/overlayfs/namei.c, ovl_fix_origin).
 */
export function withReadMarks(tree: Tree, below: MergedIndex, uuid: Uint8Array, time: Instant): Tree {
  const fs = new TreeFs({ type: 'ext4', dev: 0, tree })
  markUpper(fs, ROOT, uuid, time)
  /** True where something below is read. */
  const visit = (dir: Ino, lower: MergedEntry | undefined): boolean => {
    let read = false
    for (const [name, ino] of directoryOf(tree.get(dir)).entries) {
      const inode = tree.get(ino)
      if (!isDirectory(inode.mode)) {
        read ||= isRegular(inode.mode) && sizeOf(inode) > 0
        continue
      }
      const there = lower === undefined || isOpaque(inode) ? undefined : childOf(below, lower, name)
      const merged = isMergedDirectory(below, there) ? there : undefined
      if (!visit(ino, merged)) continue
      read = true
      if (merged === undefined || inode.xattrs?.has(ORIGIN)) continue
      fs.setxattr(ino, ORIGIN, encodeOrigin(topNumber(merged)), inode.ctime)
      fs.setxattr(dir, IMPURE, YES, tree.get(dir).ctime)
    }
    return read
  }
  visit(ROOT, below.root)
  return fs.tree
}
