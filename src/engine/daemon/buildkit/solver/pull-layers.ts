import { bytesOf } from '../../../base/body.ts'
import { MILLISECOND, SECOND } from '../../../base/time.ts'
import { chainOf } from '../../../oci/chain.ts'
import { layerIn } from '../../images/layer-download.ts'
import type { ImageSource, RemoteImage, Vertex } from '../graph.ts'
import type { Solver } from './solver.ts'

const ROUND_TRIP = 20 * MILLISECOND
/** Bytes unpacked a second. */
const UNPACK = 150e6

/** Brings an image's layers into the layer store, base first; the image itself is not kept (moby, builder-next/adapters). */
export async function pullLayers(
  solver: Solver,
  vertex: Vertex,
  source: ImageSource,
  { remote, document, manifest, config }: RemoteImage,
): Promise<void> {
  const { daemon, progress } = solver
  const { layers, host, distribution } = daemon
  const { scheduler } = host.kernel
  progress.status(vertex, `resolve ${source.reference}`)(true)
  const documents = [
    [document.digest, document.bytes.length],
    [config.descriptor.digest, bytesOf(config.body).length],
  ] as const
  const told = manifest.layers.map(({ digest }) => progress.status(vertex, digest))
  for (const [digest, size] of documents) progress.status(vertex, digest)(true, size, size)
  let top: Parameters<typeof chainOf>[0]
  for (const [i, { digest, size }] of manifest.layers.entries()) {
    const blob = await remote.registry.blob(remote.path, digest, remote.as)
    const known = blob.layer?.diffID ?? distribution.diffID(digest)
    const stored = known && layers.get(chainOf(top, known))
    if (stored) {
      top = stored.chainID
      told[i]!(true, size, size)
      continue
    }
    await scheduler.sleep(ROUND_TRIP)
    const step = Math.max(1, Math.floor(blob.rate / 10))
    for (let current = Math.min(step, size); current < size; current = Math.min(size, current + step)) {
      told[i]!(false, current, size)
      await scheduler.sleep((Math.min(step, size) / blob.rate) * SECOND)
    }
    told[i]!(true, size, size)
    const unpacked = progress.status(vertex, `extracting ${digest}`)
    await scheduler.sleep((size / UNPACK) * SECOND)
    const layer = await layerIn(daemon, blob, i)
    top = layers.register({ ...layer, descriptor: blob.descriptor, transferred: blob.body }, top).chainID
    unpacked(true)
  }
}
