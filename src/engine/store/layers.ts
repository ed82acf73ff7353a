import { Map as PersistentMap } from 'immutable'
import type { Body } from '../base/body.ts'
import type { ChainID } from '../base/digest.ts'
import type { Random } from '../base/random.ts'
import type { Instant } from '../base/time.ts'
import { chainOf } from '../oci/chain.ts'
import type { Layer } from '../oci/layer.ts'
import { layerTree } from '../vfs/layer-tree.ts'
import { type MergedIndex, mergeLayer } from '../vfs/overlay/merged-index.ts'
import { withReadMarks } from '../vfs/overlay/read-marks.ts'
import type { Tree } from '../vfs/tree.ts'

/** A layer on its stack, as the layer store holds it (`image/overlay2/layerdb/sha256/<chainID>`). */
export interface StoredLayer {
  readonly chainID: ChainID
  readonly parent: ChainID | undefined
  readonly layer: Layer
  /** Name of its directory below /var/lib/docker/overlay2: 64 random hex digits, no digest. */
  readonly cacheID: string
  /** Name of the short link below overlay2/l, which keeps mount options short. */
  readonly link: string
  /** Images that have this chain in their stack, and containers on top of it. */
  readonly users: number
  /** When it was unpacked. */
  readonly stored: Instant
  /** Something was laid on top of it once: overlay2 notes that in a file of this name. */
  readonly committed: boolean
  /** It was mounted to be read: its directory has marks from then on. */
  readonly read?: true
}

const LINK_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 64 hex digits and a link name for a directory of overlay2. */
export const newDirectory = (random: Random): { cacheID: string; link: string } => ({
  cacheID: random.hex(64),
  link: Array.from({ length: 26 }, () => LINK_ALPHABET[random.below(32)]).join(''),
})

/** 16 bytes as random as the name of the directory. */
const markOf = (cacheID: string): Uint8Array =>
  Uint8Array.from(cacheID.match(/../g)!.slice(-16), (digits) => Number.parseInt(digits, 16))

/** Layers by chainID. The whole state is one persistent map. */
export class LayerStore {
  private layers = PersistentMap<ChainID, StoredLayer>()
  /** Merged views by chainID: derived, made when first mounted, never written to. */
  private readonly indexes = new Map<ChainID, MergedIndex>()
  /** What each layer's `diff` holds: derived too. */
  private readonly trees = new Map<ChainID, Tree>()
  private readonly random: Random
  private readonly now: () => Instant
  private lastChange: Instant | undefined

  constructor(random: Random, now: () => Instant = () => 0n) {
    this.random = random
    this.now = now
  }

  /** When a layer came or went last: the time of layerdb's directories. Undefined where none ever did. */
  get changed(): Instant | undefined {
    return this.lastChange
  }

  get state(): PersistentMap<ChainID, StoredLayer> {
    return this.layers
  }
  restore(state: PersistentMap<ChainID, StoredLayer>): void {
    this.layers = state
  }

  get(chainID: ChainID): StoredLayer | undefined {
    return this.layers.get(chainID)
  }

  /** Puts a layer on a stack. The same layer on the same stack is stored once. */
  register(layer: Layer, parent: ChainID | undefined): StoredLayer {
    const chainID = chainOf(parent, layer.diffID)
    const known = this.layers.get(chainID)
    if (known) return known
    if (parent !== undefined && !this.layers.has(parent)) throw new Error(`no layer ${parent}`)
    if (parent !== undefined) this.commit(parent)
    const stored: StoredLayer = {
      chainID,
      parent,
      layer,
      ...newDirectory(this.random),
      users: 0,
      stored: this.now(),
      committed: false,
    }
    this.layers = this.layers.set(chainID, stored)
    this.lastChange = stored.stored
    return stored
  }

  /** Something is laid on top of this layer: it will not change any more. */
  commit(chainID: ChainID): void {
    const layer = this.layers.get(chainID)
    if (layer && !layer.committed) this.layers = this.layers.set(chainID, { ...layer, committed: true })
  }

  /**
   * The tar of a layer, put together from its files. To read them overlay2 mounts the layer over what is below, which
   * leaves marks in its directory (moby, layer/layer_store.go, assembleTarTo), except where something was laid on top:
   * such a one is mounted read-only.
   */
  tar(chainID: ChainID): Body {
    const stored = this.layers.get(chainID)!
    if (stored.parent !== undefined && !stored.committed && !stored.read) {
      this.layers = this.layers.set(chainID, { ...stored, read: true })
      this.trees.delete(chainID)
    }
    return stored.layer.tar
  }

  /** One more image or container stands on this chain. */
  retain(chainID: ChainID): void {
    const layer = this.layers.get(chainID)
    if (layer) this.layers = this.layers.set(chainID, { ...layer, users: layer.users + 1 })
  }

  /** One user less; layers that nothing stands on go, top first. Returns their chainIDs. */
  release(chainID: ChainID): ChainID[] {
    const layer = this.layers.get(chainID)
    if (!layer) return []
    this.layers = this.layers.set(chainID, { ...layer, users: layer.users - 1 })
    return this.sweep(chainID)
  }

  /** Removes layers from here down as long as nobody needs them. */
  sweep(chainID: ChainID): ChainID[] {
    const removed: ChainID[] = []
    for (let at: ChainID | undefined = chainID; at; ) {
      const layer: StoredLayer | undefined = this.layers.get(at)
      if (!layer || layer.users > 0 || this.layers.some((other) => other.parent === at)) break
      this.layers = this.layers.delete(at)
      this.indexes.delete(at)
      this.trees.delete(at)
      this.lastChange = this.now()
      removed.push(at)
      at = layer.parent
    }
    return removed
  }

  /** The stack that ends in a chainID, base first. */
  stack(chainID: ChainID | undefined): StoredLayer[] {
    const stack: StoredLayer[] = []
    for (let at = chainID; at !== undefined; ) {
      const layer = this.layers.get(at)
      if (!layer) throw new Error(`no layer ${at}`)
      stack.unshift(layer)
      at = layer.parent
    }
    return stack
  }

  /** The merged view of a stack. Made once a chain; what is above reuses what is below. */
  index(chainID: ChainID): MergedIndex {
    const known = this.indexes.get(chainID)
    if (known) return known
    const { parent } = this.layers.get(chainID)!
    const below = parent === undefined ? undefined : this.index(parent)
    const index = mergeLayer(below, this.tree(chainID))
    this.indexes.set(chainID, index)
    return index
  }

  /** One layer alone, as its `diff` directory holds it. Made once. */
  tree(chainID: ChainID): Tree {
    const known = this.trees.get(chainID)
    if (known) return known
    const { layer, stored, parent, read, cacheID } = this.layers.get(chainID)!
    const plain = layerTree(layer.entries(), stored)
    const tree =
      parent !== undefined && read ? withReadMarks(plain, this.index(parent), markOf(cacheID), stored) : plain
    this.trees.set(chainID, tree)
    return tree
  }
}
