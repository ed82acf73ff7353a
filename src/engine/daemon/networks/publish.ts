import { EngineError, isErrno } from '../../base/errors.ts'
import type { EndpointSettings, PortBinding, PortMap } from '../api.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { isSix } from './address.ts'
import { gatewayMode } from './firewall/rules.ts'
import { type PortRequest, portRequests } from './port-requests.ts'
import { PortAllocator, takenPorts } from './ports.ts'
import { addressBehind, type WaysOut, wayBehind, waysOut } from './way-out.ts'

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
  const ways = waysOut(daemon, endpoints)
  const way = ways.four ?? ways.six
  if (way?.network.driver !== 'bridge') return {}
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
      const bound = bind(daemon, container.id, ways, allocator, request)
      if (bound.length > 0) ports[request.port] = [...(ports[request.port] ?? []), ...bound]
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

/** The host's addresses of a request that lead to the container, both families where none is named. */
function addressesOf({ addresses }: PortRequest, ways: WaysOut): string[] {
  const options = (ways.four ?? ways.six)?.network.options ?? {}
  const usual = options['com.docker.network.bridge.host_binding_ipv4'] ?? '0.0.0.0'
  return addresses
    .flatMap((address) => (address !== '' ? [address] : usual === '0.0.0.0' ? ANY : [usual]))
    .filter((address) => wayBehind(ways, address) !== undefined)
}

/** Takes the ports of a request; another one while nobody named which and it is somebody else's. */
function bind(
  daemon: Daemon,
  id: string,
  ways: WaysOut,
  allocator: PortAllocator,
  request: PortRequest,
): PortBinding[] {
  const { ports } = daemon.wiring
  const all = addressesOf(request, ways)
  // Where packets are routed to the container no port of the host is in between.
  const isRouted = (address: string): boolean => {
    const { network, endpoint } = wayBehind(ways, address)!
    const six = isSix(address)
    return (!six || endpoint.GlobalIPv6Address !== '') && gatewayMode(network, six ? 6 : 4) === 'routed'
  }
  const opened = all
    .filter(isRouted)
    .map((address): PortBinding => ({ HostIp: isSix(address) ? '::' : '0.0.0.0', HostPort: '' }))
  const addresses = all.filter((address) => !isRouted(address))
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
      for (const one of bindings) ports.listen(id, request.protocol, one)
      return [...opened, ...bindings].sort((a, b) => Number(isSix(a.HostIp)) - Number(isSix(b.HostIp)))
    } catch (error) {
      if (!isErrno(error)) throw error
      for (const one of taken) ports.release(id, request.protocol, one)
      if (fixed || attempt === ATTEMPTS) {
        const { HostIp, HostPort } = binding
        const host = isSix(HostIp) ? `[${HostIp}]` : HostIp
        if (taken.length === bindings.length)
          throw new EngineError(
            'internal',
            `failed to listen on ${request.protocol.toUpperCase()} socket: ${error.message.toLowerCase()}`,
          )
        const own = addressBehind(wayBehind(ways, HostIp)!, HostIp)
        const container = isSix(own) ? `[${own}]` : own
        throw new EngineError(
          'internal',
          `failed to bind host port for ${host}:${HostPort}:${container}:${request.port}: ${error.message.toLowerCase()}`,
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
  const { four, six } = waysOut(daemon, endpoints)
  if (![four, six].some((way) => way?.network.driver === 'bridge')) return {}
  const had = container.sandbox?.ports ?? {}
  return Object.keys(had).length > 0 ? had : publish(daemon, container, endpoints)
}
