import { notManager } from '../not-manager.ts'
import type { Routes } from '../router.ts'
import {
  createVolume,
  findVolume,
  listVolumes,
  pruneVolumes,
  removeVolume,
  volumeReply,
} from '../volumes/volumes.ts'
import { value } from './value.ts'

export const volumeRoutes: Routes<
  | 'GET /volumes'
  | 'POST /volumes/create'
  | 'GET /volumes/{name}'
  | 'DELETE /volumes/{name}'
  | 'POST /volumes/prune'
> = {
  'GET /volumes': ({ daemon }, { query }) =>
    value({ Volumes: listVolumes(daemon, query.filters ?? {}).map(volumeReply), Warnings: null }),

  'POST /volumes/create': ({ daemon }, { body }) => {
    if (body.ClusterVolumeSpec) return notManager()
    return value(
      volumeReply(
        createVolume(daemon, {
          name: body.Name,
          driver: body.Driver,
          labels: body.Labels,
          options: body.DriverOpts,
        }),
      ),
    )
  },

  'GET /volumes/{name}': ({ daemon }, { params }) => value(volumeReply(findVolume(daemon, params.name))),

  'DELETE /volumes/{name}': ({ daemon }, { params, query }) => {
    removeVolume(daemon, params.name, query.force ?? false)
    return value(null)
  },

  'POST /volumes/prune': ({ daemon }, { query }) => value(pruneVolumes(daemon, query.filters ?? {})),
}
