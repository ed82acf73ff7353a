import { type Body, bytesBody, textBody } from '../../base/body.ts'
import { digestOf, hex, type ImageID, isDigest } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, fullName, parseReference } from '../../base/reference.ts'
import { byCodeUnit } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import { goJson, goJsonBytes } from '../../oci/json.ts'
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../../oci/media-types.ts'
import { formatPlatform, samePlatform } from '../../oci/platform.ts'
import type { Platform } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { TarEntry } from '../../vfs/tar/format.ts'
import { writeTar } from '../../vfs/tar/write.ts'
import type { Daemon } from '../daemon.ts'
import { logImage } from './event.ts'
import { legacyConfigs } from './legacy-config.ts'
import { createdAt } from './list.ts'

interface Selected {
  readonly image: StoredImage
  /** References with tag to record. */
  readonly tags: string[]
}

/**
 * `docker save`: an OCI layout and Docker's manifest.json in one tar, as Docker 28 writes it. Layers are
 * uncompressed, each blob is named by its digest.
 */
export function saveImages(daemon: Daemon, names: readonly string[], platform?: Platform): Body {
  const selected = select(daemon, names)
  for (const { image } of selected) checkSavable(image, platform)
  const blobs = new Map<string, { body: Body; time: Instant }>()
  let created = 0n
  const legacy: unknown[] = []
  const index: unknown[] = []
  const repositories = new Map<string, Map<string, string>>()
  for (const { image, tags } of selected) {
    const time = wholeSeconds(createdAt(image))
    created = time
    const stack = daemon.layers.stack(image.chainID)
    const add = (digest: string, body: Body, at = time): void => {
      if (!blobs.has(digest)) blobs.set(digest, { body, time: at })
    }
    add(image.id, bytesBody(image.bytes))
    for (const { chainID, layer } of stack) add(layer.diffID, daemon.layers.tar(chainID))
    for (const bytes of legacyConfigs(image)) add(digestOf(bytes), bytesBody(bytes))
    const layers = stack.map(({ layer }) => ({
      mediaType: OCI_LAYER,
      digest: layer.diffID,
      size: layer.tar.size,
    }))
    const manifest = goJsonBytes({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: OCI_CONFIG, digest: image.id, size: image.bytes.length },
      layers,
    })
    const digest = digestOf(manifest)
    add(digest, bytesBody(manifest), 0n)
    const descriptor = { mediaType: OCI_MANIFEST, digest, size: manifest.length }
    for (const tag of tags) index.push({ ...descriptor, annotations: annotations(tag) })
    if (tags.length === 0) index.push(descriptor)
    legacy.push({
      Config: blobPath(image.id),
      RepoTags: tags.length > 0 ? tags : null,
      Layers: layers.map((layer) => blobPath(layer.digest)),
      LayerSources: Object.fromEntries(
        layers
          .map(({ mediaType, digest, size }): [string, unknown] => [digest, { mediaType, size, digest }])
          .sort(byKey),
      ),
    })
    logImage(daemon, 'save', image.id, image.id)
    const topmost = stack.at(-1)
    for (const tag of tags) {
      const ref = parseReference(tag)
      const name = familiarName(ref)
      const own = repositories.get(name) ?? new Map<string, string>()
      if (topmost) repositories.set(name, own.set(ref.tag!, hex(topmost.layer.diffID)))
    }
  }
  const times = { created, saved: wholeSeconds(daemon.host.kernel.now()) }
  return writeTar(archive(blobs, { legacy, index, repositories }, times))
}

function checkSavable({ config }: StoredImage, platform: Platform | undefined): void {
  const { os, architecture, variant } = config
  if (platform && !samePlatform(platform, { os, architecture, ...(variant && { variant }) }))
    throw new EngineError(
      'internal',
      `no suitable export target found for platform ${formatPlatform(platform)}`,
    )
  if (config.rootfs.diff_ids.length === 0) throw new EngineError('internal', 'empty export - not implemented')
}

const blobPath = (digest: string): string => `blobs/sha256/${digest.slice('sha256:'.length)}`
const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number => byCodeUnit(a[0], b[0])

