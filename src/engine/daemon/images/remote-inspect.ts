import { bytesOf } from '../../base/body.ts'
import { type Reference, withDefaultTag } from '../../base/reference.ts'
import { parseConfig } from '../../oci/config.ts'
import { parseIndex, parseManifest } from '../../oci/manifest.ts'
import { isIndex } from '../../oci/media-types.ts'
import type { Platform } from '../../oci/types.ts'
import type { Registries } from '../../registry/protocol.ts'
import type { AuthConfig, DistributionInspect } from '../api.ts'
import { grantFor, pullFailure } from './registry-words.ts'

/** What a registry has under a name, without pulling it (moby, api/server/router/distribution). */
export async function inspectRemote(
  registries: Registries,
  named: Reference,
  auth: AuthConfig | undefined,
): Promise<DistributionInspect> {
  const ref = withDefaultTag(named)
  const registry = registries.lookup(ref.domain)
  const wanted = ref.digest ?? ref.tag!
  try {
    const as = grantFor(registry, auth)
    const { mediaType, digest, bytes } = await registry.manifest(ref.path, wanted, undefined, as)
    const platforms = async (): Promise<Platform[]> => {
      if (isIndex(mediaType)) return parseIndex(bytes).manifests.flatMap(({ platform }) => platform ?? [])
      const config = await registry.blob(ref.path, parseManifest(bytes).config.digest, as)
      const { architecture, os, variant } = parseConfig(bytesOf(config.body))
      return [{ architecture, os, ...(variant && { variant }) }]
    }
    return { Descriptor: { mediaType, digest, size: bytes.length }, Platforms: await platforms() }
  } catch (error) {
    throw pullFailure(error, ref, `Head "${registry.endpoint}/v2/${ref.path}/manifests/${wanted}"`)
  }
}
