import { FsError } from '../../base/errors.ts'
import {
  type Filesystem,
  isDirectory,
  isRegular,
  type NewInode,
  type Permissions,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFMT,
} from '../../vfs/filesystem.ts'
import { capable } from '../capabilities.ts'
import { EXECUTE, owns, permitted, READ, S_ISGID, S_ISUID, S_ISVTX, WRITE } from '../credentials.ts'
import type { Kernel } from '../kernel.ts'
import type { Place } from '../mounts.ts'
import type { Process } from '../process.ts'
import { type ProcessRecord, viewOf } from '../record.ts'
import { type Entry, permissionsOf, resolve, walkToEntry } from '../walk.ts'
import { newInode } from './new-inode.ts'

type EntryCalls = Pick<
  Process,
  'mkdir' | 'rmdir' | 'unlink' | 'link' | 'symlink' | 'rename' | 'mkfifo' | 'mknod'
>

/** Calls that make, remove or rename entries of directories, with the order of checks of Linux's namei.c. */
export function entryCalls(kernel: Kernel, record: ProcessRecord): EntryCalls {
  const entry = (path: string): Entry => walkToEntry(viewOf(record), path)
  const fresh = (mode: number, directory: Place): NewInode =>
    newInode(record, permissionsOf(directory), mode, kernel.now())
  const writable = (place: Place): Filesystem => {
    if (place.mount.forbidsWrites) throw new FsError('EROFS')
    return place.mount.fs
  }
  const mayChange = (directory: Place): void => {
    if (!permitted(permissionsOf(directory), record.credentials, WRITE | EXECUTE)) throw new FsError('EACCES')
  }
  /** What is in a sticky directory only its owner, the directory's and root may take away. */
  const mayTake = ({ directory, place }: Entry): void => {
    mayChange(directory)
    const { credentials } = record
    const stat = permissionsOf(directory)
    if (
      stat.mode & S_ISVTX &&
      credentials.uid !== stat.uid &&
      place &&
      !owns(permissionsOf(place), credentials)
    )
      throw new FsError('EPERM')
  }
  /** Nothing is there yet, and something may be. */
  const vacant = (path: string, directory = false): { at: Place; name: string; fs: Filesystem } => {
    const { directory: at, name, place, slash } = entry(path)
    if (place) throw new FsError('EEXIST')
    if (slash && !directory) throw new FsError('ENOENT')
    const fs = writable(at)
    mayChange(at)
    return { at, name, fs }
  }
  /** Nobody gives a second name to what is not his and no plain file that he may change (protected_hardlinks). */
  const mayLink = (stat: Permissions): boolean => {
    if (owns(stat, record.credentials)) return true
    const runsAsAnother = (stat.mode & S_ISUID) !== 0 || (stat.mode & (S_ISGID | 0o010)) === (S_ISGID | 0o010)
    return isRegular(stat.mode) && !runsAsAnother && permitted(stat, record.credentials, READ | WRITE)
  }
  /** A directory is another one of the same mount, or lies below it. */
  const isWithin = (at: Place, top: Place): boolean => {
    if (at.mount !== top.mount) return false
    for (let { ino } = at; ino !== top.ino; ) {
      const parent = at.mount.fs.parent(ino)
      if (parent === ino) return false
      ino = parent
    }
    return true
  }
  const isMountPoint = ({ directory, place }: Entry): boolean =>
    place !== undefined && place.mount !== directory.mount

  return {
    mkdir: (path, mode = 0o777) => {
      const { at, name, fs } = vacant(path, true)
      const attributes = fresh(mode, at)
      fs.mkdir(at.ino, name, { ...attributes, mode: attributes.mode | (permissionsOf(at).mode & S_ISGID) })
    },
    rmdir: (path) => {
      const found = entry(path)
      if (found.end === '..') throw new FsError('ENOTEMPTY')
      if (found.end === '.') throw new FsError('EINVAL')
      if (found.end === '/') throw new FsError('EBUSY')
      const fs = writable(found.directory)
      if (!found.place) throw new FsError('ENOENT')
      mayTake(found)
      if (!isDirectory(permissionsOf(found.place).mode)) throw new FsError('ENOTDIR')
      if (isMountPoint(found)) throw new FsError('EBUSY')
      fs.rmdir(found.directory.ino, found.name, kernel.now())
    },
    unlink: (path) => {
      const found = entry(path)
      if (found.end !== '') throw new FsError('EISDIR')
      const fs = writable(found.directory)
      if (!found.place) throw new FsError('ENOENT')
      const directory = isDirectory(permissionsOf(found.place).mode)
      if (found.slash) throw new FsError(directory ? 'EISDIR' : 'ENOTDIR')
      mayTake(found)
      if (directory) throw new FsError('EISDIR')
      if (isMountPoint(found)) throw new FsError('EBUSY')
      fs.unlink(found.directory.ino, found.name, kernel.now())
    },
    link: (existing, path) => {
      const place = resolve(viewOf(record), existing, false)
      const { at, name, fs } = vacant(path)
      if (at.mount !== place.mount) throw new FsError('EXDEV')
      if (!mayLink(permissionsOf(place))) throw new FsError('EPERM')
      if (isDirectory(permissionsOf(place).mode)) throw new FsError('EPERM')
      fs.link(at.ino, name, place.ino, kernel.now())
    },
    symlink: (target, path) => {
      if (target === '') throw new FsError('ENOENT')
      const { at, name, fs } = vacant(path)
      fs.symlink(at.ino, name, target, { ...fresh(0o777, at), mode: 0o777 })
    },
    rename: (from, to) => {
      const source = entry(from)
      const target = entry(to)
      if (source.directory.mount !== target.directory.mount) throw new FsError('EXDEV')
      if (source.end !== '' || target.end !== '') throw new FsError('EBUSY')
      const fs = writable(source.directory)
      if (!source.place) throw new FsError('ENOENT')
      const directory = isDirectory(permissionsOf(source.place).mode)
      if (!directory && (source.slash || target.slash)) throw new FsError('ENOTDIR')
      const replaced = target.place && isDirectory(permissionsOf(target.place).mode)
      if (directory && isWithin(target.directory, source.place)) throw new FsError('EINVAL')
      if (replaced && isWithin(source.directory, target.place!)) throw new FsError('ENOTEMPTY')
      mayTake(source)
      mayTake(target)
      if (replaced === !directory) throw new FsError(directory ? 'ENOTDIR' : 'EISDIR')
      if (isMountPoint(source) || isMountPoint(target)) throw new FsError('EBUSY')
      fs.rename(source.directory.ino, source.name, target.directory.ino, target.name, kernel.now())
    },
    mkfifo: (path, mode = 0o666) => {
      const { at, name, fs } = vacant(path)
      fs.mknod(at.ino, name, S_IFIFO, { major: 0, minor: 0 }, fresh(mode, at))
    },
    mknod: (path, type, rdev, mode = 0o666) => {
      const { at, name, fs } = vacant(path)
      const kind = type & S_IFMT
      const device = (kind === S_IFCHR && rdev.major + rdev.minor > 0) || kind === S_IFBLK
      if (device && !capable(record.credentials, 'MKNOD')) throw new FsError('EPERM')
      fs.mknod(at.ino, name, type & S_IFMT, rdev, fresh(mode, at))
    },
  }
}
