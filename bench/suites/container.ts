import { contenders } from '../contenders.ts'
import { goal, note, section } from '../report.ts'
import { compare, growthOf } from '../turns.ts'

/** Files that the container has created before its snapshot. */
const OWN_FILES = 100

/** A new container, and keeping what a container holds. */
export function container(): void {
  const { strata, all } = contenders()
  section('Mount and snapshot, by number of layers')
  const mounted = compare('mount of a new container', all, (contender, depth) => ({
    run: () => (contender.mount(depth) ? 1 : 0),
  }))
  note(`snapshot: of a container with ${OWN_FILES} files of its own and more; with the change before it`)
  const kept = compare('create a file, snapshot', all, (contender, depth) => {
    let mount = contender.mount(depth)
    const snapshots: object[] = []
    return {
      count: 200,
      before: () => {
        mount = contender.mount(depth)
        for (let i = 0; i < OWN_FILES; i++) mount.create(`srv/own-${i}`)
        snapshots.length = 0
      },
      run: (i) => {
        mount.create(`srv/new-${i}`)
        return snapshots.push(mount.snapshot())
      },
    }
  })
  goal('mount below 1.27 M files, to 10 k', growthOf(mounted.get(strata)!), { most: 1.5 })
  goal('snapshot above 1.27 M files, to 10 k', growthOf(kept.get(strata)!), { most: 1.5 })
}
