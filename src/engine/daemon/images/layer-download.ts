import type { DiffID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { MILLISECOND, SECOND } from '../../base/time.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { decompress } from '../../oci/decompress.ts'
import { type Layer, unpackedLayer } from '../../oci/layer.ts'
import type { ArrivingBlob } from '../../registry/protocol.ts'
import type { ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'

/** How often progress is told, and how fast a layer is unpacked in bytes a second. */
const TELL = 100 * MILLISECOND
const UNPACK = 150e6
/** Time a request to the registry takes. */
const ROUND_TRIP = 40 * MILLISECOND
/** What a layer's unpacking takes before its first byte. */
const SETTLE = 5 * MILLISECOND
/** Most bytes that a compressed layer may grow to. */
const MAX_UNPACKED = 1024 * 1024 * 1024
/** Layers that may stand on one another (moby, layer store). */
const MAX_DEPTH = 125

type Messages = Channel<ProgressMessage>

/** A blob comes in at the registry's rate; small ones are there before the first tick. */
export async function download(daemon: Daemon, blob: ArrivingBlob, id: string, out: Messages): Promise<void> {
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

export async function unpack(daemon: Daemon, blob: ArrivingBlob, id: string, out: Messages): Promise<void> {
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

/** Stands for a digest until the bytes are hashed. */
const UNKNOWN = 'sha256:' as DiffID

/**
 * The layer in a blob, which has `depth` others below it. A registry of our own knows its layers' uncompressed form; any
 * other blob is taken apart as it would be on disk. Throws `EngineError` for what is no layer.
 */
export async function layerIn(daemon: Daemon, { layer, body }: ArrivingBlob, depth: number): Promise<Layer> {
  const failure = (why: string): EngineError =>
    new EngineError('internal', `failed to register layer: ${why}`)
  if (depth >= MAX_DEPTH) throw failure('max depth exceeded')
  if (layer) return layer
  const { kernel, ports } = daemon.host
  try {
    const content = await decompress(ports, body, MAX_UNPACKED)
    const unpacked = unpackedLayer(content.body, UNKNOWN, kernel.now(), content.cutBy)
    return { ...unpacked, diffID: `sha256:${await ports.sha256(content.body)}` as DiffID }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw failure(error.message)
  }
}
