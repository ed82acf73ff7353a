import { EngineError } from '../base/errors.ts'
import { dialError, type HttpAddress, type HttpService, type Network, NetworkError } from '../base/http.ts'
import { registryService } from './http.ts'
import { HUB } from './hub.ts'
import { searchService, tokenService } from './hub-services.ts'
import type { Registries, Registry } from './protocol.ts'

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || name.startsWith('127.')
const isAddress = (name: string): boolean => /^(\d+\.){3}\d+$/.test(name) || name.startsWith('[')

/** Name and port of `host:port`, where the name may be `[::1]`. */
function split(host: string): { name: string; port: string | undefined } {
  const [, name = host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? []
  return { name, port }
}

/** Where the hub keeps its images. */
const HUB_SERVICE = 'registry-1.docker.io'

/** `localhost:5000` and `127.0.0.1:5000` are one registry; the hub has other names of its own. */
function canonical(host: string): string {
  if (host === 'index.docker.io' || host === 'registry-1.docker.io') return HUB
  const { name, port } = split(host)
  return isLoopback(name) && name !== '[::1]' && port !== undefined ? `localhost:${port}` : host
}

/**
 * The registries a host can reach. A port of this host where nothing listens refuses; any other name fails with what
 * `lookupFailure` says of it: `lookup NAME on SERVER:53: no such host`. `address` is the host's own.
 */
export function createRegistries(
  registries: readonly Registry[],
  lookupFailure: (name: string) => string,
  address?: string,
): Registries {
  const network = createNetwork(registries, lookupFailure, address)
  return {
    all: registries,
    network,
    lookup: (host) => {
      const found = registries.find((one) => one.host === canonical(host.toLowerCase()))
      if (found) return found
      const { name, port } = split(host)
      // The daemon tries TLS first; on this host plain HTTP after that, and tells of its last attempt.
      const tls = !isLoopback(name) || port === '443'
      const url = `${tls ? 'https' : 'http'}://${host}/v2/`
      if (Number(port) > MAX_PORT)
        throw new EngineError('internal', `Get "${url}": dial tcp: address ${port}: invalid port`)
      try {
        network.reach({ host: name, port: Number(port ?? (tls ? 443 : 80)), tls }, true)
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error
        throw new EngineError('internal', `Get "${url}": ${dialError(error)}`)
      }
      throw new Error(`${host} answers and is no registry`)
    },
  }
}

const MAX_PORT = 65_535

/** What a host can reach at the moment. */
export interface Connections {
  /** Somebody listens at a port of the host. */
  listens(port: number): boolean
  /** Why another machine is not reached; undefined where it is. */
  lost(name: string, port: number): NetworkError | undefined
}

/** The same registries, as long as they are connected. */
export function whileConnected(
  { all, lookup, network }: Registries,
  { listens, lost }: Connections,
): Registries {
  const refused = (host: string, port: number): NetworkError | undefined =>
    listens(port)
      ? undefined
      : new NetworkError('refused', `${host === 'localhost' ? '127.0.0.1' : host}:${port}`)
  const demand = (failure: NetworkError | undefined, url: string): void => {
    if (failure) throw new EngineError('internal', `Get "${url}/v2/": ${dialError(failure)}`)
  }
  return {
    all,
    lookup: (host) => {
      const at = canonical(host.toLowerCase()) === HUB ? HUB_SERVICE : host
      const { name, port } = split(at)
      const local = isLoopback(name)
      if (!local) demand(lost(name, Number(port ?? 443)), `https://${at}`)
      const registry = lookup(host)
      if (local) demand(refused(name, Number(port ?? 80)), `http://${at}`)
      return registry
    },
    network: {
      reach: (address, local) => {
        const { host, port } = address
        const away = isLoopback(host) ? undefined : lost(host, port)
        if (away) throw away
        const service = network.reach(address, local)
        const failure = local && isLoopback(host) ? refused(host, port) : undefined
        if (failure) throw failure
        return service
      },
    },
  }
}

interface Listener {
  readonly tls: boolean
  readonly serve: HttpService
}

/** The registries as services by `host:port`. */
function createNetwork(
  registries: readonly Registry[],
  lookupFailure: (name: string) => string,
  address: string | undefined,
): Network {
  const listeners = new Map<string, Listener>()
  for (const registry of registries) {
    if (registry.host === HUB) {
      for (const name of ['registry-1.docker.io', 'docker.io'])
        listeners.set(`${name}:443`, { tls: true, serve: registryService(registry) })
      listeners.set('auth.docker.io:443', { tls: true, serve: tokenService(registry) })
      listeners.set('index.docker.io:443', { tls: true, serve: searchService(registry) })
    } else listeners.set(registry.host, { tls: false, serve: registryService(registry) })
  }
  const names = new Set([...listeners.keys()].map((at) => at.split(':')[0]))
  return {
    reach: ({ host, port, tls }: HttpAddress, local: boolean): HttpService => {
      const loopback = isLoopback(host)
      const at = `${loopback && host !== '[::1]' ? 'localhost' : host}:${port}`
      const listener = loopback && !local ? undefined : listeners.get(at)
      if (!listener) {
        if (loopback || names.has(host) || host === address)
          throw new NetworkError('refused', `${host === 'localhost' ? '127.0.0.1' : host}:${port}`)
        if (isAddress(host)) throw new NetworkError('unreachable', `${host}:${port}`)
        throw new NetworkError('unknown-host', lookupFailure(host))
      }
      if (tls !== listener.tls) throw new NetworkError(tls ? 'plain-http' : 'encrypted', `${host}:${port}`)
      return listener.serve
    },
  }
}
