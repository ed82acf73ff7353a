import { isErrno } from '../../base/errors.ts'
import { pathMatch } from '../../base/path-match.ts'
import type { Process } from '../../kernel/process.ts'
import { isDirectory, isSymlink } from '../../vfs/filesystem.ts'

const hasWildcard = (part: string): boolean => /[*?[]/.test(part)

/**
 * What these paths lead to below a folder: each with the links on its way, and what those lead to (fsutil, FollowLinks).
 * Undefined where that is the folder itself: then all is wanted.
 */
export function followLinks(
  process: Process,
  folder: string,
  paths: readonly string[],
): string[] | undefined {
  const found = new Set<string>()
  const visit = (path: string, depth: number): boolean => {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    if (parts.length === 0) return false
    let at = ''
    for (const [i, part] of parts.entries()) {
      if (hasWildcard(part)) {
        const names = namesIn(process, `${folder}/${at}`).filter((name) => pathMatch(part, name))
        found.add(`${at}${parts.slice(i).join('/')}`)
        return names.every((name) => visit([`${at}${name}`, ...parts.slice(i + 1)].join('/'), depth + 1))
      }
      at += part
      const target = linkAt(process, `${folder}/${at}`)
      if (target !== undefined && depth < 255) {
        found.add(at)
        const base = target.startsWith('/') ? '' : at.slice(0, at.lastIndexOf('/') + 1)
        return visit(normal([base, target, ...parts.slice(i + 1)].join('/')), depth + 1)
      }
      if (i < parts.length - 1) at += '/'
    }
    found.add(at)
    return true
  }
  return paths.every((path) => visit(normal(path), 0)) ? [...found] : undefined
}

function normal(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

function linkAt(process: Process, path: string): string | undefined {
  try {
    return isSymlink(process.lstat(path).mode) ? process.readlink(path) : undefined
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function namesIn(process: Process, path: string): string[] {
  try {
    return isDirectory(process.stat(path).mode) ? process.readdir(path).map(({ name }) => name) : []
  } catch (error) {
    if (isErrno(error)) return []
    throw error
  }
}

/** Whether a path is one of these, lies below one, or leads to one. */
export function included(paths: readonly string[], path: string): 'yes' | 'above' | 'no' {
  const parts = path.split('/')
  let above = false
  for (const pattern of paths) {
    const wanted = pattern.split('/')
    const common = Math.min(parts.length, wanted.length)
    const fits = Array.from({ length: common }, (_, i) => pathMatch(wanted[i]!, parts[i]!)).every(Boolean)
    if (!fits) continue
    if (parts.length >= wanted.length) return 'yes'
    above = true
  }
  return above ? 'above' : 'no'
}
