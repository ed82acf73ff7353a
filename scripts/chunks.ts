import { resolve } from 'node:path'

/** What this file uses of the bundler. */
interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/**
 * Names the chunk of a module of the sandbox's worker. All that its prompt needs is one file, which the worker fetches with one request; what
 * is loaded later comes in the bundler's own chunks.
 */
export function workerChunks(root: string): (id: string, modules: Modules) => string | null {
  const entry = resolve(root, 'src/sandbox/work.ts')
  const needed = new Set<string>()
  return (id, modules) => {
    if (needed.size === 0) {
      const reach = (from: string): void => {
        if (needed.has(from)) return
        needed.add(from)
        for (const to of modules.getModuleInfo(from)?.importedIds ?? []) reach(to)
      }
      reach(entry)
    }
    return needed.has(id) ? 'work' : null
  }
}
