import { builder } from '../daemon/routes/build.ts'
import { solver } from '../daemon/routes/buildkit.ts'
import { loadPrograms } from './programs.ts'

/** Loads what readers of a running host soon ask for: its programs, then both builders. An `EngineError` where that cannot be done now. */
export async function loadAhead(): Promise<void> {
  await loadPrograms()
  await solver()
  await builder()
}
