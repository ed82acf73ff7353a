import { type Errno, FsError } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import type { Ino } from '../filesystem.ts'
import { checkName } from '../inode.ts'
import { ROOT } from '../tree.ts'

/** Symlinks that are followed in one walk (Go's os.Root), and in one resolution of a path as text (go-archive). */
const MAX_LINKS = 8
const MAX_LINKS_IN_TEXT = 255
/** PATH_MAX (limits.h). */
const PATH_MAX = 4096

/** What a walk sees of a directory's entry. */
export interface Node {
  /** Of a directory. */
  readonly entries?: { get(name: string): Ino | undefined }
  /** Of a symlink. */
  readonly target?: string
}

/** A walk that would leave the root. */
export class Escape extends Error {
  override readonly name = 'Escape'
}

/** A path that cannot be resolved, by the part of it that fails. */
export class Blocked extends Error {
  override readonly name = 'Blocked'
  readonly errno: Errno
  readonly path: string
  constructor(errno: Errno, names: readonly string[]) {
    super(errno)
    this.errno = errno
    this.path = `/${names.join('/')}`
  }
}

/** Where a path ends: the directory, the last name in it, and what has that name, if anything has. */
export interface Place {
  readonly dir: Ino
  readonly name: string
  readonly ino: Ino | undefined
}

type Look = (ino: Ino) => Node

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.')

/**
 * Walks a path below the root as Go's os.Root does: a symlink that is absolute or climbs above the root is no way.
 * ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG; `Escape`.
 */
export function walk(look: Look, path: string, follow: boolean): Place {
  const parts = partsOf(path).reverse()
  const above: Ino[] = []
  let at: Place = { dir: ROOT, name: '', ino: ROOT }
  let dir: Ino = ROOT
  for (let links = 0; parts.length > 0; ) {
    const part = parts.pop()!
    if (part === '..') {
      const up = above.pop()
      if (up === undefined) throw new Escape()
      dir = up
      at = { dir, name: '', ino: dir }
      continue
    }
    checkName(part)
    const ino = look(dir).entries!.get(part)
    const last = parts.length === 0
    at = { dir, name: part, ino }
    if (ino === undefined) {
      if (last) return at
      throw new FsError('ENOENT')
    }
    const { entries, target } = look(ino)
    if (target !== undefined && (follow || !last)) {
      if (++links > MAX_LINKS) throw new FsError('ELOOP')
      if (target.startsWith('/')) throw new Escape()
      parts.push(...partsOf(target).reverse())
    } else if (!last) {
      if (!entries) throw new FsError('ENOTDIR')
      above.push(dir)
      dir = ino
    }
  }
  return at
}

/** A path with its symlinks resolved, `..` held within the root; parts that do not exist stay as they are. */
export interface Resolved {
  readonly names: readonly string[]
  readonly followedAbsolute: boolean
  /** A relative link climbed above the root before any absolute one was met. */
  readonly escaped: boolean
}

/** Resolves a path as text (go-archive, `resolveFSRootPath`). `Blocked` by ENOTDIR, ENAMETOOLONG, ELOOP. */
export function resolveInRoot(look: Look, path: string): Resolved {
  const parts = partsOf(path).reverse()
  let names: string[] = []
  /** The inodes of `names`, as far as they exist. */
  let inos: Ino[] = [ROOT]
  let followedAbsolute = false
  let escaped = false
  for (let links = 0, length = 0; parts.length > 0; ) {
    const part = parts.pop()!
    if (part === '..') {
      length -= names.length > 0 ? encode(names.at(-1)!).length + 1 : 0
      names.pop()
      if (inos.length > names.length + 1) inos.pop()
      continue
    }
    length += encode(part).length + 1
    if (length >= PATH_MAX || tooLong(part)) throw new Blocked('ENAMETOOLONG', [...names, part])
    const exists = inos.length === names.length + 1
    const entries = exists ? look(inos.at(-1)!).entries : undefined
    if (exists && !entries) throw new Blocked('ENOTDIR', [...names, part])
    const ino = entries?.get(part)
    const target = ino === undefined ? undefined : look(ino).target
    if (target === undefined) {
      names.push(part)
      if (ino !== undefined) inos.push(ino)
      continue
    }
    if (++links > MAX_LINKS_IN_TEXT) throw new Blocked('ELOOP', names)
    if (target.startsWith('/')) {
      followedAbsolute = true
      names = []
      inos = [ROOT]
      length = 0
    } else if (!followedAbsolute && climbs([...names, ...partsOf(target)])) escaped = true
    parts.push(...partsOf(target).reverse())
  }
  return { names, followedAbsolute, escaped }
}

function tooLong(name: string): boolean {
  try {
    checkName(name)
    return false
  } catch (error) {
    if (error instanceof FsError) return true
    throw error
  }
}

/** Whether the parts lead above where they start. */
function climbs(parts: readonly string[]): boolean {
  let depth = 0
  for (const part of parts) {
    depth += part === '..' ? -1 : 1
    if (depth < 0) return true
  }
  return false
}
