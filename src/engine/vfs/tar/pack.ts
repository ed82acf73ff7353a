import { isErrno } from '../../base/errors.ts'
import { wholeSeconds } from '../../base/time.ts'
import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFMT,
  S_IFSOCK,
  type Stat,
} from '../filesystem.ts'
import { filterXattrs } from '../xattr.ts'
import { type ArchiveFiles, joinPath } from './files.ts'
import {
  BLOCK_DEVICE,
  CHARACTER,
  DIRECTORY,
  FIFO,
  HARDLINK,
  REGULAR,
  SYMLINK,
  type TarEntry,
} from './format.ts'

const CAPABILITY = 'security.capability'

/**
 * What is at a path, and below it, as Docker archives it (moby/go-archive, TarWithOptions): a directory before its
 * content, names by code unit, times cut to whole seconds, no xattr but file capabilities, no sockets. Of hard links
 * the first is the file. `name` stands for the path; without one, a directory's content is named from the directory and
 * has no entry for it.
 */
export function* packTree(files: ArchiveFiles, path: string, name?: string): Generator<TarEntry> {
  yield* pack(files, path, files.lstat(path), name, new Map())
}

function* pack(
  files: ArchiveFiles,
  path: string,
  stat: Stat,
  name: string | undefined,
  linked: Map<string, string>,
): Generator<TarEntry> {
  if ((stat.mode & S_IFMT) === S_IFSOCK) return
  if (name !== undefined) yield entryOf(files, path, name, stat, linked)
  if (!isDirectory(stat.mode)) return
  for (const child of files.readdir(path)) {
    const at = joinPath(path, child.name)
    const there = found(files, at)
    if (there)
      yield* pack(files, at, there, name === undefined ? child.name : `${name}/${child.name}`, linked)
  }
}

/** A name that is listed and not found is passed over (go-archive, Tarballer.Do). */
function found(files: ArchiveFiles, path: string): Stat | undefined {
  try {
    return files.lstat(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}

function entryOf(
  files: ArchiveFiles,
  path: string,
  name: string,
  stat: Stat,
  linked: Map<string, string>,
): TarEntry {
  const { mode, uid, gid, rdev } = stat
  const common = { mode: mode & 0o7777, uid, gid, mtime: wholeSeconds(stat.mtime) }
  if (isDirectory(mode))
    return { name: name.endsWith('/') ? name : `${name}/`, typeflag: DIRECTORY, ...common }
  if (stat.nlink > 1) {
    const key = `${stat.dev}:${stat.ino}`
    const linkname = linked.get(key)
    if (linkname !== undefined) return { name, typeflag: HARDLINK, linkname, ...common }
    linked.set(key, name)
  }
  if (isSymlink(mode)) return { name, typeflag: SYMLINK, linkname: files.readlink(path), ...common }
  if (isRegular(mode)) {
    const xattrs = filterXattrs(files.xattrs(path), (key) => key === CAPABILITY)
    return { name, typeflag: REGULAR, body: files.readFile(path), ...common, ...(xattrs && { xattrs }) }
  }
  const typeflag = isCharDevice(mode) ? CHARACTER : isBlockDevice(mode) ? BLOCK_DEVICE : FIFO
  return { name, typeflag, devmajor: rdev.major, devminor: rdev.minor, ...common }
}
