import { later } from '../../base/later.ts'
import { loadTending } from '../programs.ts'
import { loadReserves } from './reserves.ts'

/** Parts of a PC that only somebody's doing leads to; where one is used it is there then. */
const PARTS = [loadTending, () => import('./docker-failures.ts'), () => import('./rescue.ts'), loadReserves]

/** Loads what people soon ask of a PC that has booted. Throws an `EngineError` where that cannot be done now. */
export async function loadPcAhead(): Promise<void> {
  for (const part of PARTS) await later<unknown>(part)()
}
