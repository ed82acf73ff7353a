import { FsError, isErrno } from '../base/errors.ts'
import type { Process } from '../kernel/process.ts'
import { isSymlink, type Stat } from '../vfs/filesystem.ts'

/** What is at a path, a link itself and not where it leads; undefined where there is nothing. */
export function statusOf(p: Process, path: string): Stat | undefined {
  try {
    return p.lstat(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}

/** A path from the root, `.` and `..` taken as they stand (no link is looked at). */
export function absolute(p: Process, path: string): string {
  const parts: string[] = []
  for (const part of `${path.startsWith('/') ? '' : p.cwd()}/${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/**
 * The absolute path without links, `.` and `..`. How much must exist: `all` of it, all but the `last` part, or nothing
 * (`missing`). Throws `FsError` where that does not hold.
 */
export function canonical(p: Process, path: string, must: 'all' | 'last' | 'missing'): string {
  if (path === '') throw new FsError('ENOENT')
  let left = path.split('/').filter((part) => part && part !== '.')
  let at = path.startsWith('/') ? '' : p.realpath('.')
  if (at === '/') at = ''
  let links = 0
  while (left.length > 0) {
    const part = left.shift()!
    if (part === '..') {
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')))
      continue
    }
    const next = `${at}/${part}`
    try {
      if (!isSymlink(p.lstat(next).mode)) {
        at = next
        continue
      }
    } catch (error) {
      const forgiven =
        must === 'missing' || (must === 'last' && left.length === 0 && isErrno(error, 'ENOENT'))
      if (!isErrno(error) || !forgiven) throw error
      at = next
      continue
    }
    if (++links > 40) throw new FsError('ELOOP')
    const target = p.readlink(next)
    if (target.startsWith('/')) at = ''
    left = [...target.split('/').filter((piece) => piece && piece !== '.'), ...left]
  }
  return at || '/'
}
