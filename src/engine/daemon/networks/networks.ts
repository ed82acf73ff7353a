import { EngineError } from '../../base/errors.ts'
import { rfc3339Nano } from '../../base/time.ts'
import type { Filters } from '../api.ts'
import type { NetworkContainer, NetworkReply } from '../api-network.ts'
import type { Daemon } from '../daemon.ts'
import { checkFilters, matchesName, passesLabels, yesNoFilter } from '../filters.ts'
import { PREDEFINED } from './attachments.ts'
import type { Network } from './store.ts'

/** A network by name, ID or the start of an ID; `network X not found`. */
export function findNetwork(daemon: Daemon, name: string): Network {
  const network = daemon.networks.find(name)
  if (!network) throw new EngineError('not-found', `network ${name} not found`)
  return network
}

/** Running containers on a network, by ID. */
function containersOn(daemon: Daemon, network: Network): Record<string, NetworkContainer> {
  const found: Record<string, NetworkContainer> = {}
  for (const { id, name, sandbox } of daemon.containers.all())
    for (const endpoint of Object.values(sandbox?.endpoints ?? {}))
      if (endpoint.NetworkID === network.id)
        found[id] = {
          Name: name,
          EndpointID: endpoint.EndpointID,
          MacAddress: endpoint.MacAddress,
          IPv4Address: endpoint.IPAddress ? `${endpoint.IPAddress}/${endpoint.IPPrefixLen}` : '',
          IPv6Address: '',
        }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `withContainers`: the list of all networks leaves them out. */
export function networkReply(daemon: Daemon, network: Network, withContainers: boolean): NetworkReply {
  const config = network.pools.map(({ subnet, gateway }) => ({ Subnet: subnet, Gateway: gateway }))
  return {
    Name: network.name,
    Id: network.id,
    Created: rfc3339Nano(network.created),
    Scope: 'local',
    Driver: network.driver,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: { Driver: 'default', Options: null, Config: config.length > 0 ? config : null },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: withContainers ? containersOn(daemon, network) : {},
    Options: network.options,
    Labels: {},
  }
}

/** The networks that filters let through (moby, daemon/network/filter.go). */
export function listNetworks(daemon: Daemon, filters: Filters): Network[] {
  checkFilters(filters, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'])
  const some = (name: string, test: (wanted: string) => boolean): boolean =>
    !filters[name] || filters[name].some(test)
  const kinds = filters.type ?? []
  const unknown = kinds.find((kind) => !['builtin', 'custom'].includes(kind))
  if (unknown !== undefined) throw new EngineError('invalid', `invalid filter 'type=${unknown}'`)
  const dangling = yesNoFilter(filters, 'dangling')
  return daemon.networks.all().filter((network) => {
    const builtin = PREDEFINED.includes(network.name)
    const used = Object.keys(containersOn(daemon, network)).length > 0
    return (
      some('driver', (driver) => driver === network.driver) &&
      some('name', (name) => matchesName(network.name, name)) &&
      some('id', (id) => matchesName(network.id, id)) &&
      some('scope', (scope) => scope === 'local') &&
      some('type', (kind) => (kind === 'builtin') === builtin) &&
      passesLabels(filters, {}) &&
      (dangling === undefined || (!builtin && !used) === dangling)
    )
  })
}
