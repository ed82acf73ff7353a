import type { Instant } from '../../base/time.ts'
import { isDirectory, type Stat } from '../../vfs/filesystem.ts'
import { directoryOf, sizeInMemory } from '../../vfs/inode.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'

/** A rootfs that is a tmpfs: as the kernel makes it where no root= says what comes after it (init/do_mounts.c, init_rootfs). */
class RootTmpfs extends TreeFs {
  override stat(ino: number): Stat {
    const stat = super.stat(ino)
    return isDirectory(stat.mode) ? { ...stat, size: sizeInMemory(directoryOf(this.find(ino)!)) } : stat
  }
}

/** The first file system, with what the kernel makes in it: /dev/console and /root (init/noinitramfs.c, usr/default_cpio_list). */
export function makeRootfs(
  { root, memoryKiB }: { readonly root: string | undefined; readonly memoryKiB: number },
  time: Instant,
): { fs: TreeFs; options: string[] } {
  const what = { type: 'rootfs', dev: 2, time }
  const fs = root === undefined ? new RootTmpfs(what) : new TreeFs(what)
  const owner = { uid: 0, gid: 0, time }
  const dev = fs.mkdir(fs.root, 'dev', { mode: 0o755, ...owner })
  fs.mknod(dev, 'console', 0o020000, { major: 5, minor: 1 }, { mode: 0o600, ...owner })
  fs.mkdir(fs.root, 'root', { mode: 0o700, ...owner })
  if (root !== undefined) return { fs, options: [] }
  const kib = Math.floor(memoryKiB / 2)
  fs.capacity = { bytes: kib * 1024, inodes: Math.floor(kib / 4) }
  return { fs, options: [`size=${kib}k`, `nr_inodes=${Math.floor(kib / 4)}`, 'inode64'] }
}
