import { Map as PersistentMap, Set as PersistentSet } from 'immutable'
import type { BlobDigest } from '../base/digest.ts'
import { byCodeUnit } from '../base/text.ts'
import type { Document } from '../oci/manifest.ts'
import type { RegistryBlob, Repository, RepositorySource } from './protocol.ts'

/** What was pushed to one repository, and what was deleted of what it began with. */
interface Pushed {
  readonly tags: PersistentMap<string, BlobDigest>
  readonly manifests: PersistentMap<BlobDigest, Document>
  /** Blobs that the repository may hand out; their bytes are kept once for all repositories. */
  readonly blobs: PersistentSet<BlobDigest>
}

/** Everything that was pushed to a registry. Immutable. */
export interface RegistryState {
  readonly repositories: PersistentMap<string, Pushed>
  readonly blobs: PersistentMap<BlobDigest, RegistryBlob>
}

/** Repositories, or how to get them when first needed. */
export type Sources = readonly RepositorySource[] | (() => Promise<readonly RepositorySource[]>)

const NOTHING: Pushed = { tags: PersistentMap(), manifests: PersistentMap(), blobs: PersistentSet() }

/** What a registry holds: the repositories it began with, each put together when first asked for, and what was pushed since. */
export class Contents {
  private readonly beginnings: Sources
  private sources: ReadonlyMap<string, RepositorySource> = new Map()
  private loaded: readonly RepositorySource[] | undefined
  private readonly opened = new Map<string, Repository>()
  private pushed: RegistryState = { repositories: PersistentMap(), blobs: PersistentMap() }

  constructor(beginnings: Sources) {
    this.beginnings = beginnings
  }

  /** What the registry began with. Must have been awaited once before anything of it is asked for. */
  async load(): Promise<readonly RepositorySource[]> {
    if (!this.loaded) {
      const { beginnings } = this
      this.loaded = typeof beginnings === 'function' ? await beginnings() : beginnings
      this.sources = new Map(this.loaded.map((source) => [source.name, source]))
    }
    return this.loaded
  }

  get state(): RegistryState {
    return this.pushed
  }
  restore(state: RegistryState): void {
    this.pushed = state
  }

  has(name: string): boolean {
    return this.sources.has(name) || this.pushed.repositories.has(name)
  }
  names(): string[] {
    return [...new Set([...this.sources.keys(), ...this.pushed.repositories.keys()])].sort(byCodeUnit)
  }
  tags(name: string): string[] {
    const own = this.pushed.repositories.get(name)?.tags.keys() ?? []
    return [...new Set([...(this.beginning(name)?.tags.keys() ?? []), ...own])].sort(byCodeUnit)
  }
  tag(name: string, tag: string): BlobDigest | undefined {
    return this.pushed.repositories.get(name)?.tags.get(tag) ?? this.beginning(name)?.tags.get(tag)
  }
  manifest(name: string, digest: BlobDigest): Document | undefined {
    return (
      this.pushed.repositories.get(name)?.manifests.get(digest) ?? this.beginning(name)?.manifests.get(digest)
    )
  }
  blob(name: string, digest: BlobDigest): RegistryBlob | undefined {
    const linked = this.pushed.repositories.get(name)?.blobs.has(digest) ?? false
    return (linked ? this.pushed.blobs.get(digest) : undefined) ?? this.beginning(name)?.blobs.get(digest)
  }

  putBlob(name: string, blob: RegistryBlob): void {
    const { digest } = blob.descriptor
    this.change(name, (pushed) => ({ ...pushed, blobs: pushed.blobs.add(digest) }))
    if (!this.pushed.blobs.has(digest))
      this.pushed = { ...this.pushed, blobs: this.pushed.blobs.set(digest, blob) }
  }
  putManifest(name: string, document: Document, tag?: string): void {
    this.change(name, (pushed) => ({
      ...pushed,
      manifests: pushed.manifests.set(document.digest, document),
      tags: tag === undefined ? pushed.tags : pushed.tags.set(tag, document.digest),
    }))
  }
  /** Only what was pushed can go; false where there is no such manifest among that. */
  deleteManifest(name: string, digest: BlobDigest): boolean {
    if (!this.pushed.repositories.get(name)?.manifests.has(digest)) return false
    this.change(name, (pushed) => ({
      ...pushed,
      manifests: pushed.manifests.delete(digest),
      tags: pushed.tags.filter((meant) => meant !== digest),
    }))
    return true
  }

  private change(name: string, to: (pushed: Pushed) => Pushed): void {
    const { repositories } = this.pushed
    const changed = repositories.set(name, to(repositories.get(name) ?? NOTHING))
    this.pushed = { ...this.pushed, repositories: changed }
  }

  source(name: string): RepositorySource | undefined {
    return this.sources.get(name)
  }

  private beginning(name: string): Repository | undefined {
    const known = this.opened.get(name)
    if (known) return known
    const repository = this.sources.get(name)?.open()
    if (repository) this.opened.set(name, repository)
    return repository
  }
}

/** Lines that tell all of a state, in a fixed order: equal states give equal lines. */
export function* stateLines({ repositories }: RegistryState): Generator<readonly string[]> {
  for (const [name, { tags, manifests, blobs }] of [...repositories].sort(([a], [b]) => byCodeUnit(a, b))) {
    for (const [tag, digest] of [...tags].sort(([a], [b]) => byCodeUnit(a, b)))
      yield [name, 'tag', tag, digest]
    for (const digest of [...manifests.keys()].sort()) yield [name, 'manifest', digest]
    for (const digest of [...blobs].sort()) yield [name, 'blob', digest]
  }
}
