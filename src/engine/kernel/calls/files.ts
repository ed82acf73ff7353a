import { type Body, bytesBody, textBody } from '../../base/body.ts'
import { FsError, isErrno } from '../../base/errors.ts'
import {
  type Filesystem,
  isDirectory,
  isRegular,
  isSymlink,
  type NewInode,
  S_IFIFO,
  S_IFMT,
  type Stat,
} from '../../vfs/filesystem.ts'
import { EXECUTE, inheritedGid, modeAfterChown, permitted, READ, S_ISGID, WRITE } from '../credentials.ts'
import type { Kernel } from '../kernel.ts'
import type { Place } from '../mounts.ts'
import type { Process } from '../process.ts'
import { type ProcessRecord, viewOf } from '../record.ts'
import { pathOf, realpath, resolve, walk } from '../walk.ts'

const S_ISVTX = 0o1000

type FileCalls = Pick<
  Process,
  | 'cwd'
  | 'chdir'
  | 'umask'
  | 'stat'
  | 'lstat'
  | 'exists'
  | 'access'
  | 'readdir'
  | 'readlink'
  | 'realpath'
  | 'readFile'
  | 'writeFile'
  | 'mkdir'
  | 'rmdir'
  | 'unlink'
  | 'link'
  | 'symlink'
  | 'rename'
  | 'chmod'
  | 'chown'
  | 'truncate'
  | 'utimes'
  | 'mkfifo'
  | 'mknod'
  | 'xattrs'
  | 'setxattr'
>

