import { EngineError } from '../../base/errors.ts'

const SHARED =
  'container sharing network namespace with another container or host cannot be connected to any other network'

/** Refuses the host's network and none beside others (moby, daemon/container_operations.go, updateNetworkSettings). */
export function checkMixture(mode: string, names: readonly string[]): void {
  const refuse = (why: string): never => {
    throw new EngineError('invalid', why)
  }
  if (names.includes('host') && mode !== 'host')
    refuse('cannot connect container to host network - container must be created in host network mode')
  if (names.length < 2) return
  if (names.includes('host')) refuse(SHARED)
  if (names.includes('none'))
    refuse(
      'container cannot be connected to multiple networks with one of the networks in private (none) mode',
    )
}

/** Refuses to attach a container that has no network of its own. */
export function checkOwnNetwork(mode: string): void {
  if (mode.startsWith('container:')) throw new EngineError('invalid', SHARED)
}
