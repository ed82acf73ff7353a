import { createHash } from 'node:crypto'
import { sha256Hex } from '../../src/engine/base/digest.ts'
import { measure } from '../measure.ts'
import { section, shown, table, throughput, times } from '../report.ts'

const SIZES = [
  ['64 B', 64],
  ['4 KiB', 4096],
  ['1 MiB', 2 ** 20],
] as const

/** SHA-256: the engine's, which is JavaScript, beside Node's, which is native. */
export function digest(): void {
  section('SHA-256')
  const rows = [['', 'strata (@noble/hashes)', '', 'node:crypto', '', 'strata to node']]
  for (const [name, size] of SIZES) {
    const bytes = new Uint8Array(size).map((_, i) => i)
    const native = (): string => createHash('sha256').update(bytes).digest('hex')
    if (sha256Hex(bytes) !== native()) throw new Error('two hashes of the same bytes')
    const { ours, node } = measure({
      ours: { run: () => sha256Hex(bytes).length },
      node: { run: () => native().length },
    })
    rows.push([
      name,
      shown(ours),
      throughput(size, ours),
      shown(node),
      throughput(size, node),
      times(ours.median / node.median),
    ])
  }
  table(rows)
}
