import { bytesOf, chunksOf } from '../../base/body.ts'
import type { BlobDigest } from '../../base/digest.ts'
import { shortID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, type Reference } from '../../base/reference.ts'
import { MILLISECOND, SECOND } from '../../base/time.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { chainOf } from '../../oci/chain.ts'
import { gunzipBody, isGzipped } from '../../oci/compress.ts'
import { type Layer, layerOfTar } from '../../oci/layer.ts'
import { type Document, parseIndex, parseManifest } from '../../oci/manifest.ts'
import { isIndex } from '../../oci/media-types.ts'
import { choosePlatform, formatPlatform, platformMatches } from '../../oci/platform.ts'
import type { Manifest, Platform } from '../../oci/types.ts'
import type { Grant } from '../../registry/access.ts'
import type { ArrivingBlob, Registry } from '../../registry/protocol.ts'
import type { AuthConfig, ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { grantFor, pullFailure } from './registry-words.ts'

/** Layers of one image that are fetched at a time (dockerd, max-concurrent-downloads). */
const CONCURRENT = 3
/** How often progress is told, and how fast a layer is unpacked in bytes a second. */
const TELL = 100 * MILLISECOND
const UNPACK = 150e6
/** Time a request to the registry takes. */
const ROUND_TRIP = 40 * MILLISECOND
/** What a layer's unpacking takes before its first byte. */
const SETTLE = 5 * MILLISECOND

type Messages = Channel<ProgressMessage>

export interface PullOptions {
  readonly platform: Platform
  readonly auth?: AuthConfig | undefined
}

/** A repository of a registry, and who asks for it. */
interface Remote {
  readonly registry: Registry
  readonly path: string
  readonly as: Grant
}

/**
 * `docker pull`: of one reference, or of all tags of a repository where it has neither tag nor digest. The status tells
 * whether any name means another image now.
 */
export async function pullImages(
  daemon: Daemon,
  ref: Reference,
  { platform, auth }: PullOptions,
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
  if (single) warnOfPlatform(daemon, ref, platform, out)
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

/** Notes that a layer can be had from this repository (moby, distribution/pull_v2.go, `Registered`). */
const learnSource = (daemon: Daemon, ref: Reference, { diffID }: Layer, digest: BlobDigest): void =>
  daemon.distribution.add(diffID, {
    Digest: digest,
    SourceRepository: `${ref.domain}/${ref.path}`,
    HMAC: '',
  })

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

type Progress = { readonly id: string; done: boolean }

async function fetchImage(
  daemon: Daemon,
  remote: Remote,
  ref: Reference,
  manifest: Manifest,
  config: ArrivingBlob,
  out: Messages,
) {
  const { kernel, process } = daemon.host
  const known = daemon.images.get(
    config.descriptor.digest as string as Parameters<typeof daemon.images.get>[0],
  )
  if (known) return known.id
  const bytes = arrive(daemon, config)

  const missing: { id: string; blob: ArrivingBlob; progress: Progress }[] = []
  let parent: Parameters<typeof chainOf>[0]
  const chains: NonNullable<typeof parent>[] = []
  for (const descriptor of manifest.layers) {
    const blob = await remote.registry.blob(remote.path, descriptor.digest, remote.as)
    const layer = layerIn(blob)
    parent = chainOf(parent, layer.diffID)
    chains.push(parent)
    const id = shortID(descriptor.digest)
    if (daemon.layers.get(parent)) {
      out.push({ status: 'Already exists', progressDetail: {}, id })
      learnSource(daemon, ref, layer, descriptor.digest)
    } else {
      missing.push({ id, blob, progress: { id, done: false } })
      out.push({ status: 'Pulling fs layer', progressDetail: {}, id })
    }
  }
  for (const { id } of missing.slice(CONCURRENT)) out.push({ status: 'Waiting', progressDetail: {}, id })

  const arrived = kernel.channel<Progress>()
  const queue = [...missing]
  const fetchNext = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await download(daemon, next.blob, next.id, out)
      next.progress.done = true
      arrived.push(next.progress)
    }
  }
  for (let i = 0; i < Math.min(CONCURRENT, missing.length); i++) kernel.task(process, fetchNext)

  const skipped = manifest.layers.length - missing.length
  let top: (typeof chains)[number] | undefined = chains[skipped - 1]
  for (const { id, blob, progress } of missing) {
    while (!progress.done) await arrived.receive()
    await unpack(daemon, blob, id, out)
    const layer = layerIn(blob)
    const kept = { ...layer, descriptor: blob.descriptor, transferred: blob.body }
    top = daemon.layers.register(kept, top).chainID
    learnSource(daemon, ref, layer, blob.descriptor.digest)
    out.push({ status: 'Pull complete', progressDetail: {}, id })
  }
  const { image } = daemon.images.add(bytes)
  if (image.chainID !== top)
    throw new EngineError('internal', `layers from manifest don't match image configuration`)
  if (top !== undefined) daemon.layers.retain(top)
  return image.id
}

/** A config document comes in whole, and is what its digest says. */
function arrive(daemon: Daemon, blob: ArrivingBlob): Uint8Array {
  const { digest, size } = blob.descriptor
  const ingest = daemon.blobs.ingest({ digest, size })
  for (const chunk of chunksOf(blob.body)) ingest.write(chunk)
  return bytesOf(daemon.blobs.get(ingest.commit())!)
}

/** A registry of our own knows its layers' uncompressed form; any other blob is unpacked. */
const layerIn = ({ layer, body }: ArrivingBlob): Layer =>
  layer ?? layerOfTar(isGzipped(body) ? gunzipBody(body) : body)

/** A blob comes in at the registry's rate; small ones are there before the first tick. */
async function download(daemon: Daemon, blob: ArrivingBlob, id: string, out: Messages): Promise<void> {
  const { scheduler } = daemon.host.kernel
  const { size: total } = blob.descriptor
  await scheduler.sleep(ROUND_TRIP)
  const tell = (current: number): void =>
    out.push({ status: 'Downloading', progressDetail: { current, total }, id })
  const step = Math.max(1, Math.floor((blob.rate * TELL) / SECOND))
  for (let current = Math.min(16384, total); ; current = Math.min(total, current + step)) {
    tell(current)
    if (current >= total) break
    await scheduler.sleep((Math.min(step, total - current) / blob.rate) * SECOND)
  }
  out.push({ status: 'Verifying Checksum', progressDetail: {}, id })
  out.push({ status: 'Download complete', progressDetail: {}, id })
}

async function unpack(daemon: Daemon, blob: ArrivingBlob, id: string, out: Messages): Promise<void> {
  const { scheduler } = daemon.host.kernel
  const { size: total } = blob.descriptor
  await scheduler.sleep(SETTLE)
  const step = Math.max(32768, Math.floor((UNPACK * TELL) / SECOND))
  for (let current = Math.min(32768, total); ; current = Math.min(total, current + step)) {
    out.push({ status: 'Extracting', progressDetail: { current, total }, id })
    if (current >= total) break
    await scheduler.sleep((Math.min(step, total - current) / UNPACK) * SECOND)
  }
  out.push({ status: 'Extracting', progressDetail: { current: total, total }, id })
}
