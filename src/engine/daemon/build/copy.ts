import { EngineError, isErrno } from '../../base/errors.ts'
import { makeDirectories } from '../../kernel/make-directories.ts'
import type { Place } from '../../kernel/mounts.ts'
import { lastName, resolve, walk } from '../../kernel/walk.ts'
import { copyTree } from '../../vfs/copy-tree.ts'
import { type Filesystem, type Ino, isDirectory, isRegular, S_IFDIR, S_IFMT } from '../../vfs/filesystem.ts'
import type { Tree } from '../../vfs/tree.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import type { CopySource } from './copy-sources.ts'
import type { Files } from './files.ts'

export interface Owner {
  readonly uid: number
  readonly gid: number
}

export interface CopyOptions {
  /** Who gets what is copied; it stays whose it is without one. */
  readonly owner?: Owner | undefined
  /** Who gets what is unpacked; whoever the archive says without one. */
  readonly archiveOwner?: Owner | undefined
  /** The content of a source that is an archive; undefined where it is none, or is not to be unpacked. */
  unpack?(source: CopySource): Promise<Tree | undefined>
  readonly time: bigint
  /** Permission bits that a copied file gets instead of its own; one that is unpacked keeps those of the archive. */
  chmod?(mode: number, directory: boolean): number
  /** What is left out, by its path below the source. */
  skip?(path: string): boolean
}

/** Copies a source to a path of the image being made (moby, builder/dockerfile/copy.go, performCopyForInfo). */
export async function copySource(
  from: Files,
  source: CopySource,
  to: Files,
  dest: string,
  options: CopyOptions,
): Promise<void> {
  const { time } = options
  const directory = isDirectory(from.fs.stat(source.place.ino).mode)
  const tree = directory ? undefined : await options.unpack?.(source)
  const owner = tree ? options.archiveOwner : options.owner
  const made = { mode: 0o755, uid: owner?.uid ?? 0, gid: owner?.gid ?? 0, time }
  try {
    if (tree) {
      makeDirectories(to.view, dest, made)
      const files = new TreeFs({ type: 'tmpfs', dev: 0, tree })
      const { chmod: _, ...rest } = options
      merge(files, files.root, resolve(to.view, dest), { ...rest, owner })
      return
    }
    if (directory) {
      making('failed to copy directory', to, dest, made)
      merge(from.fs, source.place.ino, resolve(to.view, dest), options)
      return
    }
    const into = dest.endsWith('/') || isDirectoryAt(to, dest) ? `${dest}/${lastName(source.path)}` : dest
    making('failed to create new directory', to, into.slice(0, into.lastIndexOf('/')) || '/', made)
    putEntry(from.fs, source.place.ino, to, into, options)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new EngineError('internal', `failed to copy files: copy ${dest}: ${error.message.toLowerCase()}`)
  }
}

/** Makes what is missing of a directory; the error tells of the path where the daemon has the files mounted. */
function making(what: string, files: Files, path: string, made: Parameters<typeof makeDirectories>[2]): void {
  try {
    makeDirectories(files.view, path, made)
    if (isDirectoryAt(files, path)) return
  } catch (error) {
    if (!isErrno(error, 'ENOTDIR')) throw error
  }
  throw new EngineError(
    'internal',
    `failed to copy files: ${what}: mkdir ${files.mounted ?? ''}${path.replace(/(.)\/+$/, '$1')}: not a directory`,
  )
}

function isDirectoryAt(files: Files, path: string): boolean {
  try {
    return isDirectory(files.fs.stat(resolve(files.view, path).ino).mode)
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

/** One file over what may be there: through a link, in place of anything else. */
function putEntry(fs: Filesystem, ino: Ino, to: Files, path: string, options: CopyOptions): void {
  const { directory, name, place } = walk(to.view, path, true)
  if (place) to.fs.unlink(directory.ino, name, options.time)
  makeEntry(fs, ino, to.fs, directory, name, options, name)
}

/** Puts the entries of a directory into another: directories are joined, anything else takes the place of what is there. */
function merge(fs: Filesystem, dir: Ino, target: Place, options: CopyOptions, below = ''): void {
  const to = target.mount.fs
  for (const { name, ino, type } of fs.readdir(dir)) {
    const path = `${below}${name}`
    if (options.skip?.(path)) continue
    const there = childOf(to, target.ino, name)
    const both = type === S_IFDIR && there !== undefined && isDirectory(to.stat(there).mode)
    if (there !== undefined && !both) {
      if (isDirectory(to.stat(there).mode))
        throw new EngineError(
          'internal',
          `failed to copy files: cannot overwrite directory ${name} with non-directory`,
        )
      to.unlink(target.ino, name, options.time)
    }
    if (both) {
      merge(fs, ino, { mount: target.mount, ino: there }, options, `${path}/`)
      attributes(fs, ino, to, childOf(to, target.ino, name)!, options)
    } else makeEntry(fs, ino, to, target, name, options, path)
  }
}

/** Makes a new entry that is as the old one, with all below it. */
function makeEntry(
  fs: Filesystem,
  ino: Ino,
  to: Filesystem,
  place: Place,
  name: string,
  options: CopyOptions,
  path: string,
): void {
  const dir = place.ino
  const { mode, rdev } = fs.stat(ino)
  const start = { mode: mode & 0o7777, uid: 0, gid: 0, time: options.time }
  let made: Ino
  if (isDirectory(mode)) {
    made = to.mkdir(dir, name, start)
    if (options.skip || options.chmod) merge(fs, ino, { mount: place.mount, ino: made }, options, `${path}/`)
    else copyTree({ fs, ino }, { fs: to, ino: made }, options.time)
    if (options.owner) ownAll(to, made, options)
  } else if (isRegular(mode)) {
    made = to.create(dir, name, start)
    to.setBody(made, fs.body(ino), options.time)
  } else if (fs.stat(ino).rdev && (mode & S_IFMT) !== 0o120000)
    made = to.mknod(dir, name, mode & S_IFMT, rdev, start)
  else made = to.symlink(dir, name, fs.readlink(ino), start)
  attributes(fs, ino, to, made, options)
}

function attributes(
  fs: Filesystem,
  ino: Ino,
  to: Filesystem,
  made: Ino,
  { owner, time, chmod }: CopyOptions,
): void {
  const { mode, uid, gid, atime, mtime } = fs.stat(ino)
  for (const [name, value] of fs.xattrs(ino)) to.setxattr(made, name, value, time)
  const link = (mode & S_IFMT) === 0o120000
  to.setattr(made, { uid, gid, ...owner, time })
  to.setattr(made, {
    ...(!link && { mode: chmod?.(mode & 0o7777, isDirectory(mode)) ?? mode & 0o7777 }),
    atime,
    mtime,
    time,
  })
}

function ownAll(fs: Filesystem, dir: Ino, options: CopyOptions): void {
  for (const { ino, type } of fs.readdir(dir)) {
    const { mode } = fs.stat(ino)
    fs.setattr(ino, { ...options.owner, time: options.time })
    if (type === S_IFDIR) ownAll(fs, ino, options)
    if (isRegular(mode)) fs.setattr(ino, { mode: mode & 0o7777, time: options.time })
  }
}

function childOf(fs: Filesystem, dir: Ino, name: string): Ino | undefined {
  try {
    return fs.lookup(dir, name)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}
