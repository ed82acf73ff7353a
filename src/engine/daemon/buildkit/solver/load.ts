import { MILLISECOND } from '../../../base/time.ts'
import type { CacheRecord } from '../cache/records.ts'
import { snapshotsOfImage } from '../cache/snapshot.ts'
import type { Vertex } from '../graph.ts'
import { receive } from '../ops/local.ts'
import { pullLayers } from './pull-layers.ts'
import type { Result, Solver } from './solver.ts'

/** What asking the client for files takes. */
const ROUND_TRIP = 4 * MILLISECOND

/** Gets files of the client's: those that have changed since the last time. */
export async function loadLocal(solver: Solver, vertex: Vertex): Promise<Result> {
  const { daemon, session, progress } = solver
  const { op } = vertex
  if (op.kind !== 'local') throw new Error('no files of the client')
  const end = progress.start(vertex)
  const tell = progress.status(vertex, `transferring ${op.name}:`)
  await daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
  const wanted = { ...(op.follow && { follow: op.follow }), exclude: op.exclude }
  const { record, bytes } = loadFiles(solver, op.name, 'context', session.files(op.name, wanted) ?? [], true)
  tell(true, bytes)
  end()
  return { kind: 'local', files: record.kept.files, record }
}

/** What a folder is known by from build to build. */
export const localKey = ({ session }: Pick<Solver, 'session'>, name: string, hint: string): string =>
  `${name} ${hint} ${session.sharedKey}`

/** Keeps files that came from the client under the folder they are from. `reuse`: what is there already was not sent. */
export function loadFiles(
  { daemon, session }: Pick<Solver, 'daemon' | 'session'>,
  name: string,
  hint: string,
  sent: NonNullable<ReturnType<Solver['session']['files']>>,
  reuse: boolean,
) {
  const { buildCache: cache, host } = daemon
  const key = localKey({ session }, name, hint)
  const known = cache.local(key)
  const { files, bytes } = receive(sent, reuse ? known?.kept.files : undefined, host.kernel.now())
  if (known) {
    // What is known of the size of a folder that goes on being used is not found out again.
    known.kept.files = reuse ? { ...files, size: known.kept.files.size } : files
    cache.touch(known)
    return { record: known, bytes }
  }
  cache.add({
    type: 'source.local',
    description: `local source for ${name}`,
    mutable: true,
    parents: [],
    kept: { kind: 'local', files, key },
  })
  return { record: cache.local(key)!, bytes }
}

/** The layers of an image, as records: they are there, or come from its registry. */
export async function fetchImageVertex(solver: Solver, vertex: Vertex): Promise<Result> {
  const { daemon, progress } = solver
  const { buildCache: cache, layers, host } = daemon
  const { op } = vertex
  if (op.kind !== 'image') throw new Error('no image')
  const { source } = op
  const chainID = source.chainID
  const last = chainID === undefined ? undefined : cache.layer(chainID)
  if (last?.kept.kind === 'snapshot') {
    const end = progress.start(vertex, true)
    if (source.remote) progress.status(vertex, `resolve ${source.reference}`)(true)
    end()
    for (let at: CacheRecord | undefined = last; at; at = cache.get(at.parents[0] ?? '')) cache.touch(at)
    return { kind: 'snapshot', snapshot: last.kept.snapshot, record: last }
  }
  const end = progress.start(vertex)
  if (source.remote) await pullLayers(solver, vertex, source, source.remote)
  let record: CacheRecord | undefined
  const snapshots = snapshotsOfImage(layers, chainID, host.kernel.now())
  for (const snapshot of snapshots) {
    const known = cache.layer(snapshot.chainID!)
    if (!known) layers.retain(snapshot.chainID!)
    record =
      known ??
      cache.add({
        type: 'regular',
        description: source.remote ? `pulled from ${source.reference}` : 'from local ',
        mutable: false,
        parents: record ? [record.id] : [],
        kept: { kind: 'snapshot', snapshot, pulled: true },
      })
  }
  end()
  const snapshot = record?.kept.kind === 'snapshot' ? record.kept.snapshot : undefined
  return { kind: 'snapshot', snapshot, record }
}
