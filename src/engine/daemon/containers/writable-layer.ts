import type { Instant } from '../../base/time.ts'
import type { Filesystem, Ino } from '../../vfs/filesystem.ts'
import { markUpper } from '../../vfs/overlay/copy-up.ts'
import type { Tree } from '../../vfs/tree.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'

/**
 * A container's directory below overlay2 as far as the overlay writes to it: its upperdir and its workdir. It was mounted
 * once, when the container was made.
 */
export function emptyUpper(time: Instant, uuid: Uint8Array): Tree {
  const fs = new TreeFs({ type: 'ext4', dev: 0, rootMode: 0o710, time })
  const directory = (dir: Ino, name: string, mode: number): Ino =>
    fs.mkdir(dir, name, { mode, uid: 0, gid: 0, time })
  markUpper(fs, directory(fs.root, 'diff', 0o755), uuid, time)
  directory(directory(fs.root, 'work', 0o700), 'work', 0)
  return fs.tree
}

export const diffOf = (fs: Filesystem): Ino => fs.lookup(fs.root, 'diff')
export const workOf = (fs: Filesystem): Ino => fs.lookup(fs.root, 'work')

/** What the last mount left in the workdir goes with the next (fs/overlayfs/super.c, ovl_workdir_create). */
export function clearWork(fs: TreeFs, time: Instant): void {
  const work = fs.lookup(workOf(fs), 'work')
  for (const { name } of fs.readdir(work)) fs.unlink(work, name, time)
}
