import { readFileSync } from 'node:fs'
import { bytesBody } from '../../../src/engine/base/body.ts'
import type { BlobDigest } from '../../../src/engine/base/digest.ts'
import { byCodeUnit, decode } from '../../../src/engine/base/text.ts'
import { type Instant, parseRfc3339 } from '../../../src/engine/base/time.ts'
import { gunzipBody } from '../../../src/engine/oci/compress.ts'
import type { Layer } from '../../../src/engine/oci/layer.ts'
import { type Document, dockerManifest } from '../../../src/engine/oci/manifest.ts'
import { DOCKER_CONFIG } from '../../../src/engine/oci/media-types.ts'
import { createRegistries } from '../../../src/engine/registry/directory.ts'
import { createRegistry } from '../../../src/engine/registry/hub.ts'
import type {
  Registries,
  Registry,
  RegistryBlob,
  Repository,
  RepositorySource,
} from '../../../src/engine/registry/protocol.ts'
import { layerBlob, slowLayer } from './lab-layers.ts'

/** When a scenario starts: seconds after the youngest image was made, so that ages come out as recorded. Every scenario starts at the same moment. */
export const labNow: Instant = parseRfc3339('2026-11-22T01:43:17.600Z')!

interface RecordedLayer {
  readonly digest: string
  readonly size: number
  readonly diff_id: string
  readonly stored_here: boolean
}
interface RecordedImage {
  readonly repo: string
  readonly tag: string
  readonly image_id: string
  readonly layers: readonly RecordedLayer[]
}

type LabLayer = RegistryBlob & { readonly layer: Layer }

const read = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${path}`, import.meta.url)))
const recorded = JSON.parse(decode(read('index.json'))) as RecordedImage[]

const made = new Map<string, LabLayer>()

function layerOf(image: RecordedImage, position: number): LabLayer {
  const { diff_id: diffID, digest, size, stored_here: stored } = image.layers[position]!
  let layer = made.get(diffID)
  if (layer) return layer
  if (stored) {
    const compressed = read(`blobs/${digest.slice(7)}`)
    layer = layerBlob(gunzipBody(bytesBody(compressed)), compressed)
  } else layer = slowLayer(position + 1, size)
  made.set(diffID, layer)
  return layer
}

/** An image as recorded. The manifest is written anew where the gzip of a layer is another encoder's. */
function imageOf(image: RecordedImage): { manifest: Document; blobs: RegistryBlob[] } {
  const layers = image.layers.map((_, i) => layerOf(image, i))
  const config = read(`blobs/${image.image_id.slice(7)}`)
  const descriptor = {
    mediaType: DOCKER_CONFIG,
    digest: image.image_id as BlobDigest,
    size: config.length,
  }
  return {
    manifest: dockerManifest(
      descriptor,
      layers.map((layer) => layer.descriptor),
    ),
    blobs: [{ descriptor, body: bytesBody(config) }, ...layers],
  }
}

function open(name: string): Repository {
  const tags = new Map<string, BlobDigest>()
  const manifests = new Map<BlobDigest, Document>()
  const blobs = new Map<BlobDigest, RegistryBlob>()
  for (const image of recorded) {
    if (image.repo !== name) continue
    const { manifest, blobs: parts } = imageOf(image)
    tags.set(image.tag, manifest.digest)
    manifests.set(manifest.digest, manifest)
    for (const blob of parts) blobs.set(blob.descriptor.digest, blob)
  }
  return { name, tags, manifests, blobs }
}

/** What it said of every repository. */
const DESCRIPTION = 'A stand-in repository'
const STARS = 10

/** What the stand-in for Docker Hub held. alice/slow came in pieces of 64 KiB, one every 60 ms. */
export const labHub = (): RepositorySource[] =>
  [...new Set(recorded.map((image) => image.repo))].map((name) => ({
    name,
    description: DESCRIPTION,
    stars: STARS,
    official: name.startsWith('library/'),
    rate: name === 'alice/slow' ? 65536 / 0.06 : 400e6,
    open: () => open(name),
  }))

/** Who may log in to the hub; `private/…` was hidden from all. */
const LAB_ACCOUNTS = { users: { alice: 'wonderland' }, hidden: ['private/'], identityTokens: true }

/** The stand-in searched names alone, as they are, and knew no limit. */
function labSearch(hub: Registry): Registry {
  const search: Registry['search'] = async (term) => {
    const all = await hub.search('', 100)
    return all
      .filter(({ name, official }) => (official ? `library/${name}` : name).includes(term))
      .map((one) => ({ ...one, description: DESCRIPTION, stars: STARS }))
      .sort((a, b) => byCodeUnit(a.name, b.name))
  }
  return Object.assign(Object.create(hub) as Registry, { search })
}

/** What the lab's resolver says: nothing listens there. */
const refusedLookup = (name: string): string =>
  `lookup ${name} on 10.0.2.15:53: read udp 10.0.2.15:41411->10.0.2.15:53: read: connection refused`

/** The hub, and an empty registry on localhost:5000. Name look-ups fail. */
export const labRegistries = (): Registries =>
  createRegistries(
    [
      labSearch(createRegistry({ host: 'docker.io', repositories: labHub(), accounts: LAB_ACCOUNTS })),
      createRegistry({ host: 'localhost:5000', repositories: [], rate: 400e6 }),
    ],
    refusedLookup,
    '10.0.2.15',
  )
