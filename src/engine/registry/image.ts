import type { BlobDigest, DiffID, ImageID } from '../base/digest.ts'
import { configBytes, imageIDOf } from '../oci/config.ts'
import { knownLayer, type Layer } from '../oci/layer.ts'
import { type Document, ociIndex, ociManifest } from '../oci/manifest.ts'
import { OCI_CONFIG, OCI_LAYER_GZIP } from '../oci/media-types.ts'
import type { Descriptor, Platform } from '../oci/types.ts'
import type { LayerLock } from './lock.ts'
import type { ImageRecipe, LayerRecipe } from './recipe.ts'

/** An image of the catalog with all its documents; its layers' bytes are made when read. */
export interface BuiltImage {
  readonly platform: Platform
  readonly imageID: ImageID
  readonly config: Uint8Array
  readonly manifest: Document
  /** Base first; each carries its descriptor. */
  readonly layers: readonly Layer[]
}

type LayerLocks = Readonly<Record<string, LayerLock>>

/** One layer object a recipe, so that images that share a layer share its bytes too. */
const made = new WeakMap<LayerRecipe, { lock: LayerLock; layer: Layer }>()

function layerOfRecipe(recipe: LayerRecipe, locks: LayerLocks): Layer {
  const lock = locks[recipe.name]
  if (!lock) throw new Error(`layer ${recipe.name} is not in the catalog's lock`)
  const known = made.get(recipe)
  if (known?.lock === lock) return known.layer
  const descriptor: Descriptor = {
    mediaType: OCI_LAYER_GZIP,
    digest: `sha256:${lock.blob}` as BlobDigest,
    size: lock.blobSize,
  }
  const layer = knownLayer(
    { diffID: `sha256:${lock.diffID}` as DiffID, size: lock.size, tarSize: lock.tarSize, descriptor },
    () => recipe.entries(),
  )
  made.set(recipe, { lock, layer })
  return layer
}

/** Config, manifest and layers of a recipe. Hashes the two documents, no layer. */
export function buildImage(recipe: ImageRecipe, locks: LayerLocks): BuiltImage {
  const layers = recipe.steps.flatMap((step) => (step.layer ? [layerOfRecipe(step.layer, locks)] : []))
  const config = configBytes(
    {
      ...recipe.platform,
      created: recipe.created,
      config: recipe.config,
      history: recipe.steps.map((step) => ({
        created: step.created,
        created_by: step.createdBy,
        ...(step.comment && { comment: step.comment }),
        ...(!step.layer && { empty_layer: true }),
      })),
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffID) },
    },
    'buildkit',
  )
  const imageID = imageIDOf(config)
  const manifest = ociManifest(
    { mediaType: OCI_CONFIG, digest: imageID as string as BlobDigest, size: config.length },
    layers.map((layer) => layer.descriptor!),
  )
  return { platform: recipe.platform, imageID, config, manifest, layers }
}

/** The index over the platforms of one image. */
export const indexOf = (images: readonly BuiltImage[]): Document =>
  ociIndex(
    images.map(({ manifest, platform }) => ({
      mediaType: manifest.mediaType,
      digest: manifest.digest,
      size: manifest.bytes.length,
      platform,
    })),
  )
