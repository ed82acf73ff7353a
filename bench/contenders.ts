import type { Contender } from './contender.ts'
import { listOfMaps } from './peers/list-of-maps.ts'
import { memfsUnionfs } from './peers/memfs-unionfs.ts'
import { strata } from './peers/overlay.ts'
import { duration, note, section } from './report.ts'

export interface Contenders {
  readonly strata: ReturnType<typeof strata>
  readonly all: readonly Contender[]
}

let built: Contenders | undefined

/** All contenders with their layers, made when the first suite asks for them and kept for the others. */
export function contenders(): Contenders {
  if (built) return built
  section('Layers')
  const make = <T extends Contender>(create: () => T): T => {
    const start = performance.now()
    const made = create()
    const time = duration((performance.now() - start) * 1e6)
    note(`${made.name}: 127 layers of ${made.files.toLocaleString('en')} files, made in ${time}`)
    return made
  }
  const ours = make(strata)
  built = { strata: ours, all: [ours, make(listOfMaps), make(memfsUnionfs)] }
  return built
}
