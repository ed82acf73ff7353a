import { bytesOf } from '../../../base/body.ts'
import { EngineError } from '../../../base/errors.ts'
import { familiarString, fullName, type Reference } from '../../../base/reference.ts'
import { MILLISECOND } from '../../../base/time.ts'
import { chainIDs } from '../../../oci/chain.ts'
import { parseConfig } from '../../../oci/config.ts'
import { parseIndex, parseManifest } from '../../../oci/manifest.ts'
import { isIndex } from '../../../oci/media-types.ts'
import { choosePlatform, platformMatches } from '../../../oci/platform.ts'
import type { ImageConfig, Platform } from '../../../oci/types.ts'
import { RegistryError } from '../../../registry/faults.ts'
import type { AuthConfig } from '../../api-image.ts'
import type { Daemon } from '../../daemon.ts'
import { findImage } from '../../images/lookup.ts'
import { faultsIn, grantFor } from '../../images/registry-words.ts'
import type { ImageSource } from '../graph.ts'

const ROUND_TRIP = 60 * MILLISECOND

/** `docker.io/library/busybox:latest`. */
export const wholeName = (reference: Reference): string =>
  fullName(reference) +
  (reference.tag ? `:${reference.tag}` : '') +
  (reference.digest ? `@${reference.digest}` : '')

/**
 * An image to start from: this host's, where it has one and no newer one is asked for, or a registry's (moby,
 * builder-next/adapters/containerimage). Throws what the registry says.
 */
export async function resolveImage(
  daemon: Daemon,
  reference: Reference,
  platform: Platform,
  { pull, auth }: { readonly pull: boolean; readonly auth: AuthConfig | undefined },
): Promise<{ config: ImageConfig; source: ImageSource }> {
  const local = pull ? undefined : findImage(daemon, familiarString(reference))
  if (local) {
    const { config } = local
    const own = {
      os: config.os,
      architecture: config.architecture,
      ...(config.variant && { variant: config.variant }),
    }
    if (
      platformMatches(platform, own) ||
      (config.os === platform.os && config.architecture === platform.architecture)
    )
      return { config, source: { reference: wholeName(reference), id: local.id, chainID: local.chainID } }
  }
  const registry = daemon.host.registries.lookup(reference.domain)
  await daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
  try {
    const as = grantFor(registry, auth)
    const top = await registry.manifest(reference.path, reference.digest ?? reference.tag!, undefined, as)
    let document = top
    if (isIndex(top.mediaType)) {
      const chosen = choosePlatform(platform, parseIndex(top.bytes).manifests)
      if (!chosen)
        throw new EngineError(
          'not-found',
          `${wholeName(reference)}: no match for platform in manifest: not found`,
        )
      document = await registry.manifest(reference.path, chosen.digest, undefined, as)
    }
    const manifest = parseManifest(document.bytes)
    const blob = await registry.blob(reference.path, manifest.config.digest, as)
    const config = parseConfig(bytesOf(blob.body))
    const { digest: _digest, ...bare } = reference
    return {
      config,
      source: {
        reference: `${wholeName(bare)}@${top.digest}`,
        id: manifest.config.digest,
        chainID: chainIDs(config.rootfs.diff_ids).at(-1),
        remote: {
          remote: { registry, path: reference.path, as },
          reference,
          document,
          manifest,
          config: blob,
        },
      },
    }
  } catch (error) {
    throw refusal(error, reference)
  }
}

/** What the registry's refusal is called by containerd's resolver. */
function refusal(error: unknown, reference: Reference): unknown {
  if (!(error instanceof RegistryError)) return error
  const fault = faultsIn(error)[0]!
  if (fault.code === 'DENIED')
    return new EngineError(
      'not-found',
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    )
  if (fault.code === 'MANIFEST_UNKNOWN' || fault.code === 'NAME_UNKNOWN')
    return new EngineError('not-found', `${wholeName(reference)}: not found`)
  return new EngineError('internal', `unexpected status: ${fault.code}`)
}
