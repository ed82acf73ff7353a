import type { Process } from '../kernel/process.ts'
import type { Stat } from '../vfs/filesystem.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import { joinPath } from './listing.ts'

/** A file met on a walk through a tree. */
export interface Visit {
  readonly path: string
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
  /** Called for what cannot be read; the walk goes on. */
  failed(path: string, error: unknown): Promise<void>
  /** A directory for which this is false is not entered. */
  enter?(visit: Visit): boolean
}

const SLICE = 256

/** Goes through a tree, names in order, giving the processor away as it goes. */
export async function* walk(
  p: Process,
  start: string,
  options: WalkOptions,
): AsyncGenerator<Visit, void, void> {
  let met = 0
  const follow = options.follow ?? 'never'
  const statOf = (path: string, depth: number): Stat => {
    const behind = follow === 'always' || (follow === 'start' && depth === 0)
    return behind && p.exists(path) ? p.stat(path) : p.lstat(path)
  }
  async function* visit(path: string, depth: number): AsyncGenerator<Visit, void, void> {
    let stat: Stat
    try {
      stat = statOf(path, depth)
    } catch (error) {
      await options.failed(path, error)
      return
    }
    if (++met % SLICE === 0) await p.yield()
    const here: Visit = { path, stat, depth }
    if (!options.post) yield here
    if (
      isDirectory(stat.mode) &&
      depth < (options.maxDepth ?? Number.POSITIVE_INFINITY) &&
      (options.enter?.(here) ?? true)
    ) {
      let names: string[] = []
      try {
        names = p.readdir(path).map((entry) => entry.name)
      } catch (error) {
        await options.failed(path, error)
      }
      for (const name of names) yield* visit(joinPath(path, name), depth + 1)
    }
    if (options.post) yield here
  }
  yield* visit(start, 0)
}
