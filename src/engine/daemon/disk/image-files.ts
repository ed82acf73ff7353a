import { bytesBody } from '../../base/body.ts'
import { type BlobDigest, type ChainID, type DiffID, hex, type ImageID } from '../../base/digest.ts'
import { familiarName, parseReference } from '../../base/reference.ts'
import { type Instant, rfc3339Nano } from '../../base/time.ts'
import { goJson } from '../../oci/json.ts'
import type { StoredImage } from '../../store/images.ts'
import type { StoredLayer } from '../../store/layers.ts'
import {
  type DirectoryNode,
  directoryNode,
  fileNode,
  type GraftNode,
  listNode,
  textNode,
} from '../../vfs/graft/node.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { tarSplitFile } from './tar-split.ts'

/** A directory `sha256` with an entry per digest. */
function bySha256(
  mode: number,
  mtime: Instant,
  digests: () => Iterable<string>,
  size: () => number,
  get: (digest: string) => GraftNode | undefined,
): DirectoryNode {
  return listNode(mode, mtime, {
    *names() {
      for (const digest of digests()) yield hex(digest as BlobDigest)
    },
    get: (name) => get(`sha256:${name}`),
    directories: size,
  })
}

/** `image/overlay2`: images, layers, names, and what pulls taught (moby, image/fs.go, layer/filestore.go). */
export function imageFiles(daemon: Daemon, started: Instant): DirectoryNode {
  const { images, layers, references, distribution } = daemon
  const time = layers.changed ?? started
  return directoryNode(0o700, started, {
    distribution: directoryNode(
      0o700,
      started,
      distribution.state.sources.size > 0 ? distributionFiles(daemon, time) : {},
    ),
    imagedb: imageDatabase(daemon, images.changed ?? started, started),
    layerdb: layerDatabase(daemon, time, started),
    'repositories.json': textNode(0o600, references.changed ?? started, () => repositories(daemon)),
  })
}

function imageDatabase({ images }: Daemon, time: Instant, started: Instant): DirectoryNode {
  const ids = (): Iterable<string> => images.state.keys()
  const content = bySha256(
    0o700,
    time,
    ids,
    () => 0,
    (id) => {
      const image = images.get(id as ImageID)
      return image && fileNode(0o600, image.stored, () => bytesBody(image.bytes))
    },
  )
  const described = (): StoredImage[] => images.all().filter(hasMetadata)
  const metadata = bySha256(
    0o700,
    time,
    () => described().map(({ id }) => id),
    () => described().length,
    (id) => {
      const image = images.get(id as ImageID)
      return image && hasMetadata(image) ? imageMetadata(image) : undefined
    },
  )
  return directoryNode(0o700, started, {
    content: directoryNode(0o700, started, { sha256: content }),
    metadata: directoryNode(0o700, started, { sha256: metadata }),
  })
}

const hasMetadata = ({ tagged, parent }: StoredImage): boolean => tagged !== undefined || parent !== undefined

const imageMetadata = ({ tagged, parent, stored }: StoredImage): DirectoryNode =>
  directoryNode(0o700, tagged ?? stored, {
    ...(tagged !== undefined && { lastUpdated: textNode(0o600, tagged, () => rfc3339Nano(tagged)) }),
    ...(parent !== undefined && { parent: textNode(0o600, stored, () => parent) }),
  })

function layerDatabase({ layers, containers }: Daemon, time: Instant, started: Instant): DirectoryNode {
  const mounts = listNode(0o755, containers.changed ?? started, {
    names: () => containers.state.keys(),
    get: (id) => mountFiles(containers.get(id)),
    directories: () => containers.state.size,
  })
  const stacks = bySha256(
    0o755,
    time,
    () => layers.state.keys(),
    () => layers.state.size,
    (chainID) => layerFiles(layers.get(chainID as ChainID)),
  )
  return directoryNode(0o700, time, {
    ...(containers.changed !== undefined && { mounts }),
    ...(layers.changed !== undefined && { sha256: stacks, tmp: directoryNode(0o755, time) }),
  })
}

function layerFiles(layer: StoredLayer | undefined): DirectoryNode | undefined {
  if (!layer) return undefined
  const { parent, stored } = layer
  const file = (text: () => string): GraftNode => textNode(0o644, stored, text)
  return directoryNode(0o700, stored, {
    'cache-id': file(() => layer.cacheID),
    diff: file(() => layer.layer.diffID),
    ...(parent !== undefined && { parent: file(() => parent) }),
    size: file(() => String(layer.layer.size)),
    'tar-split.json.gz': fileNode(0o644, stored, () => tarSplitFile(layer.layer)),
  })
}

function mountFiles(container: Container | undefined): DirectoryNode | undefined {
  if (!container) return undefined
  const { created, chainID, mount } = container
  const file = (text: string): GraftNode => textNode(0o644, created, () => text)
  return directoryNode(0o755, created, {
    'init-id': file(`${mount.cacheID}-init`),
    'mount-id': file(mount.cacheID),
    ...(chainID !== undefined && { parent: file(chainID) }),
  })
}

function distributionFiles({ distribution }: Daemon, started: Instant): Record<string, DirectoryNode> {
  const { sources, learned, diffIDs } = distribution.state
  const time = (diffID: DiffID): Instant => learned.get(diffID) ?? started
  const digests = bySha256(
    0o755,
    started,
    () => diffIDs.keys(),
    () => 0,
    (digest) => {
      const diffID = diffIDs.get(digest as BlobDigest)
      return diffID && textNode(0o644, time(diffID), () => diffID)
    },
  )
  const metadata = bySha256(
    0o755,
    started,
    () => sources.keys(),
    () => 0,
    (key) => {
      const diffID = key as DiffID
      return sources.has(diffID)
        ? textNode(0o644, time(diffID), () => goJson(distribution.sources(diffID)))
        : undefined
    },
  )
  return {
    'diffid-by-digest': directoryNode(0o755, started, { sha256: digests }),
    'v2metadata-by-diffid': directoryNode(0o755, started, { sha256: metadata }),
  }
}

/** repositories.json: names by repository, in order (moby, reference/store.go). */
function repositories({ references }: Daemon): string {
  const byName: Record<string, Record<string, string>> = {}
  for (const reference of references.all()) {
    const name = familiarName(parseReference(reference))
    byName[name] = { ...byName[name], [reference]: references.get(reference)! }
  }
  const sorted = Object.entries(byName).sort(([a], [b]) => (a < b ? -1 : 1))
  return goJson({ Repositories: Object.fromEntries(sorted) })
}
