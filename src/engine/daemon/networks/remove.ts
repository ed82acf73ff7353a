import { EngineError } from '../../base/errors.ts'
import type { Filters } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { checkFilters } from '../filters.ts'
import { pruneFilter } from '../prune-filter.ts'
import { logNetwork } from './event.ts'
import { endpointsOn, findNetwork } from './networks.ts'
import { PREDEFINED } from './predefined.ts'
import type { Network } from './store.ts'

/** Removes a network that no running container is on (moby, daemon/network.go, deleteNetwork). */
export function removeNetwork(daemon: Daemon, text: string): void {
  const network = findNetwork(daemon, text)
  if (PREDEFINED.includes(network.name))
    throw new EngineError('forbidden', `${network.name} is a pre-defined network and cannot be removed`)
  const users = endpointsOn(daemon, network).map(
    ({ name, endpoint }) => `name:"${name}" id:"${endpoint.EndpointID.slice(0, 12)}"`,
  )
  if (users.length > 0)
    throw new EngineError(
      'forbidden',
      `error while removing network: network ${network.name} has active endpoints (${users.join(', ')})`,
    )
  if (daemon.networks.all().some(({ configFrom }) => network.configOnly && configFrom === network.name))
    throw new EngineError(
      'forbidden',
      `error while removing network: configuration network "${network.name}" is in use`,
    )
  deleteNetwork(daemon, network)
}

function deleteNetwork(daemon: Daemon, network: Network): void {
  if (!network.configOnly) daemon.wiring.removeNetwork(network)
  daemon.networks.remove(network.id)
  logNetwork(daemon, 'destroy', network)
}

/** Removes the networks that somebody made and no running container is on (moby, daemon/prune.go). */
export function pruneNetworks(daemon: Daemon, filters: Filters): string[] | null {
  checkFilters(filters, ['label', 'label!', 'until'])
  const passes = pruneFilter(daemon, filters)
  const unused = daemon.networks
    .all()
    .filter(
      (network) =>
        !PREDEFINED.includes(network.name) &&
        !network.configOnly &&
        passes(network.created, network.labels) &&
        endpointsOn(daemon, network).length === 0,
    )
  for (const network of unused) deleteNetwork(daemon, network)
  daemon.events.log('network', 'prune', '', { reclaimed: '0' })
  return unused.length > 0 ? unused.map(({ name }) => name) : null
}
