import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Body } from '../../base/body.ts'
import { type BlobDigest, createHasher, digestOf, toHex } from '../../base/digest.ts'
import { encode } from '../../base/text.ts'
import { MILLISECOND, SECOND } from '../../base/time.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { gzipBody } from '../../oci/compress.ts'
import { gzipChunks } from '../../oci/gzip.ts'
import type { Layer } from '../../oci/layer.ts'
import { DOCKER_LAYER_GZIP } from '../../oci/media-types.ts'
import type { Descriptor } from '../../oci/types.ts'
import type { Grant } from '../../registry/access.ts'
import { RegistryError } from '../../registry/faults.ts'
import type { Registry, RegistryBlob } from '../../registry/protocol.ts'
import type { LayerSource } from '../../store/distribution.ts'
import type { AuthConfig, ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { faultsIn, pushFailure } from './registry-words.ts'

/** Where a push goes, and what it found there so far. */
export interface PushTarget {
  readonly registry: Registry
  readonly path: string
  /** `docker.io/alice/app`. */
  readonly name: string
  /** Who asks. Throws where the credentials are wrong: that comes out at the first request. */
  as(): Grant
  /** Ties what is learnt to the credentials in use. */
  readonly key: Uint8Array
  readonly hasPassword: boolean
  /** Layers known to be there, by diffID. */
  readonly remote: Map<string, Descriptor>
}

/** Time a request takes, and how many bytes of a layer's tar go out in a second. */
const ROUND_TRIP = 40 * MILLISECOND
const RATE = 200e6
const TELL = 100 * MILLISECOND
/** The first piece of a tar that is told of: 32 KiB and a header. */
const FIRST = 33_280

/** Key for the HMACs of `v2metadata-by-diffid` (moby, distribution/metadata, ComputeV2MetadataHMACKey). */
export function credentialsKey(auth: AuthConfig = {}): Uint8Array {
  const { username, password, auth: encoded, identitytoken, registrytoken } = auth
  const fields = { username, password, auth: encoded, identitytoken, registrytoken }
  const kept = Object.fromEntries(Object.entries(fields).filter(([, value]) => value))
  return encode(digestOf(JSON.stringify(kept)))
}

const hmacOf = (key: Uint8Array, { Digest, SourceRepository }: LayerSource): string =>
  toHex(hmac(sha256, key, encode(Digest + SourceRepository)))

/** How much a layer's size is worth: attempts to mount it, checks for it, whether checks look at other repositories' digests. */
function effort({ size }: Layer): { mounts: number; checks: number; elsewhere: boolean } {
  if (size > 10 * 1024 * 1024) return { mounts: 4, checks: 3, elsewhere: true }
  if (size > 100 * 1024) return { mounts: 3, checks: 1, elsewhere: false }
  return { mounts: 1, checks: 1, elsewhere: false }
}

const commonComponents = (a: string, b: string): number => {
  const [left, right] = [a.split('/'), b.split('/')]
  const at = left.findIndex((part, i) => part !== right[i])
  return at < 0 ? left.length : at
}

/** The likeliest first: of the same credentials, then of the most similar name, then the youngest. */
function byLikeness(target: PushTarget, sources: readonly LayerSource[]): LayerSource[] {
  const known = (source: LayerSource): number =>
    source.HMAC !== '' && source.HMAC === hmacOf(target.key, source) ? 1 : 0
  return sources
    .toReversed()
    .sort(
      (a, b) =>
        known(b) - known(a) ||
        commonComponents(b.SourceRepository, target.name) - commonComponents(a.SourceRepository, target.name),
    )
}

/** Sees to it that a layer is in the target's repository (moby, distribution/push_v2.go, pushDescriptor.Upload). */
export class LayerUpload {
  readonly id: string
  private readonly daemon: Daemon
  private readonly target: PushTarget
  private readonly layer: Layer
  private readonly out: Channel<ProgressMessage>
  private readonly checked = new Set<string>()

  constructor(daemon: Daemon, target: PushTarget, layer: Layer, out: Channel<ProgressMessage>) {
    this.daemon = daemon
    this.target = target
    this.layer = layer
    this.out = out
    this.id = layer.diffID.slice(7, 19)
  }

  tell(status: string, progressDetail: { current?: number; total?: number } = {}): void {
    this.out.push({ status, progressDetail, id: this.id })
  }

  /** What is in the registry then. Throws `EngineError`. */
  async run(): Promise<Descriptor> {
    const { target, layer } = this
    const known = target.remote.get(layer.diffID)
    if (known) {
      this.tell('Layer already exists')
      return known
    }
    const { mounts, checks, elsewhere } = effort(layer)
    const sources = this.daemon.distribution.sources(layer.diffID)
    const there =
      (await this.alreadyThere(sources, 1)) ??
      (await this.mounted(sources, mounts)) ??
      (await this.alreadyThere(
        elsewhere ? sources : sources.filter((source) => source.SourceRepository === target.name),
        checks - this.checked.size,
      )) ??
      (await this.upload())
    target.remote.set(layer.diffID, there)
    return there
  }

  private learn(digest: BlobDigest): void {
    const source = { Digest: digest, SourceRepository: this.target.name, HMAC: '' }
    this.daemon.distribution.add(this.layer.diffID, { ...source, HMAC: hmacOf(this.target.key, source) })
  }

  private async alreadyThere(sources: readonly LayerSource[], most: number): Promise<Descriptor | undefined> {
    const { registry, path, name, key } = this.target
    const digests = [...new Set(byLikeness(this.target, sources).map(({ Digest }) => Digest))].filter(
      (digest) => !this.checked.has(digest),
    )
    for (const digest of digests.slice(0, Math.max(0, most))) {
      this.checked.add(digest)
      await this.daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
      const best = byLikeness(this.target, sources).find((source) => source.Digest === digest)!
      try {
        const { descriptor } = await registry.blob(path, digest, this.target.as())
        if (best.SourceRepository !== name || best.HMAC !== hmacOf(key, best)) this.learn(digest)
        this.tell('Layer already exists')
        return { ...descriptor, mediaType: DOCKER_LAYER_GZIP }
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error
        const gone = error.faults[0]!.code === 'BLOB_UNKNOWN' && best.SourceRepository === name
        if (gone) this.daemon.distribution.remove(best)
      }
    }
    return undefined
  }

  private async mounted(sources: readonly LayerSource[], most: number): Promise<Descriptor | undefined> {
    const { registry, path, name, key, hasPassword } = this.target
    const domain = `${name.split('/')[0]}/`
    const others = sources.filter(
      ({ SourceRepository }) => SourceRepository.startsWith(domain) && SourceRepository !== name,
    )
    let unauthorized = false
    for (const source of byLikeness(this.target, others).slice(0, most)) {
      await this.daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
      const from = source.SourceRepository.slice(domain.length)
      try {
        const as = this.target.as()
        if (await registry.mount(path, source.Digest, from, as)) {
          this.tell(`Mounted from ${from}`)
          this.learn(source.Digest)
          const { descriptor } = await registry.blob(path, source.Digest, as)
          return { ...descriptor, mediaType: DOCKER_LAYER_GZIP }
        }
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error
        if (faultsIn(error).some(({ code }) => code === 'UNAUTHORIZED')) unauthorized = true
      }
      const ours = source.HMAC === '' || source.HMAC === hmacOf(key, source)
      if ((!unauthorized || hasPassword) && ours) this.daemon.distribution.remove(source)
    }
    return undefined
  }

  private async upload(): Promise<Descriptor> {
    const { registry, path } = this.target
    const { scheduler } = this.daemon.host.kernel
    await scheduler.sleep(ROUND_TRIP)
    try {
      const as = this.target.as()
      registry.mayPush(path, as)
      const blob = await this.compressed()
      await this.send()
      await scheduler.sleep(ROUND_TRIP)
      await registry.putBlob(path, blob, as)
      this.tell('Pushed')
      this.learn(blob.descriptor.digest)
      return blob.descriptor
    } catch (error) {
      throw pushFailure(error, 'first')
    }
  }

  /** Time goes by while the tar is read; progress counts its bytes against the size of the files in it, as moby's does. */
  private async send(): Promise<void> {
    const { scheduler } = this.daemon.host.kernel
    const { size: total, tar } = this.layer
    const step = Math.floor((RATE * TELL) / SECOND)
    for (let current = Math.min(FIRST, tar.size); ; current = Math.min(tar.size, current + step)) {
      this.tell('Pushing', { current, total })
      if (current >= tar.size) return
      await scheduler.sleep((Math.min(step, tar.size - current) / RATE) * SECOND)
    }
  }

  /**
   * The layer as gzip. What came compressed goes out as it came: the daemon would compress anew and, since the same
   * encoder made both, get the same bytes.
   */
  private async compressed(): Promise<RegistryBlob> {
    const { layer } = this
    const { descriptor, transferred } = layer
    if (descriptor && transferred && isGzipType(descriptor.mediaType))
      return { descriptor: { ...descriptor, mediaType: DOCKER_LAYER_GZIP }, body: transferred, layer }
    const { digest, size } = await this.measure(layer.tar)
    const made: Descriptor = { mediaType: DOCKER_LAYER_GZIP, digest, size }
    return { descriptor: made, body: gzipBody(layer.tar, size), layer }
  }

  private async measure(tar: Body): Promise<{ digest: BlobDigest; size: number }> {
    const hasher = createHasher()
    let size = 0
    for (const chunk of gzipChunks(tar)) {
      hasher.update(chunk)
      size += chunk.length
      await this.daemon.host.kernel.scheduler.tick()
    }
    return { digest: `sha256:${hasher.hex()}` as BlobDigest, size }
  }
}

const isGzipType = (mediaType: string): boolean => /[.+]gzip$/.test(mediaType)
