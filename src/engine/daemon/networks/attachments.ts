import { EngineError } from '../../base/errors.ts'
import type { ContainerCreateBody, EndpointSettings, HostConfig } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { contains, isAddress4, isAddress6, isSix } from './address.ts'
import { unattached } from './endpoints.ts'
import { joined } from './ipam.ts'
import { PREDEFINED } from './predefined.ts'
import type { AddressPool, Network } from './store.ts'

/** `default` is the bridge's other name in a request. */
const nameOf = (mode: string): string => (mode === 'default' || mode === '' ? 'bridge' : mode)

const UNCONFIGURED =
  'user specified IP address is supported only when connecting to networks with user configured subnets'

/** What is wrong with how a container is to be attached (moby, daemon/container_operations.go, validateEndpointSettings). */
function faultsOf(
  name: string,
  { IPAMConfig, Aliases }: Partial<EndpointSettings>,
  pools: readonly AddressPool[] | undefined,
): string[] {
  const faults: string[] = []
  const address = IPAMConfig?.IPv4Address ?? ''
  if (PREDEFINED.includes(name)) {
    if (address || IPAMConfig?.IPv6Address)
      faults.push('user specified IP address is supported on user defined networks only')
    if (Aliases && Aliases.length > 0)
      faults.push('network-scoped alias is supported only for containers in user defined networks')
  }
  const address6 = IPAMConfig?.IPv6Address ?? ''
  if (address !== '' && !isAddress4(address)) faults.push(`invalid IPv4 address: ${address}`)
  if (address6 !== '' && !isAddress6(address6)) faults.push(`invalid IPv6 address: ${address6}`)
  for (const own of IPAMConfig?.LinkLocalIPs ?? [])
    if (!isAddress4(own) && !isSix(own)) faults.push(`invalid link-local IP address: ${own}`)
  if (pools === undefined) return faults
  return [...faults, ...outsideOf(pools, 4, address), ...outsideOf(pools, 6, address6)]
}

/** What is wrong with an address that was asked for: the subnet must have been asked for too, and hold it. */
function outsideOf(pools: readonly AddressPool[], family: 4 | 6, address: string): string[] {
  if (address === '') return []
  const configured = pools.filter(
    ({ asked, subnet }) => asked !== undefined && isSix(subnet) === (family === 6),
  )
  if (configured.length === 0) return [UNCONFIGURED]
  const valid = family === 4 ? isAddress4(address) : isAddress6(address)
  return valid && configured.some(({ subnet }) => contains(subnet, address))
    ? []
    : [`no configured subnet or ip-range contain the IP address ${address}`]
}

/** Refuses what may not be asked of a network. */
export function checkEndpoint(network: Network, settings: Partial<EndpointSettings>): void {
  const faults = faultsOf(network.name, settings, network.pools)
  if (faults.length > 0) throw new EngineError('invalid', `invalid endpoint settings:\n${joined(faults)}`)
}

/** The networks a container is to be attached to, by name: the one of its mode, and those that the request names. */
export function networksOf(
  daemon: Daemon,
  body: ContainerCreateBody,
  hostConfig: HostConfig,
): Record<string, EndpointSettings> {
  const mode = hostConfig.NetworkMode
  if (mode.startsWith('container:')) return {}
  const asked = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {})
  const given = new Map(asked.map(([name, settings]) => [nameOf(name), settings ?? {}]))
  if (!given.has(mode)) given.set(mode, {})
  const networks: Record<string, EndpointSettings> = {}
  for (const [name, settings] of given) {
    const network = daemon.networks.find(name)
    const faults = faultsOf(network?.name ?? name, settings, network?.pools)
    if (faults.length > 0)
      throw new EngineError(
        'invalid',
        `invalid config for network ${name}: invalid endpoint settings:\n${joined(faults)}`,
      )
    networks[network?.name ?? name] = unattached(settings)
  }
  return networks
}
