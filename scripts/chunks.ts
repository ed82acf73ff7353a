import { resolve } from 'node:path'

/** What this file uses of the bundler. */
interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** A group of the bundler: it takes the modules that are named, with all that they import and no group before it has taken. */
interface Group {
  readonly name: (id: string, modules: Modules) => string | null
  readonly priority: number
}

/**
 * How the sandbox's worker is divided. All that its prompt needs is one file, which the worker fetches with one request; what a machine that
 * boots needs beyond that until its own prompt is another, without what the programs of every page bring. What is loaded later comes in the
 * bundler's own chunks.
 */
export function workerChunks(root: string): Group[] {
  const from = (...entries: string[]) => {
    const found = new Set<string>()
    return (id: string, modules: Modules): boolean => {
      const reach = (at: string): void => {
        if (found.has(at)) return
        found.add(at)
        for (const to of modules.getModuleInfo(at)?.importedIds ?? []) reach(to)
      }
      if (found.size === 0) for (const entry of entries) reach(resolve(root, 'src', entry))
      return found.has(id)
    }
  }
  const prompt = from('sandbox/work.ts')
  const programs = from('engine/world/programs/clients.ts', 'engine/world/programs/tools.ts')
  const boot = from('engine/world/pc/reader-pc.ts')
  return [
    { name: (id, modules) => (prompt(id, modules) ? 'work' : null), priority: 3 },
    { name: (id, modules) => (boot(id, modules) && programs(id, modules) ? 'shared' : null), priority: 2 },
    { name: (id, modules) => (boot(id, modules) ? 'boot' : null), priority: 1 },
  ]
}
