import { type Body, bytesOf } from '../base/body.ts'
import { digestOf, isDigest } from '../base/digest.ts'
import { parseConfig } from './config.ts'
import { type Layer, sizeOf } from './layer.ts'
import type { Document } from './manifest.ts'
import { parseIndex, parseManifest } from './manifest.ts'
import { isConfig, isIndex, isLayer, isManifest } from './media-types.ts'
import type { ImageConfig, Manifest } from './types.ts'
import { validateEntries } from './validate-entries.ts'

/** An image with all its parts, as `validateImage` wants them. */
export interface ImageParts {
  readonly manifest: Document
  readonly config: Uint8Array
  /** Base first. */
  readonly layers: readonly Layer[]
  /** The index that lists the manifest, where there is one. */
  readonly index?: Document
}

/** Digest of a body. Handed in, since hashing all layers is slow in plain JavaScript. */
export type HashBody = (body: Body) => string

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

function validateConfig(config: ImageConfig, layers: readonly Layer[]): string[] {
  const wrong: string[] = []
  const { diff_ids: diffIDs } = config.rootfs
  if (config.rootfs.type !== 'layers')
    wrong.push(`config: rootfs.type is ${JSON.stringify(config.rootfs.type)}, not "layers"`)
  if (!config.architecture || !config.os) wrong.push('config: architecture or os is missing')
  if (diffIDs.length !== layers.length)
    wrong.push(`config: ${plural(diffIDs.length, 'diff_id')} for ${plural(layers.length, 'layer')}`)
  diffIDs.forEach((diffID, i) => {
    if (!isDigest(diffID)) wrong.push(`config: diff_ids[${i}] is no digest: ${diffID}`)
    const layer = layers[i]
    if (layer && layer.diffID !== diffID)
      wrong.push(`config: diff_ids[${i}] is ${diffID}, the layer's is ${layer.diffID}`)
  })
  const rows = config.history?.filter((row) => !row.empty_layer).length ?? 0
  if (config.history && rows !== diffIDs.length)
    wrong.push(`config: history tells of ${plural(rows, 'layer')}, rootfs of ${diffIDs.length}`)
  return wrong
}

function validateManifest(manifest: Manifest, config: Uint8Array, layers: readonly Layer[]): string[] {
  const wrong: string[] = []
  if (manifest.schemaVersion !== 2) wrong.push(`manifest: schemaVersion is ${manifest.schemaVersion}, not 2`)
  if (!isConfig(manifest.config.mediaType))
    wrong.push(`manifest: config has media type ${manifest.config.mediaType}`)
  const digest = digestOf<'blob'>(config)
  if (manifest.config.digest !== digest)
    wrong.push(`manifest: config is ${manifest.config.digest}, its bytes are ${digest}`)
  if (manifest.config.size !== config.length)
    wrong.push(`manifest: config is ${manifest.config.size} bytes, really ${config.length}`)
  if (manifest.layers.length !== layers.length)
    wrong.push(`manifest: lists ${plural(manifest.layers.length, 'layer')} of ${layers.length}`)
  manifest.layers.forEach((descriptor, i) => {
    if (!isLayer(descriptor.mediaType))
      wrong.push(`manifest: layers[${i}] has media type ${descriptor.mediaType}`)
    if (!isDigest(descriptor.digest)) wrong.push(`manifest: layers[${i}] has no digest: ${descriptor.digest}`)
    if (!Number.isInteger(descriptor.size) || descriptor.size < 0)
      wrong.push(`manifest: layers[${i}] has size ${descriptor.size}`)
    const known = layers[i]?.descriptor
    if (known && (known.digest !== descriptor.digest || known.size !== descriptor.size))
      wrong.push(
        `manifest: layers[${i}] is ${descriptor.digest} (${descriptor.size} bytes), the layer is transferred as ${known.digest} (${known.size} bytes)`,
      )
  })
  return wrong
}

function validateIndex(index: Document, manifest: Document, config: ImageConfig): string[] {
  const wrong: string[] = []
  if (!isIndex(index.mediaType)) wrong.push(`index: media type is ${index.mediaType}`)
  if (digestOf(index.bytes) !== index.digest)
    wrong.push(`index: is ${index.digest}, its bytes are ${digestOf(index.bytes)}`)
  const entry = parseIndex(index.bytes).manifests.find((one) => one.digest === manifest.digest)
  if (!entry) return [...wrong, `index: does not list the manifest ${manifest.digest}`]
  if (entry.size !== manifest.bytes.length)
    wrong.push(`index: manifest is ${entry.size} bytes, really ${manifest.bytes.length}`)
  if (entry.mediaType !== manifest.mediaType)
    wrong.push(`index: manifest has media type ${entry.mediaType}, really ${manifest.mediaType}`)
  const { platform } = entry
  if (
    platform?.architecture !== config.architecture ||
    platform.os !== config.os ||
    (platform.variant ?? '') !== (config.variant ?? '')
  )
    wrong.push('index: platform of the manifest is not that of its config')
  return wrong
}

/**
 * Every invariant that an image breaks, as sentences; none where it is sound. Without `hash` the layers' bytes are
 * not read, only their entries.
 */
export function validateImage(parts: ImageParts, hash?: HashBody): string[] {
  const wrong: string[] = []
  const { manifest, layers } = parts
  if (!isManifest(manifest.mediaType)) wrong.push(`manifest: media type is ${manifest.mediaType}`)
  const digest = digestOf(manifest.bytes)
  if (digest !== manifest.digest) wrong.push(`manifest: is ${manifest.digest}, its bytes are ${digest}`)
  const config = parseConfig(parts.config)
  wrong.push(...validateManifest(parseManifest(manifest.bytes), parts.config, layers))
  wrong.push(...validateConfig(config, layers))
  if (parts.index) wrong.push(...validateIndex(parts.index, manifest, config))
  const below = new Map<string, 'directory' | 'other'>()
  layers.forEach((layer, i) => {
    wrong.push(...validateEntries(layer.entries(), below).map((text) => `layers[${i}]: ${text}`))
    const size = sizeOf(layer.entries())
    if (size !== layer.size) wrong.push(`layers[${i}]: contents of ${size} bytes, said to be ${layer.size}`)
    const real = hash?.(layer.tar)
    if (real !== undefined && real !== layer.diffID)
      wrong.push(`layers[${i}]: is ${layer.diffID}, its tar is ${real}`)
  })
  return wrong
}

/** What is wrong with a blob's bytes, given its descriptor. */
export function validateBlob(
  descriptor: { digest: string; size: number },
  body: Body,
  hash: HashBody = (b) => digestOf(bytesOf(b)),
): string[] {
  const wrong: string[] = []
  if (body.size !== descriptor.size)
    wrong.push(`blob ${descriptor.digest}: ${body.size} bytes, said to be ${descriptor.size}`)
  const digest = hash(body)
  if (digest !== descriptor.digest) wrong.push(`blob ${descriptor.digest}: its bytes are ${digest}`)
  return wrong
}
