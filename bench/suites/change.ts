import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import { mergeLayer } from '../../src/engine/vfs/overlay/merged-index.ts'
import type { Contender } from '../contender.ts'
import { contenders } from '../contenders.ts'
import { type Case, measure } from '../measure.ts'
import { layerOf, mountOverlay } from '../peers/overlay.ts'
import { fact, note, section, shown } from '../report.ts'
import { type Depth, LARGE, large, sample, stackFiles } from '../stacks.ts'
import { compare } from '../turns.ts'

const REMOVED = 256
const BYTE = new Uint8Array(1)

/** Changes to files of the layers below, and telling them. */
export function change(): void {
  const { all } = contenders()
  section('Copy-up, whiteout and diff, by number of layers')
  compare('copy-up of 1 MB', all, (contender, depth) => copyUps(contender, depth, false))
  compare('copy-up of 1 MB, read back', all, (contender, depth) => copyUps(contender, depth, true))
  compare('whiteout', all, (contender, depth) => {
    const paths = sample(depth, contender.files, REMOVED).map(({ dir, name }) => `${dir}/${name}`)
    let mount = contender.mount(depth)
    if (!mount.remove) return undefined
    return {
      count: REMOVED,
      before: () => {
        mount = contender.mount(depth)
      },
      run: (i) => {
        mount.remove!(paths[i]!)
        return 1
      },
    }
  })
  compare('diff of 100 changes', all, (contender, depth) => {
    const mount = contender.mount(depth)
    if (!mount.changes) return undefined
    const paths = sample(depth, contender.files, 60).map(({ dir, name }) => `${dir}/${name}`)
    for (let i = 0; i < 40; i++) mount.create(`srv/new-${i}`)
    for (const path of paths.slice(0, 40)) mount.overwrite(path)
    for (const path of paths.slice(40)) mount.remove!(path)
    return { run: () => mount.changes!() }
  })
  firstCopyUp()
}

/** A copy-up of each of the large files, in a new container. */
function copyUps(contender: Contender, depth: Depth, readBack: boolean): Case {
  let mount = contender.mount(depth)
  return {
    count: LARGE,
    before: () => {
      mount = contender.mount(depth)
    },
    run: (i) => {
      mount.overwrite(large(i))
      return readBack ? mount.read(large(i)) : 1
    },
  }
}

/** The first copy-up from a layer finds out where the layer's files have their names; all others profit. */
function firstCopyUp(): void {
  const make = () => {
    const { overlay } = mountOverlay(mergeLayer(undefined, layerTree(layerOf(stackFiles(0)))))
    const ino = large(0)
      .split('/')
      .reduce((at, name) => overlay.lookup(at, name), overlay.root)
    return { overlay, ino }
  }
  let { overlay, ino } = make()
  const { first } = measure({
    first: {
      count: 1,
      before: () => {
        ;({ overlay, ino } = make())
      },
      run: () => {
        overlay.write(ino, 0, BYTE, 1n)
        return 1
      },
    },
  })
  note(`first copy-up ever from a layer of 10,000 files: ${shown(first)}`)
  fact('first copy-up from a layer of 10,000 files', shown(first))
}
