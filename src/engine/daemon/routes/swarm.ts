import { EngineError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import { checkFilters } from '../filters.ts'
import { notManager } from '../not-manager.ts'
import type { Routes } from '../router.ts'
import { value } from './value.ts'

/** There are none. */
const noPlugin = (_context: unknown, { params }: { params: { name: string } }): never => {
  throw new EngineError('not-found', `plugin ${quote(params.name)} not found`)
}

/** A daemon that is in no swarm and has no plugins (moby, daemon/cluster/errors.go). */
export const swarmRoutes: Routes<
  | 'GET /swarm'
  | 'POST /swarm/leave'
  | 'GET /plugins'
  | 'GET /plugins/{name}/json'
  | 'DELETE /plugins/{name}'
  | 'POST /plugins/{name}/enable'
  | 'POST /plugins/{name}/disable'
  | 'POST /plugins/{name}/push'
  | 'POST /plugins/{name}/set'
> = {
  'GET /swarm': notManager,
  'POST /swarm/leave': () => {
    throw new EngineError('unavailable', 'This node is not part of a swarm')
  },
  'GET /plugins/{name}/json': noPlugin,
  'DELETE /plugins/{name}': noPlugin,
  'POST /plugins/{name}/enable': noPlugin,
  'POST /plugins/{name}/disable': noPlugin,
  'POST /plugins/{name}/push': noPlugin,
  'POST /plugins/{name}/set': noPlugin,
  'GET /plugins': (_context, { query }) => {
    checkFilters(query.filters ?? {}, ['capability', 'enabled'])
    return value([])
  },
}
