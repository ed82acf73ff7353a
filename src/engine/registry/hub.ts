import type { BlobDigest } from '../base/digest.ts'
import { isDigest } from '../base/digest.ts'
import { EngineError } from '../base/errors.ts'
import { byCodeUnit } from '../base/text.ts'
import { type Document, parseIndex } from '../oci/manifest.ts'
import { isIndex } from '../oci/media-types.ts'
import { choosePlatform } from '../oci/platform.ts'
import type { Registries, Registry, Repository, RepositorySource } from './protocol.ts'

export interface RegistryOptions {
  /** `docker.io`, `localhost:5000`. */
  readonly host: string
  /** What it holds; a function is called when the registry is asked for the first time. */
  readonly repositories: readonly RepositorySource[] | (() => Promise<readonly RepositorySource[]>)
  /** Bytes a second at which blobs come. Default 10 MB. */
  readonly rate?: number
  /**
   * What an unknown repository is answered with: Docker Hub denies access, since it does not tell what exists; a registry of
   * one's own says that it has no such manifest. Default: as `docker.io` or not.
   */
  readonly unknown?: 'denied' | 'manifest unknown'
}

/** A repository as Docker shows it: without `docker.io/` and `library/`. */
const familiar = (host: string, repository: string): string =>
  host === 'docker.io' ? repository.replace(/^library\//, '') : `${host}/${repository}`

/** A registry that holds these repositories. */
export function createRegistry(options: RegistryOptions): Registry {
  const { host } = options
  let loaded: ReadonlyMap<string, RepositorySource> | undefined
  const opened = new Map<string, Repository>()
  const unknown = options.unknown ?? (host === 'docker.io' ? 'denied' : 'manifest unknown')

  const manifestUnknown = (name: string, wanted: string): EngineError =>
    new EngineError(
      'not-found',
      `manifest for ${familiar(host, name)}${isDigest(wanted) ? '@' : ':'}${wanted} not found: manifest unknown: manifest unknown`,
    )

  const sources = async (): Promise<ReadonlyMap<string, RepositorySource>> => {
    if (!loaded) {
      const { repositories } = options
      const all = typeof repositories === 'function' ? await repositories() : repositories
      loaded = new Map(all.map((source) => [source.name, source]))
    }
    return loaded
  }

  const open = async (name: string, wanted?: string): Promise<Repository> => {
    const known = opened.get(name)
    if (known) return known
    const source = (await sources()).get(name)
    if (!source) {
      if (unknown === 'manifest unknown' && wanted !== undefined) throw manifestUnknown(name, wanted)
      throw new EngineError(
        'not-found',
        `pull access denied for ${familiar(host, name)}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
      )
    }
    const repository = source.open()
    opened.set(name, repository)
    return repository
  }

  return {
    host,
    manifest: async (name, wanted, accept) => {
      const repository = await open(name, wanted)
      const digest = isDigest(wanted) ? (wanted as BlobDigest) : repository.tags.get(wanted)
      const found = digest && repository.manifests.get(digest)
      if (!found) throw manifestUnknown(name, wanted)
      if (!accept || accept.includes(found.mediaType) || !isIndex(found.mediaType)) return found
      const chosen = forOldClients(repository, found)
      if (!chosen) throw manifestUnknown(name, wanted)
      return chosen
    },
    blob: async (name, digest) => {
      const blob = (await open(name)).blobs.get(digest)
      if (!blob) throw new EngineError('not-found', 'blob unknown to registry')
      return { ...blob, rate: (await sources()).get(name)?.rate ?? options.rate ?? 10e6 }
    },
    tags: async (name) => [...(await open(name)).tags.keys()].sort(byCodeUnit),
    search: async (term, limit) =>
      [...(await sources()).values()]
        .map(({ name, description, stars, official }) => ({
          name: familiar('docker.io', name),
          description,
          stars,
          official,
        }))
        .filter(({ name, description }) =>
          `${name} ${description}`.toLowerCase().includes(term.toLowerCase()),
        )
        .sort((a, b) => b.stars - a.stars || byCodeUnit(a.name, b.name))
        .slice(0, limit),
  }
}

function forOldClients(repository: Repository, index: Document): Document | undefined {
  const chosen = choosePlatform({ os: 'linux', architecture: 'amd64' }, parseIndex(index.bytes).manifests)
  return chosen && repository.manifests.get(chosen.digest)
}

/**
 * The registries a host can reach. A port of this host where nothing listens refuses; any other name fails with what
 * `lookupFailure` says of it: `lookup NAME on SERVER:53: no such host`.
 */
export function createRegistries(
  registries: readonly Registry[],
  lookupFailure: (name: string) => string,
): Registries {
  return {
    lookup: (host) => {
      const found = registries.find((one) => one.host === host)
      if (found) return found
      const [name, port] = host.split(':')
      if (name === 'localhost' || name === '127.0.0.1') {
        const scheme = port === '443' ? 'https' : 'http'
        throw new EngineError(
          'internal',
          `Get "${scheme}://${host}/v2/": dial tcp 127.0.0.1:${port ?? '80'}: connect: connection refused`,
        )
      }
      throw new EngineError('internal', `Get "https://${host}/v2/": dial tcp: ${lookupFailure(name!)}`)
    },
  }
}
