import { EngineError, FsError, isErrno } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import type { Instant } from '../../base/time.ts'
import { isDirectory, isSymlink, S_IFBLK, S_IFCHR, type Stat } from '../filesystem.ts'
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
import { cleanPath } from './unpack.ts'

export interface ExtractOptions {
  /** Owners: those of the archive, one for all, or whoever unpacks. */
  readonly owner: 'archive' | 'own' | { readonly uid: number; readonly gid: number }
  /** A directory is never put in a file's place, nor a file in a directory's. */
  readonly noOverwriteDirNonDir: boolean
  /**
   * `confined`: within the directory as root, as a newer daemon does it: an absolute symlink starts there, a relative one
   * that climbs out is refused. `plain`: symlinks lead where they lead, as the client does it.
   */
  readonly symlinks: 'confined' | 'plain'
  /** How errors name the directory. */
  readonly shown: string
}

const MAX_LINKS = 255

const failure = (text: string): EngineError => new EngineError('internal', text)
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * Unpacks an archive into a directory that may hold something (moby/go-archive, Unpack): missing directories are made,
 * a directory stays and takes the entry's attributes, all else is replaced. Throws `EngineError` for what cannot be, and
 * what the files throw.
 */
export function extractTar(
  files: ArchiveFiles,
  entries: Iterable<TarEntry>,
  dest: string,
  options: ExtractOptions,
): void {
  const extraction = new Extraction(files, dest, options)
  for (const entry of entries) extraction.add(entry)
  extraction.finish()
}

class Extraction {
  private readonly files: ArchiveFiles
  private readonly dest: string
  private readonly options: ExtractOptions
  /** Directories whose times are set when all is in them. */
  private readonly directories: { readonly path: string; readonly mtime: Instant }[] = []

  constructor(files: ArchiveFiles, dest: string, options: ExtractOptions) {
    this.files = files
    this.dest = dest
    this.options = options
  }

  add(entry: TarEntry): void {
    const name = this.nameOf(entry)
    const resolved = this.resolveParent(name)
    const path = this.at(resolved)
    this.makeParents(resolved)
    const old = this.lstat(path)
    const isDir = entry.typeflag === DIRECTORY
    if (old) {
      const there = isDirectory(old.mode)
      const { noOverwriteDirNonDir, shown, symlinks } = this.options
      const named = quote(symlinks === 'plain' ? joinPath(shown, resolved) : resolved)
      if (noOverwriteDirNonDir && there && !isDir)
        throw failure(`cannot overwrite directory ${named} with non-directory ${quote(shown)}`)
      if (noOverwriteDirNonDir && !there && isDir)
        throw failure(`cannot overwrite non-directory ${named} with directory ${quote(shown)}`)
      if (there && name === '.') return
      if (!(there && isDir)) this.removeAll(path, resolved, old)
    }
    this.create(entry, path, old !== undefined && isDir)
    if (isDir) this.directories.push({ path, mtime: entry.mtime })
  }

  finish(): void {
    for (const { path, mtime } of this.directories) this.files.utimes(path, mtime, mtime)
  }

  private nameOf({ name }: TarEntry): string {
    const clean = cleanPath(name.replace(/^\/+/, ''))
    if (clean === '..' || clean.startsWith('../')) {
      if (this.options.symlinks === 'confined') throw failure(`invalid entry name ${quote(name)}`)
      throw failure(`${quote(name)} is outside of ${quote(this.options.shown)}`)
    }
    return clean
  }

  private at(name: string): string {
    return name === '.' || name === '' ? this.dest : joinPath(this.dest, name)
  }

  /** The name with the symlinks on its way resolved within the directory; what is missing stays as it is. */
  private resolveParent(name: string): string {
    const parent = parentOf(name)
    if (parent === '' || this.options.symlinks === 'plain') return name
    const rest = parent.split('/').reverse()
    let names: string[] = []
    for (let links = 0; rest.length > 0; ) {
      const part = rest.pop()!
      if (part === '..') {
        if (names.pop() === undefined) throw failure(`statat ${parent}: path escapes from parent`)
        continue
      }
      const path = this.at([...names, part].join('/'))
      const stat = this.lstat(path)
      if (!stat || !isSymlink(stat.mode)) {
        names.push(part)
        continue
      }
      if (++links > MAX_LINKS) throw failure('too many links')
      const target = this.files.readlink(path)
      if (target.startsWith('/')) names = []
      rest.push(
        ...target
          .split('/')
          .filter((one) => one !== '' && one !== '.')
          .reverse(),
      )
    }
    return [...names, baseOf(name)].join('/')
  }

