import type { Process } from '../kernel/process.ts'
import { dirName } from './listing.ts'

/** Makes directories on the way to `path`. */
export function makeParents(p: Process, path: string): void {
  const dir = dirName(path)
  if (dir === '.' || dir === '/' || p.exists(dir)) return
  makeParents(p, dir)
  p.mkdir(dir, 0o755)
}
