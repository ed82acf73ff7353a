import type { Body } from '../../base/body.ts'
import type { ChainID, ImageID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, parseReference, type Reference } from '../../base/reference.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { imageIDOf, parseConfig } from '../../oci/config.ts'
import { samePlatform } from '../../oci/platform.ts'
import type { ImageConfig, Platform } from '../../oci/types.ts'
import type { ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { ArchiveDirectory } from './archive-directory.ts'
import { type ManifestItem, parseManifestItems } from './archive-documents.ts'
import { logImage } from './event.ts'
import { readLegacyImages } from './load-legacy.ts'
import { Loading, type Ready } from './loading.ts'

export interface LoadOptions {
  /** No progress. */
  readonly quiet: boolean
  /** Take only images of this platform. */
  readonly platform?: Platform
}

/** An image of an archive that was found to be good. */
export interface ReadyImage {
  readonly bytes: Uint8Array
  readonly id: ImageID
  readonly config: ImageConfig
  /** Base first. */
  readonly layers: readonly Ready[]
  readonly tags: readonly Reference[]
  /** Image of the same archive that this one was built from. */
  readonly parent: string
  /** What is told before the image is in the store. */
  readonly told: readonly ProgressMessage[]
}

const failure = (text: string): EngineError => new EngineError('internal', text)
const NAMES = 'temporary names'

/**
 * `docker load` (moby, image/tarexport). Everything is read and verified before the stores change, so that an archive
 * with a fault leaves them as they were: also where its first images were good, of which Docker keeps those.
 */
export async function loadImages(
  daemon: Daemon,
  archive: Body,
  options: LoadOptions,
  out: Channel<ProgressMessage>,
): Promise<void> {
  const loading = new Loading(daemon, out)
  try {
    const path = `/var/lib/docker/tmp/docker-import-${daemon.host.kernel.random(NAMES).below(4294967296)}`
    const tree = await loading.unpack(await loading.content(archive))
    const directory = new ArchiveDirectory(path, tree)
    if (!directory.has('manifest.json')) {
      const images = await readLegacyImages(directory, loading, options.quiet)
      loading.checkCaller()
      for (const image of images) {
        store(daemon, image, out, 'silent')
        if (image.parent !== '') daemon.images.setParent(image.id, image.parent as ImageID)
      }
      return
    }
    const images: ReadyImage[] = []
    for (const item of parseManifestItems(directory.document('manifest.json'))) {
      const image = await readImage(directory, item, options, loading, images.length === 0 ? out : undefined)
      if (image) images.push(image)
    }
    checkParents(images)
    loading.checkCaller()
    for (const image of images) store(daemon, image, out)
    for (const { id, parent } of images)
      if (isParent(images, id, parent)) daemon.images.setParent(id, parent as ImageID)
    if ((images.at(-1)?.tags.length ?? 0) === 0)
      out.push({ stream: images.map(({ id }) => `Loaded image ID: ${id}\n`).join('') })
  } finally {
    loading.finish()
  }
}

/** Reads an image and its layers; undefined for one of another platform. Progress of the first is told as it comes. */
async function readImage(
  directory: ArchiveDirectory,
  item: ManifestItem,
  options: LoadOptions,
  loading: Loading,
  live: Channel<ProgressMessage> | undefined,
): Promise<ReadyImage | undefined> {
  const bytes = directory.document(item.Config)
  const config = parseConfig(bytes)
  const { os, architecture, variant } = config
  if (os.toLowerCase() !== 'linux') throw failure(`cannot load ${os} image on linux`)
  const own: Platform = { os, architecture, ...(variant && { variant }) }
  if (options.platform && !samePlatform(options.platform, own)) return undefined
  const diffIDs = config.rootfs.diff_ids
  if (item.Layers.length !== diffIDs.length)
    throw failure(
      `invalid manifest, layers length mismatch: expected ${item.Layers.length}, got ${diffIDs.length}`,
    )
  const told: ProgressMessage[] = []
  const tell = (message: ProgressMessage): void => void (live ? live.push(message) : told.push(message))
  const layers: Ready[] = []
  for (const [i, path] of item.Layers.entries()) {
    directory.checkPath(path)
    const parent: ChainID | undefined = layers.at(-1)?.chainID
    const expected = diffIDs[i]!
    const known = loading.known(parent, expected)
    if (known) {
      layers.push(known)
      continue
    }
    const file = directory.open(path)
    if (!options.quiet) await loading.progress(expected, file.size, tell)
    const ready = await loading.layer(file, parent, layers.length)
    const actual = ready.layer.diffID
    if (actual !== expected)
      throw failure(
        `invalid diffID for layer ${i}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
      )
    layers.push(ready)
  }
  checkHistory(config)
  const tags = item.RepoTags.map(tagOf)
  return { bytes, id: imageIDOf(bytes), config, layers, tags, parent: item.Parent, told }
}

function tagOf(text: string): Reference {
  const reference = parseReference(text)
  if (reference.tag === undefined) throw failure(`invalid tag ${JSON.stringify(text)}`)
  return reference
}

/** What the image store refuses to keep. */
export function checkHistory(config: ImageConfig): void {
  const rows = config.history?.filter((row) => !row.empty_layer).length ?? 0
  if (rows > config.rootfs.diff_ids.length) throw failure('too many non-empty layers in History section')
}

const isParent = (images: readonly ReadyImage[], id: string, parent: string): boolean =>
  parent !== '' && images.some((one) => one.id === parent && one.id !== id)

/** A parent's history is that of its child but for the last row (moby, `checkValidParent`). */
function checkParents(images: readonly ReadyImage[]): void {
  for (const { id, config, parent } of images) {
    if (!isParent(images, id, parent)) continue
    const above = config.history ?? []
    const below = images.find((one) => one.id === parent)?.config.history ?? []
    const fits = below.every(
      (row, i) => JSON.stringify(sorted(row)) === JSON.stringify(sorted(above[i] ?? {})),
    )
    if (above.length + below.length > 0 && (above.length - below.length !== 1 || !fits))
      throw failure(`image ${parent} is not a valid parent for ${id}`)
  }
}
const sorted = (row: object): unknown => Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))

/** Puts an image into the stores, with its names. */
function store(daemon: Daemon, ready: ReadyImage, out: Channel<ProgressMessage>, how?: 'silent'): void {
  for (const message of ready.told) out.push(message)
  let top: ChainID | undefined
  for (const { chainID, layer } of ready.layers)
    top = layer ? daemon.layers.register(layer, top).chainID : chainID
  const { image, added } = daemon.images.add(ready.bytes)
  if (added && top !== undefined) daemon.layers.retain(top)
  for (const reference of ready.tags) {
    const name = familiarString(reference)
    const old = daemon.references.get(name)
    if (old !== undefined && old !== image.id)
      out.push({
        stream: `The image ${name} already exists, renaming the old one with ID ${old} to empty string\n`,
      })
    // Docker says so and leaves such names alone.
    if (reference.digest === undefined && familiarName(reference) !== 'sha256') {
      daemon.references.set(name, image.id)
      daemon.images.markTagged(image.id, daemon.host.kernel.now())
    }
    if (!how) out.push({ stream: `Loaded image: ${name}\n` })
  }
  if (!how) logImage(daemon, 'load', image.id, image.id)
}
