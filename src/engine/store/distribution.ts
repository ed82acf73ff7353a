import { Map as PersistentMap } from 'immutable'
import type { BlobDigest, DiffID, ImageID } from '../base/digest.ts'
import type { Instant } from '../base/time.ts'

/** Where a layer can be had in compressed form (moby, distribution/metadata, V2Metadata). In the file's own spelling. */
export interface LayerSource {
  readonly Digest: BlobDigest
  /** With the registry's name: `docker.io/library/redis`. */
  readonly SourceRepository: string
  /** Proof that a push with these credentials knew the layer; '' for a pull. */
  readonly HMAC: string
}

/** A manifest that an image came with. */
export interface KeptManifest {
  readonly bytes: Uint8Array
  readonly image: ImageID
  readonly stored: Instant
}

interface DistributionState {
  readonly sources: PersistentMap<DiffID, readonly LayerSource[]>
  /** When a source of the layer was learned last. */
  readonly learned: PersistentMap<DiffID, Instant>
  readonly diffIDs: PersistentMap<BlobDigest, DiffID>
  readonly manifests: PersistentMap<BlobDigest, KeptManifest>
}

const same = (a: LayerSource, b: LayerSource): boolean =>
  a.Digest === b.Digest && a.SourceRepository === b.SourceRepository && a.HMAC === b.HMAC

/** moby keeps no more sources of one layer than these. */
const MAX_SOURCES = 50

/**
 * What pulls and pushes have taught about layers (`image/overlay2/distribution`): compressed digest → diffID, diffID → where
 * it is to be had. It outlives the images.
 */
export class DistributionStore {
  private current: DistributionState = {
    sources: PersistentMap(),
    learned: PersistentMap(),
    diffIDs: PersistentMap(),
    manifests: PersistentMap(),
  }

  private readonly now: () => Instant

  constructor(now: () => Instant = () => 0n) {
    this.now = now
  }

  get state(): DistributionState {
    return this.current
  }
  restore(state: DistributionState): void {
    this.current = state
  }
  /** Sources of a layer, the one learned last at the end. */
  sources(diffID: DiffID): readonly LayerSource[] {
    return this.current.sources.get(diffID) ?? []
  }
  diffID(digest: BlobDigest): DiffID | undefined {
    return this.current.diffIDs.get(digest)
  }
  /** One more source: it goes to the end, also where it was known. */
  add(diffID: DiffID, source: LayerSource): void {
    const others = this.sources(diffID).filter((known) => !same(known, source))
    const { sources, learned, diffIDs } = this.current
    this.current = {
      ...this.current,
      sources: sources.set(diffID, [...others, source].slice(-MAX_SOURCES)),
      learned: learned.set(diffID, this.now()),
      diffIDs: diffIDs.set(source.Digest, diffID),
    }
  }
  /** Forgets a source that turned out not to be one. */
  remove(source: LayerSource): void {
    const diffID = this.diffID(source.Digest)
    if (diffID === undefined) return
    const others = this.sources(diffID).filter((known) => !same(known, source))
    const { sources } = this.current
    this.current = {
      ...this.current,
      sources: others.length === 0 ? sources.delete(diffID) : sources.set(diffID, others),
    }
  }
  /** Keeps the manifest by which an image was pulled. */
  keepManifest(digest: BlobDigest, manifest: KeptManifest): void {
    const { manifests } = this.current
    if (!manifests.has(digest)) this.current = { ...this.current, manifests: manifests.set(digest, manifest) }
  }
}
