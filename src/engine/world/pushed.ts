import { parseReference, withDefaultTag } from '../base/reference.ts'
import { parseIndex, parseManifest } from '../oci/manifest.ts'
import { isIndex } from '../oci/media-types.ts'
import { formatPlatform } from '../oci/platform.ts'
import type { Registries } from '../registry/protocol.ts'
import type { PushedFact } from '../world.ts'

/** What was pushed under a tag or digest; undefined where nothing was. */
export function pushedUnder({ all }: Registries, reference: string): PushedFact | undefined {
  const { domain, path, tag, digest: wanted } = withDefaultTag(parseReference(reference))
  const repository = all.find(({ host }) => host === domain)?.state.repositories.get(path)
  const document = repository?.manifests.find(
    ({ digest }) => digest === (wanted ?? repository.tags.get(tag!)),
  )
  if (!document) return undefined
  const { digest, mediaType, bytes } = document
  return isIndex(mediaType)
    ? {
        digest,
        platforms: parseIndex(bytes).manifests.flatMap(({ platform }) =>
          platform ? [formatPlatform(platform)] : [],
        ),
      }
    : { digest, imageID: parseManifest(bytes).config.digest }
}
