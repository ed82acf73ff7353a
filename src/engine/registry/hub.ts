import { type BlobDigest, isDigest } from '../base/digest.ts'
import { byCodeUnit } from '../base/text.ts'
import { type Document, parseIndex, parseManifest } from '../oci/manifest.ts'
import { isIndex } from '../oci/media-types.ts'
import { choosePlatform } from '../oci/platform.ts'
import { Access, type Accounts, type Grant } from './access.ts'
import { Contents, type Sources } from './contents.ts'
import { faultOf, RegistryError, refusal } from './faults.ts'
import type { Registry } from './protocol.ts'

export interface RegistryOptions {
  /** `docker.io`, `localhost:5000`. */
  readonly host: string
  /** What it holds before anything is pushed; a function is called when the registry is asked for the first time. */
  readonly repositories: Sources
  /** Bytes a second at which blobs come. Default 10 MB. */
  readonly rate?: number
  /** Who is who; a registry without accounts lets everybody pull and push. Docker Hub always has some. */
  readonly accounts?: Accounts
}

/** The hub's name among images, and where it really is. */
export const HUB = 'docker.io'
const HUB_ENDPOINT = 'https://registry-1.docker.io'
const HUB_TOKENS = { realm: 'https://auth.docker.io/token', service: 'registry.docker.io' }

const ANYBODY: Grant = {}

/** A registry that begins with these repositories. */
export function createRegistry(options: RegistryOptions): Registry {
  const { host } = options
  const isHub = host === HUB
  const contents = new Contents(options.repositories)
  const access = new Access(options.accounts ?? (isHub ? { users: {} } : undefined))
  const endpoint = isHub ? HUB_ENDPOINT : `http://${host}`

  const manifestUnknown = (name: string, wanted: string): RegistryError =>
    refusal('MANIFEST_UNKNOWN', isDigest(wanted) ? { Name: name, Revision: wanted } : { Tag: wanted })
  const mayPull = async (name: string, as: Grant): Promise<void> => {
    await contents.load()
    access.pull(as, name, contents.has(name))
  }

  return {
    host,
    endpoint,
    ...(access.accounts && {
      tokens: isHub ? HUB_TOKENS : { realm: `${endpoint}/token`, service: host },
    }),
    access,
    get state() {
      return contents.state
    },
    restore: (state) => contents.restore(state),

    manifest: async (name, wanted, accept, as = ANYBODY) => {
      await mayPull(name, as)
      const digest = isDigest(wanted) ? (wanted as BlobDigest) : contents.tag(name, wanted)
      const found = digest && contents.manifest(name, digest)
      if (!found) throw manifestUnknown(name, wanted)
      if (!accept || accept.includes(found.mediaType) || !isIndex(found.mediaType)) return found
      const chosen = forOldClients(contents, name, found)
      if (!chosen) throw manifestUnknown(name, wanted)
      return chosen
    },
    blob: async (name, digest, as = ANYBODY) => {
      await mayPull(name, as)
      const blob = contents.blob(name, digest)
      if (!blob) throw refusal('BLOB_UNKNOWN', digest)
      return { ...blob, rate: contents.source(name)?.rate ?? options.rate ?? 10e6 }
    },
    tags: async (name, as = ANYBODY) => {
      await mayPull(name, as)
      if (!contents.has(name)) throw refusal('NAME_UNKNOWN', { name })
      return contents.tags(name)
    },
    catalog: async () => {
      await contents.load()
      return contents.names()
    },
    search: async (term, limit) => {
      await contents.load()
      const found = contents.names().map((name) => {
        const { description = '', stars = 0, official = false } = contents.source(name) ?? {}
        return { name: name.replace(/^library\//, ''), description, stars, official }
      })
      const wanted = term.toLowerCase()
      return found
        .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
        .sort((a, b) => b.stars - a.stars || byCodeUnit(a.name, b.name))
        .slice(0, limit)
    },

    mayPush: (name, as = ANYBODY) => access.push(as, name),
    putBlob: async (name, blob, as = ANYBODY) => {
      access.push(as, name)
      contents.putBlob(name, blob)
    },
    mount: async (name, digest, from, as = ANYBODY) => {
      access.push(as, name)
      await contents.load()
      if (!access.reads(as, from, contents.has(from))) return false
      const blob = contents.blob(from, digest)
      if (blob) contents.putBlob(name, blob)
      return blob !== undefined
    },
    putManifest: async (name, wanted, document, as = ANYBODY) => {
      access.push(as, name)
      await contents.load()
      if (isDigest(wanted) && wanted !== document.digest) throw refusal('DIGEST_INVALID')
      const lost = missingParts(contents, name, document)
      if (lost.length > 0)
        throw new RegistryError(lost.map((digest) => faultOf('MANIFEST_BLOB_UNKNOWN', { digest })))
      contents.putManifest(name, document, isDigest(wanted) ? undefined : wanted)
    },
    deleteManifest: async (name, digest, as = ANYBODY) => {
      access.push(as, name)
      if (!contents.deleteManifest(name, digest)) throw manifestUnknown(name, digest)
    },
  }
}

/** What a document names and the repository does not hold. */
function missingParts(contents: Contents, name: string, document: Document): BlobDigest[] {
  if (isIndex(document.mediaType))
    return parseIndex(document.bytes)
      .manifests.map(({ digest }) => digest)
      .filter((digest) => !contents.manifest(name, digest))
  const { config, layers } = parseManifest(document.bytes)
  return [config, ...layers].map(({ digest }) => digest).filter((digest) => !contents.blob(name, digest))
}

function forOldClients(contents: Contents, name: string, index: Document): Document | undefined {
  const chosen = choosePlatform({ os: 'linux', architecture: 'amd64' }, parseIndex(index.bytes).manifests)
  return chosen && contents.manifest(name, chosen.digest)
}
