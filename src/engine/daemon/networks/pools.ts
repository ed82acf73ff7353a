import { EngineError } from '../../base/errors.ts'
import type { IPAMConfig } from '../api-network.ts'
import { blocksOf, freeAddress, isReserved, overlap } from './address.ts'
import type { AddressPool, Network } from './store.ts'

/** Where the daemon takes subnets from that nobody chose (moby, libnetwork/ipamutils): blocks of a size within a subnet. */
const POOLS = {
  local: [
    ...[17, 18, 19].map((second) => ({ base: `172.${second}.0.0/16`, size: 16 })),
    ...[20, 24, 28].map((second) => ({ base: `172.${second}.0.0/14`, size: 16 })),
    { base: '192.168.0.0/16', size: 20 },
  ],
  global: [{ base: '10.0.0.0/8', size: 24 }],
}

/** Subnets that belong to all machines of a cluster are counted apart. */
const spaceOf = (scope: string): keyof typeof POOLS => (scope === 'global' ? 'global' : 'local')

const inUse = (networks: readonly Network[], scope: string): string[] =>
  networks
    .filter((network) => !network.configOnly && spaceOf(network.scope) === spaceOf(scope))
    .flatMap(({ pools }) => pools.map(({ subnet }) => subnet))

/** A subnet that nobody chose, with the first address as its gateway. */
export function choosePool(networks: readonly Network[], scope: string): AddressPool {
  const used = inUse(networks, scope)
  for (const { base, size } of POOLS[spaceOf(scope)])
    for (const subnet of blocksOf(base, size))
      if (!used.some((other) => overlap(other, subnet)))
        return { subnet, gateway: freeAddress(subnet, new Set())! }
  throw new EngineError('invalid', 'all predefined address pools have been fully subnetted')
}

/** The subnet that somebody asks for, whose parts have been checked. */
export function requestPool(networks: readonly Network[], scope: string, asked: IPAMConfig): AddressPool {
  const { Subnet: subnet = '', IPRange, Gateway, AuxiliaryAddresses } = asked
  if (inUse(networks, scope).some((other) => overlap(other, subnet)))
    throw new EngineError(
      'forbidden',
      'invalid pool request: Pool overlaps with other one on this address space',
    )
  if (Gateway && isReserved(subnet, Gateway))
    throw new EngineError('forbidden', `failed to allocate gateway (${Gateway}): Address already in use`)
  const gateway = Gateway || freeAddress(subnet, new Set(), IPRange || subnet)
  if (gateway === undefined)
    throw new EngineError('internal', "no available IPv4 addresses on this network's address pools")
  const taken = new Set([gateway])
  for (const [name, address] of Object.entries(AuxiliaryAddresses ?? {})) {
    if (taken.has(address) || isReserved(subnet, address))
      throw new EngineError(
        'forbidden',
        `failed to allocate secondary ip address (${name}:${address}): Address already in use`,
      )
    taken.add(address)
  }
  const auxiliary = Object.keys(AuxiliaryAddresses ?? {}).length > 0
  return {
    subnet,
    gateway,
    asked: {
      Subnet: subnet,
      ...(IPRange && { IPRange }),
      ...(Gateway && { Gateway }),
      ...(auxiliary && { AuxiliaryAddresses: AuxiliaryAddresses! }),
    },
  }
}
