import { checkFilters } from '../filters.ts'
import { findNetwork, listNetworks, networkReply } from '../networks/networks.ts'
import { pruneFilter } from '../prune-filter.ts'
import type { Routes } from '../router.ts'
import { value } from './value.ts'

export const networkRoutes: Routes<'GET /networks' | 'GET /networks/{id}' | 'POST /networks/prune'> = {
  'GET /networks': ({ daemon }, { query }) =>
    value(listNetworks(daemon, query.filters ?? {}).map((network) => networkReply(daemon, network, false))),

  'GET /networks/{id}': ({ daemon }, { params }) =>
    value(networkReply(daemon, findNetwork(daemon, params.id), true)),

  // The networks there are belong to the daemon: there is never anything to remove.
  'POST /networks/prune': ({ daemon }, { query }) => {
    checkFilters(query.filters ?? {}, ['label', 'label!', 'until'])
    pruneFilter(daemon, query.filters ?? {})
    daemon.events.log('network', 'prune', '', { reclaimed: '0' })
    return value({ NetworksDeleted: null })
  },
}
