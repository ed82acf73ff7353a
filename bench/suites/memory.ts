import { weigh } from '../measure.ts'
import { buildMaps } from '../peers/list-of-maps.ts'
import { buildVolumes } from '../peers/memfs-unionfs.ts'
import { buildIndexes } from '../peers/overlay.ts'
import { fact, section, table } from '../report.ts'
import { DEEPEST, DEPTHS, layerFiles } from '../stacks.ts'

/** Layers of memfs volumes at most: they take 1.5 KB a file. */
const MOST_VOLUMES = 8

function filesBelow(depth: number): number {
  let count = 0
  for (let layer = 0; layer < depth; layer++) for (const _ of layerFiles(layer)) count++
  return count
}

/** What layers weigh in memory, without the contents of their files. */
export function memory(): void {
  section('Memory, by number of layers of 10,000 files (bytes a file, megabytes in all)')
  const rows = [['', ...DEPTHS.map(String)]]
  const line = (name: string, build: (depth: number) => object, most = DEEPEST): number => {
    let last = 0
    const cells = DEPTHS.map((depth) => {
      if (depth > most) return 'not tried'
      const bytes = weigh(() => build(depth))
      last = bytes / filesBelow(depth)
      return `${last.toFixed(0)} B, ${(bytes / 1e6).toFixed(1)} MB`
    })
    rows.push([name, ...cells])
    return last
  }
  const ours = line('strata', (depth) => buildIndexes([depth], layerFiles).get(depth)!)
  const maps = line('list of maps', (depth) => buildMaps(depth, layerFiles))
  const volumes = line('memfs', (depth) => buildVolumes(depth, layerFiles), MOST_VOLUMES)
  table(rows)
  fact('memory of an entry, 127 layers × 10,000 files', `${ours.toFixed(0)} B`)
  fact('the same: list of maps; memfs (8 layers)', `${maps.toFixed(0)} B; ${volumes.toFixed(0)} B`)
}
