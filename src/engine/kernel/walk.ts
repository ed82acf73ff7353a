import { FsError, isErrno } from '../base/errors.ts'
import { type Filesystem, type Ino, isDirectory, isSymlink, type Permissions } from '../vfs/filesystem.ts'
import { ComputedFs, whileStill } from './computed-fs.ts'
import { EXECUTE, isForeignInSticky, permitted } from './credentials.ts'
import { cross, isRootOfMount, type MountNamespace, type Place, uncross } from './mounts.ts'
import type { OpenFile } from './open-file.ts'
import type { Credentials } from './process.ts'

/** Symlinks followed before ELOOP, longest path, longest name (path_resolution(7)). */
const MAX_LINKS = 40
const MAX_PATH = 4096

/** From where and as whom a path is resolved. */
export interface View {
  readonly namespace: MountNamespace
  readonly root: Place
  readonly cwd: Place
  readonly credentials: Credentials
}

/** Where a path ends: its directory and last name, and what is there, if anything. */
export interface Walked {
  readonly directory: Place
  /** '' when the path ends in `.`, `..` or `/`. */
  readonly name: string
  readonly place: Place | undefined
  /** The path ended in a slash: it must be a directory. */
  readonly slash: boolean
  /** The path ends in a link to an open file. */
  readonly file?: OpenFile
}

/** What follows the last slash. */
export const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Resolves a path to what is there (path_resolution(7)). ENOENT, ENOTDIR, EACCES, ELOOP. */
export function resolve(view: View, path: string, follow = true): Place {
  const walked = walk(view, path, follow)
  if (!walked.place) throw new FsError('ENOENT')
  return walked.place
}

/** Resolves all but the last component; a last symlink is followed when `follow`. */
export function walk(view: View, path: string, follow: boolean): Walked {
  if (path === '') throw new FsError('ENOENT')
  if (path.length >= MAX_PATH) throw new FsError('ENAMETOOLONG')
  const start = path.startsWith('/') ? view.root : view.cwd
  return whileStill(() => step(view, start, path, follow, { links: 0 }))
}

/** Who may do what with what is at a place. */
export const permissionsOf = ({ mount: { fs }, ino }: Place): Permissions =>
  fs.permissions ? fs.permissions(ino) : fs.stat(ino)

/** The names between the slashes, without `.`. */
function componentsOf(path: string): string[] {
  const names: string[] = []
  for (let from = 0; from < path.length; ) {
    const slash = path.indexOf('/', from)
    const to = slash < 0 ? path.length : slash
    const isDot = to === from + 1 && path[from] === '.'
    if (to > from && !isDot) names.push(path.slice(from, to))
    from = to + 1
  }
  return names
}

function step(view: View, start: Place, path: string, follow: boolean, count: { links: number }): Walked {
  const names = componentsOf(path)
  const slash = path.endsWith('/') || path.endsWith('/.') || path === '.'
  let place = start
  if (names.length === 0) return { directory: place, name: '', place, slash: true }
  let stat = permissionsOf(start)
  for (let i = 0; ; i++) {
    const name = names[i]!
    const last = i === names.length - 1
    search(view, stat)
    if (name === '..') {
      place = parentOf(view, place)
      if (last) return { directory: place, name: '', place, slash: true }
      stat = permissionsOf(place)
      continue
    }
    const child = childOf(place, name)
    if (!child) {
      if (!last) throw new FsError('ENOENT')
      return { directory: place, name, place: undefined, slash }
    }
    const { fs } = child.mount
    const status = permissionsOf(child)
    const { mode } = status
    if (isSymlink(mode) && (!last || follow || slash)) {
      const file = last && fs instanceof ComputedFs ? fs.fileOf(child.ino) : undefined
      if (file) return { directory: place, name, place: child, slash, file }
      if (++count.links > MAX_LINKS) throw new FsError('ELOOP')
      if (isForeignInSticky(stat, status, view.credentials)) throw new FsError('EACCES')
      const jump = fs instanceof ComputedFs ? fs.placeOf(child.ino) : undefined
      if (jump) {
        if (last) return { directory: jump, name: '', place: jump, slash }
        place = jump
        stat = permissionsOf(place)
        continue
      }
      const target = fs.readlink(child.ino)
      if (target === '') throw new FsError('ENOENT')
      const from = target.startsWith('/') ? view.root : place
      const walked = step(view, from, last && slash ? `${target}/` : target, true, count)
      if (last) return walked
      if (!walked.place) throw new FsError('ENOENT')
      place = walked.place
      stat = permissionsOf(place)
      continue
    }
    if (last) {
      if (slash && !isDirectory(mode)) throw new FsError('ENOTDIR')
      return { directory: place, name, place: child, slash }
    }
    if (!isDirectory(mode)) throw new FsError('ENOTDIR')
    place = child
    stat = status
  }
}

