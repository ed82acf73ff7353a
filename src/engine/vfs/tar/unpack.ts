import { EMPTY } from '../../base/body.ts'
import { EngineError, ERRNO, type Errno, FsError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import { encode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import type { EntryAttributes } from '../entry.ts'
import {
  type Ino,
  isRegular,
  isSymlink,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
} from '../filesystem.ts'
import { OPAQUE, YES } from '../inode.ts'
import type { Tree } from '../tree.ts'
import { type Draft, draft, TreeBuilder } from '../tree-builder.ts'
import { sortedXattrs } from '../xattr.ts'
import {
  BLOCK_DEVICE,
  CHARACTER,
  DIRECTORY,
  FIFO,
  HARDLINK,
  OPAQUE_NAME,
  REGULAR,
  SYMLINK,
  type TarEntry,
  WHITEOUT_PREFIX,
} from './format.ts'
import { Blocked, Escape, type Node, type Place, type Resolved, resolveInRoot, walk } from './rooted-path.ts'

export interface UnpackOptions {
  /** Time of what the archive has no entry for: directories on the way, deletion marks, the root. */
  readonly time: Instant
  /** A layer: `.wh.` names become deletion marks, and no name may come twice. */
  readonly layer?: boolean
}

/** Files that one archive may hold, as a disk has only so many inodes. */
const MAX_FILES = 500_000
/** Longest target of a symlink in bytes, and longest path, with the final NUL (PATH_MAX, limits.h). */
const PATH_MAX = 4096
/** The last time that Go's syscalls can set: 2262-04-11. */
const LATEST = 2n ** 63n - 1n
const XATTR_SPACES = ['user.', 'trusted.', 'security.']
const IMPLIED_MODE = 0o755

const failure = (text: string): EngineError => new EngineError('internal', text)
const lower = (errno: Errno): string => ERRNO[errno].replace(/^[A-Z]/, (c) => c.toLowerCase())
const join = (dir: string, name: string): string => (dir === '' || dir === '.' ? name : `${dir}/${name}`)
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** path.Clean of Go. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..' || (parts.length === 0 ? !rooted : parts.at(-1) === '..')) parts.push(part)
    else parts.pop()
  }
  return rooted ? `/${parts.join('/')}` : parts.join('/') || '.'
}

/** Runs a call on files; a failure is told as Go's os package does, or is known by its number alone. */
function call<T>(told: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Escape) throw failure(`${told}: path escapes from parent`)
    if (error instanceof FsError) throw failure(`${told}: ${lower(error.errno)}`)
    throw error
  }
}

/**
 * An archive being unpacked into an empty directory, entry by entry, as dockerd does (moby/go-archive, `Unpack`, within the
 * directory as root). Missing directories are made, a later entry replaces an earlier one, an absolute symlink starts at
 * the directory. `add` throws `EngineError` with the text of Go's os package for what cannot be.
 */
export class Unpacker extends TreeBuilder {
  private readonly options: UnpackOptions
  private readonly seen = new Set<string>()
  private count = 0

  constructor(options: UnpackOptions) {
    super(options.time)
    this.options = options
  }

  private readonly look = (ino: Ino): Node => {
    const { entries, mode, content } = this.drafts[ino]!
    if (entries) return { entries }
    return isSymlink(mode) ? { target: content as string } : {}
  }
  private at(path: string, follow = false): Place {
    return walk(this.look, path, follow)
  }
  /** The draft at a path; undefined where nothing is, or no way leads there. */
  private lstat(path: string): Draft | undefined {
    try {
      const { ino } = this.at(path)
      return ino === undefined ? undefined : this.drafts[ino]
    } catch (error) {
      if (error instanceof FsError || error instanceof Escape) return undefined
      throw error
    }
  }

  add(entry: TarEntry): void {
    const name = cleanPath(entry.name.replace(/^\/+/, ''))
    if (name === '.') return
    if (name === '..' || name.startsWith('../')) throw failure(`invalid entry name ${quote(entry.name)}`)
    const path = this.resolveParent(name)
    if (++this.count > MAX_FILES) throw failure(`openat ${path}: no space left on device`)
    const there = this.lstat(path)
    if (there && !(there.entries && entry.typeflag === DIRECTORY)) {
      const place = this.at(path)
      this.drop(place.dir, place.name)
    }
    this.makeParents(path)
    if (!this.options.layer || !this.whiteout(entry, path, name)) this.create(entry, path)
    if (this.options.layer) {
      const key = cleanPath(entry.name)
      if (this.seen.has(key)) throw failure('duplicates of file paths not supported')
      this.seen.add(key)
    }
  }

