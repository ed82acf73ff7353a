import type { ImageView, LayersView, LayerView } from '../../src/engine/world.ts'

/**
 * A bed: one layer on its stack of parents. A chainID names a layer together with all below it, so equal chainIDs are
 * one bed, and beds make a forest with base layers as its roots.
 */
export interface Bed {
  readonly layer: LayerView
  /** 1 for a base layer. */
  readonly number: number
  /** Images whose layers include this one. */
  readonly images: readonly ImageView[]
  /** Images that end here. */
  readonly tops: readonly ImageView[]
  /** Beds that lie on this one. */
  readonly above: readonly Bed[]
}

/** Images that are drawn at most: more than one can look at. */
export const DRAWN = 60

/** The images that are drawn: the ones that came last. */
export const drawnOf = ({ images }: LayersView): readonly ImageView[] => images.slice(-DRAWN)

/**
 * The images of a host as beds, in their order: beds of images that are drawn, with all images that stand on them.
 */
export function bedsOf(view: LayersView): Bed[] {
  const { images, layers } = view
  const drawn = new Set(drawnOf(view))
  const byChain = new Map(layers.map((layer) => [layer.chainID, layer]))
  const grow = (depth: number, among: readonly ImageView[]): Bed[] => {
    const groups = Map.groupBy(
      among.filter((image) => image.layers.length > depth),
      (image) => image.layers[depth] ?? '',
    )
    return [...groups].flatMap(([chainID, users]) => {
      const layer = byChain.get(chainID)
      if (!layer || !users.some((image) => drawn.has(image))) return []
      const tops = users.filter((image) => image.layers.length === depth + 1 && drawn.has(image))
      return [{ layer, number: depth + 1, images: users, tops, above: grow(depth + 1, users) }]
    })
  }
  return grow(0, images)
}

/** 0 to 4: nothing, below 100 kB, 5 MB, 50 MB, and more. The height of a bed. */
export function sizeClass(size: number): number {
  return [1, 1e5, 5e6, 5e7].filter((limit) => size >= limit).length
}

/** One of `count` looks by chainID, another one than the bed below has. Both are fixed by the chainID. */
export function lookOf(chainID: string, count: number, below = -1): number {
  const look = Number.parseInt(chainID.replace(/^sha256:/, '').slice(0, 8), 16) % count
  return look === below ? (look + 3) % count : look
}

/** `683kB`, as Docker writes sizes (go-units HumanSize, three digits). */
export function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${Number(size.toPrecision(3))}${units[unit]}`
}

/** What made a layer, without the builder's wrapping: `COPY hello /`, `RUN apt-get update`. */
export function shortInstruction(createdBy: string): string {
  return createdBy
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/^RUN \/bin\/sh -c /, 'RUN ')
    .replace(/\s*# buildkit$/, '')
    .replace(/(file|dir|multi):([0-9a-f]{6})[0-9a-f]+/g, '$1:$2…')
    .replace(/\s+/g, ' ')
    .trim()
}

/** `7d7637eb768c` of `sha256:7d76…`. */
export function shortID(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12)
}

/** A name for an image: its first tag. */
export function imageName(image: ImageView): string | undefined {
  return image.tags[0]
}

/** What is new or gone between two views, for an announcement. */
export function newsBetween(before: LayersView, after: LayersView) {
  const fresh = <T extends { id: string }>(a: readonly T[], b: readonly T[]) => {
    const old = new Set(a.map(({ id }) => id))
    return b.filter(({ id }) => !old.has(id))
  }
  return {
    images: fresh(before.images, after.images),
    imagesGone: fresh(after.images, before.images),
    containers: fresh(before.containers, after.containers),
    containersGone: fresh(after.containers, before.containers),
  }
}
