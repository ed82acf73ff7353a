import { EngineError } from '../base/errors.ts'

/** What only a manager of a swarm does (moby, daemon/cluster/errors.go). */
export function notManager(): never {
  throw new EngineError(
    'unavailable',
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  )
}
