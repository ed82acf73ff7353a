import type { DirectoryEntry, Process } from '../kernel/process.ts'
import { isDirectory, S_IFMT, type Stat } from '../vfs/filesystem.ts'
import { joinPath } from './listing.ts'

/** A file met on a walk through a tree. */
export interface Visit {
  readonly path: string
  /** Type bits of its mode. */
  readonly type: number
  /** On a lazy walk it is asked for when it is wanted, and may throw an `FsError` then. */
  readonly stat: Stat
  /** 0 for where the walk began. */
  readonly depth: number
}

export interface WalkOptions {
  /** A directory after what is in it. */
  readonly post?: boolean
  /** Follow symbolic links: never, where the walk begins, always. */
  readonly follow?: 'never' | 'start' | 'always'
  readonly maxDepth?: number
  /**
   * Do without a stat(2) of what a directory tells the type of: always, as fts(3) does with FTS_NOSTAT, or where the
   * directory may be searched and nobody sees the difference.
   */
  readonly lazy?: 'always' | 'searchable'
  /** Called for what cannot be read; the walk goes on. */
  failed(path: string, error: unknown): Promise<void>
  /** A directory for which this is false is not entered. */
  enter?(visit: Visit): boolean
}

const SLICE = 256

/** A directory that the walk is in. */
interface Level {
  readonly here: Visit
  readonly entries: readonly DirectoryEntry[]
  /** The types in `entries` are enough to go on. */
  readonly typed: boolean
  next: number
}

/** An entry of which the directory has told the type. */
class Typed implements Visit {
  readonly path: string
  readonly type: number
  readonly depth: number
  private readonly p: Process
  private known: Stat | undefined

  constructor(p: Process, path: string, type: number, depth: number) {
    this.p = p
    this.path = path
    this.type = type
    this.depth = depth
  }
  get stat(): Stat {
    this.known ??= this.p.lstat(this.path)
    return this.known
  }
}

/** Goes through a tree, names in order, giving the processor away as it goes. */
export async function* walk(
  p: Process,
  start: string,
  options: WalkOptions,
): AsyncGenerator<Visit, void, void> {
  const { follow = 'never', maxDepth = Number.POSITIVE_INFINITY, post = false, lazy } = options
  const statOf = (path: string, depth: number): Stat => {
    const behind = follow === 'always' || (follow === 'start' && depth === 0)
    return behind && p.exists(path) ? p.stat(path) : p.lstat(path)
  }
  const visit = async (path: string, depth: number): Promise<Visit | undefined> => {
    try {
      const stat = statOf(path, depth)
      return { path, stat, type: stat.mode & S_IFMT, depth }
    } catch (error) {
      await options.failed(path, error)
      return undefined
    }
  }
  const searchable = (path: string): boolean => p.access(path, { execute: true })
  const entered = (here: Visit): boolean =>
    isDirectory(here.type) && here.depth < maxDepth && (options.enter?.(here) ?? true)
  const levels: Level[] = []
  let met = 0
  let here = await visit(start, 0)
  for (;;) {
    if (here) {
      if (++met % SLICE === 0) await p.yield()
      if (!post) yield here
      if (entered(here)) {
        let entries: DirectoryEntry[] = []
        try {
          entries = p.readdir(here.path)
        } catch (error) {
          await options.failed(here.path, error)
        }
        const typed =
          follow !== 'always' && (lazy === 'searchable' ? searchable(here.path) : lazy === 'always')
        levels.push({ here, entries, typed, next: 0 })
      } else if (post) yield here
    }
    let level = levels.at(-1)
    while (level && level.next === level.entries.length) {
      levels.pop()
      if (post) yield level.here
      level = levels.at(-1)
    }
    if (!level) return
    const entry = level.entries[level.next++]!
    const path = joinPath(level.here.path, entry.name)
    here = level.typed ? new Typed(p, path, entry.type, levels.length) : await visit(path, levels.length)
  }
}
