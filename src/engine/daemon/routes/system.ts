import { explainPath } from '../containers/changes.ts'
import { findContainer } from '../containers/names.ts'
import { getImage } from '../images/lookup.ts'
import type { Routes } from '../router.ts'
import { diskUsage } from '../system/disk-usage.ts'
import { infoReply } from '../system/info.ts'
import { versionReply } from '../system/version.ts'
import { value } from './value.ts'

export const systemRoutes: Routes<
  'GET /_ping' | 'GET /version' | 'GET /info' | 'GET /events' | 'GET /system/df' | 'GET /strata/explain'
> = {
  'GET /_ping': () => value('OK'),

  'GET /version': ({ daemon }) => value(versionReply(daemon)),

  'GET /info': ({ daemon }) => value(infoReply(daemon)),

  'GET /events': ({ daemon }, { query }) => daemon.events.read(query),

  'GET /system/df': ({ daemon }) => value(diskUsage(daemon)),

  'GET /strata/explain': ({ daemon }, { query }) =>
    value(
      explainPath(
        daemon,
        query.container === undefined
          ? { image: getImage(daemon, query.image ?? '') }
          : { container: findContainer(daemon.containers, query.container) },
        query.path,
      ),
    ),
}
