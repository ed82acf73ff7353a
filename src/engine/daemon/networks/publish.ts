import { EngineError } from '../../base/errors.ts'
import type { EndpointSettings, PortBinding, PortMap } from '../api.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { byPort, PortAllocator, takenPorts } from './ports.ts'

/** The attachment that leads out of a container: the bridge that is not internal and of the highest priority, then first. */
function wayOut(
  daemon: Daemon,
  endpoints: Readonly<Record<string, EndpointSettings>>,
): EndpointSettings | undefined {
  const open = Object.values(endpoints).filter(({ NetworkID }) => {
    const network = daemon.networks.find(NetworkID)
    return network?.driver === 'bridge' && !network.internal
  })
  return open.reduce<EndpointSettings | undefined>(
    (best, one) => (best && best.GwPriority >= one.GwPriority ? best : one),
    undefined,
  )
}

/**
 * Publishes the ports that a container asks for, in order of their numbers; the container's own of before are free. Without
 * a network that leads out there are none.
 */
export function publish(
  daemon: Daemon,
  container: Container,
  endpoints: Readonly<Record<string, EndpointSettings>>,
): PortMap {
  const endpoint = wayOut(daemon, endpoints)
  if (!endpoint) return {}
  const { PortBindings, PublishAllPorts } = container.hostConfig
  const running = daemon.containers
    .all()
    .flatMap(({ id, sandbox }) => (sandbox && id !== container.id ? [sandbox.ports] : []))
  const allocator = new PortAllocator(takenPorts(running), daemon.networks.lastPort)
  const exposed = new Set([...Object.keys(container.config.ExposedPorts), ...Object.keys(PortBindings ?? {})])
  const ports: Record<string, PortBinding[] | null> = {}
  for (const port of [...exposed].sort(byPort)) {
    const asked = PortBindings?.[port] ?? []
    const wanted = asked.length === 0 && PublishAllPorts ? [{ HostIp: '', HostPort: '' }] : asked
    try {
      const bound = wanted.flatMap((binding) => allocator.bind(port, binding))
      ports[port] = bound.length > 0 ? bound : null
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw new EngineError(
        'internal',
        `driver failed programming external connectivity on endpoint ${container.name} (${endpoint.EndpointID}): ${error.message}`,
      )
    }
  }
  daemon.networks.lastPort = allocator.last
  return ports
}

/** A container's ports after its networks changed: those it has stay, while there is a way out. */
export function republish(
  daemon: Daemon,
  container: Container,
  endpoints: Readonly<Record<string, EndpointSettings>>,
): PortMap {
  if (!wayOut(daemon, endpoints)) return {}
  const had = container.sandbox?.ports ?? {}
  return Object.keys(had).length > 0 ? had : publish(daemon, container, endpoints)
}
