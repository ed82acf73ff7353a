import { type Body, bytesBody, bytesOf, EMPTY } from '../../src/engine/base/body.ts'
import type { Contender, Mount } from '../contender.ts'
import { DEEPEST, FILES, type FilesOf, stackFiles } from '../stacks.ts'

interface Entry {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtime: number
  /** Undefined: a whiteout. */
  readonly body: Body | undefined
}

type Layer = ReadonlyMap<string, Entry>

const entry = (body: Body | undefined): Entry => ({ mode: 0o644, uid: 0, gid: 0, mtime: 1_750_000_000, body })

/** One map for each layer, by path. */
export const buildMaps = (depth: number, filesOf: FilesOf): Layer[] =>
  Array.from({ length: depth }, (_, layer) => {
    const map = new Map<string, Entry>()
    for (const { path, body } of filesOf(layer)) map.set(path, entry(body))
    return map
  })

class MapsMount implements Mount {
  private readonly upper = new Map<string, Entry>()
  /** Top first. */
  private readonly lower: readonly Layer[]
  constructor(lower: readonly Layer[]) {
    this.lower = lower
  }
  private below(path: string): Entry | undefined {
    for (const layer of this.lower) {
      const found = layer.get(path)
      if (found) return found
    }
    return undefined
  }
  private get(path: string): Entry | undefined {
    return this.upper.get(path) ?? this.below(path)
  }
  size(path: string): number | undefined {
    return this.get(path)?.body?.size
  }
  list(dir: string): number {
    const names = new Map<string, Entry>()
    for (const layer of [this.upper, ...this.lower])
      for (const [path, found] of layer) {
        if (!path.startsWith(dir) || path[dir.length] !== '/') continue
        const rest = path.slice(dir.length + 1)
        const slash = rest.indexOf('/')
        const name = slash < 0 ? rest : rest.slice(0, slash)
        if (!names.has(name)) names.set(name, found)
      }
    return [...names].filter(([, { body }]) => body).sort(([a], [b]) => (a < b ? -1 : 1)).length
  }
  overwrite(path: string): void {
    const bytes = new Uint8Array(bytesOf(this.get(path)!.body!))
    bytes[0] = 1
    this.upper.set(path, entry(bytesBody(bytes)))
  }
  read(path: string): number {
    return bytesOf(this.get(path)!.body!).length
  }
  create(path: string): void {
    this.upper.set(path, entry(EMPTY))
  }
  remove = (path: string): void => {
    if (this.below(path)) this.upper.set(path, entry(undefined))
    else this.upper.delete(path)
  }
  changes = (): number => {
    let count = 0
    for (const [path, now] of this.upper) {
      const old = this.below(path)
      if (!old || old.mode !== now.mode || old.mtime !== now.mtime || old.body !== now.body) count++
    }
    return count
  }
  snapshot(): object {
    return new Map(this.upper)
  }
}

/** What one writes first: layers searched from the top down. */
export function listOfMaps(): Contender {
  const layers = buildMaps(DEEPEST, stackFiles)
  return {
    name: 'list of maps',
    files: FILES,
    mount: (depth) => new MapsMount(layers.slice(0, depth).reverse()),
  }
}
