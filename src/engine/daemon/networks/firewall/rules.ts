import type { Family, IpAddress } from '../../../kernel/net/address.ts'
import { isLoopback } from '../../../kernel/net/address.ts'
import type { EndpointSettings, PortBinding } from '../../api.ts'
import { isSix } from '../address.ts'
import { bridgeName } from '../bridge.ts'
import { poolOf } from '../pools.ts'
import type { Network } from '../store.ts'
import { append, type Entry, insert, type Placed, placed } from './spec.ts'

const BRIDGE = 'com.docker.network.bridge.'

/** An option that is a yes or a no, as Go's strconv.ParseBool reads it. */
const flag = ({ options }: Network, name: string, otherwise: boolean): boolean => {
  const value = options[BRIDGE + name]
  return value === undefined ? otherwise : /^(1|t|T|TRUE|true|True)$/.test(value)
}

/** What packets may do on their way to a bridge's containers. */
export type GatewayMode = 'nat' | 'nat-unprotected' | 'routed' | 'isolated'
export const gatewayMode = ({ options }: Network, family: 4 | 6): GatewayMode =>
  (options[`${BRIDGE}gateway_mode_ipv${family}`] as GatewayMode | undefined) ?? 'nat'

const FAMILIES = [4, 6] as const
const nameOf = (family: 4 | 6): Family => (family === 4 ? 'inet' : 'inet6')
/** Who speaks from an address of the link alone is not led on: its answer would come from another address. */
const LINK_LOCAL = 'fe80::/10'

/** Chains of dockerd in the table filter. */
export const CHAINS = [
  'DOCKER',
  'DOCKER-BRIDGE',
  'DOCKER-CT',
  'DOCKER-FORWARD',
  'DOCKER-ISOLATION-STAGE-1',
  'DOCKER-ISOLATION-STAGE-2',
  'DOCKER-USER',
]

/** Rules that are there before any network (moby, libnetwork/drivers/bridge/internal/iptabler). */
export const baseRules = (loopback: string): Entry[] => [
  append('nat', 'PREROUTING', { local: true, target: 'DOCKER' }),
  append('nat', 'OUTPUT', { dst: `!${loopback}`, local: true, target: 'DOCKER' }),
  append('filter', 'FORWARD', { target: 'DOCKER-USER' }),
  append('filter', 'FORWARD', { target: 'DOCKER-FORWARD' }),
  append('filter', 'DOCKER-FORWARD', { target: 'DOCKER-CT' }),
  append('filter', 'DOCKER-FORWARD', { target: 'DOCKER-ISOLATION-STAGE-1' }),
  append('filter', 'DOCKER-FORWARD', { target: 'DOCKER-BRIDGE' }),
]

/** Rules of a bridge network, of each family that its containers have (iptabler/network.go). */
export const networkRules = (network: Network): Placed[] =>
  FAMILIES.flatMap((family) => {
    const pool = poolOf(network, family)
    return pool ? placed(nameOf(family), rulesOf(network, family, pool.subnet)) : []
  })

function rulesOf(network: Network, family: 4 | 6, subnet: string): Entry[] {
  const br = bridgeName(network)
  const between = flag(network, 'enable_icc', true)
  const inside: Entry[] = between
    ? [append('filter', 'DOCKER-FORWARD', { in: br, out: br, target: 'ACCEPT' })]
    : [append('filter', 'DOCKER-FORWARD', { in: br, out: br, target: 'DROP' })]
  if (network.internal) {
    const [elsewhere, from] = family === 6 ? [{ out: `!${br}` }, { in: `!${br}` }] : [{}, {}]
    return [
      insert('filter', 'DOCKER-ISOLATION-STAGE-1', {
        dst: `!${subnet}`,
        in: br,
        ...elsewhere,
        target: 'DROP',
      }),
      insert('filter', 'DOCKER-ISOLATION-STAGE-1', { src: `!${subnet}`, ...from, out: br, target: 'DROP' }),
      ...inside,
    ]
  }
  const mode = gatewayMode(network, family)
  const ping = family === 6 ? 'ipv6-icmp' : 'icmp'
  return [
    ...natRules(network, family, subnet),
    ...(between
      ? [append('filter', 'DOCKER-FORWARD', { in: br, target: 'ACCEPT' })]
      : [...inside, append('filter', 'DOCKER-FORWARD', { in: br, out: `!${br}`, target: 'ACCEPT' })]),
    append('filter', 'DOCKER-CT', { out: br, established: true, target: 'ACCEPT' }),
    append('filter', 'DOCKER-BRIDGE', { out: br, target: 'DOCKER' }),
    ...(mode === 'routed'
      ? [
          append('filter', 'DOCKER', { out: br, protocol: ping, target: 'ACCEPT' }),
          insert('filter', 'DOCKER-ISOLATION-STAGE-1', { out: br, target: 'RETURN' }),
          insert('filter', 'DOCKER-ISOLATION-STAGE-1', { in: br, established: true, target: 'ACCEPT' }),
        ]
      : []),
    append('filter', 'DOCKER', {
      in: `!${br}`,
      out: br,
      target: mode === 'nat-unprotected' ? 'ACCEPT' : 'DROP',
    }),
    append('filter', 'DOCKER-ISOLATION-STAGE-1', {
      in: br,
      out: `!${br}`,
      target: 'DOCKER-ISOLATION-STAGE-2',
    }),
    insert('filter', 'DOCKER-ISOLATION-STAGE-2', { out: br, target: 'DROP' }),
  ]
}

