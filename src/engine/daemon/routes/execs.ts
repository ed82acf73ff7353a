import { findContainer } from '../containers/names.ts'
import type { Routes } from '../router.ts'
import { value } from './value.ts'

export const execRoutes: Routes<
  'POST /containers/{id}/exec' | 'POST /exec/{id}/start' | 'POST /exec/{id}/resize' | 'GET /exec/{id}/json'
> = {
  'POST /containers/{id}/exec': ({ daemon }, { params, body }) =>
    value({ Id: daemon.execs.create(findContainer(daemon.containers, params.id), params.id, body) }),

  'POST /exec/{id}/start': ({ daemon, caller }, { params, body }) =>
    daemon.execs.start(params.id, caller, body.Detach ?? false),

  'POST /exec/{id}/resize': ({ daemon }, { params, query }) => {
    daemon.execs.resize(params.id, { columns: query.w, rows: query.h })
    return value(null)
  },

  'GET /exec/{id}/json': ({ daemon }, { params }) => value(daemon.execs.inspect(params.id)),
}
