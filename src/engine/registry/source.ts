import { bytesBody } from '../base/body.ts'
import type { BlobDigest } from '../base/digest.ts'
import { gzipBody } from '../oci/compress.ts'
import { type Document, parseManifest } from '../oci/manifest.ts'
import { type BuiltImage, buildImage, topOf } from './image.ts'
import type { CatalogLock } from './lock.ts'
import type { RegistryBlob, Repository, RepositorySource } from './protocol.ts'
import type { RepositoryRecipe } from './recipe.ts'

/** The config and layers of an image as blobs. */
export function blobsOf(image: BuiltImage): RegistryBlob[] {
  const config: RegistryBlob = {
    descriptor: {
      mediaType: parseManifest(image.manifest.bytes).config.mediaType,
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
    official: recipe.publisher === 'official',
    open: (): Repository => {
      const manifests = new Map<BlobDigest, Document>()
      const blobs = new Map<BlobDigest, RegistryBlob>()
      const tops = new Map<string, BlobDigest>()
      for (const [key, build] of Object.entries(recipe.images)) {
        const images = build.platforms.map((image) => buildImage(image, build.documents, lock.layers))
        const { document, attestations } = topOf(recipe, build, images)
        manifests.set(document.digest, document)
        tops.set(key, document.digest)
        for (const { manifest, blobs: parts } of attestations) {
          manifests.set(manifest.digest, manifest)
          for (const { descriptor, bytes } of parts)
            blobs.set(descriptor.digest, { descriptor, body: bytesBody(bytes) })
        }
        for (const image of images) {
          manifests.set(image.manifest.digest, image.manifest)
          for (const blob of blobsOf(image)) blobs.set(blob.descriptor.digest, blob)
        }
      }
      const tags = new Map<string, BlobDigest>()
      for (const [tag, key] of Object.entries(recipe.tags)) {
        const digest = tops.get(key)
        if (!digest) throw new Error(`${recipe.name}:${tag} names no image`)
        tags.set(tag, digest)
      }
      return { name: recipe.name, tags, manifests, blobs }
    },
  }
}
