import { EngineError, isErrno } from '../../base/errors.ts'
import type { EndpointSettings, PortBinding, PortMap } from '../api.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { gatewayMode } from './firewall/rules.ts'
import { type PortRequest, portRequests } from './port-requests.ts'
import { PortAllocator, takenPorts } from './ports.ts'
import { type WayOut, wayOut } from './way-out.ts'

/** Ports that are tried where nobody named one (moby, libnetwork/drivers/bridge, maxAllocatePortAttempts). */
const ATTEMPTS = 10
const ANY = ['0.0.0.0', '::']

/**
 * Publishes the ports that a container asks for: each is bound by a socket of the daemon. The container's own of before are
 * free. Without a network that leads out there are none.
 */
export function publish(
  daemon: Daemon,
  container: Container,
  endpoints: Readonly<Record<string, EndpointSettings>>,
): PortMap {
  const way = wayOut(daemon, endpoints)
  if (!way) return {}
  const { hostConfig, config } = container
  const running = daemon.containers
    .all()
    .flatMap(({ id, sandbox }) => (sandbox && id !== container.id ? [sandbox.ports] : []))
  const allocator = new PortAllocator(takenPorts(running), daemon.networks.lastPort)
  const exposed = new Set([
    ...Object.keys(config.ExposedPorts),
    ...Object.keys(hostConfig.PortBindings ?? {}),
  ])
  const ports: Record<string, PortBinding[] | null> = {}
  for (const port of exposed) ports[port] = null
  try {
    for (const request of portRequests(hostConfig, exposed)) {
      const bound = bind(daemon, container.id, way, allocator, request)
      ports[request.port] = [...(ports[request.port] ?? []), ...bound]
    }
  } catch (error) {
    daemon.wiring.ports.giveBack(container.id)
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(
      'internal',
      `driver failed programming external connectivity on endpoint ${container.name} (${way.endpoint.EndpointID}): ${error.message}`,
    )
  }
  daemon.networks.lastPort = allocator.last
  return ports
}

/** The host's addresses of a request, both families where none is named. */
function addressesOf({ addresses }: PortRequest, { network }: WayOut): string[] {
  const usual = network.options['com.docker.network.bridge.host_binding_ipv4'] ?? '0.0.0.0'
  return addresses.flatMap((address) => (address !== '' ? [address] : usual === '0.0.0.0' ? ANY : [usual]))
}

/** Takes the ports of a request; another one while nobody named which and it is somebody else's. */
function bind(
  daemon: Daemon,
  id: string,
  way: WayOut,
  allocator: PortAllocator,
  request: PortRequest,
): PortBinding[] {
  const { ports } = daemon.wiring
  const all = addressesOf(request, way)
  // Where packets are routed to the container no port of the host is in between.
  const routed = gatewayMode(way.network) === 'routed' ? all.filter((address) => !address.includes(':')) : []
  const opened = routed.map((): PortBinding => ({ HostIp: '0.0.0.0', HostPort: '' }))
  const addresses = all.filter((address) => !routed.includes(address))
  if (addresses.length === 0) return opened
  const fixed = request.hostPort !== '' && request.hostPort !== '0' && !request.hostPort.includes('-')
  for (let attempt = 1; ; attempt++) {
    const bindings = allocator.bind(request.protocol, addresses, request.hostPort)
    const taken: PortBinding[] = []
    let binding = bindings[0]!
    try {
      for (binding of bindings) {
        ports.take(id, request.protocol, binding)
        taken.push(binding)
      }
      return [...opened, ...bindings]
    } catch (error) {
      if (!isErrno(error)) throw error
      for (const one of taken) ports.release(id, request.protocol, one)
      if (fixed || attempt === ATTEMPTS) {
        const { HostIp, HostPort } = binding
        const host = HostIp.includes(':') ? `[${HostIp}]` : HostIp
        throw new EngineError(
          'internal',
          `failed to bind host port for ${host}:${HostPort}:${way.endpoint.IPAddress}:${request.port}: ${error.message.toLowerCase()}`,
        )
      }
    }
  }
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
