import { type Contenders, contenders } from '../contenders.ts'
import { mountOverlay } from '../peers/overlay.ts'
import { fact, goal, note, section, times } from '../report.ts'
import { absent, type Depth, layerFiles, MERGED_DIRECTORY, sample } from '../stacks.ts'
import { compare, growthOf } from '../turns.ts'

/** Different paths that are looked up in turn. */
const PATHS = 512

/** Look-ups and listings below 1 to 127 layers. */
export function lookup(): void {
  const built = contenders()
  const { strata, all } = built
  section('Look-up, by number of layers')
  note(`hit, miss: path of four components → stat; ${PATHS} files in turn, spread evenly over the layers`)

  const hit = compare('hit', all, (contender, depth) => {
    const mount = contender.mount(depth)
    const paths = sample(depth, contender.files, PATHS).map(({ dir, name }) => `${dir}/${name}`)
    return { run: (i) => mount.size(paths[i % PATHS]!)! }
  })
  compare('miss', all, (contender, depth) => {
    const mount = contender.mount(depth)
    const paths = absent(PATHS).map(({ dir, name }) => `${dir}/${name}`)
    return { run: (i) => (mount.size(paths[i % PATHS]!) === undefined ? 1 : Number.NaN) }
  })
  const listing = compare('readdir of 1000 merged entries', all, (contender, depth) => {
    const mount = contender.mount(depth)
    return { run: () => mount.list(MERGED_DIRECTORY) }
  })

  const one = components(built)
  const [ours, maps, union] = all.map((contender) => hit.get(contender)!)
  goal('look-up of a component, 127 layers to 1', growthOf(one.warm), { most: 2 })
  goal('look-up of a path, 127 layers to 1', growthOf(ours!), { most: 2 })
  goal('look-up below 127 layers, memfs+unionfs to strata', union![127].median / ours![127].median, {
    least: 300,
  })
  goal('look-up below 127 layers, list of maps to strata', maps![127].median / ours![127].median, {
    least: 1,
  })
  goal('readdir of 1000 entries, 127 layers to 1', growthOf(listing.get(strata)!), { most: 2 })
  fact('first look-up of a component, 127 layers to 1', times(growthOf(one.first)))
  fact('control, one Map: 1.27 M paths to 10 k', times(growthOf(one.control)))
}

/** `lookup(directory, name)` alone: of names the container knows, and of names it was never asked for. */
function components({ strata }: Contenders) {
  note('one component: lookup(directory, name) alone; first: names this container was never asked for;')
  note('control: one Map of all paths, to see what the size of the memory costs by itself')
  const prepare = (depth: Depth) => {
    const { overlay } = mountOverlay(strata.indexes.get(depth)!)
    const places = sample(depth, strata.files, PATHS).map(({ dir, name }) => ({
      dir: dir.split('/').reduce((at, part) => overlay.lookup(at, part), overlay.root),
      name,
    }))
    return { overlay, places }
  }
  const warm = compare('one component', [strata], (_, depth) => {
    const { overlay, places } = prepare(depth)
    return {
      run: (i) => {
        const { dir, name } = places[i % PATHS]!
        return overlay.lookup(dir, name)
      },
    }
  })
  const first = compare('one component, first', [strata], (_, depth) => {
    let { overlay, places } = prepare(depth)
    return {
      count: PATHS,
      before: () => {
        ;({ overlay, places } = prepare(depth))
      },
      run: (i) => overlay.lookup(places[i]!.dir, places[i]!.name),
    }
  })
  const oneMap = { ...strata, name: 'one Map' }
  const control = compare('control', [oneMap], (_, depth) => {
    const map = new Map<string, { layer: number }>()
    for (let layer = 0; layer < depth; layer++)
      for (const { path } of layerFiles(layer)) map.set(path, { layer })
    const paths = sample(depth, strata.files, PATHS).map(({ dir, name }) => `${dir}/${name}`)
    return { count: PATHS, run: (i) => map.get(paths[i]!)!.layer }
  })
  return { warm: warm.get(strata)!, first: first.get(strata)!, control: control.get(oneMap)! }
}
