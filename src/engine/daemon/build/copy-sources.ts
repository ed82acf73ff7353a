import { EngineError, FsError } from '../../base/errors.ts'
import { pathMatch } from '../../base/path-match.ts'
import type { Place } from '../../kernel/mounts.ts'
import { resolve } from '../../kernel/walk.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { cleanPath } from '../../vfs/tar/unpack.ts'
import type { Files } from './files.ts'
import { hashOfAll, sourceHash } from './source-hash.ts'

/** One thing to copy. */
export interface CopySource {
  /** Below the root of its files, without a slash in front; '' for all. */
  readonly path: string
  readonly place: Place
  readonly hash: string
  /** Where it is, if not where the others are. */
  readonly files?: Files
}

/** A COPY or ADD that went wrong before anything was copied. */
export const failed = (command: string, why: string): EngineError =>
  new EngineError('internal', `${command} failed: ${why}`)

/**
 * What COPY and ADD are to copy (moby, builder/dockerfile/copy.go). `context` says that the files are the build's own,
 * which words the errors. Throws `internal` for what is not there.
 */
export function copySources(
  command: 'ADD' | 'COPY',
  files: Files,
  patterns: readonly string[],
  context: boolean,
): CopySource[] {
  return patterns.flatMap((pattern) => {
    const bare = pattern.length > 1 ? pattern.replace(/^\//, '') : pattern
    const path = bare.replace(/^\.\//, '')
    return /[*?[]/.test(path.replace(/\\./g, ''))
      ? matching(files, path).map((one) => sourceAt(command, files, one, context))
      : [sourceAt(command, files, path, context)]
  })
}

/** What stands for all of them in the history, and in the cache. */
export const hashOfSources = (sources: readonly CopySource[]): string =>
  sources.length === 1
    ? sources[0]!.hash
    : hashOfAll(
        'multi',
        sources.map(({ hash }) => hash),
      )

function matching({ fs }: Files, pattern: string): string[] {
  const paths: string[] = []
  const walk = (dir: number, at: string): void => {
    for (const { name, ino } of fs.readdir(dir)) {
      const path = at === '' ? name : `${at}/${name}`
      if (pathMatch(pattern, path)) paths.push(path)
      if (isDirectory(fs.stat(ino).mode)) walk(ino, path)
    }
  }
  walk(fs.root, '')
  return paths
}

function sourceAt(command: string, files: Files, path: string, context: boolean): CopySource {
  const clean = cleanPath(path)
  if (clean === '..' || clean.startsWith('../'))
    throw failed(command, `forbidden path outside the build context: ${path} ()`)
  const inside = clean === '.' ? '' : clean.replace(/^\//, '')
  try {
    const place = resolve(files.view, `/${inside}`)
    return { path: inside, place, hash: sourceHash(files, place, inside) }
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const why = error.errno === 'ENOENT' ? 'file does not exist' : error.message.toLowerCase()
    const where = context ? 'file not found in build context or excluded by .dockerignore: ' : ''
    throw failed(command, `${where}stat ${path}: ${why}`)
  }
}
