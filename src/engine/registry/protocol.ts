import type { Body } from '../base/body.ts'
import type { BlobDigest } from '../base/digest.ts'
import type { Network } from '../base/http.ts'
import type { Layer } from '../oci/layer.ts'
import type { Document } from '../oci/manifest.ts'
import type { Descriptor } from '../oci/types.ts'
import type { Access, Grant, TokenServer } from './access.ts'
import type { RegistryState } from './contents.ts'

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
 * A registry with the semantics of the distribution protocol (distribution-spec 1.1). Repositories are named as on the wire
 * (`library/redis`). `as` is who asks: anybody where it is left out. Failures are `RegistryError`s, in the registry's words. Answers take
 * no time of the simulated clock: a caller's task may await them, the scheduler waits meanwhile.
 */
export interface Registry {
  /** `docker.io`, `localhost:5000`: the first part of its images' names. */
  readonly host: string
  /** Where the protocol is spoken: `https://registry-1.docker.io`, `http://localhost:5000`. */
  readonly endpoint: string
  /** Where tokens are to be had; absent where nobody is asked who they are. */
  readonly tokens?: TokenServer
  readonly access: Access
  /**
   * Manifest or index of a tag or digest. Where the client accepts no index, the one for linux/amd64 is chosen out of it,
   * as a registry does for old clients. Absent `accept`: everything.
   */
  manifest(repository: string, tagOrDigest: string, accept?: readonly string[], as?: Grant): Promise<Document>
  blob(repository: string, digest: BlobDigest, as?: Grant): Promise<ArrivingBlob>
  /** Tags in order of their bytes. */
  tags(repository: string, as?: Grant): Promise<string[]>
  /** Names of all repositories that hold something, in order of their bytes. */
  catalog(): Promise<string[]>
  /** Repositories whose name or description holds the term, by stars. At most `limit`. */
  search(term: string, limit: number): Promise<SearchResult[]>
  /** Whether `as` may write to the repository; throws where not. */
  mayPush(repository: string, as?: Grant): void
  /** Takes a blob in. The descriptor is the caller's word: whoever has bytes from outside checks them first. */
  putBlob(repository: string, blob: RegistryBlob, as?: Grant): Promise<void>
  /** Makes a blob of another repository one of this too. False where there is none to be had. */
  mount(repository: string, digest: BlobDigest, from: string, as?: Grant): Promise<boolean>
  /** Keeps a manifest or an index under a tag, or under its digest alone. Everything it names must be there. */
  putManifest(repository: string, tagOrDigest: string, document: Document, as?: Grant): Promise<void>
  /** Forgets a manifest and the tags that mean it. */
  deleteManifest(repository: string, digest: BlobDigest, as?: Grant): Promise<void>
  /** What was pushed: one immutable value. */
  readonly state: RegistryState
  restore(state: RegistryState): void
}

/** All registries that a host can reach. */
export interface Registries {
  /** Throws `EngineError` where nothing answers under this name. */
  lookup(host: string): Registry
  /** In a fixed order. */
  readonly all: readonly Registry[]
  /** The same registries as services of the network, for programs that speak HTTP. */
  readonly network: Network
}
