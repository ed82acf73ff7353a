import type { ContainerCreateBody, EndpointSettings } from '../../daemon/api.ts'
import { isMacAddress } from '../cli/addresses.ts'
import { attachmentTo, type NetworkAttachment } from '../cli/attachments.ts'
import { ClientError } from '../cli/errors.ts'
import { quote } from '../go/quote.ts'
import type { ContainerFlags } from './config.ts'

type Endpoints = NonNullable<NonNullable<ContainerCreateBody['NetworkingConfig']>['EndpointsConfig']>

/** True for a network that somebody made, as against Docker's own modes. */
const isUserDefined = (mode: string): boolean =>
  !['', 'default', 'bridge', 'host', 'none'].includes(mode) && !mode.startsWith('container:')

const fail = (why: string): never => {
  throw new ClientError(why)
}

/** `--ip`, `--network-alias` and the like belong to the first network. */
function withContainerFlags(
  one: NetworkAttachment,
  flags: ContainerFlags,
): NetworkAttachment & { links: readonly string[] } {
  const both = (flag: string, own: string): never =>
    fail(`conflicting options: cannot specify both ${flag} and per-network ${own}`)
  const aliases = [...flags['network-alias'], ...flags['net-alias']]
  if (one.aliases.length > 0 && aliases.length > 0) both('--network-alias', 'alias')
  if (one.ip && flags.ip) both('--ip', 'IPv4 address')
  if (one.ip6 && flags.ip6) both('--ip6', 'IPv6 address')
  if (one.macAddress && flags['mac-address']) both('--mac-address', 'MAC address')
  if (one.linkLocalIPs.length > 0 && flags['link-local-ip'].length > 0)
    both('--link-local-ip', 'link-local IP addresses')
  return {
    ...one,
    aliases: [...one.aliases, ...aliases],
    ip: one.ip || flags.ip,
    ip6: one.ip6 || flags.ip6,
    macAddress: one.macAddress || flags['mac-address'],
    linkLocalIPs: [...one.linkLocalIPs, ...flags['link-local-ip']],
    links: one.target !== 'default' && isUserDefined(one.target) ? flags.link : [],
  }
}

function endpointOf(one: NetworkAttachment & { links?: readonly string[] }): Partial<EndpointSettings> {
  const { links = [] } = one
  if (one.target.trim() === '') fail('no name set for network')
  if (!isUserDefined(one.target)) {
    if (one.aliases.length > 0) fail('network-scoped aliases are only supported for user-defined networks')
    if (links.length > 0) fail('links are only supported for user-defined networks')
  }
  if (one.macAddress && !isMacAddress(one.macAddress.trim()))
    fail(`${one.macAddress} is not a valid mac address`)
  const address = {
    ...(one.ip && { IPv4Address: one.ip }),
    ...(one.ip6 && { IPv6Address: one.ip6 }),
    ...(one.linkLocalIPs.length > 0 && { LinkLocalIPs: one.linkLocalIPs }),
  }
  return {
    ...(one.gwPriority !== 0 && { GwPriority: one.gwPriority }),
    ...(one.aliases.length > 0 && { Aliases: one.aliases }),
    ...(Object.keys(one.driverOpts).length > 0 && { DriverOpts: one.driverOpts }),
    ...(links.length > 0 && { Links: links }),
    ...(Object.keys(address).length > 0 && { IPAMConfig: address }),
    ...(one.macAddress && { MacAddress: one.macAddress.trim() }),
  }
}

/** The networks that a container is attached to, by name (docker/cli, command/container/opts.go, parseNetworkOpts). */
export function endpointsOf(flags: ContainerFlags): Endpoints {
  const asked = [...flags.network, ...flags.net]
  if (asked.length === 0) return { default: endpointOf(withContainerFlags(attachmentTo('default'), flags)) }
  const endpoints: Record<string, Partial<EndpointSettings>> = {}
  const kinds = new Set<boolean>()
  asked.forEach((one, index) => {
    kinds.add(isUserDefined(one.target))
    const endpoint = endpointOf(index === 0 ? withContainerFlags(one, flags) : one)
    if (Object.hasOwn(endpoints, one.target)) fail(`network ${quote(one.target)} is specified multiple times`)
    if (asked.length > 1 || Object.keys(endpoint).length > 0) endpoints[one.target] = endpoint
  })
  if (kinds.size > 1)
    fail('conflicting options: cannot attach both user-defined and non-user-defined network-modes')
  return endpoints
}

/** The network that `HostConfig` names: the first one asked for. */
export const networkMode = (flags: ContainerFlags): string =>
  [...flags.network, ...flags.net][0]?.target ?? 'default'
