import { EngineError } from '../../base/errors.ts'
import { connectContainer, disconnectContainer } from '../containers/connect.ts'
import { findContainer } from '../containers/names.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { createNetwork } from '../networks/create.ts'
import { findNetwork, listNetworks, networkReply } from '../networks/networks.ts'
import { pruneNetworks, removeNetwork } from '../networks/remove.ts'
import type { Routes } from '../router.ts'
import { value } from './value.ts'

/** The container that a body names. */
function named({ containers }: Daemon, text: string): Container {
  if (text === '') throw new EngineError('invalid', 'invalid name or ID supplied: ""')
  return findContainer(containers, text)
}

/** With `force` an attachment whose container is gone goes by its name. There is none: it never outlives the container. */
function leaving(daemon: Daemon, text: string, network: string, force: boolean): Container {
  try {
    return named(daemon, text)
  } catch (error) {
    if (!force || !(error instanceof EngineError && error.code === 'not-found')) throw error
    findNetwork(daemon, network)
    throw new EngineError('not-found', `endpoint ${text} not found`)
  }
}

export const networkRoutes: Routes<
  | 'GET /networks'
  | 'GET /networks/{id}'
  | 'POST /networks/create'
  | 'POST /networks/{id}/connect'
  | 'POST /networks/{id}/disconnect'
  | 'DELETE /networks/{id}'
  | 'POST /networks/prune'
> = {
  'GET /networks': ({ daemon }, { query }) =>
    value(listNetworks(daemon, query.filters ?? {}).map((network) => networkReply(daemon, network, false))),

  'GET /networks/{id}': ({ daemon }, { params }) =>
    value(networkReply(daemon, findNetwork(daemon, params.id), true)),

  'POST /networks/create': ({ daemon }, { body }) =>
    value({ Id: createNetwork(daemon, body).id, Warning: '' }),

  'POST /networks/{id}/connect': ({ daemon }, { params, body }) => {
    const { Container = '', EndpointConfig } = body
    const container = named(daemon, Container)
    connectContainer(daemon, container, findNetwork(daemon, params.id), EndpointConfig ?? {})
    return value(null)
  },

  'POST /networks/{id}/disconnect': ({ daemon }, { params, body }) => {
    const { Container = '', Force = false } = body
    disconnectContainer(daemon, leaving(daemon, Container, params.id, Force), params.id, Force)
    return value(null)
  },

  'DELETE /networks/{id}': ({ daemon }, { params }) => {
    removeNetwork(daemon, params.id)
    return value(null)
  },

  'POST /networks/prune': ({ daemon }, { query }) =>
    value({ NetworksDeleted: pruneNetworks(daemon, query.filters ?? {}) }),
}
