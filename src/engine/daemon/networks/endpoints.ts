import { EngineError } from '../../base/errors.ts'
import { canonicalIp } from '../../base/ip.ts'
import type { EndpointSettings, PortMap } from '../api.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { freeAddress, isReserved, isSix, prefixOf } from './address.ts'
import { checkMixture } from './mixture.ts'
import { poolOf } from './pools.ts'
import { dnsNamesOf } from './predefined.ts'
import { publish } from './publish.ts'
import type { AddressPool, Network } from './store.ts'

export type Endpoints = Readonly<Record<string, EndpointSettings>>

/** What a running container has of the network. */
export interface Sandbox {
  /** 64 hex digits. */
  readonly id: string
  readonly key: string
  readonly endpoints: Endpoints
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

/** Gives a container that starts its addresses and ports. No address or port is taken where it throws. */
export function joinNetworks(daemon: Daemon, container: Container): Sandbox {
  if (container.hostConfig.NetworkMode.startsWith('container:'))
    return { id: '', key: '', endpoints: {}, ports: {} }
  try {
    return join(daemon, container)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(error.code, `failed to set up container networking: ${error.message}`)
  }
}

function join(daemon: Daemon, container: Container): Sandbox {
  const random = daemon.host.kernel.random('networks')
  let { networks } = container
  const endpoints: Record<string, EndpointSettings> = {}
  checkMixture(container.hostConfig.NetworkMode, Object.keys(networks))
  for (const [name, settings] of Object.entries(networks)) {
    // Where it was on the network before, another one of that name does not do.
    const wanted = settings.NetworkID || name
    const network = daemon.networks.find(wanted)
    if (!network) throw new EngineError('not-found', `network ${wanted} not found`)
    const named = { ...settings, DNSNames: dnsNamesOf(container, name, settings.Aliases) }
    networks = { ...networks, [name]: named }
    daemon.containers.update(container.id, { networks })
    endpoints[name] = attach(daemon, network, named, random.hex(64))
  }
  const ports = publish(daemon, container, endpoints)
  const id = random.hex(64)
  return { id, key: `/var/run/docker/netns/${id.slice(0, 12)}`, endpoints, ports }
}

/** What a container keeps of its attachments when it stops: what was asked for, the networks' IDs and its names there. */
export const released = ({ networks, sandbox }: Container): Endpoints =>
  Object.fromEntries(
    Object.entries(networks).map(([name, settings]) => {
      const endpoint = sandbox?.endpoints[name]
      const { NetworkID, DNSNames } = endpoint ?? settings
      return [name, { ...settings, NetworkID, DNSNames }]
    }),
  )

/** Attachments of a container that has another name now: its networks know it by that. */
export const renamedEndpoints = (endpoints: Endpoints, from: string, to: string): Endpoints =>
  Object.fromEntries(
    Object.entries(endpoints).map(([network, one]) => [
      network,
      {
        ...one,
        DNSNames: one.DNSNames?.map((name, index) => (index === 0 && name === from ? to : name)) ?? null,
      },
    ]),
  )

/** A container's attachments as they are shown, by name in order. The address of its interface goes with the endpoint. */
export const shownEndpoints = ({ networks, sandbox }: Container): Record<string, EndpointSettings> =>
  Object.fromEntries(
    Object.entries(sandbox?.endpoints ?? networks)
      .map(([name, one]): [string, EndpointSettings] =>
        one.NetworkID !== '' && one.EndpointID === '' ? [name, { ...one, MacAddress: '' }] : [name, one],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

/** Gives a container an address on a network. */
export function attach(
  daemon: Daemon,
  network: Network,
  settings: EndpointSettings,
  endpointID: string,
): EndpointSettings {
  if (network.configOnly)
    throw new EngineError('forbidden', 'cannot create endpoint on configuration-only network')
  // The kernel has no such devices.
  if (network.driver === 'ipvlan')
    throw new EngineError('internal', 'failed to create the ipvlan port: operation not supported')
  const base = { ...settings, NetworkID: network.id, EndpointID: endpointID }
  const pools = { four: poolOf(network, 4), six: poolOf(network, 6) }
  if (!pools.four && !pools.six) return base
  const { IPv4Address, IPv6Address } = settings.IPAMConfig ?? {}
  const gatewayOf = ({ gateway }: AddressPool): string => (network.internal ? '' : gateway)
  return {
    ...base,
    MacAddress: settings.MacAddress || randomMac(daemon),
    ...(pools.four && {
      Gateway: gatewayOf(pools.four),
      IPAddress: takeAddress(daemon, network, pools.four, IPv4Address),
      IPPrefixLen: prefixOf(pools.four.subnet),
    }),
    ...(pools.six && {
      IPv6Gateway: gatewayOf(pools.six),
      GlobalIPv6Address: takeAddress(daemon, network, pools.six, IPv6Address),
      GlobalIPv6PrefixLen: prefixOf(pools.six.subnet),
    }),
  }
}

/** The address of a range that is asked for, or one that nobody has. */
function takeAddress(daemon: Daemon, network: Network, pool: AddressPool, asked: string | undefined): string {
  const reserved = Object.values(pool.asked?.AuxiliaryAddresses ?? {})
  const known = [...reserved, ...addressesOf(daemon, network.id)].map((one) => canonicalIp(one) ?? one)
  // On an interface of the host nobody is the gateway of a network that does not lead out.
  const own = network.internal && network.driver !== 'bridge' && !pool.asked?.Gateway ? [] : [pool.gateway]
  const taken = new Set([...own, ...known])
  const wanted = canonicalIp(asked ?? '')
  if (wanted !== undefined && (taken.has(wanted) || isReserved(pool.subnet, wanted)))
    throw new EngineError('forbidden', 'Address already in use')
  const address = wanted ?? freeAddress(pool.subnet, taken, pool.asked?.IPRange)
  if (address === undefined)
    throw new EngineError(
      'internal',
      `no available IPv${isSix(pool.subnet) ? 6 : 4} addresses on this network's address pools: ${network.name} (${network.id})`,
    )
  return address
}

/** Addresses that running containers, and commands of builds, have on a network. */
const addressesOf = (daemon: Daemon, id: string): string[] =>
  [
    ...daemon.containers.all().flatMap(({ sandbox }) => Object.values(sandbox?.endpoints ?? {})),
    ...daemon.networks.commands.values(),
  ]
    .filter(({ NetworkID }) => NetworkID === id)
    .flatMap(({ IPAddress, GlobalIPv6Address }) => [IPAddress, GlobalIPv6Address])

/** A unicast address, locally administered (moby, libnetwork/netutils, GenerateRandomMAC). */
export function randomMac({ host }: Daemon, stream = 'mac addresses'): string {
  const bytes = host.kernel.random(stream).hex(12).match(/../g)!
  const first = (Number.parseInt(bytes[0]!, 16) & 0xfe) | 2
  return [first.toString(16).padStart(2, '0'), ...bytes.slice(1)].join(':')
}
