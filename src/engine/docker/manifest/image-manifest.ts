import { decodeBase64, encodeBase64 } from '../../base/base64.ts'
import { type BlobDigest, digestOf } from '../../base/digest.ts'
import { fullName, type Reference, withDefaultTag } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import { goJson } from '../../oci/json.ts'
import { parseIndex, parseManifest } from '../../oci/manifest.ts'
import {
  DOCKER_INDEX,
  DOCKER_MANIFEST,
  isIndex,
  isManifest,
  OCI_INDEX,
  OCI_MANIFEST,
} from '../../oci/media-types.ts'
import { ClientError } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'

/** A platform with all that an index may tell of it. */
export interface ManifestPlatform {
  architecture: string
  os: string
  'os.version'?: string
  'os.features'?: string[]
  variant?: string
}

/** One manifest as the client keeps and prints it (docker/cli, cli/manifest/types, ImageManifest). */
export interface ImageManifest {
  Ref: string
  Descriptor: { mediaType: string; digest: string; size: number; platform?: ManifestPlatform }
  /** The manifest's bytes in base64. */
  Raw?: string
  SchemaV2Manifest?: unknown
  OCIManifest?: unknown
}

/** What a registry is asked for: every kind of manifest the client can read. */
export const ACCEPTED = [DOCKER_MANIFEST, OCI_MANIFEST, DOCKER_INDEX, OCI_INDEX]

/** A name as the manifest commands take it: with `latest` unless it has a tag or a digest. */
export const manifestReference = (text: string): Reference => withDefaultTag(referenceArgument(text))

/** `docker.io/library/redis:latest`. */
export const fullString = (ref: Reference): string =>
  `${fullName(ref)}${ref.tag === undefined ? '' : `:${ref.tag}`}${ref.digest === undefined ? '' : `@${ref.digest}`}`

/** The fields of a platform in Go's order, empty ones left out. */
function platformOf(value: Partial<ManifestPlatform>): ManifestPlatform {
  const { architecture = '', os = '', variant } = value
  const version = value['os.version']
  const features = value['os.features']
  return {
    architecture,
    os,
    ...(version && { 'os.version': version }),
    ...(features?.length && { 'os.features': features }),
    ...(variant && { variant }),
  }
}

/** A manifest that came from a registry, with the platform that its config or its index tells. */
export function imageManifest(
  ref: Reference,
  mediaType: string,
  bytes: Uint8Array,
  platform: Partial<ManifestPlatform>,
): ImageManifest {
  const value: unknown = JSON.parse(decode(bytes))
  return {
    Ref: fullString(ref),
    Descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length, platform: platformOf(platform) },
    Raw: encodeBase64(bytes),
    ...(mediaType === OCI_MANIFEST ? { OCIManifest: value } : { SchemaV2Manifest: value }),
  }
}

/** Its bytes. */
export const rawOf = ({ Raw = '' }: ImageManifest): Uint8Array => decodeBase64(Raw).bytes

/** Digests of its config and layers. */
export function blobsOf(manifest: ImageManifest): BlobDigest[] {
  const { config, layers } = parseManifest(rawOf(manifest))
  return [config, ...layers].map(({ digest }) => digest)
}

/** With more said of its platform. */
export const annotated = (manifest: ImageManifest, more: Partial<ManifestPlatform>): ImageManifest => ({
  ...manifest,
  Descriptor: { ...manifest.Descriptor, platform: platformOf({ ...manifest.Descriptor.platform, ...more }) },
})

/** The list of manifests of one registry: its media type and its bytes (docker/distribution, manifestlist.FromDescriptors). */
export function manifestList(
  target: Reference,
  manifests: readonly ImageManifest[],
): { mediaType: string; text: string } {
  const descriptors = manifests.map(({ Ref, Descriptor }) => {
    const { domain } = referenceArgument(Ref)
    if (domain !== target.domain)
      throw new ClientError(
        `cannot use source images from a different registry than the target image: ${domain} != ${target.domain}`,
      )
    const { mediaType, size, digest, platform } = Descriptor
    return { mediaType, size, digest, platform: platformOf(platform ?? {}) }
  })
  const mediaType = descriptors[0]?.mediaType === OCI_MANIFEST ? OCI_INDEX : DOCKER_INDEX
  return { mediaType, text: goJson({ schemaVersion: 2, mediaType, manifests: descriptors }, '   ') }
}

/** Manifests that an index names, with their platforms. */
export const entriesOf = (bytes: Uint8Array): { digest: BlobDigest; platform: ManifestPlatform }[] =>
  parseIndex(bytes).manifests.map(({ digest, platform }) => ({
    digest,
    platform: platformOf(platform ?? {}),
  }))

/** The kind of a document, by its own word or by the answer's. */
export function kindOf(mediaType: string): 'index' | 'manifest' | undefined {
  if (isIndex(mediaType)) return 'index'
  return isManifest(mediaType) ? 'manifest' : undefined
}
