import { sha256Hex } from '../../../base/digest.ts'
import { EngineError } from '../../../base/errors.ts'
import type { ProcessRecord } from '../../../kernel/record.ts'
import { TreeFs } from '../../../vfs/tree-fs.ts'
import type { BuildSession } from '../../api-buildkit.ts'
import { type Files, filesOf, readableOver } from '../../build/files.ts'
import type { Daemon } from '../../daemon.ts'
import type { CacheRecord } from '../cache/records.ts'
import { type Snapshot, snapshotOf } from '../cache/snapshot.ts'
import type { Vertex } from '../graph.ts'
import { ChecksumMismatch, type Downloaded, fetchFile, type HttpOp } from '../ops/http.ts'
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

/** What a vertex is looked for under, and what its result is kept under: the same, unless the cache is to be left alone. */
interface Key {
  readonly look: string
  readonly keep: string
}

/** A vertex on its way. */
interface Edge {
  readonly vertex: Vertex
  readonly key: Flight<Key>
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
  private readonly run: string
  private readonly downloads = new Map<string, Downloaded>()
  cancelled = false

  constructor(daemon: Daemon, session: BuildSession, progress: Progress) {
    this.daemon = daemon
    this.session = session
    this.progress = progress
    this.run = daemon.buildCache.newID()
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
    // What needs nothing else is looked at right away.
    for (const vertex of found.values())
      if (vertex.inputs.length === 0 && vertex.op.kind !== 'local') this.beginKey(vertex)
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
  private async findKey(edge: Edge): Promise<Key> {
    const { vertex } = edge
    const { op, inputs, ignoreCache } = vertex
    const { buildCache: cache } = this.daemon
    if (op.kind === 'image') {
      await this.told(edge, async () => {})
      return same(`image ${op.source.id}`)
    }
    // Its consumers look at the content.
    if (op.kind === 'local') return same(`local ${vertex.digest}`)
    if (op.kind === 'http') return same(`http ${op.filename} ${(await this.download(edge, op)).digest}`)
    if (inputs.length === 0) {
      await this.told(edge, async () => {})
      return same(hash(own(vertex), []))
    }
    const based = hasBase(vertex)
    const base = based ? await this.edge(inputs[0]!).key.get() : same('')
    // On a base that this was never done on, it will have to be done: with all that it needs.
    if (ignoreCache || !cache.mayHave(hash(own(vertex), [base.look])))
      for (const input of inputs) this.begin(input)
    const others = inputs.slice(based ? 1 : 0)
    for (const input of others) if (input.op.kind === 'local') this.begin(input)
    const keys: Key[] = []
    for (const input of others) keys.push(await this.edge(input).key.get())
    const byContent = contentInputs(vertex)
    const fast = made(vertex, [base, ...keys])
    if (byContent.length === 0) return this.fresh(vertex, fast)
    const local = byContent.some((input) => inputs[input]!.op.kind === 'local')
    const alias = local ? undefined : cache.alias(fast.look)
    if (alias !== undefined) return this.fresh(vertex, { look: alias, keep: alias })
    for (const input of byContent) await this.solve(inputs[input]!)
    const key = made(vertex, [base, same(await this.contentDigest(vertex))])
    if (!local) cache.link(fast.keep, key.keep)
    return this.fresh(vertex, key)
  }

  /** What takes nothing from the cache is looked for under a key that none has, and so is all that stands on it. */
  private fresh({ ignoreCache, digest }: Vertex, { look, keep }: Key): Key {
    return ignoreCache ? { look: hash('fresh', [look, digest, this.run]), keep } : { look, keep }
  }

  private beginKey(vertex: Vertex): void {
    this.aside(async () => void (await this.edge(vertex).key.get()))
  }

  /** A file of the network is told by its content: it is fetched to be known. */
  private async download({ vertex }: Edge, op: HttpOp): Promise<Downloaded> {
    const end = this.progress.start(vertex)
    try {
      const file = await fetchFile(this.daemon, op)
      this.downloads.set(vertex.digest, file)
      end()
      return file
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      end({ error: error.message })
      const why = error instanceof ChecksumMismatch ? '' : 'failed to load cache key: '
      throw new SolveError(`${why}${error.message}`, undefined)
    }
  }

  /** Begins with a vertex; whoever asks for it waits for the same. */
  private begin(vertex: Vertex): void {
    this.aside(async () => void (await this.solve(vertex)))
  }

  private aside(work: () => Promise<void>): void {
    const { kernel, process } = this.daemon.host
    kernel.task(process, async () => {
      try {
        await work()
      } catch (error) {
        // It is thrown once more where somebody waits for it.
        if (!(error instanceof EngineError)) throw error
      }
    })
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
      const both = input !== undefined && vertex.inputs[0]?.digest === input.digest && hasBase(vertex)
      const why = both
        ? `lstat ${error.path}: no such file or directory`
        : `failed to calculate checksum of ref ${this.daemon.buildCache.worker}::${result?.record?.id ?? this.daemon.buildCache.newID()}: ${error.message}`
      end({ error: why })
      throw new SolveError(both ? why : `failed to compute cache key: ${why}`, vertex.range)
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
    if (vertex.op.kind === 'http') return this.keepDownload(vertex, key)
    if (vertex.op.kind === 'image') return fetchImageVertex(this, vertex)
    const found = cache.result(key.look)
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
    const base = hasBase(vertex) ? await this.edge(vertex.inputs[0]!).key.get() : same('')
    cache.begin(hash(own(vertex), [base.keep]))
    cache.keep(key.keep, record)
    if (key.look !== key.keep) cache.keep(key.look, record)
    return { kind: 'snapshot', snapshot: (record.kept as { snapshot: Snapshot }).snapshot, record }
  }

  /** A fetched file as the only one of a directory. */
  private keepDownload(vertex: Vertex, { look, keep }: Key): Result {
    const { buildCache: cache, host } = this.daemon
    const found = cache.result(look)
    if (found?.kept.kind === 'snapshot') {
      cache.touch(found)
      return { kind: 'snapshot', snapshot: found.kept.snapshot, record: found }
    }
    const { entries } = this.downloads.get(vertex.digest)!
    const snapshot = snapshotOf(undefined, entries, host.kernel.now())
    const record = cache.add({
      type: 'regular',
      description: `http url ${(vertex.op as HttpOp).url}`,
      mutable: false,
      parents: [],
      kept: { kind: 'snapshot', snapshot, pulled: false },
    })
    cache.keep(keep, record)
    return { kind: 'snapshot', snapshot, record }
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

const same = (key: string): Key => ({ look: key, keep: key })

/** The key of what is done to inputs of these keys. */
const made = (vertex: Vertex, inputs: readonly Key[]): Key => ({
  look: hash(
    own(vertex),
    inputs.map(({ look }) => look),
  ),
  keep: hash(
    own(vertex),
    inputs.map(({ keep }) => keep),
  ),
})

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
    op.kind === 'exec'
      ? { ...op, proxies: [], secrets: op.secrets.map(({ id, target, env }) => [id, target, env]) }
      : op,
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
