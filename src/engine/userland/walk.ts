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

/** A directory that the walk is in. */
interface Level {
  readonly here: Visit
  readonly names: readonly string[]
  next: number
}

/** Goes through a tree, names in order, giving the processor away as it goes. */
export async function* walk(
  p: Process,
  start: string,
  options: WalkOptions,
): AsyncGenerator<Visit, void, void> {
  const { follow = 'never', maxDepth = Number.POSITIVE_INFINITY, post = false } = options
  const statOf = (path: string, depth: number): Stat => {
    const behind = follow === 'always' || (follow === 'start' && depth === 0)
    return behind && p.exists(path) ? p.stat(path) : p.lstat(path)
  }
  const entered = (here: Visit): boolean =>
    isDirectory(here.stat.mode) && here.depth < maxDepth && (options.enter?.(here) ?? true)
  const levels: Level[] = []
  let met = 0
  let path = start
  for (;;) {
    const depth = levels.length
    let stat: Stat | undefined
    try {
      stat = statOf(path, depth)
    } catch (error) {
      await options.failed(path, error)
    }
    if (stat) {
      if (++met % SLICE === 0) await p.yield()
      const here: Visit = { path, stat, depth }
      if (!post) yield here
      if (entered(here)) {
        let names: string[] = []
        try {
          names = p.readdir(path).map((entry) => entry.name)
        } catch (error) {
          await options.failed(path, error)
        }
        levels.push({ here, names, next: 0 })
      } else if (post) yield here
    }
    let level = levels.at(-1)
    while (level && level.next === level.names.length) {
      levels.pop()
      if (post) yield level.here
      level = levels.at(-1)
    }
    if (!level) return
    path = joinPath(level.here.path, level.names[level.next++]!)
  }
}
