import { EngineError } from '../../base/errors.ts'
import { rfc3339Nano } from '../../base/time.ts'
import type { EndpointSettings, Filters } from '../api.ts'
import type { NetworkContainer, NetworkReply } from '../api-network.ts'
import type { Daemon } from '../daemon.ts'
import { checkFilters, matchesName, passesLabels } from '../filters.ts'
import { PREDEFINED } from './predefined.ts'
import type { Network } from './store.ts'

/** A network by name, ID or the start of an ID; `network X not found`. */
export function findNetwork(daemon: Daemon, name: string): Network {
  const network = daemon.networks.find(name)
  if (!network) throw new EngineError('not-found', `network ${name} not found`)
  return network
}

/** Running containers on a network, each with how it is attached. */
export const endpointsOn = (
  daemon: Daemon,
  network: Network,
): { id: string; name: string; endpoint: EndpointSettings }[] =>
  daemon.containers.all().flatMap(({ id, name, sandbox }) =>
    Object.values(sandbox?.endpoints ?? {})
      .filter(({ NetworkID }) => NetworkID === network.id)
      .map((endpoint) => ({ id, name, endpoint })),
  )

/** What the API tells of them and of commands that builds run there, by ID. */
function containersOn(daemon: Daemon, network: Network): Record<string, NetworkContainer> {
  const commands = [...daemon.networks.commands]
    .filter(([, { NetworkID }]) => NetworkID === network.id)
    .map(([id, endpoint]) => ({ id, name: id, endpoint }))
  const all = [...endpointsOn(daemon, network), ...commands]
  const found = all.map(({ id, name, endpoint }): [string, NetworkContainer] => [
    id,
    {
      Name: name,
      EndpointID: endpoint.EndpointID,
      MacAddress: endpoint.MacAddress,
      IPv4Address: endpoint.IPAddress ? `${endpoint.IPAddress}/${endpoint.IPPrefixLen}` : '',
      IPv6Address: endpoint.GlobalIPv6Address
        ? `${endpoint.GlobalIPv6Address}/${endpoint.GlobalIPv6PrefixLen}`
        : '',
    },
  ])
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `withContainers`: the list of all networks leaves them out. */
export function networkReply(daemon: Daemon, network: Network, withContainers: boolean): NetworkReply {
  const config = network.pools.map(
    ({ subnet, gateway, asked }) => asked ?? { Subnet: subnet, Gateway: gateway },
  )
  return {
    Name: network.name,
    Id: network.id,
    Created: rfc3339Nano(network.created),
    Scope: network.scope,
    Driver: network.driver,
    EnableIPv4: network.ipv4,
    EnableIPv6: network.ipv6,
    IPAM: { Driver: 'default', Options: network.ipamOptions, Config: config.length > 0 ? config : null },
    Internal: network.internal,
    Attachable: network.attachable,
    Ingress: false,
    ConfigFrom: { Network: network.configFrom },
    ConfigOnly: network.configOnly,
    Containers: withContainers ? containersOn(daemon, network) : {},
    Options: network.options,
    Labels: network.labels,
  }
}

/** The networks that filters let through (moby, daemon/network/filter.go). */
export function listNetworks(daemon: Daemon, filters: Filters): Network[] {
  checkFilters(filters, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'])
  const some = (name: string, test: (wanted: string) => boolean): boolean =>
    !filters[name] || filters[name].some(test)
  const kinds = filters.type ?? []
  const unknown = kinds.find((kind) => !['builtin', 'custom'].includes(kind))
  if (unknown !== undefined) throw new EngineError('invalid', `invalid filter: 'type'='${unknown}'`)
  const dangling = danglingFilter(filters.dangling)
  return daemon.networks.all().filter((network) => {
    const builtin = PREDEFINED.includes(network.name)
    const used = endpointsOn(daemon, network).length > 0
    return (
      some('driver', (driver) => driver === network.driver) &&
      some('name', (name) => matchesName(network.name, name)) &&
      some('id', (id) => matchesName(network.id, id)) &&
      some('scope', (scope) => scope === network.scope) &&
      some('type', (kind) => (kind === 'builtin') === builtin) &&
      passesLabels(filters, network.labels) &&
      (dangling === undefined || (!builtin && !used) === dangling)
    )
  })
}

/** The filter `dangling`, whose words are its own; undefined where it is not given. */
function danglingFilter(values: readonly string[] | undefined): boolean | undefined {
  const [value] = values ?? []
  if (value === undefined) return undefined
  if (values!.length > 1)
    throw new EngineError('invalid', 'got more than one value for filter key "dangling"')
  if (['1', 'true'].includes(value)) return true
  if (['0', 'false'].includes(value)) return false
  throw new EngineError(
    'invalid',
    `invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`,
  )
}
