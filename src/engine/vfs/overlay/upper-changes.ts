import { type Ino, isDirectory } from '../filesystem.ts'
import { type Directory, isWhiteout } from '../inode.ts'
import type { Tree } from '../tree.ts'
import { type TreeChange, treeChanges } from '../tree-changes.ts'
import { ORIGIN } from './handles.ts'

/**
 * Paths in which two values of an overlay's upperdir differ, as what they change in the merged view: what came is told file by file, for most
 * directories there are only the way to it; a file that was copied up is changed, not added.
 */
export function upperChanges(before: Tree, after: Tree, top: Ino): TreeChange[] {
  const leaves = function* (ino: Ino, path: string): Generator<TreeChange> {
    const inode = after.get(ino)
    if (isWhiteout(inode)) yield { kind: 'deleted', path }
    else if (!isDirectory(inode.mode)) yield { kind: inode.xattrs?.has(ORIGIN) ? 'changed' : 'added', path }
    else {
      const { entries } = inode.content as Directory
      if (entries.size === 0) yield { kind: 'added', path: `${path}/` }
      for (const [name, child] of entries) yield* leaves(child, `${path}/${name}`)
    }
  }
  return treeChanges(before, after, top).flatMap((change) => {
    if (change.kind !== 'added') return [change]
    const path = change.path.replace(/\/$/, '')
    const ino = path.split('/').reduce((dir, name) => after.child(dir, name)!, top)
    return [...leaves(ino, path)]
  })
}
