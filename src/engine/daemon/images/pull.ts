import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, type Reference } from '../../base/reference.ts'
import { MILLISECOND } from '../../base/time.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { type Document, parseIndex, parseManifest } from '../../oci/manifest.ts'
import { isIndex } from '../../oci/media-types.ts'
import { choosePlatform, formatPlatform, platformMatches } from '../../oci/platform.ts'
import type { Platform } from '../../oci/types.ts'
import type { AuthConfig, ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { fetchImage, type Remote } from './fetch-image.ts'
import { grantFor, pullFailure } from './registry-words.ts'

/** Time a request to the registry takes. */
const ROUND_TRIP = 40 * MILLISECOND

type Messages = Channel<ProgressMessage>

export interface PullOptions {
  readonly platform: Platform
  readonly auth?: AuthConfig | undefined
  /** Whether an image of another platform than the wanted one is told of; it is unless this is false. */
  readonly tellPlatform?: boolean
}

/**
 * `docker pull`: of one reference, or of all tags of a repository where it has neither tag nor digest. The status tells
 * whether any name means another image now.
 */
export async function pullImages(
  daemon: Daemon,
  ref: Reference,
  { platform, auth, tellPlatform = true }: PullOptions,
  out: Messages,
): Promise<void> {
  if (familiarName(ref) === 'scratch') throw new EngineError('forbidden', "'scratch' is a reserved name")
  const registry = daemon.host.registries.lookup(ref.domain)
  const single = ref.tag !== undefined || ref.digest !== undefined
  let newer = false
  try {
    const remote: Remote = { registry, path: ref.path, as: grantFor(registry, auth) }
    const tags = single ? [] : await registry.tags(ref.path, remote.as)
    for (const one of single ? [ref] : tags.map((tag) => ({ ...ref, tag })))
      if (await pullOne(daemon, remote, one, platform, out)) newer = true
  } catch (error) {
    const at = `${registry.endpoint}/v2/${ref.path}`
    const first = single ? `Head "${at}/manifests/${ref.digest ?? ref.tag}"` : `Get "${at}/tags/list"`
    throw pullFailure(error, ref, first)
  }
  out.push({
    status: `Status: ${newer ? 'Downloaded newer image' : 'Image is up to date'} for ${familiarString(ref)}`,
  })
  if (single && tellPlatform) warnOfPlatform(daemon, ref, platform, out)
}

/** One reference: the manifest, then the blobs that are missing, then the names. True if it meant another image before. */
async function pullOne(
  daemon: Daemon,
  remote: Remote,
  ref: Reference,
  platform: Platform,
  out: Messages,
): Promise<boolean> {
  const { registry, path, as } = remote
  const { scheduler } = daemon.host.kernel
  await scheduler.sleep(ROUND_TRIP)
  const top = await registry.manifest(path, ref.digest ?? ref.tag!, undefined, as)
  out.push({
    status: `Pulling from ${ref.path}`,
    id: ref.digest ? `${ref.domain}/${ref.path}@${ref.digest}` : ref.tag!,
  })
  const chosen = await chosenManifest(remote, top, platform)
  const manifest = parseManifest(chosen.bytes)
  await scheduler.sleep(ROUND_TRIP)
  const config = await registry.blob(path, manifest.config.digest, as)
  const before = daemon.references.get(familiarString(ref))
  const image = await fetchImage(daemon, remote, ref, manifest, config, out)
  daemon.distribution.keepManifest(chosen.digest, {
    bytes: chosen.bytes,
    image,
    stored: daemon.host.kernel.now(),
  })
  const canonical = `${familiarName(ref)}@${top.digest}`
  daemon.references.set(canonical, image)
  if (!ref.digest) daemon.references.set(familiarString(ref), image)
  out.push({ status: `Digest: ${top.digest}` })
  return before !== image
}

function warnOfPlatform(daemon: Daemon, ref: Reference, wanted: Platform, out: Messages): void {
  const id = daemon.references.get(familiarString(ref))
  const config = id && daemon.images.get(id)?.config
  if (!config) return
  const { architecture, os, variant } = config
  const own: Platform = { architecture, os, ...(variant && { variant }) }
  if (platformMatches(wanted, own)) return
  const [is, was] = [own, wanted].map(formatPlatform)
  out.push({
    status: `WARNING: image with reference ${familiarString(ref)} was found but its platform (${is}) does not match the specified platform (${was})`,
  })
}

async function chosenManifest(
  { registry, path, as }: Remote,
  top: Document,
  platform: Platform,
): Promise<Document> {
  if (!isIndex(top.mediaType)) return top
  const chosen = choosePlatform(platform, parseIndex(top.bytes).manifests)
  if (!chosen) {
    throw new EngineError(
      'not-found',
      `no matching manifest for ${formatPlatform(platform)} in the manifest list entries`,
    )
  }
  return registry.manifest(path, chosen.digest, undefined, as)
}
