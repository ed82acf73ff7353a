import type { ChainID } from '../../../base/digest.ts'
import { newUuid, type Random } from '../../../base/random.ts'
import type { Instant } from '../../../base/time.ts'
import type { WaitQueue } from '../../../kernel/waiting.ts'
import { sizeOf } from '../../../oci/layer.ts'
import type { ImageStore } from '../../../store/images.ts'
import type { LayerStore } from '../../../store/layers.ts'
import type { TreeFs } from '../../../vfs/tree-fs.ts'
import type { UsageRecord } from '../../api-buildkit.ts'
import type { LocalFiles } from '../ops/local.ts'
import type { Snapshot } from './snapshot.ts'

/** What a record keeps. */
export type Kept =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly pulled: boolean }
  | { readonly kind: 'local'; files: LocalFiles; readonly key: string }
  | { readonly kind: 'mount'; readonly fs: TreeFs; readonly key: string }

export type RecordType = 'regular' | 'source.local' | 'exec.cachemount'

/** One record of the build cache (BuildKit, cache.CacheRecord). */
export interface CacheRecord {
  readonly id: string
  readonly type: RecordType
  readonly description: string
  readonly created: Instant
  readonly mutable: boolean
  readonly parents: readonly string[]
  readonly kept: Kept
  lastUsed: Instant
  usage: number
  /** Steps of builds that run and need it. */
  users: number
}

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** What builds keep for the next ones: records, and the keys that lead to them. */
export class BuildCache {
  private readonly records = new Map<string, CacheRecord>()
  /** Key of a step → the record of its result. */
  private readonly results = new Map<string, string>()
  /** A key that is known without looking at files → the key with their digest. */
  private readonly aliases = new Map<string, string>()
  /** Steps that were carried out on such a base: whether looking for their files may be of use. */
  private readonly begun = new Set<string>()
  private readonly random: Random
  private readonly now: () => Instant

  /** Cache mounts that a command has for itself, by their IDs. */
  readonly locks = new Map<string, WaitQueue>()
  /** UUID of the daemon's worker. */
  readonly worker: string

  constructor(random: Random, now: () => Instant) {
    this.worker = newUuid(random)
    this.random = random
    this.now = now
  }

  /** 25 letters and digits (BuildKit, identity.NewID). */
  newID(): string {
    return Array.from({ length: 25 }, () => LETTERS[this.random.below(36)]).join('')
  }

  add(record: Pick<CacheRecord, 'type' | 'description' | 'mutable' | 'parents' | 'kept'>): CacheRecord {
    const now = this.now()
    const made = { ...record, id: this.newID(), created: now, lastUsed: now, usage: 1, users: 0 }
    this.records.set(made.id, made)
    return made
  }
  get(id: string): CacheRecord | undefined {
    return this.records.get(id)
  }
  all(): readonly CacheRecord[] {
    return [...this.records.values()]
  }
  touch(record: CacheRecord): void {
    record.lastUsed = this.now()
    record.usage++
  }
  remove(id: string): void {
    this.records.delete(id)
    for (const [key, found] of this.results) if (found === id) this.results.delete(key)
  }

  result(key: string): CacheRecord | undefined {
    const id = this.results.get(key)
    return id === undefined ? undefined : this.records.get(id)
  }
  keep(key: string, record: CacheRecord): void {
    this.results.set(key, record.id)
  }
  alias(fast: string): string | undefined {
    const key = this.aliases.get(fast)
    return key !== undefined && this.result(key) ? key : undefined
  }
  link(fast: string, key: string): void {
    this.aliases.set(fast, key)
  }
  begin(prefix: string): void {
    this.begun.add(prefix)
  }
  mayHave(prefix: string): boolean {
    return this.begun.has(prefix)
  }
  /** Which record holds a snapshot. */
  of(snapshot: Snapshot): CacheRecord | undefined {
    return this.all().find(({ kept }) => kept.kind === 'snapshot' && kept.snapshot === snapshot)
  }
  /** The directory of a cache mount. */
  mount(key: string): CacheRecord | undefined {
    return this.all().find(({ kept }) => kept.kind === 'mount' && kept.key === key)
  }
  /** Files of a client's folder as they came last. */
  local(key: string): (CacheRecord & { readonly kept: Kept & { readonly kind: 'local' } }) | undefined {
    return this.all().find(({ kept }) => kept.kind === 'local' && kept.key === key) as
      | (CacheRecord & { readonly kept: Kept & { readonly kind: 'local' } })
      | undefined
  }
  /** The layer of an image. */
  layer(chainID: ChainID): CacheRecord | undefined {
    return this.all().find(
      ({ kept }) => kept.kind === 'snapshot' && kept.pulled && kept.snapshot.chainID === chainID,
    )
  }
}

/** Bytes that a record takes by itself: the layers of images do not count. */
export function sizeOfRecord({ kept }: CacheRecord): number {
  if (kept.kind === 'local') return kept.files.size
  if (kept.kind === 'mount') return kept.fs.usage().bytes
  return kept.pulled ? 0 : sizeOf(kept.snapshot.entries)
}

/** Records as `docker buildx du` and `docker system df` tell of them, in order of their IDs. */
export function usageOf(cache: BuildCache, images: ImageStore, layers: LayerStore): UsageRecord[] {
  const used = new Set(
    images.all().flatMap(({ chainID }) => layers.stack(chainID).map((layer) => layer.chainID)),
  )
  return cache
    .all()
    .map((record) => ({
      id: record.id,
      parents: record.parents,
      created: record.created,
      lastUsed: record.lastUsed,
      usage: record.usage,
      mutable: record.mutable,
      inUse: record.users > 0,
      shared:
        record.kept.kind === 'snapshot' &&
        record.kept.snapshot.chainID !== undefined &&
        used.has(record.kept.snapshot.chainID),
      size: sizeOfRecord(record),
      description: record.description,
      type: record.type,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
