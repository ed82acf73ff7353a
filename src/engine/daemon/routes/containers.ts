import { detachBytes, UnknownKey } from '../../base/detach-keys.ts'
import { EngineError } from '../../base/errors.ts'
import { parsePlatform } from '../../oci/platform.ts'
import { containerChanges } from '../containers/changes.ts'
import { createContainer } from '../containers/create.ts'
import { logContainer } from '../containers/event.ts'
import { inspectContainer } from '../containers/inspect.ts'
import { removeLink } from '../containers/links.ts'
import { readLogs } from '../containers/log-reading.ts'
import { findContainer } from '../containers/names.ts'
import { pruneContainers } from '../containers/prune.ts'
import { notRunning } from '../containers/refusals.ts'
import { killContainer } from '../containers/stopping.ts'
import type { Container } from '../containers/store.ts'
import { listContainers } from '../containers/summary.ts'
import type { RouteContext, Routes } from '../router.ts'
import { value } from './value.ts'

const find = ({ daemon }: RouteContext, id: string) => findContainer(daemon.containers, id)

const orNull = <T>(list: T[]): T[] | null => (list.length === 0 ? null : list)

const whyNotAttached = (name: string, status: 'paused' | 'restarting'): string =>
  status === 'paused'
    ? `container ${name} is paused, unpause the container before attach`
    : `container ${name} is restarting, wait until the container is running`

function keysOf(text: string): readonly number[] {
  try {
    return detachBytes(text)
  } catch (error) {
    if (!(error instanceof UnknownKey)) throw error
    throw new EngineError('invalid', `Invalid detach keys (${text}) provided`)
  }
}

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
    const { Status } = container.state
    if (Status === 'paused' || Status === 'restarting')
      throw new EngineError('conflict', whyNotAttached(params.id, Status))
    const keys = keysOf(query.detachKeys ?? '')
    const streams = context.daemon.runtime.streams(container)
    const stdin = (query.stdin ?? false) && container.config.OpenStdin
    const release = stdin ? context.caller.relay(streams.source) : () => {}
    const want = { stdin, stdout: query.stdout ?? false, stderr: query.stderr ?? false }
    logContainer(context.daemon, 'attach', container)
    return streams.attach(context.caller, want, release, container.config.StdinOnce, {
      keys,
      onDetach: () => logContainer(context.daemon, 'detach', container),
    })
  },

  'POST /containers/{id}/resize': (context, { params, query }) => {
    const { id } = find(context, params.id)
    const live = context.daemon.runtime.get(id)
    if (!live) throw notRunning(id)
    live.streams.resize({ columns: query.w, rows: query.h })
    return value(null)
  },

  'GET /containers/{id}/logs': (context, { params, query }) =>
    readLogs(context.daemon, context.caller, find(context, params.id), query),

  'GET /containers/{id}/changes': (context, { params }) =>
    value(orNull(containerChanges(context.daemon, find(context, params.id)))),

  'POST /containers/prune': ({ daemon }, { query }) => value(pruneContainers(daemon, query.filters ?? {})),

  'DELETE /containers/{id}': async (context, { params, query }) => {
    const { daemon } = context
    const container = find(context, params.id)
    if (query.link) {
      removeLink(daemon, params.id)
      return value(null)
    }
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
