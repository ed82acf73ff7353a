import type { Body } from '../base/body.ts'
import type { BlobDigest } from '../base/digest.ts'
import type { Layer } from '../oci/layer.ts'
import type { Document } from '../oci/manifest.ts'
import type { Descriptor } from '../oci/types.ts'

/** A blob as a registry hands it out. */
export interface RegistryBlob {
  readonly descriptor: Descriptor
  /** The bytes as transferred; a layer's are made only when read. */
  readonly body: Body
  /** For a layer: its uncompressed form, already known, so that nobody need decompress. */
  readonly layer?: Layer
}

/** A blob on its way: with the speed at which it comes, in bytes a second of simulated time. */
export interface ArrivingBlob extends RegistryBlob {
  readonly rate: number
}

/** What one repository holds. Immutable: a push makes another value. */
export interface Repository {
  /** As in the registry: `library/redis`. */
  readonly name: string
  readonly tags: ReadonlyMap<string, BlobDigest>
  /** Manifests and indexes. */
  readonly manifests: ReadonlyMap<BlobDigest, Document>
  readonly blobs: ReadonlyMap<BlobDigest, RegistryBlob>
}

/** A repository that is put together when first asked for. */
export interface RepositorySource {
  readonly name: string
  readonly description: string
  readonly stars: number
  readonly official: boolean
  /** Bytes a second at which its blobs come; absent: the registry's. */
  readonly rate?: number
  open(): Repository
}

/** One line of a search. */
export interface SearchResult {
  /** `redis`, `alice/app`. */
  readonly name: string
  readonly description: string
  readonly stars: number
  readonly official: boolean
}

/**
 * A registry with the semantics of the distribution protocol (distribution-spec 1.1, "Pull"). Repositories are named as on
 * the wire (`library/redis`). Failures are `EngineError`s with the daemon's texts. Answers take no time of the simulated clock:
 * a caller's task may await them, the scheduler waits meanwhile.
 */
export interface Registry {
  /** `docker.io`, `localhost:5000`. */
  readonly host: string
  /**
   * Manifest or index of a tag or digest. Where the client accepts no index, the one for linux/amd64 is chosen out of it,
   * as a registry does for old clients. Absent `accept`: everything.
   */
  manifest(repository: string, tagOrDigest: string, accept?: readonly string[]): Promise<Document>
  blob(repository: string, digest: BlobDigest): Promise<ArrivingBlob>
  /** Tags in order of their bytes. */
  tags(repository: string): Promise<string[]>
  /** Repositories whose name or description holds the term, by stars. At most `limit`. */
  search(term: string, limit: number): Promise<SearchResult[]>
}

/** All registries that a host can reach. */
export interface Registries {
  /** Throws `EngineError` where nothing answers under this name. */
  lookup(host: string): Registry
}
