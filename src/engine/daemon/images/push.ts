import { bytesBody } from '../../base/body.ts'
import type { BlobDigest, ImageID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import {
  familiarName,
  familiarString,
  fullName,
  parseReference,
  type Reference,
} from '../../base/reference.ts'
import { MILLISECOND } from '../../base/time.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { topFirst } from '../../oci/chain.ts'
import { dockerManifest } from '../../oci/manifest.ts'
import { DOCKER_CONFIG } from '../../oci/media-types.ts'
import type { Descriptor } from '../../oci/types.ts'
import { RegistryError } from '../../registry/faults.ts'
import type { StoredImage } from '../../store/images.ts'
import type { AuthConfig, ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { credentialsKey, LayerUpload, type PushTarget } from './layer-upload.ts'
import { grantFor, pushFailure } from './registry-words.ts'

/** Layers of one image that are sent at a time (dockerd, max-concurrent-uploads). */
const CONCURRENT = 5
const ROUND_TRIP = 40 * MILLISECOND

type Messages = Channel<ProgressMessage>

/** `docker push`: one tag, or all tags of a repository where the reference has none (moby, distribution/push.go). */
export async function pushImages(
  daemon: Daemon,
  ref: Reference,
  auth: AuthConfig | undefined,
  out: Messages,
): Promise<void> {
  const name = familiarName(ref)
  out.push({ status: `The push refers to repository [${fullName(ref)}]` })
  const named = daemon.references.all().filter((text) => familiarName(parseReference(text)) === name)
  if (named.length === 0)
    throw new EngineError('internal', `An image does not exist locally with the tag: ${name}`)
  const registry = daemon.host.registries.lookup(ref.domain)
  try {
    const target: PushTarget = {
      registry,
      path: ref.path,
      name: fullName(ref),
      as: () => grantFor(registry, auth),
      key: credentialsKey(auth),
      hasPassword: Boolean(auth?.registrytoken || (auth?.username && auth.password)),
      remote: new Map(),
    }
    const tags = ref.tag === undefined ? allTags(ref, named) : [ref.tag]
    for (const tag of tags) await pushTag(daemon, target, { ...ref, tag }, out)
  } catch (error) {
    throw pushFailure(error)
  }
}

function allTags(ref: Reference, named: readonly string[]): string[] {
  if (ref.digest !== undefined) throw new EngineError('internal', 'cannot push a digest reference')
  const tags = named.flatMap((text) => parseReference(text).tag ?? [])
  if (tags.length === 0) throw new EngineError('internal', `no tags to push for ${familiarName(ref)}`)
  return tags
}

async function pushTag(daemon: Daemon, target: PushTarget, ref: Reference, out: Messages): Promise<void> {
  const id = daemon.references.get(familiarString(ref))
  const image = id && daemon.images.get(id)
  if (!image) throw new EngineError('internal', `tag does not exist: ${familiarString(ref)}`)
  const layers = await uploadLayers(daemon, target, image, out)
  const config = await uploadConfig(daemon, target, image)
  const manifest = dockerManifest(config, layers)
  await daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
  await target.registry.putManifest(target.path, ref.tag!, manifest, target.as())
  const { digest, bytes } = manifest
  out.push({ status: `${ref.tag}: digest: ${digest} size: ${bytes.length}` })
  keepDigest(daemon, ref, digest, image.id)
  out.push({ progressDetail: {}, aux: { Tag: ref.tag!, Digest: digest, Size: bytes.length } })
}

/** The image goes by its digest too from now on; a digest that is known keeps its image. */
function keepDigest(daemon: Daemon, ref: Reference, digest: BlobDigest, id: ImageID): void {
  const name = `${familiarName(ref)}@${digest}`
  if (daemon.references.get(name) === undefined) daemon.references.set(name, id)
}

/** Descriptors of the layers in the registry, base first. Goes from the top down, some at a time. */
async function uploadLayers(
  daemon: Daemon,
  target: PushTarget,
  image: StoredImage,
  out: Messages,
): Promise<Descriptor[]> {
  const { kernel, process } = daemon.host
  const stack = daemon.layers.stack(image.chainID)
  const uploads = new Map<string, LayerUpload>()
  for (const { layer } of topFirst(stack)) {
    const upload = new LayerUpload(daemon, target, layer, out)
    upload.tell('Preparing')
    if (!uploads.has(layer.diffID)) uploads.set(layer.diffID, upload)
  }
  const queue = [...uploads]
  for (const [, upload] of queue.slice(CONCURRENT)) upload.tell('Waiting')
  const done = kernel.channel<{ diffID: string; result: Descriptor | { error: unknown } }>()
  let stopped = false
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next && !stopped; next = queue.shift()) {
      const [diffID, upload] = next
      try {
        done.push({ diffID, result: await upload.run() })
      } catch (error) {
        done.push({ diffID, result: { error } })
      }
    }
  }
  for (let i = 0; i < Math.min(CONCURRENT, uploads.size); i++) kernel.task(process, work)
  const found = new Map<string, Descriptor>()
  while (found.size < uploads.size) {
    const { diffID, result } = (await done.receive())!
    if ('error' in result) {
      stopped = true
      throw result.error
    }
    found.set(diffID, result)
  }
  return stack.map(({ layer }) => found.get(layer.diffID)!)
}

/** The config goes up where it is not there yet. */
async function uploadConfig(daemon: Daemon, target: PushTarget, image: StoredImage): Promise<Descriptor> {
  const { registry, path } = target
  const as = target.as()
  const digest = image.id as string as BlobDigest
  const descriptor = { mediaType: DOCKER_CONFIG, digest, size: image.bytes.length }
  await daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
  try {
    await registry.blob(path, digest, as)
  } catch (error) {
    if (!(error instanceof RegistryError) || error.faults[0]!.code !== 'BLOB_UNKNOWN') throw error
    await registry.putBlob(path, { descriptor, body: bytesBody(image.bytes) }, as)
  }
  return descriptor
}
