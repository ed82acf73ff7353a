import type { BlobDigest } from '../base/digest.ts'
import { digestOf } from '../base/digest.ts'
import { goJsonBytes } from '../oci/json.ts'
import { type Document, ociManifest } from '../oci/manifest.ts'
import { OCI_CONFIG } from '../oci/media-types.ts'
import { formatPlatform } from '../oci/platform.ts'
import type { Descriptor, Platform } from '../oci/types.ts'
import type { BuiltImage } from './image.ts'

/** What BuildKit says of an image beside it: a manifest for no platform whose layers are in-toto statements. */
export interface Attestation {
  /** Its line in the index. */
  readonly entry: Descriptor
  readonly manifest: Document
  /** Config and statements. */
  readonly blobs: readonly { readonly descriptor: Descriptor; readonly bytes: Uint8Array }[]
}

const IN_TOTO = 'application/vnd.in-toto+json'
const STATEMENT = 'https://in-toto.io/Statement/v0.1'
const SPDX = 'https://spdx.dev/Document'
const PROVENANCE = 'https://slsa.dev/provenance/v0.2'
const UNKNOWN: Platform = { architecture: 'unknown', os: 'unknown' }

/** `redis`, `alice/app`. */
const familiar = (repository: string): string => repository.replace(/^library\//, '')

/** Docker's official images call platforms by names of their own: `arm32v7`, `arm64v8`, `i386`. */
function officialArch({ architecture, variant }: Platform): string {
  if (architecture === '386') return 'i386'
  if (architecture === 'arm') return `arm32${variant}`
  return architecture === 'arm64' ? 'arm64v8' : architecture
}

/** What the index says of where an image came from. */
export const sourceAnnotations = (repository: string, image: BuiltImage): Record<string, string> => ({
  'com.docker.official-images.bashbrew.arch': officialArch(image.platform),
  'org.opencontainers.image.created': image.created,
  'org.opencontainers.image.url': `https://hub.docker.com/${repository.startsWith('library/') ? `_/${familiar(repository)}` : `r/${repository}`}`,
})

function blobOf(mediaType: string, value: unknown, annotations?: Record<string, string>) {
  const bytes = goJsonBytes(value)
  const descriptor: Descriptor = {
    mediaType,
    digest: digestOf<'blob'>(bytes) satisfies BlobDigest,
    size: bytes.length,
    ...(annotations && { annotations }),
  }
  return { descriptor, bytes }
}

/** Attestations of an image: a bill of materials that lists its layers, and how it was built. */
export function attest(repository: string, image: BuiltImage): Attestation {
  const { digest } = image.manifest
  const subject = [
    {
      name: `pkg:docker/${familiar(repository)}?platform=${encodeURIComponent(formatPlatform(image.platform))}`,
      digest: { sha256: digest.slice(7) },
    },
  ]
  const statement = (predicateType: string, predicate: unknown) =>
    blobOf(
      IN_TOTO,
      { _type: STATEMENT, predicateType, subject, predicate },
      { 'in-toto.io/predicate-type': predicateType },
    )
  const statements = [
    statement(SPDX, {
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
      name: familiar(repository),
      creationInfo: { creators: ['Tool: buildkit'], created: image.created },
      packages: image.layers.map((layer, i) => ({
        name: layer.diffID,
        SPDXID: `SPDXRef-layer-${i}`,
        downloadLocation: 'NOASSERTION',
        filesAnalyzed: false,
      })),
    }),
    statement(PROVENANCE, {
      builder: { id: '' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      metadata: {
        buildStartedOn: image.created,
        buildFinishedOn: image.created,
        reproducible: false,
      },
    }),
  ]
  const config = blobOf(OCI_CONFIG, {
    ...UNKNOWN,
    config: {},
    rootfs: { type: 'layers', diff_ids: statements.map(({ descriptor }) => descriptor.digest) },
  })
  const manifest = ociManifest(
    config.descriptor,
    statements.map(({ descriptor }) => descriptor),
  )
  const entry: Descriptor = {
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.bytes.length,
    platform: UNKNOWN,
    annotations: {
      'com.docker.official-images.bashbrew.arch': officialArch(image.platform),
      'vnd.docker.reference.digest': digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
  }
  return { entry, manifest, blobs: [config, ...statements] }
}
