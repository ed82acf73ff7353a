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

/**
 * The same registries, those at a port of the host only as long as somebody listens there: `listens` looks.
 */
export function whileListening(
  { all, lookup, network }: Registries,
  listens: (port: number) => boolean,
): Registries {
  const missing = ({ host, port }: Pick<HttpAddress, 'host' | 'port'>): NetworkError | undefined =>
    isLoopback(host) && !listens(port)
      ? new NetworkError('refused', `${host === 'localhost' ? '127.0.0.1' : host}:${port}`)
      : undefined
  return {
    all,
    lookup: (host) => {
      const registry = lookup(host)
      const { name, port } = split(host)
      const failure = missing({ host: name, port: Number(port ?? 80) })
      if (failure && registry.host !== HUB)
        throw new EngineError('internal', `Get "http://${host}/v2/": ${dialError(failure)}`)
      return registry
    },
    network: {
      reach: (address, local) => {
        const service = network.reach(address, local)
        const failure = local ? missing(address) : undefined
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
