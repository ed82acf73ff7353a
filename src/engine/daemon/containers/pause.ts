import { EngineError } from '../../base/errors.ts'
import { freeze, thaw } from '../../kernel/freezer.ts'
import type { Daemon } from '../daemon.ts'
import { logContainer } from './event.ts'
import { isRestarting, notRunning } from './refusals.ts'
import type { Container } from './store.ts'

/** Freezes all processes of a container (moby, daemon/pause.go). */
export function pauseContainer(daemon: Daemon, container: Container): void {
  const { id, state } = container
  if (!state.Running) throw notRunning(id)
  if (state.Status === 'paused') throw new EngineError('conflict', `Container ${id} is already paused`)
  const live = daemon.runtime.get(id)
  if (!live) throw isRestarting(id)
  freeze(daemon.host.kernel, live.group)
  daemon.containers.update(id, { state: { ...state, Status: 'paused' } })
  daemon.health.follow(id)
  logContainer(daemon, 'pause', container)
}

/** Lets them run again (moby, daemon/unpause.go). */
export function unpauseContainer(daemon: Daemon, container: Container): void {
  const { id, state } = container
  const live = daemon.runtime.get(id)
  if (state.Status !== 'paused' || !live) throw new EngineError('internal', `Container ${id} is not paused`)
  daemon.containers.update(id, { state: { ...state, Status: 'running' } })
  thaw(daemon.host.kernel, live.group)
  daemon.health.follow(id)
  logContainer(daemon, 'unpause', container)
}