/** An entry of a directory, by a path as calls name it that make, remove or rename entries. */
export interface Entry {
  readonly directory: Place
  /** '' when the path ends in `.`, `..` or is `/`. */
  readonly name: string
  /** How a path without a name ends. */
  readonly end: '' | '.' | '..' | '/'
  /** What is there; a symlink is not followed. */
  readonly place: Place | undefined
  /** The path ended in a slash. */
  readonly slash: boolean
}

/** Resolves a path to an entry: all but the last component is followed (namei.c, filename_parentat). */
export function walkToEntry(view: View, path: string): Entry {
  if (path === '') throw new FsError('ENOENT')
  if (path.length >= MAX_PATH) throw new FsError('ENAMETOOLONG')
  const bare = path.replace(/\/+$/, '')
  const name = bare.slice(bare.lastIndexOf('/') + 1)
  const slash = bare.length < path.length
  if (name === '' || name === '.' || name === '..') {
    const directory = resolve(view, path)
    return { directory, name: '', end: name === '' ? '/' : name, place: directory, slash }
  }
  const directory = resolve(view, bare.slice(0, bare.length - name.length) || '.')
  search(view, permissionsOf(directory))
  return { directory, name, end: '', place: childOf(directory, name), slash }
}

function search(view: View, stat: Permissions): void {
  if (!isDirectory(stat.mode)) throw new FsError('ENOTDIR')
  if (!permitted(stat, view.credentials, EXECUTE)) throw new FsError('EACCES')
}

function childOf(directory: Place, name: string): Place | undefined {
  const { mount } = directory
  const ino = inoOf(mount.fs, directory.ino, name)
  return ino === undefined ? undefined : cross({ mount, ino })
}

/** Inode of an entry; undefined where there is none. */
function inoOf(fs: Filesystem, directory: Ino, name: string): Ino | undefined {
  if (fs.seek) return fs.seek(directory, name)
  try {
    return fs.lookup(directory, name)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}

/** `..`: stops at the process's root. */
export function parentOf(view: View, place: Place): Place {
  if (same(place, view.root)) return place
  const own = uncross(place)
  if (isRootOfMount(own)) return place
  return cross({ mount: own.mount, ino: own.mount.fs.parent(own.ino) })
}

export const same = (a: Place, b: Place): boolean => a.mount === b.mount && a.ino === b.ino

const nameIn = (fs: Filesystem, dir: Ino, ino: Ino): string | undefined =>
  fs.nameIn ? fs.nameIn(dir, ino) : fs.readdir(dir).find((entry) => entry.ino === ino)?.name

/** Absolute path of a directory, found by climbing (getcwd(3)). ENOENT when it was removed. */
export function pathOf(view: View, directory: Place): string {
  const names: string[] = []
  for (let place = directory; !same(place, view.root); ) {
    const own = uncross(place)
    const parent = parentOf(view, place)
    if (same(parent, place)) break
    const name = nameIn(own.mount.fs, own.mount.fs.parent(own.ino), own.ino)
    if (name === undefined) throw new FsError('ENOENT')
    names.unshift(name)
    place = parent
  }
  return `/${names.join('/')}`
}

/** Canonical absolute path of what a path leads to (realpath(3)). */
export function realpath(view: View, path: string): string {
  const walked = walk(view, path, true)
  if (!walked.place) throw new FsError('ENOENT')
  if (walked.name === '') return pathOf(view, walked.place)
  const directory = pathOf(view, walked.directory)
  return directory === '/' ? `/${walked.name}` : `${directory}/${walked.name}`
}
