import { EngineError } from '../../base/errors.ts'
import { parsePlatform } from '../../oci/platform.ts'
import { containerChanges } from '../containers/changes.ts'
import { createContainer } from '../containers/create.ts'
import { logContainer } from '../containers/event.ts'
import { inspectContainer } from '../containers/inspect.ts'
import { readLogs } from '../containers/log-reading.ts'
import { findContainer } from '../containers/names.ts'
import { pruneContainers } from '../containers/prune.ts'
import { killContainer } from '../containers/stopping.ts'
import type { Container } from '../containers/store.ts'
import { listContainers } from '../containers/summary.ts'
import type { RouteContext, Routes } from '../router.ts'
import { value } from './value.ts'

const find = ({ daemon }: RouteContext, id: string) => findContainer(daemon.containers, id)

/** Why a container that runs is not removed. */
const whyKept = ({ state }: Container): string =>
  state.Status === 'paused'
    ? 'container is paused and must be unpaused first'
    : `container is ${state.Status}: stop the container before removing or force remove`

export const containerRoutes: Routes<
  | 'GET /containers/json'
  | 'POST /containers/create'
  | 'GET /containers/{id}/json'
  | 'POST /containers/{id}/attach'
  | 'POST /containers/{id}/resize'
  | 'GET /containers/{id}/logs'
  | 'GET /containers/{id}/changes'
  | 'DELETE /containers/{id}'
  | 'POST /containers/prune'
> = {
  'GET /containers/json': ({ daemon }, { query }) => value(listContainers(daemon, query)),

  'POST /containers/create': ({ daemon }, { query, body }) => {
    const platform = query.platform
      ? parsePlatform(query.platform, { os: 'linux', architecture: daemon.host.architecture })
      : undefined
    const { container, warnings } = createContainer(daemon, body, query.name, platform)
    logContainer(daemon, 'create', container)
    return value({ Id: container.id, Warnings: warnings })
  },

  'GET /containers/{id}/json': (context, { params, query }) =>
    value(inspectContainer(context.daemon, find(context, params.id), query.size)),

  'POST /containers/{id}/attach': (context, { params, query }) => {
    const container = find(context, params.id)
    const streams = context.daemon.runtime.streams(container)
    const stdin = (query.stdin ?? false) && container.config.OpenStdin
    const release = stdin ? context.caller.relay(streams.source) : () => {}
    const want = { stdin, stdout: query.stdout ?? false, stderr: query.stderr ?? false }
    logContainer(context.daemon, 'attach', container)
    return streams.attach(want, release, container.config.StdinOnce)
  },

  'POST /containers/{id}/resize': (context, { params, query }) => {
    context.daemon.runtime
      .get(find(context, params.id).id)
      ?.streams.resize({ columns: query.w, rows: query.h })
    return value(null)
  },

  'GET /containers/{id}/logs': (context, { params, query }) =>
    readLogs(context.daemon, find(context, params.id), query),

  'GET /containers/{id}/changes': (context, { params }) =>
    value(containerChanges(context.daemon, find(context, params.id))),

  'POST /containers/prune': ({ daemon }, { query }) => value(pruneContainers(daemon, query.filters ?? {})),

  'DELETE /containers/{id}': async (context, { params, query }) => {
    const { daemon } = context
    const container = find(context, params.id)
    if (container.state.Running) {
      if (!query.force)
        throw new EngineError('conflict', `cannot remove container "${params.id}": ${whyKept(container)}`)
      await killContainer(daemon, container, 'SIGKILL')
    }
    const stopped = daemon.containers.get(container.id)
    if (stopped) daemon.runtime.forget(stopped, { volumes: query.v ?? false })
    return value(null)
  },
}
