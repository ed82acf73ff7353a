import { type Body, chunksOf } from '../base/body.ts'
import { createHasher, type DiffID } from '../base/digest.ts'
import type { EngineError } from '../base/errors.ts'
import { encode } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import type { LayerEntry } from '../vfs/entry.ts'
import { layerEntries } from '../vfs/layer-entries.ts'
import { WHITEOUT_PREFIX } from '../vfs/tar/format.ts'
import { readLayerTar, readTar } from '../vfs/tar/read.ts'
import { unpackTar } from '../vfs/tar/unpack.ts'
import { writeLayerTar } from '../vfs/tar/write.ts'
import type { Tree } from '../vfs/tree.ts'
import type { Descriptor } from './types.ts'

/** One layer of an image: a tar of changes, known by the digest of that tar (layer.md). */
export interface Layer {
  readonly diffID: DiffID
  /** What Docker shows as a layer's size: bytes of its files and of its symbolic links' targets. */
  readonly size: number
  /** The uncompressed tar, made as it is read. */
  readonly tar: Body
  /** The layer as it is transferred, where it came from a registry. */
  readonly descriptor?: Descriptor
  /** The bytes that `descriptor` tells of, where they are to be had without compressing anew. */
  readonly transferred?: Body
  entries(): Iterable<LayerEntry>
}

/** What is known of a layer before its bytes exist: no hashing then. */
export interface KnownLayer {
  readonly diffID: DiffID
  readonly size: number
  readonly tarSize: number
  readonly descriptor?: Descriptor
}

/** SHA-256 over a whole body, piece by piece, as 64 hex digits. */
export function sha256Of(body: Body): string {
  const hasher = createHasher()
  for (const chunk of chunksOf(body)) hasher.update(chunk)
  return hasher.hex()
}

export const diffIDOf = (tar: Body): DiffID => `sha256:${sha256Of(tar)}` as DiffID

/**
 * Size of a layer as Docker counts it: what lstat(2) says of everything but directories, each inode once. A symbolic
 * link is as large as its target's name; a hard link adds nothing.
 */
export function sizeOf(entries: Iterable<LayerEntry>): number {
  let size = 0
  for (const entry of entries) {
    if (entry.kind === 'file') size += entry.body.size
    else if (entry.kind === 'symlink') size += encode(entry.target).length
  }
  return size
}

/** A layer of these entries, in their order. Writes the tar once to hash it. */
export function layerOf(entries: readonly LayerEntry[]): Layer {
  const tar = writeLayerTar(entries)
  return { diffID: diffIDOf(tar), size: sizeOf(entries), tar, entries: () => entries }
}

/** A layer that came as a tar. `diffID` spares the hash to whoever verified it already. */
export function layerOfTar(tar: Body, diffID: DiffID = diffIDOf(tar)): Layer {
  const entries = [...readLayerTar(tar)]
  return { diffID, size: sizeOf(entries), tar, entries: () => entries }
}

/**
 * A layer that came from anywhere, as dockerd has put it on the disk: what its tar says twice, or in an odd way, its
 * entries say once.
 */
export function layerOfTree(tar: Body, diffID: DiffID, tree: Tree): Layer {
  const entries = [...layerEntries(tree)]
  return { diffID, size: sizeOf(entries), tar, entries: () => entries }
}

/**
 * Such a layer, taken apart here; `time` is when. Throws what `unpackTar` throws. `cutBy` is why the tar ends early.
 */
export function unpackedLayer(tar: Body, diffID: DiffID, time: Instant, cutBy?: EngineError): Layer {
  const options = { ignoreGlobals: true, ...(cutBy && { cutBy }) }
  return layerOfTree(tar, diffID, unpackTar(readTar(tar, options), { time, layer: true }))
}

/** A file that has the name of a deletion mark. */
const looksLikeMark = ({ kind, path }: LayerEntry): boolean =>
  kind !== 'whiteout' &&
  kind !== 'opaque' &&
  path.slice(path.lastIndexOf('/') + 1).startsWith(WHITEOUT_PREFIX)

/**
 * A layer of what was written to a directory, laid on others at `time`. A file that has the name of a deletion mark is one
 * from then on: the archive does not tell them apart.
 */
export function writtenLayer(entries: readonly LayerEntry[], time: Instant): Layer {
  const layer = layerOf(entries)
  return entries.some(looksLikeMark) ? unpackedLayer(layer.tar, layer.diffID, time) : layer
}

/** A layer whose digests are known. Its entries are made when first asked for, its tar when first read. */
export function knownLayer(known: KnownLayer, make: () => readonly LayerEntry[]): Layer {
  let made: readonly LayerEntry[] | undefined
  let written: Body | undefined
  const entries = (): readonly LayerEntry[] => {
    made ??= make()
    return made
  }
  const tar: Body = {
    size: known.tarSize,
    identity: known.diffID,
    read: (offset, length) => {
      if (!written) {
        written = writeLayerTar(entries())
        if (written.size !== known.tarSize)
          throw new Error(`layer ${known.diffID}: tar of ${written.size} bytes, not ${known.tarSize}`)
      }
      return written.read(offset, length)
    },
  }
  return {
    diffID: known.diffID,
    size: known.size,
    tar,
    ...(known.descriptor && { descriptor: known.descriptor }),
    entries,
  }
}
