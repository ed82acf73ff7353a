import { parseIp, unmapped } from '../../kernel/net/address.ts'
import type { HostConfig, PortBinding } from '../api.ts'

/** Protocols by their numbers: the order in which ports of one number are published. */
const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 }

/** A port of a container that is to be published, at addresses of the host that get the same port. */
export interface PortRequest {
  /** `80/tcp`. */
  readonly port: string
  readonly protocol: string
  /** As they were given; empty: all of the host's. */
  readonly addresses: readonly string[]
  /** `8080`, `8080-8090`, or empty. */
  readonly hostPort: string
}

interface One extends Omit<PortRequest, 'addresses'> {
  readonly number: number
  readonly address: string
  readonly from: number
  readonly to: number
}

const isRange = ({ from, to }: One): boolean => from === 0 || from !== to

/** Exact ports before ranges, then by the container's port (moby, port_mapping_linux.go, cmpPortBinding). */
function compare(a: One, b: One): number {
  if (isRange(a) !== isRange(b)) return isRange(a) ? 1 : -1
  return (
    a.number - b.number ||
    (PROTOCOLS[a.protocol] ?? 0) - (PROTOCOLS[b.protocol] ?? 0) ||
    a.from - b.from ||
    a.to - b.to ||
    compareAddresses(a.address, b.address)
  )
}

/** None, then IPv4, then IPv6. */
function compareAddresses(a: string, b: string): number {
  const family = (address: string): number => (address === '' ? 0 : address.includes(':') ? 2 : 1)
  if (family(a) !== family(b)) return family(a) - family(b)
  const key = (address: string): string =>
    address.includes(':')
      ? address
      : address
          .split('.')
          .map((part) => part.padStart(3, '0'))
          .join('.')
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0
}

/** An address of the host in its canonical text; one of IPv4 that is written as IPv6 is itself. */
function hostAddress(text: string): string {
  const address = parseIp(text)
  return address === undefined ? text : (unmapped(address) ?? address)
}

function oneOf(port: string, { HostIp, HostPort }: PortBinding): One {
  const [number = '', protocol = 'tcp'] = port.split('/')
  const [first = '', last = first] = HostPort.split('-')
  return {
    port,
    protocol,
    number: Number(number),
    address: hostAddress(HostIp),
    hostPort: HostPort,
    from: Number(first || 0),
    to: Number(last || 0),
  }
}

/** What a container asks to be published, in the order in which the daemon goes about it. */
export function portRequests(
  { PortBindings, PublishAllPorts }: HostConfig,
  exposed: Iterable<string>,
): PortRequest[] {
  const asked = [...exposed].flatMap((port) => {
    const given = PortBindings?.[port] ?? []
    const wanted = given.length === 0 && PublishAllPorts ? [{ HostIp: '', HostPort: '' }] : given
    return wanted.map((binding) => oneOf(port, binding))
  })
  const groups: (PortRequest & { readonly addresses: string[] })[] = []
  for (const one of asked.sort(compare)) {
    const last = groups.at(-1)
    if (
      last &&
      last.port === one.port &&
      last.hostPort === one.hostPort &&
      !last.addresses.includes(one.address)
    )
      last.addresses.push(one.address)
    else
      groups.push({
        port: one.port,
        protocol: one.protocol,
        addresses: [one.address],
        hostPort: one.hostPort,
      })
  }
  return groups
}
