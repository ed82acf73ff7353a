import { type DirEntry, type Ino, isDirectory, type Permissions, S_IFMT, type Stat } from './filesystem.ts'
import { TreeFs } from './tree-fs.ts'

/** A FAT: it keeps no owners and no permissions, and lists names in the order in which they were made. */
export class FatFs extends TreeFs {
  /** Bits that files and directories lack: set by the mount (`fmask=`, `dmask=`). */
  masks = { file: 0o022, directory: 0o022 }

  override stat(ino: Ino): Stat {
    const stat = super.stat(ino)
    const mask = isDirectory(stat.mode) ? this.masks.directory : this.masks.file
    const owned = { ...stat, mode: (stat.mode & S_IFMT) | (0o777 & ~mask), uid: 0, gid: 0 }
    // The root directory has no entry that could hold a time.
    return ino === this.root ? { ...owned, mtime: 0n, atime: 0n, ctime: 0n } : owned
  }
  override permissions(ino: Ino): Permissions {
    return this.stat(ino)
  }
  override readdir(dir: Ino): DirEntry[] {
    return super.readdir(dir).sort((a, b) => a.ino - b.ino)
  }
}
