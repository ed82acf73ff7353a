import { sha256Hex } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { canonicalIp } from '../../base/ip.ts'
import type { IPAMConfig } from '../api-network.ts'
import { blocksOf, canonicalPrefix, freeAddress, isReserved, isSix, overlap } from './address.ts'
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

/** The /48 of unique local addresses that a daemon takes its IPv6 subnets from (moby, daemon/daemon_unix.go, deriveULABaseNetwork). */
function uniqueLocal(engineID: string): { base: string; size: number } {
  const id = sha256Hex(engineID).slice(6, 16)
  return { base: `fd${id.slice(0, 2)}:${id.slice(2, 6)}:${id.slice(6)}::/48`, size: 64 }
}

/** Subnets that belong to all machines of a cluster are counted apart. */
const spaceOf = (scope: string): keyof typeof POOLS => (scope === 'global' ? 'global' : 'local')

const inUse = (networks: readonly Network[], scope: string): string[] =>
  networks
    .filter((network) => !network.configOnly && spaceOf(network.scope) === spaceOf(scope))
    .flatMap(({ pools }) => pools.filter(({ gateway }) => gateway !== '').map(({ subnet }) => subnet))

/** The range of a network that its containers get addresses of a family from; undefined where they get none. */
export const poolOf = ({ pools, ipv4, ipv6 }: Network, family: 4 | 6): AddressPool | undefined =>
  (family === 4 ? ipv4 : ipv6) ? pools.find(({ subnet }) => isSix(subnet) === (family === 6)) : undefined

/** A subnet that nobody chose, with the first address as its gateway. For IPv6 it follows from the daemon's own ID. */
export function choosePool(
  networks: readonly Network[],
  scope: string,
  family: 4 | 6,
  engineID: string,
): AddressPool {
  const used = inUse(networks, scope)
  for (const { base, size } of family === 4 ? POOLS[spaceOf(scope)] : [uniqueLocal(engineID)])
    for (const subnet of blocksOf(base, size))
      if (!used.some((other) => overlap(other, subnet)))
        return { subnet, gateway: freeAddress(subnet, new Set())! }
  throw new EngineError('invalid', 'all predefined address pools have been fully subnetted')
}

/** The subnet that somebody asks for, whose parts have been checked. */
export function requestPool(networks: readonly Network[], scope: string, asked: IPAMConfig): AddressPool {
  const { Subnet = '', IPRange, Gateway, AuxiliaryAddresses } = asked
  const subnet = canonicalPrefix(Subnet)
  if (inUse(networks, scope).some((other) => overlap(other, subnet)))
    throw new EngineError(
      'forbidden',
      'invalid pool request: Pool overlaps with other one on this address space',
    )
  if (Gateway && isReserved(subnet, Gateway))
    throw new EngineError('forbidden', `failed to allocate gateway (${Gateway}): Address already in use`)
  const gateway = canonicalIp(Gateway ?? '') ?? freeAddress(subnet, new Set(), IPRange || subnet)
  if (gateway === undefined)
    throw new EngineError('invalid', 'failed to allocate gateway (): no available addresses on this pool')
  const taken = new Set([gateway])
  for (const [name, address] of Object.entries(AuxiliaryAddresses ?? {})) {
    const own = canonicalIp(address) ?? address
    if (taken.has(own) || isReserved(subnet, own))
      throw new EngineError(
        'forbidden',
        `failed to allocate secondary ip address (${name}:${address}): Address already in use`,
      )
    taken.add(own)
  }
  const auxiliary = Object.keys(AuxiliaryAddresses ?? {}).length > 0
  return {
    subnet,
    gateway,
    asked: {
      Subnet,
      ...(IPRange && { IPRange }),
      ...(Gateway && { Gateway }),
      ...(auxiliary && { AuxiliaryAddresses: AuxiliaryAddresses! }),
    },
  }
}
