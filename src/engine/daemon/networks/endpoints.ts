import { EngineError } from '../../base/errors.ts'
import type { EndpointSettings, PortBinding, PortMap } from '../api.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { freeAddress, prefixOf } from './address.ts'
import { byPort, PortAllocator, takenPorts } from './ports.ts'
import type { Network } from './store.ts'

/** What a running container has of the network. */
export interface Sandbox {
  /** 64 hex digits. */
  readonly id: string
  readonly key: string
  readonly endpoints: Readonly<Record<string, EndpointSettings>>
  /** Exposed ports, with where they are published. */
  readonly ports: PortMap
}

/** An attachment of which only what the user said is known. */
export const unattached = (given: Partial<EndpointSettings> = {}): EndpointSettings => ({
  IPAMConfig: given.IPAMConfig ?? null,
  Links: given.Links ?? null,
  Aliases: given.Aliases ?? null,
  MacAddress: given.MacAddress ?? '',
  DriverOpts: given.DriverOpts ?? null,
  GwPriority: given.GwPriority ?? 0,
  NetworkID: '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
})

/** Gives a container that starts its addresses and ports. Nothing is taken where it throws. */
export function joinNetworks(daemon: Daemon, container: Container): Sandbox {
  const random = daemon.host.kernel.random('networks')
  const endpoints: Record<string, EndpointSettings> = {}
  let bridged: { endpoint: EndpointSettings } | undefined
  if (container.hostConfig.NetworkMode.startsWith('container:'))
    return { id: '', key: '', endpoints: {}, ports: {} }
  checkMixture(container)
  for (const [name, settings] of Object.entries(container.networks)) {
    const network = daemon.networks.find(name)
    if (!network)
      throw new EngineError('not-found', `failed to set up container networking: network ${name} not found`)
    const endpoint = attach(daemon, network, settings, random.hex(64))
    endpoints[name] = endpoint
    if (network.driver === 'bridge') bridged ??= { endpoint }
  }
  const ports = bridged ? publish(daemon, container, bridged.endpoint) : {}
  const id = random.hex(64)
  return { id, key: `/var/run/docker/netns/${id.slice(0, 12)}`, endpoints, ports }
}

/** Refuses the host's network and none beside others (moby, daemon/container_operations.go). */
function checkMixture({ hostConfig, networks }: Container): void {
  const names = Object.keys(networks)
  const refuse = (why: string): never => {
    throw new EngineError('invalid', `failed to set up container networking: ${why}`)
  }
  if (names.length < 2) return
  if (names.includes('host'))
    refuse(
      hostConfig.NetworkMode === 'host'
        ? 'container sharing network namespace with another container or host cannot be connected to any other network'
        : 'cannot connect container to host network - container must be created in host network mode',
    )
  if (names.includes('none'))
    refuse(
      'container cannot be connected to multiple networks with one of the networks in private (none) mode',
    )
}

function attach(
  daemon: Daemon,
  network: Network,
  settings: EndpointSettings,
  endpointID: string,
): EndpointSettings {
  const base = { ...settings, NetworkID: network.id, EndpointID: endpointID }
  const [pool] = network.pools
  if (!pool) return base
  const wanted = settings.IPAMConfig?.IPv4Address
  const taken = new Set([pool.gateway, ...addressesOf(daemon, network.id)])
  if (wanted !== undefined && taken.has(wanted))
    throw new EngineError('internal', 'failed to set up container networking: Address already in use')
  const address = wanted ?? freeAddress(pool.subnet, taken)
  if (address === undefined)
    throw new EngineError(
      'internal',
      "failed to set up container networking: no available IPv4 addresses on this network's address pools: " +
        `${network.name} (${network.id})`,
    )
  return {
    ...base,
    MacAddress: settings.MacAddress || randomMac(daemon),
    Gateway: pool.gateway,
    IPAddress: address,
    IPPrefixLen: prefixOf(pool.subnet),
  }
}

/** Addresses that running containers have on a network. */
const addressesOf = (daemon: Daemon, id: string): string[] =>
  daemon.containers
    .all()
    .flatMap(({ sandbox }) => Object.values(sandbox?.endpoints ?? {}))
    .filter(({ NetworkID }) => NetworkID === id)
    .map(({ IPAddress }) => IPAddress)

/** A unicast address, locally administered (moby, libnetwork/netutils, GenerateRandomMAC). */
function randomMac(daemon: Daemon): string {
  const bytes = daemon.host.kernel.random('mac addresses').hex(12).match(/../g)!
  const first = (Number.parseInt(bytes[0]!, 16) & 0xfe) | 2
  return [first.toString(16).padStart(2, '0'), ...bytes.slice(1)].join(':')
}

/** Publishes the ports that a container asks for, in order of their numbers. */
function publish(daemon: Daemon, container: Container, endpoint: EndpointSettings): PortMap {
  const { PortBindings, PublishAllPorts } = container.hostConfig
  const running = daemon.containers.all().flatMap(({ sandbox }) => (sandbox ? [sandbox.ports] : []))
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
        `failed to set up container networking: driver failed programming external connectivity on endpoint ${container.name} (${endpoint.EndpointID}): ${error.message}`,
      )
    }
  }
  daemon.networks.lastPort = allocator.last
  return ports
}
