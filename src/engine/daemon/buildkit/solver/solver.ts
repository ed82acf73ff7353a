import { sha256Hex } from '../../../base/digest.ts'
import type { ProcessRecord } from '../../../kernel/record.ts'
import { TreeFs } from '../../../vfs/tree-fs.ts'
import type { BuildSession } from '../../api-buildkit.ts'
import { type Files, filesOf, readableOver } from '../../build/files.ts'
import type { Daemon } from '../../daemon.ts'
import type { CacheRecord } from '../cache/records.ts'
import type { Snapshot } from '../cache/snapshot.ts'
import type { Vertex } from '../graph.ts'
import type { LocalFiles } from '../ops/local.ts'
import { MissingSource, sourcesHash } from '../ops/sources.ts'
import { carryOut } from './carry-out.ts'
import { Flight, together } from './flight.ts'
import { fetchImageVertex, loadLocal } from './load.ts'
import type { Progress } from './progress.ts'
import { SolveError } from './solve-error.ts'

/** What a vertex gave: files of a step or of an image, or those of the client. */
export type Result =
  | {
      readonly kind: 'snapshot'
      readonly snapshot: Snapshot | undefined
      readonly record: CacheRecord | undefined
    }
  | { readonly kind: 'local'; readonly files: LocalFiles; readonly record: CacheRecord }

/** A vertex on its way. */
interface Edge {
  readonly vertex: Vertex
  readonly key: Flight<string>
  readonly result: Flight<Result>
  told: boolean
}

/**
 * Solves a graph: each vertex once, from the cache where it can be, and only what the target needs (BuildKit, solver). What
 * does not depend on one another runs at a time.
 */
export class Solver {
  readonly daemon: Daemon
  readonly session: BuildSession
  readonly progress: Progress
  private readonly edges = new Map<string, Edge>()
  private readonly running = new Set<ProcessRecord>()
  cancelled = false

  constructor(daemon: Daemon, session: BuildSession, progress: Progress) {
    this.daemon = daemon
    this.session = session
    this.progress = progress
  }

  /** Takes in a graph. Of equal vertices the last one's name is shown. */
  add(target: Vertex): void {
    const seen = new Set<Vertex>()
    const found = new Map<string, Vertex>()
    const visit = (vertex: Vertex): void => {
      if (seen.has(vertex)) return
      vertex.inputs.forEach(visit)
      seen.add(vertex)
      found.set(vertex.digest, vertex)
    }
    visit(target)
    for (const vertex of found.values()) {
      const edge: Edge = {
        vertex,
        key: new Flight(this.daemon.host.kernel, () => this.findKey(edge)),
        result: new Flight(this.daemon.host.kernel, () => this.findResult(edge)),
        told: false,
      }
      this.edges.set(vertex.digest, edge)
    }
    this.progress.announce([...found.values()])
  }

  private edge({ digest }: Vertex): Edge {
    return this.edges.get(digest)!
  }

  /** The result of a vertex. Throws `SolveError`. */
  solve(vertex: Vertex): Promise<Result> {
    return this.edge(vertex).result.get()
  }

  /** Ends what runs. */
  cancel(): void {
    this.cancelled = true
    for (const process of this.running) this.daemon.host.kernel.signal(process, 'SIGKILL')
  }
  onStart(process: ProcessRecord): void {
    this.running.add(process)
    process.onExit.add(() => this.running.delete(process))
    if (this.cancelled) this.daemon.host.kernel.signal(process, 'SIGKILL')
  }

  /** What a vertex is known by in the cache. It may need the results of others: where files are told by their content. */
  private async findKey(edge: Edge): Promise<string> {
    const { vertex } = edge
    const { op, inputs } = vertex
    const { buildCache: cache } = this.daemon
    if (op.kind === 'image') {
      await this.told(edge, async () => {})
      return `image ${op.source.id}`
    }
    // Its consumers look at the content.
    if (op.kind === 'local') return `local ${vertex.digest}`
    if (inputs.length === 0) {
      await this.told(edge, async () => {})
      return hash(own(vertex), [])
    }
    const base = hasBase(vertex) ? await this.edge(inputs[0]!).key.get() : ''
    const prefix = hash(own(vertex), [base])
    const known = cache.mayHave(prefix) && !vertex.ignoreCache
    const others = inputs.slice(hasBase(vertex) ? 1 : 0)
    const keys: string[] = []
    const { kernel, process } = this.daemon.host
    await together(kernel, process, [
      // On a base that this was never done on, it will have to be done.
      ...(!known && hasBase(vertex) ? [async () => void (await this.solve(inputs[0]!))] : []),
      ...others.map((input, i) => async () => {
        if (input.op.kind === 'local') await this.solve(input)
        keys[i] = await this.edge(input).key.get()
      }),
    ])
    const byContent = contentInputs(vertex)
    if (byContent.length === 0) return hash(own(vertex), [base, ...keys])
    const local = byContent.some((input) => inputs[input]!.op.kind === 'local')
    const fast = hash(own(vertex), [base, ...keys])
    const alias = local ? undefined : cache.alias(fast)
    if (alias !== undefined) return alias
    await together(
      kernel,
      process,
      byContent.map((input) => () => this.solve(inputs[input]!)),
    )
    const digest = await this.contentDigest(vertex)
    const key = hash(own(vertex), [base, digest])
    if (!local) cache.link(fast, key)
    return key
  }

