import { EngineError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import { MILLISECOND } from '../../base/time.ts'
import { findContainer } from '../containers/names.ts'
import { pauseContainer, unpauseContainer } from '../containers/pause.ts'
import { renameContainer } from '../containers/rename.ts'
import { statsOf } from '../containers/stats.ts'
import { killContainer, restartContainer, signalOf, stopContainer } from '../containers/stopping.ts'
import { topContainer } from '../containers/top.ts'
import { updateContainer } from '../containers/update.ts'
import type { RouteContext, Routes } from '../router.ts'
import { value } from './value.ts'

/** By the time the daemon answers, the container's program has had its first moments. */
const STARTED = MILLISECOND

const find = ({ daemon }: RouteContext, id: string) => findContainer(daemon.containers, id)

/** What one may wait for; nothing is as good as `not-running`. */
const CONDITIONS = new Set(['', 'not-running', 'next-exit', 'removed'])

/** Puts the name that was asked for before what went wrong. */
async function about<T>(prefix: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(error.code, `${prefix}: ${error.message}`)
  }
}

/** What brings a container from one state into another. */
export const containerStateRoutes: Routes<
  | 'POST /containers/{id}/start'
  | 'POST /containers/{id}/stop'
  | 'POST /containers/{id}/restart'
  | 'POST /containers/{id}/kill'
  | 'POST /containers/{id}/pause'
  | 'POST /containers/{id}/unpause'
  | 'POST /containers/{id}/wait'
  | 'POST /containers/{id}/rename'
  | 'GET /containers/{id}/top'
  | 'GET /containers/{id}/stats'
  | 'POST /containers/{id}/update'
> = {
  'POST /containers/{id}/start': async (context, { params }) => {
    const { id, state } = find(context, params.id)
    if (state.Status === 'paused')
      throw new EngineError('conflict', 'cannot start a paused container, try unpause instead')
    if (state.Running) return value('unchanged')
    context.daemon.runtime.start(id)
    await context.daemon.host.kernel.scheduler.sleep(STARTED)
    return value(null)
  },

  'POST /containers/{id}/stop': async (context, { params, query }) => {
    const container = find(context, params.id)
    if (!container.state.Running && container.state.Status !== 'restarting') return value('unchanged')
    await about(`cannot stop container: ${params.id}`, () =>
      stopContainer(context.daemon, container, { timeout: query.t, signal: query.signal }),
    )
    return value(null)
  },

  'POST /containers/{id}/restart': async (context, { params, query }) => {
    const container = find(context, params.id)
    await about(`Cannot restart container ${params.id}`, () =>
      restartContainer(context.daemon, container, { timeout: query.t, signal: query.signal }),
    )
    await context.daemon.host.kernel.scheduler.sleep(STARTED)
    return value(null)
  },

  'POST /containers/{id}/kill': async (context, { params, query }) => {
    await about(`cannot kill container: ${params.id}`, () => {
      const signal = signalOf(query.signal || 'KILL')
      return killContainer(context.daemon, find(context, params.id), signal)
    })
    return value(null)
  },

  'POST /containers/{id}/pause': (context, { params }) => {
    pauseContainer(context.daemon, find(context, params.id))
    return value(null)
  },

  'POST /containers/{id}/unpause': (context, { params }) => {
    unpauseContainer(context.daemon, find(context, params.id))
    return value(null)
  },

  'POST /containers/{id}/wait': (context, { params, query }) => {
    const { condition = '' } = query
    if (!CONDITIONS.has(condition)) throw new EngineError('invalid', `invalid condition: ${quote(condition)}`)
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

  'POST /containers/{id}/rename': (context, { params, query }) => {
    renameContainer(context.daemon, find(context, params.id), query.name)
    return value(null)
  },

  'GET /containers/{id}/stats': (context, { params, query }) =>
    statsOf(context.daemon, find(context, params.id), query.stream === false),

  'POST /containers/{id}/update': ({ daemon }, { params, body }) => {
    const warnings = updateContainer(daemon, params.id, body)
    return value({ Warnings: warnings.length > 0 ? warnings : null })
  },

  'GET /containers/{id}/top': async (context, { params, query }) =>
    value(await topContainer(context.daemon, find(context, params.id), query.ps_args ?? '')),
}
