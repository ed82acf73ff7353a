import { bytesBody, bytesOf, textBody } from '../../base/body.ts'
import { FsError, isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import { type Filesystem, isDirectory, isRegular, isSymlink, type Stat } from '../../vfs/filesystem.ts'
import { noteRead } from '../../vfs/overlay/watched-fs.ts'
import { capable } from '../capabilities.ts'
import { ComputedFs, whileStill } from '../computed-fs.ts'
import {
  EXECUTE,
  inGroup,
  mayKeepGroupBit,
  modeAfterChown,
  modeAfterWrite,
  owns,
  permitted,
  READ,
  S_ISGID,
  WRITE,
} from '../credentials.ts'
import type { Kernel } from '../kernel.ts'
import type { Place } from '../mounts.ts'
import type { Process } from '../process.ts'
import { type ProcessRecord, viewOf } from '../record.ts'
import { pathOf, permissionsOf, realpath, resolve, walk } from '../walk.ts'
import { newInode, refuseDirectory } from './new-inode.ts'

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
  | 'chmod'
  | 'chown'
  | 'truncate'
  | 'utimes'
  | 'xattrs'
  | 'setxattr'
  | 'removexattr'
>

/** Calls on what a path leads to (path_resolution(7)): permissions, mounts and symlinks are settled here, the rest is the file system's. */
export function fileCalls(kernel: Kernel, record: ProcessRecord): FileCalls {
  const view = () => viewOf(record)
  const find = (path: string, follow = true): Place => resolve(view(), path, follow)
  const status = ({ mount, ino }: Place): Stat => mount.fs.stat(ino)
  const demand = (place: Place, want: number): void => {
    if (!permitted(permissionsOf(place), record.credentials, want)) throw new FsError('EACCES')
  }
  const writable = (place: Place): Filesystem => {
    if (place.mount.forbidsWrites) throw new FsError('EROFS')
    return place.mount.fs
  }
  /** Owner or root may change an inode's attributes. */
  const own = (place: Place): Filesystem => {
    const fs = writable(place)
    if (!owns(permissionsOf(place), record.credentials)) throw new FsError('EPERM')
    return fs
  }
  /** Who may change which attributes of what: those of users are for files and directories only (fs/xattr.c, xattr_permission). */
  const mayMark = (place: Place, name: string): Filesystem => {
    if (name.startsWith('trusted.') && !capable(record.credentials, 'SYS_ADMIN')) throw new FsError('EPERM')
    const fs = own(place)
    const { mode } = permissionsOf(place)
    if (name.startsWith('user.') && !isRegular(mode) && !isDirectory(mode)) throw new FsError('EPERM')
    return fs
  }

  return {
    cwd: () => pathOf(view(), record.cwd),
    chdir: (path) => {
      const place = find(path)
      if (!isDirectory(permissionsOf(place).mode)) throw new FsError('ENOTDIR')
      demand(place, EXECUTE)
      record.cwd = place
    },
    umask: (mask) => {
      const old = record.umask
      if (mask !== undefined) record.umask = mask & 0o777
      return old
    },
    stat: (path) => {
      const { place, file } = walk(view(), path, true)
      if (!place) throw new FsError('ENOENT')
      return file ? file.stat() : status(place)
    },
    lstat: (path) => status(find(path, false)),
    exists: (path) => {
      try {
        return walk(view(), path, true).place !== undefined
      } catch (error) {
        if (isErrno(error)) return false
        throw error
      }
    },
    access: (path, want) => {
      try {
        const place = find(path)
        const bits = (want.read ? READ : 0) | (want.write ? WRITE : 0) | (want.execute ? EXECUTE : 0)
        if (want.write && place.mount.forbidsWrites) return false
        const { credentials } = record
        return permitted(permissionsOf(place), { ...credentials, ...credentials.real }, bits)
      } catch (error) {
        if (isErrno(error)) return false
        throw error
      }
    },
    readdir: (path) => {
      const place = find(path)
      if (!isDirectory(permissionsOf(place).mode)) throw new FsError('ENOTDIR')
      demand(place, READ)
      return place.mount.fs.readdir(place.ino)
    },
    readlink: (path) => {
      const place = find(path, false)
      if (!isSymlink(permissionsOf(place).mode)) throw new FsError('EINVAL')
      return place.mount.fs.readlink(place.ino)
    },
    realpath: (path) => realpath(view(), path),
    readFile: (path) =>
      whileStill(() => {
        const place = find(path)
        const found = permissionsOf(place)
        if (isDirectory(found.mode)) throw new FsError('EISDIR')
        if (!isRegular(found.mode)) throw new FsError('EINVAL')
        if (!permitted(found, record.credentials, READ)) throw new FsError('EACCES')
        const body = place.mount.fs.body(place.ino)
        noteRead(place.mount.fs, place.ino)
        return body
      }),
    writeFile: (path, content, mode = 0o666) => {
      const body =
        typeof content === 'string'
          ? textBody(content)
          : content instanceof Uint8Array
            ? bytesBody(content)
            : content
      refuseDirectory(view(), path)
      const walked = walk(view(), path, true)
      const time = kernel.now()
      if (!walked.place) {
        const fs = writable(walked.directory)
        demand(walked.directory, WRITE | EXECUTE)
        const attributes = newInode(record, fs.stat(walked.directory.ino), mode, time)
        fs.setBody(fs.create(walked.directory.ino, walked.name, attributes), body, time)
        return
      }
      const stat = status(walked.place)
      if (isDirectory(stat.mode)) throw new FsError('EISDIR')
      if (!isRegular(stat.mode)) throw new FsError('EINVAL')
      const fs = writable(walked.place)
      demand(walked.place, WRITE)
      const set = fs instanceof ComputedFs ? fs.writerOf(walked.place.ino) : undefined
      if (set) {
        set(decode(bytesOf(body)))
        return
      }
      const ino = fs.open(walked.place.ino, true, time)
      const drop = kernel.hold({ mount: walked.place.mount, ino })
      fs.setBody(ino, body, time)
      const left = modeAfterWrite(stat, record.credentials)
      if (left !== undefined) fs.setattr(ino, { mode: left, time })
      drop()
    },
    chmod: (path, mode) => {
      const place = find(path)
      const fs = own(place)
      const outside = !mayKeepGroupBit(record.credentials, status(place).gid)
      fs.setattr(place.ino, { mode: mode & (outside ? 0o7777 & ~S_ISGID : 0o7777), time: kernel.now() })
    },
    chown: (path, uid, gid, noFollow = false) => {
      const place = find(path, !noFollow)
      const fs = writable(place)
      const stat = status(place)
      const { credentials } = record
      const mine = stat.uid === credentials.uid
      const owner = uid < 0 || (mine && uid === stat.uid)
      const group = gid < 0 || (mine && (gid === stat.gid || inGroup(credentials, gid)))
      if (!capable(credentials, 'CHOWN') && !(owner && group)) throw new FsError('EPERM')
      const mode = modeAfterChown(stat, credentials)
      if (mode !== (stat.mode & 0o7777) && !owns(stat, credentials)) throw new FsError('EPERM')
      const attributes = {
        ...(mode !== (stat.mode & 0o7777) && { mode }),
        ...(uid >= 0 && { uid }),
        ...(gid >= 0 && { gid }),
      }
      fs.setattr(place.ino, { ...attributes, time: kernel.now() })
    },
    truncate: (path, size) => {
      const place = find(path)
      if (isDirectory(status(place).mode)) throw new FsError('EISDIR')
      const fs = writable(place)
      demand(place, WRITE)
      const time = kernel.now()
      const mode = modeAfterWrite(status(place), record.credentials)
      fs.setattr(place.ino, { size, mtime: time, time, ...(mode !== undefined && { mode }) })
    },
    utimes: (path, atime, mtime, noFollow = false) => {
      const place = find(path, !noFollow)
      own(place).setattr(place.ino, { atime, mtime, time: kernel.now() })
    },
    xattrs: (path) => {
      const place = find(path)
      const all = place.mount.fs.xattrs(place.ino)
      if (capable(record.credentials, 'SYS_ADMIN')) return all
      return new Map([...all].filter(([name]) => !name.startsWith('trusted.')))
    },
    setxattr: (path, name, value) => {
      const place = find(path)
      mayMark(place, name).setxattr(place.ino, name, value, kernel.now())
    },
    removexattr: (path, name) => {
      const place = find(path)
      mayMark(place, name).removexattr(place.ino, name, kernel.now())
    },
  }
}
