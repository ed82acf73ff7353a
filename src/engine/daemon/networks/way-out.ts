import type { EndpointSettings } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { isSix } from './address.ts'
import type { Network } from './store.ts'

/** How a container leaves its networks. */
export interface WayOut {
  readonly endpoint: EndpointSettings
  readonly network: Network
}

/** How it does so with each family: often by one endpoint. */
export interface WaysOut {
  readonly four: WayOut | undefined
  readonly six: WayOut | undefined
}

/** Drivers whose networks lead out. */
const LEADING: readonly Network['driver'][] = ['bridge', 'macvlan']

/**
 * The attachments that lead out of a container: on a network that is not internal, of the highest priority, then the first by
 * the name of the network (moby, libnetwork/sandbox.go, Endpoint.Less).
 */
export function waysOut(daemon: Daemon, endpoints: Readonly<Record<string, EndpointSettings>>): WaysOut {
  const open = Object.values(endpoints)
    .flatMap((endpoint) => {
      const network = daemon.networks.find(endpoint.NetworkID)
      return network && LEADING.includes(network.driver) && !network.internal ? [{ endpoint, network }] : []
    })
    .sort(
      (a, b) => b.endpoint.GwPriority - a.endpoint.GwPriority || (a.network.name < b.network.name ? -1 : 1),
    )
  return {
    four: open.find(({ endpoint }) => endpoint.IPAddress !== ''),
    six: open.find(({ endpoint }) => endpoint.GlobalIPv6Address !== ''),
  }
}

/** The attachment behind an address of the host: IPv6 leads to a container without it too, by docker-proxy. */
export function wayBehind({ four, six }: WaysOut, hostIp: string): WayOut | undefined {
  const way = isSix(hostIp) ? (six ?? four) : four
  // Only a bridge has ports of the host before it.
  return way?.network.driver === 'bridge' ? way : undefined
}

/** The container's address there. */
export const addressBehind = ({ endpoint }: WayOut, hostIp: string): string =>
  (isSix(hostIp) && endpoint.GlobalIPv6Address) || endpoint.IPAddress
