import { chunksOf } from '../base/body.ts'
import { createHasher, type Hasher } from '../base/digest.ts'
import { gzipChunks } from '../oci/gzip.ts'
import { sizeOf } from '../oci/layer.ts'
import { formatPlatform } from '../oci/platform.ts'
import { writeLayerTar } from '../vfs/tar/write.ts'
import { buildImage, topOf } from './image.ts'
import type { LayerRecipe, RepositoryRecipe } from './recipe.ts'

/** What is known of a layer without making it: digests as 64 hex digits, sizes in bytes. */
export interface LayerLock {
  readonly diffID: string
  readonly size: number
  readonly tarSize: number
  /** The layer as gzip. */
  readonly blob: string
  readonly blobSize: number
}

/** Digests of one build of the catalog. */
export interface ImageLock {
  /** What a tag points at: the index, or the only manifest. */
  readonly top: string
  /** Platform → digests of its manifest and its config. */
  readonly platforms: Readonly<Record<string, { readonly manifest: string; readonly config: string }>>
}

/** Everything about the catalog that would have to be hashed or compressed to be known. */
export interface CatalogLock {
  /** By the recipe's name. */
  readonly layers: Readonly<Record<string, LayerLock>>
  /** By `library/redis:8.2`, the key of the image in its repository. */
  readonly images: Readonly<Record<string, ImageLock>>
}

/** Makes a layer and its compressed form once, and measures both. */
export function deriveLayer(recipe: LayerRecipe, hasher: () => Hasher = createHasher): LayerLock {
  const entries = recipe.entries()
  const tar = writeLayerTar(entries)
  const plain = hasher()
  for (const chunk of chunksOf(tar)) plain.update(chunk)
  const packed = hasher()
  let blobSize = 0
  for (const chunk of gzipChunks(tar)) {
    packed.update(chunk)
    blobSize += chunk.length
  }
  return { diffID: plain.hex(), size: sizeOf(entries), tarSize: tar.size, blob: packed.hex(), blobSize }
}

/** Every layer recipe of the catalog once, by name. Two different recipes of one name are a mistake. */
export function layerRecipes(catalog: readonly RepositoryRecipe[]): LayerRecipe[] {
  const recipes = new Map<string, LayerRecipe>()
  for (const repository of catalog)
    for (const image of Object.values(repository.images).flatMap((build) => build.platforms))
      for (const { layer } of image.steps) {
        if (!layer) continue
        const known = recipes.get(layer.name)
        if (known && known !== layer) throw new Error(`two layers of the name ${layer.name}`)
        recipes.set(layer.name, layer)
      }
  return [...recipes.values()]
}

/** The whole lock, from the recipes alone. Takes a while: every layer is made, hashed and compressed. */
export function deriveLock(catalog: readonly RepositoryRecipe[], hasher?: () => Hasher): CatalogLock {
  const layers: Record<string, LayerLock> = {}
  for (const recipe of layerRecipes(catalog)) layers[recipe.name] = deriveLayer(recipe, hasher)
  return { layers, images: deriveImages(catalog, layers) }
}

/** Digests of all documents, given those of the layers. */
export function deriveImages(
  catalog: readonly RepositoryRecipe[],
  layers: CatalogLock['layers'],
): CatalogLock['images'] {
  const images: Record<string, ImageLock> = {}
  for (const repository of catalog)
    for (const [key, build] of Object.entries(repository.images)) {
      const built = build.platforms.map((image) => buildImage(image, build.documents, layers))
      images[`${repository.name}:${key}`] = {
        top: topOf(repository, build, built).document.digest.slice(7),
        platforms: Object.fromEntries(
          built.map((one) => [
            formatPlatform(one.platform),
            { manifest: one.manifest.digest.slice(7), config: one.imageID.slice(7) },
          ]),
        ),
      }
    }
  return images
}
