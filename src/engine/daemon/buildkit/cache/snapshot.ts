import type { ChainID } from '../../../base/digest.ts'
import type { Instant } from '../../../base/time.ts'
import { writtenLayer } from '../../../oci/layer.ts'
import type { LayerStore, StoredLayer } from '../../../store/layers.ts'
import type { LayerEntry } from '../../../vfs/entry.ts'
import { layerTree } from '../../../vfs/layer-tree.ts'
import { type MergedIndex, mergeLayer } from '../../../vfs/overlay/merged-index.ts'
import { emptyTree, type Tree } from '../../../vfs/tree.ts'

/** The files that a step left, as a layer on those before. Its digest is made when an image is written of it. */
export interface Snapshot {
  readonly parent: Snapshot | undefined
  readonly created: Instant
  /** All files, those of the parents too. */
  readonly index: MergedIndex
  /** What this step changed; an image's layer stands in the layer store. */
  readonly entries: readonly LayerEntry[]
  chainID: ChainID | undefined
  /** Its layer as the store holds it: undefined until then. */
  stored: StoredLayer | undefined
}

export const NO_FILES: MergedIndex = mergeLayer(undefined, emptyTree())

/** A layer of changes on top of another snapshot. */
export function snapshotOf(
  parent: Snapshot | undefined,
  entries: readonly LayerEntry[],
  created: Instant,
): Snapshot {
  const tree: Tree = layerTree(entries, created)
  const index = mergeLayer(parent?.index ?? NO_FILES, tree)
  return { parent, created, index, entries, chainID: undefined, stored: undefined }
}

/** An image's layers as snapshots, base first. */
export function snapshotsOfImage(
  layers: LayerStore,
  chainID: ChainID | undefined,
  created: Instant,
): Snapshot[] {
  const found: Snapshot[] = []
  for (const stored of layers.stack(chainID))
    found.push({
      parent: found.at(-1),
      created,
      index: layers.index(stored.chainID),
      entries: [],
      chainID: stored.chainID,
      stored,
    })
  return found
}

/** From the base up. */
export function chainOf(snapshot: Snapshot | undefined): Snapshot[] {
  const chain: Snapshot[] = []
  for (let at = snapshot; at; at = at.parent) chain.unshift(at)
  return chain
}

/**
 * Brings a snapshot and those below it into the layer store. Returns how many of them were new to it; what was removed
 * from there since comes back.
 */
export function store(layers: LayerStore, snapshot: Snapshot): number {
  let added = snapshot.parent ? store(layers, snapshot.parent) : 0
  if (snapshot.chainID !== undefined && layers.get(snapshot.chainID)) return added
  const layer = snapshot.stored?.layer ?? writtenLayer(snapshot.entries, snapshot.created)
  const below = snapshot.parent?.chainID
  snapshot.stored = layers.register(layer, below)
  // The cache needs it as images do.
  if (snapshot.chainID === undefined) layers.retain(snapshot.stored.chainID)
  snapshot.chainID = snapshot.stored.chainID
  added++
  return added
}
