import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { namesIn } from '../system-files.ts'
import { toText } from '../text.ts'
import { ModuleTree } from './tree.ts'

/** Loads drivers for all devices of all buses, also for those that a driver finds. */
export async function loadDrivers(p: Process): Promise<void> {
  const tree = new ModuleTree(p)
  const seen = new Set<string>()
  let loaded = tree.loaded()
  for (let found = true; found; ) {
    found = false
    for (const bus of namesIn(p, '/sys/bus'))
      for (const device of namesIn(p, `/sys/bus/${bus}/devices`)) {
        const path = `/sys/bus/${bus}/devices/${device}/modalias`
        if (seen.has(path)) continue
        seen.add(path)
        found = true
        for (const module of tree.named(toText(bytesOf(p.readFile(path))).trim())) {
          if (loaded.has(module)) continue
          await tryLoad(tree, module)
          loaded = tree.loaded()
        }
      }
  }
}

/** How many devices are on all buses, interfaces of the network among them. */
export const deviceCount = (p: Process): number =>
  namesIn(p, '/sys/bus').reduce(
    (sum, bus) => sum + namesIn(p, `/sys/bus/${bus}/devices`).length,
    namesIn(p, '/sys/class/net').length,
  )

async function tryLoad(tree: ModuleTree, module: string): Promise<void> {
  try {
    await tree.load(module)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}