  /** The path with the symlinks on its way resolved, where os.Root cannot walk them (go-archive, `resolveArchivePath`). */
  private resolveParent(path: string): string {
    const parent = parentOf(path)
    if (parent === '') return path
    let escapes = false
    try {
      if (this.at(parent, true).ino !== undefined) return path
    } catch (error) {
      escapes = error instanceof Escape
      if (!escapes && !(error instanceof FsError && error.errno === 'ENOENT'))
        return call(`statat ${parent}`, () => {
          throw error
        })
    }
    const { names, followedAbsolute, escaped } = this.resolve(parent)
    if (escapes && (!followedAbsolute || escaped)) throw failure(`statat ${parent}: path escapes from parent`)
    return [...names, baseOf(path)].join('/')
  }

  private resolve(path: string): Resolved {
    try {
      return resolveInRoot(this.look, path)
    } catch (error) {
      if (!(error instanceof Blocked)) throw error
      if (error.errno === 'ELOOP') throw failure('too many links')
      throw failure(`lstat ${error.path}: ${lower(error.errno)}`)
    }
  }

  private makeParents(path: string): void {
    const parent = parentOf(path)
    if (parent === '' || this.lstat(parent)) return
    let current = ''
    for (const part of parent.split('/')) {
      current = join(current, part)
      const place = call(`mkdirat ${current}`, () => this.at(current))
      if (place.ino === undefined) this.mkdir(place, { ...this.root, mode: IMPLIED_MODE }, current)
      else {
        const { ino } = call(`statat ${current}`, () => this.at(current, true))
        if (ino === undefined) throw failure(`statat ${current}: no such file or directory`)
        if (!this.drafts[ino]!.entries) throw failure(`mkdir ${current}: not a directory`)
      }
    }
  }
  private get root(): EntryAttributes {
    return { mode: 0, uid: 0, gid: 0, mtime: this.options.time }
  }
  private mkdir({ dir, name }: Place, from: EntryAttributes, path: string): Ino {
    const made: Draft = { ...draft(S_IFDIR, from, undefined), nlink: 2, entries: new Map() }
    return call(`mkdirat ${path}`, () => this.put(dir, name, made))
  }

  /** True for an entry that marks a deletion: it is made into what overlayfs knows (archive_linux.go, `ConvertRead`). */
  private whiteout(entry: TarEntry, path: string, name: string): boolean {
    const base = baseOf(path)
    if (!base.startsWith(WHITEOUT_PREFIX)) return false
    const original = base.slice(WHITEOUT_PREFIX.length)
    if (original === '' || original === '.' || original === '..')
      throw failure(`invalid whiteout entry ${quote(name)}`)
    const parent = parentOf(path)
    const dir = call(`openat ${parent || '.'}`, () => {
      const { ino } = this.at(parent, true)
      if (ino === undefined) throw new FsError('ENOENT')
      return ino
    })
    const folder = this.drafts[dir]!
    if (base === OPAQUE_NAME) {
      folder.xattrs = sortedXattrs([...(folder.xattrs ?? []), [OPAQUE, YES]])
      return true
    }
    call(`failed to mknod('${join(parent, original)}', S_IFCHR, 0)`, () => {
      if (!folder.entries) throw new FsError('ENOTDIR')
      if (folder.entries.has(original)) throw new FsError('EEXIST')
      const { uid, gid } = ownerOf(entry)
      const { mtime } = this.root
      this.put(dir, original, draft(S_IFCHR, { mode: 0, uid, gid, mtime }, { major: 0, minor: 0 }))
    })
    return true
  }

