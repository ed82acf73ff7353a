import { OrderedMap, Map as PersistentMap } from 'immutable'
import { bytesBody } from '../base/body.ts'
import type { ChainID, ImageID } from '../base/digest.ts'
import { familiarName, fullName, parseReference } from '../base/reference.ts'
import { byCodeUnit } from '../base/text.ts'
import { type Instant, parseRfc3339 } from '../base/time.ts'
import { chainIDs } from '../oci/chain.ts'
import { imageIDOf, parseConfig } from '../oci/config.ts'
import type { ImageConfig } from '../oci/types.ts'
import type { BlobStore } from './blobs.ts'

/** An image as the image store holds it (`image/overlay2/imagedb`). */
export interface StoredImage {
  readonly id: ImageID
  /** The config document, byte for byte. Its digest is the ID. */
  readonly bytes: Uint8Array
  readonly config: ImageConfig
  /** When it was made, as its config says; the epoch where that says nothing. */
  readonly created: Instant
  /** Image this one was built from on this host. */
  readonly parent: ImageID | undefined
  /** Whether it was made here, step by step: only such an image serves a build as cache. */
  readonly builtLocally: boolean
  /** Chain of all its layers; undefined for an image without layers. */
  readonly chainID: ChainID | undefined
  /** When a name was last given to it here; undefined for one that was pulled. */
  readonly tagged: Instant | undefined
  /** When it came into the store. */
  readonly stored: Instant
}

/** Images by ID. The whole state is one persistent map. */
export class ImageStore {
  private images = OrderedMap<ImageID, StoredImage>()
  /** Holds the config documents. */
  private readonly blobs: BlobStore
  private readonly now: () => Instant
  private lastChange: Instant | undefined
  constructor(blobs: BlobStore, now: () => Instant = () => 0n) {
    this.blobs = blobs
    this.now = now
  }

  /** When an image came or went last: the time of imagedb's directories. Undefined where none ever did. */
  get changed(): Instant | undefined {
    return this.lastChange
  }
  get state(): OrderedMap<ImageID, StoredImage> {
    return this.images
  }
  restore(state: OrderedMap<ImageID, StoredImage>): void {
    this.images = state
  }
  get(id: ImageID): StoredImage | undefined {
    return this.images.get(id)
  }
  all(): readonly StoredImage[] {
    return [...this.images.values()]
  }
  /** Keeps a config document. `added` is false when it was there. */
  add(bytes: Uint8Array, parent?: ImageID): { image: StoredImage; added: boolean } {
    const id = imageIDOf(bytes)
    const known = this.images.get(id)
    if (known) return { image: known, added: false }
    const config = parseConfig(bytes)
    this.blobs.add(bytesBody(bytes), { digest: id })
    const image: StoredImage = {
      id,
      bytes,
      config,
      created: parseRfc3339(config.created ?? '') ?? 0n,
      parent,
      builtLocally: false,
      chainID: chainIDs(config.rootfs.diff_ids).at(-1),
      tagged: undefined,
      stored: this.now(),
    }
    this.images = this.images.set(id, image)
    this.lastChange = image.stored
    return { image, added: true }
  }
  markTagged(id: ImageID, at: Instant): void {
    const image = this.images.get(id)
    if (image) this.images = this.images.set(id, { ...image, tagged: at })
  }
  markBuilt(id: ImageID): void {
    const image = this.images.get(id)
    if (image) this.images = this.images.set(id, { ...image, builtLocally: true })
  }
  setParent(id: ImageID, parent: ImageID): void {
    const image = this.images.get(id)
    if (image) this.images = this.images.set(id, { ...image, parent })
  }
  remove(id: ImageID): void {
    this.images = this.images.delete(id)
    this.blobs.remove(id)
    this.lastChange = this.now()
  }
  /** Images built from this one. */
  children(id: ImageID): readonly StoredImage[] {
    return this.all().filter((image) => image.parent === id)
  }
  /** IDs that start with these hex digits. */
  byPrefix(prefix: string): readonly StoredImage[] {
    return this.all().filter((image) => image.id.startsWith(`sha256:${prefix}`))
  }
}

/** A reference with its registry in front (moby, reference/store.go, lexicalRefs). */
const whole = (reference: string): string => {
  const parsed = parseReference(reference)
  return reference.replace(familiarName(parsed), fullName(parsed))
}
const inOrder = (references: readonly string[]): readonly string[] =>
  references.length < 2 ? references : [...references].sort((a, b) => byCodeUnit(whole(a), whole(b)))

/** What references and digests say about a repository, as `repositories.json` holds it. */
export class ReferenceStore {
  /** Familiar reference with tag (`redis:7.2-rc`) or digest (`redis@sha256:…`) → image. */
  private references = PersistentMap<string, ImageID>()
  /** The same the other way round, each list in order: derived, so that a list of images does not search all names. */
  private byImage = PersistentMap<ImageID, readonly string[]>()
  private readonly now: () => Instant
  private lastChange: Instant | undefined
  constructor(now: () => Instant = () => 0n) {
    this.now = now
  }

  /** When it was written last. */
  get changed(): Instant | undefined {
    return this.lastChange
  }
  get state(): PersistentMap<string, ImageID> {
    return this.references
  }
  restore(state: PersistentMap<string, ImageID>): void {
    this.references = state
    const grouped = Map.groupBy(this.all(), (reference) => state.get(reference)!)
    this.byImage = PersistentMap([...grouped].map(([id, list]) => [id, inOrder(list)] as const))
  }
  get(reference: string): ImageID | undefined {
    return this.references.get(reference)
  }
  set(reference: string, id: ImageID): void {
    this.forget(reference)
    this.references = this.references.set(reference, id)
    this.byImage = this.byImage.set(id, inOrder([...this.of(id), reference]))
    this.lastChange = this.now()
  }
  delete(reference: string): void {
    this.forget(reference)
    this.references = this.references.delete(reference)
    this.lastChange = this.now()
  }
  /** All references of an image, tags and digests, in order of their whole text: `docker.io/…` before `localhost/…`. */
  of(id: ImageID): readonly string[] {
    return this.byImage.get(id) ?? []
  }
  all(): string[] {
    return [...this.references.keys()].sort(byCodeUnit)
  }

  private forget(reference: string): void {
    const id = this.references.get(reference)
    if (id === undefined) return
    const rest = this.of(id).filter((other) => other !== reference)
    this.byImage = rest.length > 0 ? this.byImage.set(id, rest) : this.byImage.delete(id)
  }
}
