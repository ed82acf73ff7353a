import { archivePath, extractToDirectory, statPath } from '../containers/archive/copy.ts'
import { exportContainer } from '../containers/archive/export.ts'
import { findContainer } from '../containers/names.ts'
import type { RouteContext, Routes } from '../router.ts'
import { value } from './value.ts'

const asked = ({ daemon }: RouteContext, { id }: { id: string }, { path }: { path: string }) => ({
  container: findContainer(daemon.containers, id),
  name: id,
  path,
})

/** Files of containers going out and in. */
export const fileRoutes: Routes<
  | 'HEAD /containers/{id}/archive'
  | 'GET /containers/{id}/archive'
  | 'PUT /containers/{id}/archive'
  | 'GET /containers/{id}/export'
> = {
  'HEAD /containers/{id}/archive': (context, { params, query }) =>
    value(statPath(context.daemon, asked(context, params, query))),

  'GET /containers/{id}/archive': (context, { params, query }) =>
    value(archivePath(context.daemon, asked(context, params, query))),

  'PUT /containers/{id}/archive': async (context, { params, query, body }) => {
    const { noOverwriteDirNonDir = false, copyUIDGID = false } = query
    await extractToDirectory(context.daemon, asked(context, params, query), body, {
      noOverwriteDirNonDir,
      copyUIDGID,
    })
    return value(null)
  },

  'GET /containers/{id}/export': ({ daemon }, { params }) =>
    value(exportContainer(daemon, findContainer(daemon.containers, params.id))),
}
