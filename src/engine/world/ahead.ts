import { builder } from '../daemon/routes/build.ts'
import { solver } from '../daemon/routes/buildkit.ts'
import type { World } from '../world.ts'
import { loadPrograms } from './programs.ts'

/**
 * Loads what readers of a running host soon ask for: its programs, then both builders, then what its kind of host brings. An `EngineError`
 * where that cannot be done now.
 */
export async function loadAhead(world: World): Promise<void> {
  await loadPrograms()
  await solver()
  await builder()
  await world.loadAhead?.()
}