  private lstat(path: string): Stat | undefined {
    try {
      return this.files.lstat(path)
    } catch (error) {
      if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return undefined
      throw error
    }
  }

  private makeParents(name: string): void {
    let path = ''
    for (const part of name.split('/').slice(0, -1)) {
      path = path === '' ? part : `${path}/${part}`
      if (!this.exists(this.at(path))) {
        this.files.mkdir(this.at(path), 0o755)
        this.chown(this.at(path), { uid: 0, gid: 0 }, false)
      }
    }
  }

  private exists(path: string): boolean {
    const stat = this.lstat(path)
    if (!stat) return false
    if (isDirectory(stat.mode) || isSymlink(stat.mode)) return true
    throw failure(`mkdir ${path}: not a directory`)
  }

  /** Takes what is in the way, as Go's RemoveAll tells of it where that fails. */
  private removeAll(path: string, name: string, stat: Stat): void {
    try {
      this.remove(path, stat)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      const what = this.options.symlinks === 'confined' ? `RemoveAll ${name}` : `unlinkat ${path}`
      throw failure(`${what}: ${(fileFailure(error) as Error).message}`)
    }
  }

  private remove(path: string, { mode }: Stat): void {
    if (!isDirectory(mode)) {
      this.files.unlink(path)
      return
    }
    for (const { name } of this.files.readdir(path)) {
      const child = joinPath(path, name)
      this.remove(child, this.files.lstat(child))
    }
    this.files.rmdir(path)
  }

  private create(entry: TarEntry, path: string, merges: boolean): void {
    const { files } = this
    const { typeflag, linkname = '', body } = entry
    const mode = entry.mode & 0o7777
    const rdev = { major: entry.devmajor ?? 0, minor: entry.devminor ?? 0 }
    switch (typeflag) {
      case DIRECTORY:
        if (!merges) files.mkdir(path, mode)
        break
      case REGULAR:
        files.writeFile(path, body ?? new Uint8Array(0), mode)
        break
      case SYMLINK:
        files.symlink(linkname, path)
        break
      case HARDLINK:
        files.link(this.linkTarget(linkname), path)
        break
      case FIFO:
        files.mkfifo(path, mode)
        break
      case CHARACTER:
      case BLOCK_DEVICE:
        files.mknod(path, typeflag === CHARACTER ? S_IFCHR : S_IFBLK, rdev, mode)
        break
      default:
        throw failure(`unhandled tar header type ${typeflag.charCodeAt(0)}`)
    }
    const link = isSymlink(files.lstat(path).mode)
    this.chown(path, entry, link)
    for (const [name, value] of entry.xattrs ?? []) if (!link) files.setxattr(path, name, value)
    if (!link) files.chmod(path, mode)
    if (typeflag !== DIRECTORY) files.utimes(path, entry.mtime, entry.mtime, link)
  }

  private linkTarget(linkname: string): string {
    const clean = cleanPath(linkname.replace(/^\/+/, ''))
    if (clean === '.' || clean === '..' || clean.startsWith('../'))
      throw failure(`invalid hardlink target ${quote(linkname)}`)
    return this.at(this.resolveParent(clean))
  }

  private chown(path: string, of: { readonly uid: number; readonly gid: number }, link: boolean): void {
    const { owner } = this.options
    if (owner === 'own') return
    const { uid, gid } = owner === 'archive' ? of : owner
    this.files.chown(path, uid, gid, link)
  }
}

/** A failed call on files as Docker tells it: its number's text alone. */
export function fileFailure(error: unknown): unknown {
  if (!(error instanceof FsError)) return error
  return failure(error.message.replace(/^[A-Z]/, (c) => c.toLowerCase()))
}
