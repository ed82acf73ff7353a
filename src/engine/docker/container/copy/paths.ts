import { cleanPath } from '../../../vfs/tar/unpack.ts'
import { base, dir } from '../../go/path.ts'

/** How `docker cp` reads paths: what stands at their end says what is meant (moby/go-archive, copy.go). */

const hasSlash = (path: string): boolean => path.endsWith('/')
const isDot = (path: string): boolean => base(path) === '.'

/** The path must be a directory: it ends in a slash or a dot. */
export const assertsDirectory = (path: string): boolean => hasSlash(path) || isDot(path)

/** Gives a cleaned path the end that the original has. */
export function preserveEnd(cleaned: string, original: string): string {
  let path = cleaned
  if (!isDot(path) && isDot(original)) path += hasSlash(path) ? '.' : '/.'
  if (!hasSlash(path) && hasSlash(original)) path += '/'
  return path
}

/** Folder and last name; a dot at the end counts as a name. */
export function splitEntry(path: string): { readonly folder: string; readonly name: string } {
  let cleaned = cleanPath(path)
  if (isDot(path)) cleaned += '/.'
  return { folder: dir(cleaned), name: base(cleaned) }
}

/** Where a path led, with its end, and the name it is to keep if that is another one. */
export function rebased(
  path: string,
  resolved: string,
): { readonly path: string; readonly rebaseName: string } {
  let to = resolved
  if (isDot(path) && !isDot(to)) to += '/.'
  if (hasSlash(path) && !hasSlash(to)) to += '/'
  return { path: to, rebaseName: base(path) === base(to) ? '' : base(path) }
}
