import type { IpAddress } from '../../../kernel/net/address.ts'
import { isLoopback } from '../../../kernel/net/address.ts'
import type { PortBinding } from '../../api.ts'
import { bridgeName } from '../bridge.ts'
import type { Network } from '../store.ts'
import { append, type Entry, insert } from './spec.ts'

const BRIDGE = 'com.docker.network.bridge.'

/** An option that is a yes or a no, as Go's strconv.ParseBool reads it. */
const flag = ({ options }: Network, name: string, otherwise: boolean): boolean => {
  const value = options[BRIDGE + name]
  return value === undefined ? otherwise : /^(1|t|T|TRUE|true|True)$/.test(value)
}

/** What packets may do on their way to a bridge's containers. */
export type GatewayMode = 'nat' | 'nat-unprotected' | 'routed' | 'isolated'
export const gatewayMode = ({ options }: Network): GatewayMode =>
  (options[`${BRIDGE}gateway_mode_ipv4`] as GatewayMode | undefined) ?? 'nat'

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

/** Rules of a bridge network (iptabler/network.go). */
export function networkRules(network: Network): Entry[] {
  const br = bridgeName(network)
  const [pool] = network.pools
  if (!pool) return []
  const { subnet } = pool
  const between = flag(network, 'enable_icc', true)
  const inside: Entry[] = between
    ? [append('filter', 'DOCKER-FORWARD', { in: br, out: br, target: 'ACCEPT' })]
    : [append('filter', 'DOCKER-FORWARD', { in: br, out: br, target: 'DROP' })]
  if (network.internal)
    return [
      insert('filter', 'DOCKER-ISOLATION-STAGE-1', { dst: `!${subnet}`, in: br, target: 'DROP' }),
      insert('filter', 'DOCKER-ISOLATION-STAGE-1', { src: `!${subnet}`, out: br, target: 'DROP' }),
      ...inside,
    ]
  const mode = gatewayMode(network)
  return [
    ...natRules(network, br, subnet, mode),
    ...(between
      ? [append('filter', 'DOCKER-FORWARD', { in: br, target: 'ACCEPT' })]
      : [...inside, append('filter', 'DOCKER-FORWARD', { in: br, out: `!${br}`, target: 'ACCEPT' })]),
    append('filter', 'DOCKER-CT', { out: br, established: true, target: 'ACCEPT' }),
    append('filter', 'DOCKER-BRIDGE', { out: br, target: 'DOCKER' }),
    ...(mode === 'routed'
      ? [
          append('filter', 'DOCKER', { out: br, protocol: 'icmp', target: 'ACCEPT' }),
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

function natRules(network: Network, br: string, subnet: string, mode: GatewayMode): Entry[] {
  if (!flag(network, 'enable_ip_masquerade', true)) return []
  const source = network.options['com.docker.network.host_ipv4'] as IpAddress | undefined
  const out = { src: subnet, out: `!${br}` }
  const translated = source
    ? insert('nat', 'POSTROUTING', {
        ...out,
        target: { kind: 'SNAT', addresses: { first: source, last: source } },
      })
    : insert('nat', 'POSTROUTING', { ...out, target: 'MASQUERADE' })
  return [...(mode === 'routed' ? [] : [translated]), insert('nat', 'DOCKER', { in: br, target: 'RETURN' })]
}

/** Rules of a container's address on a network: nobody reaches it but by the bridge (iptabler/endpoint.go). */
export function endpointRules(network: Network, address: string): Entry[] {
  if (network.internal || gatewayMode(network) !== 'nat') return []
  const br = bridgeName(network)
  const trusted = (network.options[`${BRIDGE}trusted_host_interfaces`] ?? '').split(':').filter(Boolean)
  return [
    ...trusted.map((name) => append('raw', 'PREROUTING', { dst: address, in: name, target: 'ACCEPT' })),
    append('raw', 'PREROUTING', { dst: address, in: `!${br}`, target: 'DROP' }),
  ]
}

/** A published port: where it is bound, and the container's end. */
export interface Published {
  readonly host: PortBinding
  readonly container: { readonly address: string; readonly port: number; readonly protocol: string }
}

/** Rules of a published port (iptabler/port.go). An IPv6 address leads to the container by docker-proxy alone. */
export function portRules(network: Network, { host, container }: Published): Entry[] {
  const br = bridgeName(network)
  const { address, port } = container
  const protocol = container.protocol as 'tcp' | 'udp'
  const mode = gatewayMode(network)
  const let_in = insert('filter', 'DOCKER', {
    dst: address,
    in: `!${br}`,
    out: br,
    protocol,
    dport: port,
    target: 'ACCEPT',
  })
  if (mode === 'routed') return host.HostIp.includes(':') ? [] : [let_in]
  if (host.HostIp.includes(':')) return []
  const hostPort = Number(host.HostPort)
  const to = address as IpAddress
  const everywhere = host.HostIp === '' || host.HostIp === '0.0.0.0'
  return [
    append('nat', 'DOCKER', {
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
    ...(isLoopback(host.HostIp)
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
  ]
}
