import { type BlobDigest, digestOf } from '../base/digest.ts'
import { EngineError } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import { goJsonBytes } from './json.ts'
import { DOCKER_INDEX, DOCKER_MANIFEST, isIndex, isManifest, OCI_INDEX, OCI_MANIFEST } from './media-types.ts'
import type { Descriptor, Index, Manifest } from './types.ts'

/** A document as it is transferred: its media type, the digest of its bytes, the bytes. */
export interface Document {
  readonly mediaType: string
  readonly digest: BlobDigest
  readonly bytes: Uint8Array
}

const documentOf = (mediaType: string, bytes: Uint8Array): Document => ({
  mediaType,
  digest: digestOf<'blob'>(bytes),
  bytes,
})

const ociDescriptor = (one: Descriptor): Record<string, unknown> => ({
  mediaType: one.mediaType,
  digest: one.digest,
  size: one.size,
  ...(one.annotations && { annotations: one.annotations }),
  ...(one.platform && { platform: { ...one.platform } }),
})

/** A manifest as BuildKit writes it: OCI media types, two spaces of indent. */
export const ociManifest = (
  config: Descriptor,
  layers: readonly Descriptor[],
  annotations?: Readonly<Record<string, string>>,
): Document =>
  documentOf(
    OCI_MANIFEST,
    goJsonBytes(
      {
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        config: ociDescriptor(config),
        layers: layers.map(ociDescriptor),
        ...(annotations && { annotations }),
      },
      '  ',
    ),
  )

/** A manifest as the daemon pushes it: Docker's schema 2, three spaces of indent, size before digest. */
export function dockerManifest(config: Descriptor, layers: readonly Descriptor[]): Document {
  const plain = ({ mediaType, size, digest }: Descriptor) => ({ mediaType, size, digest })
  return documentOf(
    DOCKER_MANIFEST,
    goJsonBytes(
      { schemaVersion: 2, mediaType: DOCKER_MANIFEST, config: plain(config), layers: layers.map(plain) },
      '   ',
    ),
  )
}

/** A list of manifests as Docker wrote it before OCI's index: three spaces of indent, size before digest. */
export const dockerIndex = (manifests: readonly Descriptor[]): Document =>
  documentOf(
    DOCKER_INDEX,
    goJsonBytes(
      {
        schemaVersion: 2,
        mediaType: DOCKER_INDEX,
        manifests: manifests.map(({ mediaType, size, digest, platform }) => ({
          mediaType,
          size,
          digest,
          platform: { ...platform },
        })),
      },
      '   ',
    ),
  )

/** An index as BuildKit writes it. Every descriptor carries its platform. */
export const ociIndex = (manifests: readonly Descriptor[]): Document =>
  documentOf(
    OCI_INDEX,
    goJsonBytes({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: manifests.map(ociDescriptor) }, '  '),
  )

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(decode(bytes))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch (error) {
    throw new EngineError('invalid', `invalid manifest: ${(error as Error).message}`)
  }
  throw new EngineError('invalid', 'invalid manifest: not an object')
}

/** Reads a manifest. Throws `invalid` where the bytes are none. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const value = parse(bytes)
  if (!value.config || !Array.isArray(value.layers) || !isManifest(String(value.mediaType ?? OCI_MANIFEST)))
    throw new EngineError(
      'invalid',
      `unsupported manifest media type ${JSON.stringify(value.mediaType ?? '')}`,
    )
  return value as unknown as Manifest
}

/** Reads an index. Throws `invalid` where the bytes are none. */
export function parseIndex(bytes: Uint8Array): Index {
  const value = parse(bytes)
  if (!Array.isArray(value.manifests) || !isIndex(String(value.mediaType ?? OCI_INDEX)))
    throw new EngineError(
      'invalid',
      `unsupported manifest media type ${JSON.stringify(value.mediaType ?? '')}`,
    )
  return value as unknown as Index
}
