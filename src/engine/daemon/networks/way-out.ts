import type { EndpointSettings } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import type { Network } from './store.ts'

/** How a container leaves its networks. */
export interface WayOut {
  readonly endpoint: EndpointSettings
  readonly network: Network
}

/**
 * The attachment that leads out of a container: on a bridge that is not internal, of the highest priority, then the first by
 * the name of the network (moby, libnetwork/sandbox.go, Endpoint.Less).
 */
export function wayOut(
  daemon: Daemon,
  endpoints: Readonly<Record<string, EndpointSettings>>,
): WayOut | undefined {
  const open = Object.values(endpoints).flatMap((endpoint) => {
    const network = daemon.networks.find(endpoint.NetworkID)
    return network?.driver === 'bridge' && !network.internal ? [{ endpoint, network }] : []
  })
  return open.sort(
    (a, b) => b.endpoint.GwPriority - a.endpoint.GwPriority || (a.network.name < b.network.name ? -1 : 1),
  )[0]
}
