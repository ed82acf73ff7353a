import { EngineError } from '../../base/errors.ts'

/** Why something cannot be done with a container in its state (moby, daemon/errors.go). */
export const notRunning = (id: string): EngineError =>
  new EngineError('conflict', `container ${id} is not running`)
export const isRestarting = (id: string): EngineError =>
  new EngineError('conflict', `Container ${id} is restarting, wait until the container is running`)
