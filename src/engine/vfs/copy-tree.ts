import type { Instant } from '../base/time.ts'
import { type Filesystem, type Ino, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG, type Stat } from './filesystem.ts'

/** A directory of a file system. */
interface Directory {
  readonly fs: Filesystem
  readonly ino: Ino
}

const newInode = ({ mode, uid, gid }: Stat, time: Instant) => ({ mode: mode & 0o7777, uid, gid, time })

/**
 * Copies what a directory holds into another one, below any number of directories: owners, modes, times, xattrs and hard links
 * within the copy stay (containerd, fs.CopyDir). Names that are already there must not be.
 */
export function copyTree(from: Directory, to: Directory, time: Instant): void {
  const linked = new Map<Ino, Ino>()
  copyAttributes(from.fs, from.fs.stat(from.ino), to, time)
  copyEntries(from, to, linked, time)
}

function copyEntries(from: Directory, to: Directory, linked: Map<Ino, Ino>, time: Instant): void {
  for (const { name, ino } of from.fs.readdir(from.ino)) {
    const stat = from.fs.stat(ino)
    const type = stat.mode & S_IFMT
    const known = linked.get(stat.ino)
    if (known !== undefined) {
      to.fs.link(to.ino, name, known, time)
      continue
    }
    const made = copyEntry(from.fs, ino, stat, { to, name }, time)
    if (type !== S_IFDIR && stat.nlink > 1) linked.set(stat.ino, made)
    if (type === S_IFDIR) copyEntries({ fs: from.fs, ino }, { fs: to.fs, ino: made }, linked, time)
    copyAttributes(from.fs, stat, { fs: to.fs, ino: made }, time)
  }
}

function copyEntry(
  fs: Filesystem,
  ino: Ino,
  stat: Stat,
  { to, name }: { to: Directory; name: string },
  time: Instant,
): Ino {
  const attributes = newInode(stat, time)
  switch (stat.mode & S_IFMT) {
    case S_IFDIR:
      return to.fs.mkdir(to.ino, name, attributes)
    case S_IFLNK:
      return to.fs.symlink(to.ino, name, fs.readlink(ino), attributes)
    case S_IFREG: {
      const made = to.fs.create(to.ino, name, attributes)
      to.fs.setBody(made, fs.body(ino), time)
      return made
    }
    default:
      return to.fs.mknod(to.ino, name, stat.mode & S_IFMT, stat.rdev, attributes)
  }
}

function copyAttributes(fs: Filesystem, stat: Stat, to: Directory, time: Instant): void {
  for (const [name, value] of fs.xattrs(stat.ino)) to.fs.setxattr(to.ino, name, value, time)
  const link = (stat.mode & S_IFMT) === S_IFLNK
  to.fs.setattr(to.ino, {
    ...(!link && { mode: stat.mode & 0o7777 }),
    uid: stat.uid,
    gid: stat.gid,
    atime: stat.atime,
    mtime: stat.mtime,
    time,
  })
}
