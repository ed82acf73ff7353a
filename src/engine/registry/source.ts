import { bytesBody } from '../base/body.ts'
import type { BlobDigest } from '../base/digest.ts'
import { gzipBody } from '../oci/compress.ts'
import type { Document } from '../oci/manifest.ts'
import { OCI_CONFIG } from '../oci/media-types.ts'
import { type BuiltImage, buildImage, indexOf } from './image.ts'
import type { CatalogLock } from './lock.ts'
import type { RegistryBlob, Repository, RepositorySource } from './protocol.ts'
import type { RepositoryRecipe } from './recipe.ts'

/** The config and layers of an image as blobs. */
export function blobsOf(image: BuiltImage): RegistryBlob[] {
  const config: RegistryBlob = {
    descriptor: {
      mediaType: OCI_CONFIG,
      digest: image.imageID as string as BlobDigest,
      size: image.config.length,
    },
    body: bytesBody(image.config),
  }
  const layers = image.layers.map((layer): RegistryBlob => {
    const descriptor = layer.descriptor!
    return { descriptor, body: gzipBody(layer.tar, descriptor.size), layer }
  })
  return [config, ...layers]
}

/** A repository of the catalog: its documents are written when it is opened, its layers when they are read. */
export function sourceOf(recipe: RepositoryRecipe, lock: CatalogLock): RepositorySource {
  return {
    name: recipe.name,
    description: recipe.description,
    stars: recipe.stars,
    official: recipe.official,
    open: (): Repository => {
      const manifests = new Map<BlobDigest, Document>()
      const blobs = new Map<BlobDigest, RegistryBlob>()
      const indexes = new Map<string, BlobDigest>()
      for (const [key, platforms] of Object.entries(recipe.images)) {
        const images = platforms.map((image) => buildImage(image, lock.layers))
        const index = indexOf(images)
        manifests.set(index.digest, index)
        indexes.set(key, index.digest)
        for (const image of images) {
          manifests.set(image.manifest.digest, image.manifest)
          for (const blob of blobsOf(image)) blobs.set(blob.descriptor.digest, blob)
        }
      }
      const tags = new Map<string, BlobDigest>()
      for (const [tag, key] of Object.entries(recipe.tags)) {
        const digest = indexes.get(key)
        if (!digest) throw new Error(`${recipe.name}:${tag} names no image`)
        tags.set(tag, digest)
      }
      return { name: recipe.name, tags, manifests, blobs }
    },
  }
}
