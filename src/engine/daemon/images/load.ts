import { type Body, bytesOf, sliceBody } from '../../base/body.ts'
import type { ChainID, DiffID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import type { Ports } from '../../base/ports.ts'
import { familiarString, parseReference, withDefaultTag } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { isGzipped } from '../../oci/compress.ts'
import { parseConfig } from '../../oci/config.ts'
import { type Layer, layerOfTar } from '../../oci/layer.ts'
import { readTar } from '../../vfs/tar/read.ts'
import type { ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'

/** Largest JSON document in an archive, in bytes. */
const MAX_DOCUMENT = 16 * 1024 * 1024

interface ManifestItem {
  readonly Config: string
  readonly RepoTags: readonly string[] | null
  readonly Layers: readonly string[]
}

/**
 * `docker load`: everything is read and checked before the stores change, so that a broken archive leaves them as
 * they were. Progress goes to `out`.
 */
export async function loadImages(
  daemon: Daemon,
  archive: Body,
  out: Channel<ProgressMessage>,
): Promise<void> {
  const { ports } = daemon.host
  const files = filesOf(await unpacked(ports, archive))
  const manifest = files.get('manifest.json')
  if (!manifest) {
    const path = `/var/lib/docker/tmp/docker-import-${daemon.host.kernel.random('temporary names').below(4294967296)}/repositories`
    throw new EngineError('internal', `open ${path}: no such file or directory`)
  }
  const items = parseItems(manifest)
  const images: LoadedImage[] = []
  for (const item of items) images.push(await readImage(ports, files, item, () => breathe(daemon, out)))
  for (const { tags, bytes, layers } of images) {
    let top: ChainID | undefined
    for (const layer of layers) top = daemon.layers.register(layer, top).chainID
    const { image, added } = daemon.images.add(bytes)
    if (added && top !== undefined) daemon.layers.retain(top)
    for (const name of tags) {
      const old = daemon.references.get(name)
      if (old !== undefined && old !== image.id)
        out.push({
          stream: `The image ${name} already exists, renaming the old one with ID ${old} to empty string\n`,
        })
      daemon.references.set(name, image.id)
      daemon.images.markTagged(image.id, daemon.host.kernel.now())
      out.push({ stream: `Loaded image: ${name}\n` })
    }
    if (tags.length === 0) out.push({ stream: `Loaded image ID: ${image.id}\n` })
    await daemon.host.kernel.scheduler.tick()
  }
}

/** Lets others run between two layers. A load whose caller is gone ends here, before anything has changed. */
async function breathe(daemon: Daemon, out: Channel<ProgressMessage>): Promise<void> {
  await daemon.host.kernel.scheduler.yield()
  if (out.closed) throw new EngineError('internal', 'context canceled')
}

/** Most bytes that one compressed file may grow to. */
const MAX_UNPACKED = 1024 * 1024 * 1024

/** A body as it is, or the content of a gzip. */
async function unpacked(ports: Ports, body: Body): Promise<Body> {
  if (!isGzipped(body)) return body
  const content = await ports.gunzip(body, MAX_UNPACKED)
  if (!content) throw new EngineError('invalid', 'unexpected EOF')
  return content
}

/** Regular files of the archive by their clean path. */
function filesOf(archive: Body): Map<string, Body> {
  const files = new Map<string, Body>()
  for (const entry of readTar(archive)) {
    if (entry.body) files.set(entry.name.replace(/^(\.\/)+/, ''), entry.body)
    else if (entry.typeflag === '2') {
      const target = files.get(resolveLink(entry.name, entry.linkname ?? ''))
      if (target) files.set(entry.name, sliceBody(target, 0))
    }
  }
  return files
}

/** Where a relative link within the archive leads: old archives link equal layers. */
function resolveLink(name: string, target: string): string {
  const parts = name.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function parseItems(body: Body): ManifestItem[] {
  const text = decode(document(body))
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new EngineError(
        'invalid',
        text.trim() === '' ? 'EOF' : `invalid character '${text.trim()[0]}' looking for beginning of value`,
      )
    throw error
  }
  if (!Array.isArray(value))
    throw new EngineError(
      'invalid',
      'json: cannot unmarshal object into Go value of type []tarexport.manifestItem',
    )
  return value as ManifestItem[]
}

function document(body: Body): Uint8Array {
  if (body.size > MAX_DOCUMENT) throw new EngineError('invalid', 'document is too large')
  return bytesOf(body)
}

interface LoadedImage {
  readonly tags: string[]
  readonly bytes: Uint8Array
  readonly layers: Layer[]
}

async function readImage(
  ports: Ports,
  files: ReadonlyMap<string, Body>,
  item: ManifestItem,
  between: () => Promise<void>,
): Promise<LoadedImage> {
  const file = (path: string): Body => {
    const body = files.get(path)
    if (!body) throw new EngineError('invalid', `invalid manifest, ${path} is not in the archive`)
    return body
  }
  const bytes = document(file(item.Config))
  const { rootfs } = parseConfig(bytes)
  if (rootfs.diff_ids.length !== item.Layers.length)
    throw new EngineError(
      'invalid',
      `invalid manifest, layers length mismatch: expected ${rootfs.diff_ids.length}, got ${item.Layers.length}`,
    )
  const layers: Layer[] = []
  for (const [i, path] of item.Layers.entries()) {
    await between()
    const tar = await unpacked(ports, file(path))
    const diffID = `sha256:${await ports.sha256(tar)}` as DiffID
    const expected = rootfs.diff_ids[i]!
    if (diffID !== expected)
      throw new EngineError(
        'invalid',
        `invalid diffID for layer ${i}: expected "${expected}", got "${diffID}"`,
      )
    layers.push(layerOfTar(tar, diffID))
  }
  const tags = (item.RepoTags ?? []).map((text) => familiarString(withDefaultTag(parseReference(text))))
  return { tags, bytes, layers }
}
