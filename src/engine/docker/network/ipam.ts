import { type IpBytes, inPrefix, ipBytes } from '../../base/ip.ts'
import type { NetworkCreateBody } from '../../daemon/api.ts'
import { ClientError } from '../cli/errors.ts'

interface IpamFlags {
  readonly subnet: readonly string[]
  readonly gateway: readonly string[]
  readonly 'ip-range': readonly string[]
  readonly 'aux-address': Readonly<Record<string, string>>
}

interface Config {
  Subnet: string
  IPRange?: string
  Gateway?: string
  AuxiliaryAddresses?: Record<string, string>
}

const fail = (why: string): never => {
  throw new ClientError(why)
}

/** A prefix as bytes and a length: `10.9.0.0/24`, `fd00:9::/64` (Go, net.ParseCIDR); undefined for what is none. */
function parseCidr(text: string): { address: IpBytes; length: number } | undefined {
  const [head = '', length = '', ...rest] = text.split('/')
  const address = ipBytes(head)
  if (!address || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > address.length * 8)
    return undefined
  return { address, length: Number(length) }
}

/** Whether a subnet holds an address, or the address of a range. */
function holds(subnet: string, data: string): boolean {
  const block = parseCidr(subnet) ?? fail(`invalid subnet: invalid CIDR address: ${subnet}`)
  const address = data.includes('/')
    ? (parseCidr(data) ?? fail(`invalid CIDR address: ${data}`)).address
    : ipBytes(data)
  return address !== undefined && inPrefix(address, block.address, block.length)
}

/** Brings subnets together with what belongs to them (docker/cli, command/network/create.go, createIPAMConfig). */
export function ipamConfigs(flags: IpamFlags): NonNullable<NetworkCreateBody['IPAM']>['Config'] {
  const { subnet: subnets, gateway: gateways, 'ip-range': ranges } = flags
  if (subnets.length < ranges.length || subnets.length < gateways.length)
    fail('every ip-range or gateway must have a corresponding subnet')
  const configs = new Map<string, Config>()
  for (const subnet of subnets) {
    for (const other of configs.keys())
      if (holds(subnet, other) || holds(other, subnet))
        fail('multiple overlapping subnet configuration is not supported')
    configs.set(subnet, { Subnet: subnet })
  }
  const owner = (data: string, what: string): Config =>
    [...configs.values()].find(({ Subnet }) => holds(Subnet, data)) ??
    fail(`no matching subnet for ${what} ${data}`)
  for (const range of ranges) {
    if (!parseCidr(range)) fail(`invalid CIDR address: ${range}`)
    const config = owner(range, 'range')
    if (config.IPRange)
      fail(
        `cannot configure multiple ranges (${range}, ${config.IPRange}) on the same subnet (${config.Subnet})`,
      )
    config.IPRange = range
  }
  for (const gateway of gateways) {
    const config = owner(gateway, 'gateway')
    if (config.Gateway)
      fail(
        `cannot configure multiple gateways (${gateway}, ${config.Gateway}) for the same subnet (${config.Subnet})`,
      )
    config.Gateway = gateway
  }
  for (const [name, address] of Object.entries(flags['aux-address'])) {
    const config = owner(address, 'aux-address')
    config.AuxiliaryAddresses = { ...config.AuxiliaryAddresses, [name]: address }
  }
  return [...configs.values()]
}
