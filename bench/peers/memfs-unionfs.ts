import { dirname } from 'node:path/posix'
import { Volume } from 'memfs'
import { type IUnionFs, Union } from 'unionfs'
import { bytesOf } from '../../src/engine/base/body.ts'
import type { Contender, Mount } from '../contender.ts'
import { DEEPEST, type FilesOf, stackFiles } from '../stacks.ts'

/** A tenth of the engine's: building ten thousand files in 127 volumes takes half a minute and 2 GB. */
const FILES = 1000

/** The layers as volumes, base first. */
export const buildVolumes = (depth: number, filesOf: FilesOf): Volume[] =>
  Array.from({ length: depth }, (_, layer) => {
    const volume = new Volume()
    const known = new Set<string>()
    for (const { path, body } of filesOf(layer)) {
      const dir = dirname(path)
      if (!known.has(dir)) volume.mkdirSync(`/${dir}`, { recursive: true })
      known.add(dir)
      volume.writeFileSync(`/${path}`, Buffer.from(bytesOf(body)))
    }
    return volume
  })

/** It has no copy-up and no whiteouts: a file is copied to the top by hand, and a deletion is not possible. */
class UnionMount implements Mount {
  private readonly top = new Volume()
  private readonly union: IUnionFs = new Union()
  constructor(layers: readonly Volume[]) {
    for (const volume of [...layers, this.top]) this.union.use(volume as unknown as IUnionFs)
  }
  size(path: string): number | undefined {
    try {
      return this.union.statSync(`/${path}`).size
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
  list(dir: string): number {
    return this.union.readdirSync(`/${dir}`, { withFileTypes: true }).length
  }
  overwrite(path: string): void {
    const bytes = this.union.readFileSync(`/${path}`)
    bytes[0] = 1
    this.top.mkdirSync(`/${dirname(path)}`, { recursive: true })
    this.top.writeFileSync(`/${path}`, bytes)
  }
  read(path: string): number {
    return this.union.readFileSync(`/${path}`).length
  }
  create(path: string): void {
    this.top.mkdirSync(`/${dirname(path)}`, { recursive: true })
    this.top.writeFileSync(`/${path}`, '')
  }
  snapshot(): object {
    return Volume.fromJSON(this.top.toJSON())
  }
}

/** In-memory volumes searched one after the other. */
export function memfsUnionfs(): Contender {
  const layers = buildVolumes(DEEPEST, (layer) => stackFiles(layer, FILES))
  return { name: 'memfs+unionfs', files: FILES, mount: (depth) => new UnionMount(layers.slice(0, depth)) }
}