function natRules(network: Network, family: 4 | 6, subnet: string): Entry[] {
  if (!flag(network, 'enable_ip_masquerade', true)) return []
  const br = bridgeName(network)
  const source = network.options[`com.docker.network.host_ipv${family}`] as IpAddress | undefined
  const out = { src: subnet, out: `!${br}` }
  const translated = source
    ? insert('nat', 'POSTROUTING', {
        ...out,
        target: { kind: 'SNAT', addresses: { first: source, last: source } },
      })
    : insert('nat', 'POSTROUTING', { ...out, target: 'MASQUERADE' })
  const routed = gatewayMode(network, family) === 'routed'
  return [...(routed ? [] : [translated]), insert('nat', 'DOCKER', { in: br, target: 'RETURN' })]
}

/** Rules of a container's addresses on a network: nobody reaches them but by the bridge (iptabler/endpoint.go). */
export function endpointRules(
  network: Network,
  { IPAddress, GlobalIPv6Address }: EndpointSettings,
): Placed[] {
  const br = bridgeName(network)
  const trusted = (network.options[`${BRIDGE}trusted_host_interfaces`] ?? '').split(':').filter(Boolean)
  return FAMILIES.flatMap((family) => {
    const address = family === 4 ? IPAddress : GlobalIPv6Address
    if (address === '' || network.internal || gatewayMode(network, family) !== 'nat') return []
    return placed(nameOf(family), [
      ...trusted.map((name) => append('raw', 'PREROUTING', { dst: address, in: name, target: 'ACCEPT' })),
      append('raw', 'PREROUTING', { dst: address, in: `!${br}`, target: 'DROP' }),
    ])
  })
}

/** A published port: where it is bound, and the container's end. */
export interface Published {
  readonly host: PortBinding
  readonly container: { readonly address: string; readonly port: number; readonly protocol: string }
}

/** Rules of a published port (iptabler/port.go). From an address of one family docker-proxy alone leads to one of the other. */
export function portRules(network: Network, { host, container }: Published): Placed[] {
  const br = bridgeName(network)
  const { address, port } = container
  const protocol = container.protocol as 'tcp' | 'udp'
  const six = isSix(host.HostIp)
  if (isSix(address) !== six) return []
  const mode = gatewayMode(network, six ? 6 : 4)
  const let_in = insert('filter', 'DOCKER', {
    dst: address,
    in: `!${br}`,
    out: br,
    protocol,
    dport: port,
    target: 'ACCEPT',
  })
  if (mode === 'routed') return placed(nameOf(six ? 6 : 4), [let_in])
  const hostPort = Number(host.HostPort)
  const to = address as IpAddress
  const everywhere = ['', '0.0.0.0', '::'].includes(host.HostIp)
  return placed(nameOf(six ? 6 : 4), [
    append('nat', 'DOCKER', {
      ...(six && { src: `!${LINK_LOCAL}` }),
      ...(everywhere ? {} : { dst: host.HostIp }),
      in: `!${br}`,
      protocol,
      dport: hostPort,
      target: {
        kind: 'DNAT',
        addresses: { first: to, last: to },
        ports: { from: port, to: port },
      },
    }),
    ...(mode === 'nat-unprotected' ? [] : [let_in]),
    ...(isLoopback(host.HostIp) && !six
      ? [
          append('raw', 'PREROUTING', {
            dst: host.HostIp,
            in: '!lo',
            protocol,
            dport: hostPort,
            target: 'DROP',
          }),
        ]
      : []),
  ])
}