/** Calls on paths (path_resolution(7)): permissions, mounts and symlinks are settled here, the rest is the file system's. */
export function fileCalls(kernel: Kernel, record: ProcessRecord): FileCalls {
  const view = () => viewOf(record)
  const find = (path: string, follow = true): Place => resolve(view(), path, follow)
  const status = ({ mount, ino }: Place): Stat => mount.fs.stat(ino)
  const fresh = (mode: number, directory: Place): NewInode => ({
    mode: mode & ~record.umask,
    uid: record.credentials.uid,
    gid: inheritedGid(status(directory)) ?? record.credentials.gid,
    time: kernel.now(),
  })
  const demand = (place: Place, want: number): void => {
    if (!permitted(status(place), record.credentials, want)) throw new FsError('EACCES')
  }
  const writable = (place: Place): Filesystem => {
    if (place.mount.readOnly || place.mount.fs.readOnly) throw new FsError('EROFS')
    return place.mount.fs
  }
  /** Owner or root may change an inode's attributes. */
  const own = (place: Place): Filesystem => {
    const fs = writable(place)
    const { uid } = record.credentials
    if (uid !== 0 && uid !== fs.stat(place.ino).uid) throw new FsError('EPERM')
    return fs
  }
  /** The directory and name for a new entry. */
  const vacant = (path: string, directory = false): { at: Place; name: string; fs: Filesystem } => {
    const walked = walk(view(), path, false)
    if (walked.place) throw new FsError('EEXIST')
    if (walked.slash && !directory) throw new FsError('ENOENT')
    const fs = writable(walked.directory)
    demand(walked.directory, WRITE | EXECUTE)
    return { at: walked.directory, name: walked.name, fs }
  }
  /** The directory and name of an entry that is to go. */
  const removable = (
    path: string,
    directory: boolean,
  ): { at: Place; name: string; place: Place; fs: Filesystem } => {
    const walked = walk(view(), path, false)
    if (!walked.place) throw new FsError('ENOENT')
    if (walked.name === '')
      throw new FsError(directory ? (/(^|\/)\.\/?$/.test(path) ? 'EINVAL' : 'EBUSY') : 'EISDIR')
    const { mount, ino } = walked.place
    if (ino === mount.root && mount !== walked.directory.mount) throw new FsError('EBUSY')
    const fs = writable(walked.directory)
    demand(walked.directory, WRITE | EXECUTE)
    sticky(walked.directory, walked.place)
    return { at: walked.directory, name: walked.name, place: walked.place, fs }
  }
  const sticky = (directory: Place, place: Place): void => {
    const { uid } = record.credentials
    const stat = status(directory)
    if (uid !== 0 && stat.mode & S_ISVTX && uid !== stat.uid && uid !== status(place).uid)
      throw new FsError('EPERM')
  }
  const bodyOf = (place: Place): Body => {
    demand(place, READ)
    return place.mount.fs.body(place.ino)
  }

  return {
    cwd: () => pathOf(view(), record.cwd),
    chdir: (path) => {
      const place = find(path)
      if (!isDirectory(status(place).mode)) throw new FsError('ENOTDIR')
      demand(place, EXECUTE)
      record.cwd = place
    },
    umask: (mask) => {
      const old = record.umask
      if (mask !== undefined) record.umask = mask & 0o777
      return old
    },
    stat: (path) => status(find(path)),
    lstat: (path) => status(find(path, false)),
    exists: (path) => {
      try {
        find(path)
        return true
      } catch (error) {
        if (isErrno(error)) return false
        throw error
      }
    },
    access: (path, want) => {
      try {
        const place = find(path)
        const bits = (want.read ? READ : 0) | (want.write ? WRITE : 0) | (want.execute ? EXECUTE : 0)
        if (want.write && (place.mount.readOnly || place.mount.fs.readOnly)) return false
        return permitted(status(place), record.credentials, bits)
      } catch (error) {
        if (isErrno(error)) return false
        throw error
      }
    },
    readdir: (path) => {
      const place = find(path)
      if (!isDirectory(status(place).mode)) throw new FsError('ENOTDIR')
      demand(place, READ)
      return place.mount.fs.readdir(place.ino)
    },
    readlink: (path) => {
      const place = find(path, false)
      if (!isSymlink(status(place).mode)) throw new FsError('EINVAL')
      return place.mount.fs.readlink(place.ino)
    },
    realpath: (path) => realpath(view(), path),
    readFile: (path) => {
      const place = find(path)
      const { mode } = status(place)
      if (isDirectory(mode)) throw new FsError('EISDIR')
      if (!isRegular(mode)) throw new FsError('EINVAL')
      return bodyOf(place)
    },
    writeFile: (path, content, mode = 0o666) => {
      const body =
        typeof content === 'string'
          ? textBody(content)
          : content instanceof Uint8Array
            ? bytesBody(content)
            : content
      const walked = walk(view(), path, true)
      const time = kernel.now()
      if (!walked.place) {
        if (walked.slash) throw new FsError('EISDIR')
        const fs = writable(walked.directory)
        demand(walked.directory, WRITE | EXECUTE)
        fs.setBody(fs.create(walked.directory.ino, walked.name, fresh(mode, walked.directory)), body, time)
        return
      }
      const stat = status(walked.place)
      if (isDirectory(stat.mode)) throw new FsError('EISDIR')
      if (!isRegular(stat.mode)) throw new FsError('EINVAL')
      const fs = writable(walked.place)
      demand(walked.place, WRITE)
      const ino = fs.open(walked.place.ino, true, time)
      const drop = kernel.hold({ mount: walked.place.mount, ino })
      fs.setBody(ino, body, time)
      drop()
    },
    mkdir: (path, mode = 0o777) => {
      const { at, name, fs } = vacant(path, true)
      const inherited = status(at).mode & S_ISGID
      const attributes = fresh(mode, at)
      fs.mkdir(at.ino, name, { ...attributes, mode: attributes.mode | inherited })
    },
    rmdir: (path) => {
      const { at, name, place, fs } = removable(path, true)
      if (record.namespaces.mount.isMountPoint(place)) throw new FsError('EBUSY')
      fs.rmdir(at.ino, name, kernel.now())
    },
    unlink: (path) => {
      const { at, name, place, fs } = removable(path, false)
      if (isDirectory(status(place).mode)) throw new FsError('EISDIR')
      fs.unlink(at.ino, name, kernel.now())
    },
    link: (existing, path) => {
      const place = find(existing, false)
      if (isDirectory(status(place).mode)) throw new FsError('EPERM')
      const { at, name, fs } = vacant(path)
      if (at.mount !== place.mount) throw new FsError('EXDEV')
      fs.link(at.ino, name, place.ino, kernel.now())
    },
    symlink: (target, path) => {
      if (target === '') throw new FsError('ENOENT')
      const { at, name, fs } = vacant(path)
      fs.symlink(at.ino, name, target, { ...fresh(0o777, at), mode: 0o777 })
    },
    rename: (from, to) => {
      const source = removable(from, true)
      const walked = walk(view(), to, false)
      if (walked.name === '') throw new FsError('EBUSY')
      if (walked.directory.mount !== source.at.mount) throw new FsError('EXDEV')
      if (walked.slash && !isDirectory(status(source.place).mode)) throw new FsError('ENOTDIR')
      demand(walked.directory, WRITE | EXECUTE)
      if (walked.place) {
        if (walked.place.mount !== walked.directory.mount) throw new FsError('EBUSY')
        sticky(walked.directory, walked.place)
      }
      source.fs.rename(source.at.ino, source.name, walked.directory.ino, walked.name, kernel.now())
    },
    chmod: (path, mode) => {
      const place = find(path)
      own(place).setattr(place.ino, { mode: mode & 0o7777, time: kernel.now() })
    },
    chown: (path, uid, gid, noFollow = false) => {
      const place = find(path, !noFollow)
      const fs = writable(place)
      const stat = status(place)
      const { credentials } = record
      const mine = stat.uid === credentials.uid
      const owner = uid < 0 || (mine && uid === stat.uid)
      const group = gid < 0 || (mine && (gid === credentials.gid || credentials.groups.includes(gid)))
      if (credentials.uid !== 0 && !(owner && group)) throw new FsError('EPERM')
      const mode = modeAfterChown(stat)
      const attributes = { ...(uid >= 0 && { uid }), ...(gid >= 0 && { gid }) }
      fs.setattr(place.ino, { mode, ...attributes, time: kernel.now() })
    },
    truncate: (path, size) => {
      const place = find(path)
      const fs = writable(place)
      if (isDirectory(status(place).mode)) throw new FsError('EISDIR')
      demand(place, WRITE)
      const time = kernel.now()
      fs.setattr(place.ino, { size, mtime: time, time })
    },
    utimes: (path, atime, mtime, noFollow = false) => {
      const place = find(path, !noFollow)
      own(place).setattr(place.ino, { atime, mtime, time: kernel.now() })
    },
    mkfifo: (path, mode = 0o666) => {
      const { at, name, fs } = vacant(path)
      fs.mknod(at.ino, name, S_IFIFO, { major: 0, minor: 0 }, fresh(mode, at))
    },
    mknod: (path, type, rdev, mode = 0o666) => {
      if (record.credentials.uid !== 0) throw new FsError('EPERM')
      const { at, name, fs } = vacant(path)
      fs.mknod(at.ino, name, type & S_IFMT, rdev, fresh(mode, at))
    },
    xattrs: (path) => {
      const place = find(path)
      return place.mount.fs.xattrs(place.ino)
    },
    setxattr: (path, name, value) => {
      const place = find(path)
      own(place).setxattr(place.ino, name, value, kernel.now())
    },
  }
}
