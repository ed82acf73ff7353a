import { EngineError } from '../../base/errors.ts'
import { MILLISECOND } from '../../base/time.ts'
import { parseSignal, SIGNALS } from '../../kernel/signals.ts'
import { parsePlatform } from '../../oci/platform.ts'
import type { Hijack, OutputFrame } from '../api.ts'
import { containerChanges } from '../containers/changes.ts'
import { createContainer } from '../containers/create.ts'
import { logContainer } from '../containers/event.ts'
import { inspectContainer } from '../containers/inspect.ts'
import { findContainer } from '../containers/names.ts'
import { pruneContainers } from '../containers/prune.ts'
import type { LogLine } from '../containers/store.ts'
import { listContainers } from '../containers/summary.ts'
import type { RouteContext, Routes } from '../router.ts'
import { value } from './value.ts'

/** By the time the daemon answers, the container's program has had its first moments. */
const STARTED = MILLISECOND

const find = ({ daemon }: RouteContext, id: string) => findContainer(daemon.containers, id)

function signalOf(text: string) {
  const signal = parseSignal(text)
  if (!signal) throw new EngineError('invalid', `Invalid signal: ${text}`)
  return signal
}

export const containerRoutes: Routes<
  | 'GET /containers/json'
  | 'POST /containers/create'
  | 'GET /containers/{id}/json'
  | 'POST /containers/{id}/start'
  | 'POST /containers/{id}/stop'
  | 'POST /containers/{id}/kill'
  | 'POST /containers/{id}/wait'
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

  'POST /containers/{id}/start': async (context, { params }) => {
    context.daemon.runtime.start(find(context, params.id).id)
    await context.daemon.host.kernel.scheduler.sleep(STARTED)
    return value(null)
  },

  'POST /containers/{id}/stop': async (context, { params, query }) => {
    const container = find(context, params.id)
    const signal = query.signal ?? container.config.StopSignal
    await context.daemon.runtime.stop(container, {
      ...(query.t !== undefined && { timeout: query.t }),
      ...(signal !== undefined && { signal: signalOf(signal) }),
    })
    return value(null)
  },

  'POST /containers/{id}/kill': (context, { params, query }) => {
    const container = find(context, params.id)
    const signal = signalOf(query.signal ?? 'KILL')
    const live = context.daemon.runtime.get(container.id)
    if (!live)
      throw new EngineError(
        'conflict',
        `cannot kill container: ${params.id}: container ${container.id} is not running`,
      )
    context.daemon.host.kernel.signal(live.init, signal)
    logContainer(context.daemon, 'kill', container, { signal: String(SIGNALS[signal]) })
    return value(null)
  },

  'POST /containers/{id}/wait': (context, { params, query }) => {
    const { id } = find(context, params.id)
    const until =
      query.condition === 'next-exit' || query.condition === 'removed' ? query.condition : 'stopped'
    const pending = context.daemon.runtime.exitOf(id, until)
    let told = false
    return {
      kind: 'stream',
      next: async () => {
        if (told) return undefined
        told = true
        return { StatusCode: await pending() }
      },
      close: () => {},
    }
  },

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

  'GET /containers/{id}/logs': (context, { params, query }) => {
    const container = find(context, params.id)
    const wanted = ({ stream }: OutputFrame): boolean =>
      (stream === 'stdout' ? query.stdout : query.stderr) ?? false
    const lines = tail([...container.log].filter(wanted), query.tail)
    const live = context.daemon.runtime.get(container.id)
    const follow =
      query.follow && live
        ? live.streams.attach(
            { stdin: false, stdout: query.stdout ?? false, stderr: query.stderr ?? false },
            () => {},
            false,
          )
        : undefined
    return recorded(lines, follow)
  },

  'GET /containers/{id}/changes': (context, { params }) =>
    value(containerChanges(context.daemon, find(context, params.id))),

  'POST /containers/prune': ({ daemon }, { query }) => value(pruneContainers(daemon, query.filters ?? {})),

  'DELETE /containers/{id}': async (context, { params, query }) => {
    const { daemon } = context
    const container = find(context, params.id)
    if (container.state.Running) {
      if (!query.force)
        throw new EngineError(
          'conflict',
          `cannot remove container "${params.id}": container is running: stop the container before removing or force remove`,
        )
      const live = daemon.runtime.get(container.id)
      if (live) {
        daemon.host.kernel.signal(live.init, 'SIGKILL')
        logContainer(daemon, 'kill', container, { signal: '9' })
      }
      await daemon.runtime.exitOf(container.id, 'stopped')()
    }
    const stopped = daemon.containers.get(container.id)
    if (stopped) daemon.runtime.forget(stopped, { volumes: query.v ?? false })
    return value(null)
  },
}

/** The last `count` lines of a log; a chunk may hold several lines. */
function tail(log: readonly LogLine[], count: string | undefined): OutputFrame[] {
  if (count === undefined || !/^\d+$/.test(count)) return log.map(({ stream, bytes }) => ({ stream, bytes }))
  const lines: OutputFrame[] = []
  for (const { stream, bytes } of log)
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at)
      const next = end < 0 ? bytes.length : end + 1
      lines.push({ stream, bytes: bytes.subarray(at, next) })
      at = next
    }
  return Number(count) === 0 ? [] : lines.slice(-Number(count))
}

/** What was logged, then what still comes. */
function recorded(lines: OutputFrame[], follow: Hijack | undefined): Hijack {
  let next = 0
  return {
    kind: 'hijack',
    next: async () => (next < lines.length ? lines[next++] : follow?.next()),
    write: async () => {},
    closeWrite: () => {},
    close: () => follow?.close(),
  }
}
