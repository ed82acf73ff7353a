import { EngineError, isErrno } from '../../../base/errors.ts'
import { IgnoreRules } from '../../../base/ignore-rules.ts'
import { pathMatch } from '../../../base/path-match.ts'
import type { Place } from '../../../kernel/mounts.ts'
import { resolve } from '../../../kernel/walk.ts'
import { type Ino, isDirectory } from '../../../vfs/filesystem.ts'
import type { Files } from '../../build/files.ts'
import type { FileAction } from '../graph.ts'
import { contentHash } from './content.ts'

export type CopyAction = FileAction & { readonly kind: 'copy' }

/** One thing that is copied: its path without a slash in front. */
export interface Source {
  readonly path: string
  readonly place: Place
}

const hasWildcard = (path: string): boolean => /[*?[]/.test(path.replace(/\\./g, ''))

/** Where a path stands that is not there. */
export class MissingSource extends EngineError {
  readonly path: string
  constructor(path: string) {
    super('not-found', `${JSON.stringify(path)}: not found`)
    this.path = path
  }
}

/** What a source names in these files; a pattern may name nothing. Throws `MissingSource`. */
export function sourcesOf(files: Files | undefined, { source, wildcard }: CopyAction): Source[] {
  if (!files) throw new MissingSource(source)
  if (wildcard && hasWildcard(source))
    return matching(files, source.slice(1)).map((path) => ({ path, place: resolve(files.view, `/${path}`) }))
  return [{ path: source.slice(1), place: find(files, source) }]
}

function find(files: Files, path: string): Place {
  try {
    return resolve(files.view, path)
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) throw new MissingSource(path)
    throw error
  }
}

function matching({ fs }: Files, pattern: string): string[] {
  const found: string[] = []
  const walk = (dir: Ino, at: string): void => {
    for (const { name, ino } of fs.readdir(dir)) {
      const path = at === '' ? name : `${at}/${name}`
      if (pathMatch(pattern, path)) found.push(path)
      else if (isDirectory(fs.stat(ino).mode)) walk(ino, path)
    }
  }
  walk(fs.root, '')
  return found
}

/** Whether `--exclude` leaves a path out; paths are below the source. */
export function excluder(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false
  const rules = new IgnoreRules(patterns.join('\n'))
  return (path) => rules.matches(path)
}

/** Digest of all that one action takes. */
export function sourcesHash(files: Files | undefined, action: CopyAction): string {
  const skip = excluder(action.exclude)
  return sourcesOf(files, action)
    .map(({ path, place }) => `${path}=${contentHash({ ...files!, fs: place.mount.fs }, place.ino, skip)}`)
    .join('\n')
}