  private create(entry: TarEntry, path: string): void {
    const { typeflag, linkname = '', body = EMPTY } = entry
    const attributes: EntryAttributes = {
      mode: entry.mode & 0o7777,
      ...ownerOf(entry),
      mtime: boundTime(entry.mtime),
    }
    const make = (told: string, type: number, content: Draft['content']): Ino =>
      call(told, () => this.put(...this.free(path), draft(type, attributes, content)))
    let ino: Ino
    switch (typeflag) {
      case REGULAR:
        ino = make(`openat ${path}`, S_IFREG, body)
        break
      case DIRECTORY: {
        const there = this.lstat(path)
        ino = there
          ? this.at(path).ino!
          : this.mkdir(
              call(`mkdirat ${path}`, () => this.at(path)),
              attributes,
              path,
            )
        Object.assign(this.drafts[ino]!, { ...attributes, mode: S_IFDIR | attributes.mode })
        break
      }
      case SYMLINK:
        ino = call(`symlinkat ${linkname} ${path}`, () => {
          if (linkname === '') throw new FsError('ENOENT')
          if (linkname.length * 3 >= PATH_MAX && encode(linkname).length >= PATH_MAX)
            throw new FsError('ENAMETOOLONG')
          return this.put(...this.free(path), draft(S_IFLNK, { ...attributes, mode: 0o777 }, linkname))
        })
        break
      case HARDLINK:
        ino = this.link(linkname, path)
        if (!isSymlink(this.drafts[ino]!.mode)) {
          const made = this.drafts[ino]!
          Object.assign(made, { ...attributes, mode: (made.mode & S_IFMT) | attributes.mode })
        }
        break
      case CHARACTER:
      case BLOCK_DEVICE:
      case FIFO: {
        const { devmajor: major = 0, devminor: minor = 0 } = entry
        const type = typeflag === FIFO ? S_IFIFO : typeflag === CHARACTER ? S_IFCHR : S_IFBLK
        const device = typeflag === FIFO ? undefined : { major, minor }
        ino = make(`openat ${parentOf(path) || '.'}`, type, device)
        break
      }
      default:
        throw failure(`unhandled tar header type ${typeflag.charCodeAt(0)}`)
    }
    if (entry.xattrs) this.setXattrs(entry.xattrs, path)
  }

  /** Directory and name of a path where nothing is. */
  private free(path: string): [Ino, string] {
    const { dir, name, ino } = this.at(path)
    if (ino !== undefined) throw new FsError('EEXIST')
    if (path.length * 3 >= PATH_MAX && encode(path).length >= PATH_MAX) throw new FsError('ENAMETOOLONG')
    return [dir, name]
  }

  private link(linkname: string, path: string): Ino {
    let clean = cleanPath(linkname)
    if (clean.startsWith('/')) clean = cleanPath(linkname.replace(/^\/+/, ''))
    if (clean === '.' || clean === '..' || clean.startsWith('../'))
      throw failure(`invalid hardlink target ${quote(linkname)}`)
    const target = this.resolveParent(clean)
    return call(`linkat ${target} ${path}`, () => {
      const { ino } = this.at(target)
      if (ino === undefined) throw new FsError('ENOENT')
      if (this.drafts[ino]!.entries) throw new FsError('EPERM')
      this.addName(...this.free(path), ino)
      return ino
    })
  }

  /** Sets attributes as lsetxattr(2) on the resolved path does; what a special file refuses is passed over. */
  private setXattrs(xattrs: ReadonlyMap<string, Uint8Array>, path: string): void {
    const { names } = this.resolve(path)
    const real = `/${names.join('/')}`
    for (const [name, value] of xattrs) {
      const fail = (why: string): EngineError => failure(`lsetxattr ${real}: xattr ${quote(name)}: ${why}`)
      if (name === '' || name.length > 255) throw fail('numerical result out of range')
      const made = this.lstat(names.join('/'))
      if (!made) throw fail('no such file or directory')
      const space = XATTR_SPACES.find((one) => name.startsWith(one))
      if (space === undefined) throw fail('operation not supported')
      if (name === space) throw fail('invalid argument')
      if (space === 'user.' && !made.entries && !isRegular(made.mode)) continue
      made.xattrs = sortedXattrs([...(made.xattrs ?? []), [name, value]])
    }
  }
}

const UINT32 = 2 ** 32
/** An owner as chown(2) takes it: 32 bits, and -1 leaves root. */
function ownerOf({ uid, gid }: TarEntry): { uid: number; gid: number } {
  const one = (id: number): number => {
    const bits = ((id % UINT32) + UINT32) % UINT32
    return bits === UINT32 - 1 ? 0 : bits
  }
  return { uid: one(uid), gid: one(gid) }
}

/** A time as it can be set: 1970 for what is before, or beyond what Go's clock holds. */
const boundTime = (time: Instant): Instant => (time < 0n || time > LATEST ? 0n : time)

/** Unpacks an archive at once. */
export function unpackTar(entries: Iterable<TarEntry>, options: UnpackOptions): Tree {
  const unpacker = new Unpacker(options)
  for (const entry of entries) unpacker.add(entry)
  return unpacker.build()
}
