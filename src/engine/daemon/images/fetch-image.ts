import { bytesOf } from '../../base/body.ts'
import { type BlobDigest, type ChainID, digestOf, type ImageID, shortID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { fullName, type Reference } from '../../base/reference.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { chainIDs, chainOf } from '../../oci/chain.ts'
import { parseConfig } from '../../oci/config.ts'
import type { Layer } from '../../oci/layer.ts'
import type { ImageConfig, Manifest } from '../../oci/types.ts'
import type { Grant } from '../../registry/access.ts'
import type { ArrivingBlob, Registry } from '../../registry/protocol.ts'
import type { ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { download, layerIn, unpack } from './layer-download.ts'

/** Layers of one image that are fetched at a time (dockerd, max-concurrent-downloads). */
const CONCURRENT = 3

type Messages = Channel<ProgressMessage>

/** A repository of a registry, and who asks for it. */
export interface Remote {
  readonly registry: Registry
  readonly path: string
  readonly as: Grant
}

/** A layer on its way. */
interface Download {
  readonly id: string
  readonly blob: ArrivingBlob
  done: boolean
}

/** Notes that a layer can be had from this repository (moby, distribution/pull_v2.go, `Registered`). */
const learnSource = (daemon: Daemon, ref: Reference, { diffID }: Layer, digest: BlobDigest): void =>
  daemon.distribution.add(diffID, {
    Digest: digest,
    SourceRepository: fullName(ref),
    HMAC: '',
  })

/**
 * Brings an image into the stores: the config, then the layers that are missing, base first. The stores are as they were
 * where anything of it is wrong (moby, distribution/pull_v2.go, pullSchema2Layers).
 */
export async function fetchImage(
  daemon: Daemon,
  remote: Remote,
  ref: Reference,
  manifest: Manifest,
  config: ArrivingBlob,
  out: Messages,
): Promise<ImageID> {
  const known = daemon.images.get(config.descriptor.digest as string as ImageID)
  if (known) return known.id
  const { skipped, base, missing } = await missingLayers(daemon, remote, ref, manifest, out)
  const { bytes, diffIDs } = readConfig(config)
  const arrived = startDownloads(daemon, missing, out)
  let top = base
  try {
    for (const [i, one] of missing.entries()) {
      while (!one.done) await arrived.receive()
      await unpack(daemon, one.blob, one.id, out)
      const layer = await layerIn(daemon, one.blob, skipped + i)
      const { descriptor, body: transferred } = one.blob
      top = daemon.layers.register({ ...layer, descriptor, transferred }, top).chainID
      learnSource(daemon, ref, layer, descriptor.digest)
      out.push({ status: 'Pull complete', progressDetail: {}, id: one.id })
    }
    if (top !== chainIDs(diffIDs).at(-1))
      throw new EngineError('internal', `layers from manifest don't match image configuration`)
  } catch (error) {
    if (top !== undefined) daemon.layers.sweep(top)
    throw error
  }
  const { image } = daemon.images.add(bytes)
  if (top !== undefined) daemon.layers.retain(top)
  return image.id
}

/** What of a manifest's layers is there, and what is to be fetched. Tells of each. */
async function missingLayers(
  daemon: Daemon,
  { registry, path, as }: Remote,
  ref: Reference,
  manifest: Manifest,
  out: Messages,
): Promise<{ skipped: number; base: ChainID | undefined; missing: Download[] }> {
  const missing: Download[] = []
  let base: ChainID | undefined
  for (const { digest } of manifest.layers) {
    const blob = await registry.blob(path, digest, as)
    const id = shortID(digest)
    const diffID = blob.layer?.diffID ?? daemon.distribution.diffID(digest)
    const stored = missing.length === 0 && diffID ? daemon.layers.get(chainOf(base, diffID)) : undefined
    if (stored) {
      base = stored.chainID
      learnSource(daemon, ref, stored.layer, digest)
      out.push({ status: 'Already exists', progressDetail: {}, id })
    } else {
      missing.push({ id, blob, done: false })
      out.push({ status: 'Pulling fs layer', progressDetail: {}, id })
    }
  }
  for (const { id } of missing.slice(CONCURRENT)) out.push({ status: 'Waiting', progressDetail: {}, id })
  return { skipped: manifest.layers.length - missing.length, base, missing }
}

/** Downloads run beside what waits for them, which hears of each that is done. */
function startDownloads(daemon: Daemon, missing: readonly Download[], out: Messages): Channel<Download> {
  const { kernel, process } = daemon.host
  const arrived = kernel.channel<Download>()
  const queue = [...missing]
  const fetchNext = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await download(daemon, next.blob, next.id, out)
      next.done = true
      arrived.push(next)
    }
  }
  for (let i = 0; i < Math.min(CONCURRENT, missing.length); i++) kernel.task(process, fetchNext)
  return arrived
}

/** The config document, which must be what its digest says, and for a host like this. */
function readConfig({ descriptor, body }: ArrivingBlob): {
  bytes: Uint8Array
  diffIDs: ImageConfig['rootfs']['diff_ids']
} {
  const bytes = bytesOf(body)
  if (digestOf(bytes) !== descriptor.digest)
    throw new EngineError('internal', `image config verification failed for digest ${descriptor.digest}`)
  const { os, rootfs } = parseConfig(bytes, 'invalid rootfs in image configuration')
  if (os !== 'linux')
    throw new EngineError(
      'invalid',
      `image operating system ${JSON.stringify(os)} cannot be used on this platform: operating system is not supported`,
    )
  return { bytes, diffIDs: rootfs.diff_ids }
}