  /** Digest of all files that a vertex takes from its inputs. */
  private async contentDigest(vertex: Vertex): Promise<string> {
    const { op, inputs } = vertex
    const parts: string[] = []
    if (op.kind === 'file') {
      for (const action of op.actions) {
        if (action.kind !== 'copy') continue
        const input = inputs[action.from]
        const result = input && (await this.solve(input))
        parts.push(this.checked(vertex, input, result, () => sourcesHash(this.filesOf(result), action)))
      }
    } else if (op.kind === 'exec') {
      for (const mount of op.mounts) {
        if (mount.from === undefined || mount.kind === 'cache') continue
        const input = inputs[mount.from]!
        const result = await this.solve(input)
        const action = {
          kind: 'copy',
          from: 0,
          source: mount.source,
          dest: '',
          chown: '',
          chmod: '',
          exclude: [],
        } as const
        parts.push(
          this.checked(vertex, input, result, () =>
            sourcesHash(this.filesOf(result), { ...action, unpack: false, wildcard: false }),
          ),
        )
      }
    }
    return hash('content', parts)
  }

  /** What is not there is told of as the check of its digest. */
  private checked(
    vertex: Vertex,
    input: Vertex | undefined,
    result: Result | undefined,
    work: () => string,
  ): string {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof MissingSource)) throw error
      const end = this.progress.start(vertex)
      const same = input !== undefined && vertex.inputs[0]?.digest === input.digest && hasBase(vertex)
      const why = same
        ? `lstat ${error.path}: no such file or directory`
        : `failed to calculate checksum of ref ${this.daemon.buildCache.worker}::${result?.record?.id ?? this.daemon.buildCache.newID()}: ${error.message}`
      end({ error: why })
      throw new SolveError(same ? why : `failed to compute cache key: ${why}`, vertex.range)
    }
  }

  /** Files of a result, to be read. */
  filesOf(result: Result | undefined): Files | undefined {
    const { kernel } = this.daemon.host
    if (result?.kind === 'local')
      return filesOf(
        kernel,
        new TreeFs({ type: 'ext4', dev: kernel.deviceNumber(), tree: result.files.tree }),
      )
    return result?.snapshot && readableOver(kernel, result.snapshot.index)
  }

  private async findResult(edge: Edge): Promise<Result> {
    const { vertex } = edge
    const { buildCache: cache } = this.daemon
    if (vertex.op.kind === 'local') return this.told(edge, () => loadLocal(this, vertex))
    const key = await edge.key.get()
    if (this.cancelled) throw new SolveError('context canceled', vertex.range)
    if (vertex.op.kind === 'image') return fetchImageVertex(this, vertex)
    const found = vertex.ignoreCache ? undefined : cache.result(key)
    if (found?.kept.kind === 'snapshot') {
      this.markCached(vertex)
      cache.touch(found)
      return { kind: 'snapshot', snapshot: found.kept.snapshot, record: found }
    }
    const { kernel, process } = this.daemon.host
    const results = await together(
      kernel,
      process,
      vertex.inputs.map((input) => () => this.solve(input)),
    )
    edge.told = true
    const record = await carryOut(this, vertex, results)
    if (hasBase(vertex)) cache.begin(hash(own(vertex), [await this.edge(vertex.inputs[0]!).key.get()]))
    cache.keep(key, record)
    return { kind: 'snapshot', snapshot: (record.kept as { snapshot: Snapshot }).snapshot, record }
  }

  /** Says of a vertex, and of those that it stands on, that nothing had to be done. */
  private markCached(vertex: Vertex): void {
    const edge = this.edge(vertex)
    if (edge.told && vertex.inputs.length > 0) return
    for (const input of vertex.inputs) if (!this.edge(input).told) this.markCached(input)
    edge.told = true
    this.progress.start(vertex, true)()
  }

  /** Tells of a vertex that has no inputs, once. */
  private async told<T>(edge: Edge, work: () => Promise<T>): Promise<T> {
    if (edge.told) return work()
    edge.told = true
    if (edge.vertex.op.kind === 'local') return work()
    const end = this.progress.start(edge.vertex)
    const value = await work()
    end()
    return value
  }
}

const hash = (what: string, parts: readonly string[]): string => sha256Hex(JSON.stringify([what, ...parts]))

/** The first input is what the vertex goes on from. */
export const hasBase = ({ op, inputs }: Vertex): boolean =>
  inputs.length > 0 &&
  (op.kind === 'file'
    ? op.base
    : op.kind === 'merge' || (op.kind === 'exec' && !op.mounts.some(({ from }) => from === 0)))

/** What a vertex does, apart from what it does it to. */
const own = ({ op }: Vertex): string =>
  JSON.stringify(
    op.kind === 'exec' ? { ...op, secrets: op.secrets.map(({ id, target, env }) => [id, target, env]) } : op,
    (_key, value) => (typeof value === 'bigint' ? String(value) : value),
  )

/** Inputs whose content counts, not how it was made. */
function contentInputs({ op }: Vertex): number[] {
  const found =
    op.kind === 'file'
      ? op.actions.flatMap((action) => (action.kind === 'copy' ? [action.from] : []))
      : op.kind === 'exec'
        ? op.mounts.flatMap(({ kind, from }) => (from === undefined || kind === 'cache' ? [] : [from]))
        : []
  return [...new Set(found)].filter((input) => input >= 0)
}
