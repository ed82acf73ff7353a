import { EngineError } from '../../base/errors.ts'
import { checkFilters } from '../filters.ts'
import { notManager } from '../not-manager.ts'
import type { Routes } from '../router.ts'
import { value } from './value.ts'

/** A daemon that is in no swarm and has no plugins (moby, daemon/cluster/errors.go). */
export const swarmRoutes: Routes<'GET /swarm' | 'POST /swarm/leave' | 'GET /plugins'> = {
  'GET /swarm': notManager,
  'POST /swarm/leave': () => {
    throw new EngineError('unavailable', 'This node is not part of a swarm')
  },
  'GET /plugins': (_context, { query }) => {
    checkFilters(query.filters ?? {}, ['capability', 'enabled'])
    return value([])
  },
}