function annotations(tag: string): Record<string, string> {
  const ref = parseReference(tag)
  return {
    'io.containerd.image.name': `${fullName(ref)}:${ref.tag}`,
    'org.opencontainers.image.ref.name': ref.tag!,
  }
}

/** Images and their tags in the order in which they were named; a bare repository means all its tags. */
function select(daemon: Daemon, names: readonly string[]): Selected[] {
  const selected = new Map<string, Selected>()
  const want = (image: StoredImage, tag?: string): void => {
    const entry = selected.get(image.id) ?? { image, tags: [] }
    selected.set(image.id, entry)
    if (tag !== undefined && !entry.tags.includes(tag)) entry.tags.push(tag)
  }
  for (const name of names) {
    if (/^[0-9a-f]{64}$/.test(name) || isDigest(name)) {
      const id = (isDigest(name) ? name : `sha256:${name}`) as ImageID
      const image = daemon.images.get(id)
      if (!image) throw new EngineError('internal', missingDigest(id))
      want(image)
      continue
    }
    const ref = parseReference(name)
    if (familiarName(ref) === 'sha256') {
      want(byID(daemon, name))
      continue
    }
    if (ref.tag === undefined && ref.digest === undefined) {
      const own = daemon.references
        .all()
        .filter((one) => familiarName(parseReference(one)) === familiarName(ref))
      for (const reference of own)
        want(
          daemon.images.get(daemon.references.get(reference)!)!,
          reference.includes('@') ? undefined : reference,
        )
      if (own.length === 0) want(byID(daemon, name))
      continue
    }
    const id = daemon.references.get(
      familiarString(ref.digest === undefined ? ref : { ...ref, tag: undefined }),
    )
    if (id === undefined) throw new EngineError('not-found', 'reference does not exist')
    want(daemon.images.get(id)!, ref.digest === undefined ? familiarString(ref) : undefined)
  }
  return [...selected.values()]
}

const missingDigest = (id: ImageID): string =>
  `failed to get digest ${id}: open /var/lib/docker/image/overlay2/imagedb/content/sha256/${hex(id)}: no such file or directory`

function byID(daemon: Daemon, name: string): StoredImage {
  const found = daemon.images.byPrefix(name.replace(/^sha256:/, ''))
  if (found.length === 1) return found[0]!
  throw new EngineError('not-found', `No such image: ${name}`)
}

/** Archives of the daemon's own files have whole seconds. */
const wholeSeconds = (time: Instant): Instant => time - (((time % NANOS) + NANOS) % NANOS)
const NANOS = 1_000_000_000n

function* archive(
  blobs: ReadonlyMap<string, { body: Body; time: Instant }>,
  documents: {
    legacy: unknown[]
    index: unknown[]
    repositories: ReadonlyMap<string, ReadonlyMap<string, string>>
  },
  times: { created: Instant; saved: Instant },
): Generator<TarEntry> {
  const root = { uid: 0, gid: 0 }
  const directory = (name: string, mtime: Instant): TarEntry => ({
    name,
    typeflag: '5',
    mode: 0o755,
    mtime,
    ...root,
  })
  const file = (name: string, body: Body, mtime: Instant): TarEntry => ({
    name,
    typeflag: '0',
    mode: 0o644,
    mtime,
    body,
    ...root,
  })
  /** Go's Encoder ends a document with a line feed, its Marshal does not. */
  const json = (name: string, value: unknown, end = ''): TarEntry =>
    file(name, textBody(goJson(value) + end), 0n)
  // The last image's time, and that of the last file in it.
  yield directory('blobs/', times.created)
  yield directory('blobs/sha256/', times.saved)
  for (const [digest, { body, time }] of [...blobs].sort(byKey)) yield file(blobPath(digest), body, time)
  yield json('index.json', { schemaVersion: 2, mediaType: OCI_INDEX, manifests: documents.index })
  yield json('manifest.json', documents.legacy, '\n')
  yield file('oci-layout', textBody('{"imageLayoutVersion": "1.0.0"}'), 0n)
  if (documents.repositories.size > 0) {
    const sorted = [...documents.repositories]
      .sort(byKey)
      .map(([name, tags]): [string, unknown] => [name, Object.fromEntries([...tags].sort(byKey))])
    yield json('repositories', Object.fromEntries(sorted), '\n')
  }
}
