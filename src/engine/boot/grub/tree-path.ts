import type { Body } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import {
  type Filesystem,
  type Ino,
  isDirectory,
  isRegular,
  isSymlink,
  type Stat,
} from '../../vfs/filesystem.ts'

/** What is at a path of a file system that nobody has mounted. */
export type Found =
  | { readonly kind: 'file'; readonly ino: Ino; readonly body: Body; readonly stat: Stat }
  | { readonly kind: 'directory'; readonly ino: Ino; readonly stat: Stat }
  | { readonly kind: 'other'; readonly stat: Stat }

const MAX_LINKS = 8

export function lookUp(fs: Filesystem, ino: Ino): Found {
  const stat = fs.stat(ino)
  if (isRegular(stat.mode)) return { kind: 'file', ino, body: fs.body(ino), stat }
  if (isDirectory(stat.mode)) return { kind: 'directory', ino, stat }
  return { kind: 'other', stat }
}

function childOf(fs: Filesystem, directory: Ino, name: string): Ino | undefined {
  try {
    return fs.lookup(directory, name)
  } catch (error) {
    if (!isErrno(error)) throw error
    return undefined
  }
}

/** Follows a path from the root of a file system, symlinks too. Undefined where nothing is. */
export function find(fs: Filesystem, path: string, links = 0): Found | undefined {
  if (links > MAX_LINKS) return undefined
  let at = fs.root
  const names = path.split('/').filter(Boolean)
  for (const [i, name] of names.entries()) {
    if (name === '.') continue
    if (!isDirectory(fs.stat(at).mode)) return undefined
    if (name === '..') {
      at = fs.parent(at)
      continue
    }
    const child = childOf(fs, at, name)
    if (child === undefined) return undefined
    if (isSymlink(fs.stat(child).mode)) {
      const target = fs.readlink(child)
      const before = target.startsWith('/') ? '' : `/${names.slice(0, i).join('/')}`
      return find(fs, `${before}/${target}/${names.slice(i + 1).join('/')}`, links + 1)
    }
    at = child
  }
  return lookUp(fs, at)
}
