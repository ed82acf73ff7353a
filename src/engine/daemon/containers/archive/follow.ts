import { isErrno } from '../../../base/errors.ts'
import { isSymlink } from '../../../vfs/filesystem.ts'
import { type ArchiveFiles, joinPath } from '../../../vfs/tar/files.ts'

const MAX_LINKS = 255

/** Where a path leads with all symlinks resolved, as far as they are not broken (moby/sys/symlink, FollowSymlinkInScope). */
export function followInScope(files: ArchiveFiles, path: string): string {
  const parts = (text: string): string[] => text.split('/').filter((part) => part !== '' && part !== '.')
  const rest = parts(path).reverse()
  let at = '/'
  for (let links = 0; rest.length > 0; ) {
    const part = rest.pop()!
    if (part === '..') {
      at = at.slice(0, Math.max(1, at.lastIndexOf('/')))
      continue
    }
    const next = joinPath(at, part)
    const target = linkAt(files, next)
    if (target === undefined) at = next
    else {
      if (++links > MAX_LINKS) return path
      if (target.startsWith('/')) at = '/'
      rest.push(...parts(target).reverse())
    }
  }
  return at
}

function linkAt(files: ArchiveFiles, path: string): string | undefined {
  try {
    return isSymlink(files.lstat(path).mode) ? files.readlink(path) : undefined
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}
