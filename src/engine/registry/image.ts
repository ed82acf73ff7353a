import type { BlobDigest, DiffID, ImageID } from '../base/digest.ts'
import { sha256Hex } from '../base/digest.ts'
import { configBytes, imageIDOf } from '../oci/config.ts'
import { knownLayer, type Layer } from '../oci/layer.ts'
import { type Document, dockerIndex, dockerManifest, ociIndex, ociManifest } from '../oci/manifest.ts'
import { DOCKER_CONFIG, DOCKER_LAYER_GZIP, OCI_CONFIG, OCI_LAYER_GZIP } from '../oci/media-types.ts'
import type { Descriptor, ImageConfig, Platform } from '../oci/types.ts'
import { type Attestation, attest, sourceAnnotations } from './attestation.ts'
import type { LayerLock } from './lock.ts'
import type { Build, Documents, ImageRecipe, LayerRecipe, RepositoryRecipe } from './recipe.ts'

/** An image of the catalog with all its documents; its layers' bytes are made when read. */
export interface BuiltImage {
  readonly platform: Platform
  readonly created: string
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

/** What the classic builder adds: the container of the last step, and what that was started with. */
function classicFields(recipe: ImageRecipe): Partial<ImageConfig> {
  const last = recipe.steps.at(-1)!
  const container = sha256Hex(`${last.created} ${last.createdBy}`)
  const command = /^(\/bin\/sh) (-c) (#\(nop\) ) ?(.*)$/.exec(last.createdBy)?.slice(1) ?? [last.createdBy]
  return {
    docker_version: recipe.classic!,
    container,
    container_config: { ...recipe.config, Hostname: container.slice(0, 12), Cmd: command },
  }
}

/** Config, manifest and layers of a recipe. Hashes the two documents, no layer. */
export function buildImage(recipe: ImageRecipe, documents: Documents, locks: LayerLocks): BuiltImage {
  const layers = recipe.steps.flatMap((step) => (step.layer ? [layerOfRecipe(step.layer, locks)] : []))
  const config = configBytes(
    {
      ...recipe.platform,
      created: recipe.created,
      config: recipe.config,
      ...(recipe.classic !== undefined && classicFields(recipe)),
      history: recipe.steps.map((step) => ({
        created: step.created,
        created_by: step.createdBy,
        ...(step.comment && { comment: step.comment }),
        ...(!step.layer && { empty_layer: true }),
      })),
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffID) },
    },
    recipe.classic === undefined ? 'buildkit' : 'moby',
  )
  const imageID = imageIDOf(config)
  const docker = documents === 'list' || documents === 'single'
  const manifest = (docker ? dockerManifest : ociManifest)(
    {
      mediaType: docker ? DOCKER_CONFIG : OCI_CONFIG,
      digest: imageID as string as BlobDigest,
      size: config.length,
    },
    layers.map(({ descriptor }) => ({
      ...descriptor!,
      mediaType: docker ? DOCKER_LAYER_GZIP : OCI_LAYER_GZIP,
    })),
  )
  return { platform: recipe.platform, created: recipe.created, imageID, config, manifest, layers }
}

const entryOf = ({ manifest, platform }: BuiltImage): Descriptor => ({
  mediaType: manifest.mediaType,
  digest: manifest.digest,
  size: manifest.bytes.length,
  platform,
})

/** What a tag of a build points at, with the attestations that belong to it. */
export interface Top {
  readonly document: Document
  readonly attestations: readonly Attestation[]
}

/** The document over the images of a build: an index or list, or the only manifest itself. */
export function topOf(repository: RepositoryRecipe, build: Build, images: readonly BuiltImage[]): Top {
  if (build.documents === 'single') return { document: images[0]!.manifest, attestations: [] }
  if (build.documents === 'list') return { document: dockerIndex(images.map(entryOf)), attestations: [] }
  if (build.documents === 'oci') return { document: ociIndex(images.map(entryOf)), attestations: [] }
  const attestations = images.map((image) => attest(repository.name, image))
  const entries = images.flatMap((image, i) => [
    { ...entryOf(image), annotations: sourceAnnotations(repository.name, image) },
    attestations[i]!.entry,
  ])
  return { document: ociIndex(entries), attestations }
}
