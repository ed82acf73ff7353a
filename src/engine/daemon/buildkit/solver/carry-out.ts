import { EngineError } from '../../../base/errors.ts'
import { MILLISECOND } from '../../../base/time.ts'
import { WaitQueue } from '../../../kernel/waiting.ts'
import type { LayerEntry } from '../../../vfs/entry.ts'
import type { CacheRecord } from '../cache/records.ts'
import { type Snapshot, snapshotOf } from '../cache/snapshot.ts'
import type { ExecOp, Vertex } from '../graph.ts'
import { runExec } from '../ops/exec.ts'
import { runActions } from '../ops/file.ts'
import { readyMounts } from '../ops/mounts.ts'
import { SolveError } from './solve-error.ts'
import { hasBase, type Result, type Solver } from './solver.ts'

/** Time that copying or making a directory takes. */
const FILE_COST = 6 * MILLISECOND

const snapshotIn = (result: Result | undefined): Snapshot | undefined =>
  result?.kind === 'snapshot' ? result.snapshot : undefined

/** Does what a vertex says, on the results of its inputs, and keeps what comes of it. Throws `SolveError`. */
export async function carryOut(
  solver: Solver,
  vertex: Vertex,
  results: readonly Result[],
): Promise<CacheRecord> {
  const { daemon, progress } = solver
  const { kernel } = daemon.host
  if (solver.cancelled) throw new SolveError('context canceled', vertex.range)
  const based = hasBase(vertex)
  const base = based ? snapshotIn(results[0]) : undefined
  const end = progress.start(vertex)
  try {
    const entries = await changes(solver, vertex, base, results)
    const { buildCache: cache } = daemon
    const record = cache.add({
      type: 'regular',
      description: describe(vertex),
      mutable: vertex.inputs.length === 0,
      parents: parentOf(results, based),
      kept: { kind: 'snapshot', snapshot: snapshotOf(base, entries, kernel.now()), pulled: false },
    })
    end()
    return record
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const message = solver.cancelled ? 'context canceled' : error.message
    end({ error: message })
    throw new SolveError(message, vertex.range)
  }
}

function parentOf(results: readonly Result[], based: boolean): string[] {
  const record = based ? results[0]?.record : undefined
  return record ? [record.id] : []
}

const describe = ({ op, name }: Vertex): string =>
  op.kind === 'exec' ? `mount / from exec ${op.args.join(' ')}` : name

async function changes(
  solver: Solver,
  vertex: Vertex,
  base: Snapshot | undefined,
  results: readonly Result[],
): Promise<readonly LayerEntry[]> {
  const { daemon } = solver
  const { op } = vertex
  if (op.kind === 'exec') return execute(solver, vertex, op, base, results)
  await daemon.host.kernel.scheduler.sleep(FILE_COST)
  if (op.kind === 'merge') return snapshotIn(results[1])?.entries ?? []
  if (op.kind !== 'file') throw new Error(`nothing to be done for ${op.kind}`)
  return runActions(
    daemon,
    op.actions,
    base,
    results.map((result) => solver.filesOf(result)),
  )
}

async function execute(
  solver: Solver,
  vertex: Vertex,
  op: ExecOp,
  base: Snapshot | undefined,
  results: readonly Result[],
): Promise<readonly LayerEntry[]> {
  const { daemon, session, progress } = solver
  const { buildCache: cache } = daemon
  const locked = op.mounts.flatMap((mount) =>
    mount.kind === 'cache' && mount.sharing === 'locked' ? [mount.id] : [],
  )
  const release = await lockAll(solver, locked)
  const { mounts, secretEnv, used } = readyMounts(daemon, op, {
    session,
    cache,
    files: (input) => solver.filesOf(results[input]),
    snapshot: (input) => snapshotIn(results[input]),
  })
  for (const record of used) record.users++
  try {
    return await runExec(daemon, op, base, {
      id: cache.newID(),
      mounts,
      secretEnv,
      onOutput: (stream, bytes) => progress.log(vertex, stream, bytes),
      onStart: (process) => solver.onStart(process),
    })
  } finally {
    for (const record of used) record.users--
    release()
  }
}

/** Cache mounts that only one command may have at a time. */
async function lockAll({ daemon }: Solver, ids: readonly string[]): Promise<() => void> {
  const { locks } = daemon.buildCache
  for (const id of ids) {
    for (let lock = locks.get(id); lock; lock = locks.get(id)) await lock.wait()
    locks.set(id, new WaitQueue(daemon.host.kernel.scheduler))
  }
  return () => {
    for (const id of ids) {
      const lock = locks.get(id)
      locks.delete(id)
      lock?.wakeAll()
    }
  }
}
