import type { Random } from '../../base/random.ts'
import { addressOf, bitsOf, familyOf, type IpAddress } from '../net/address.ts'
import type { Packet } from '../net/packet.ts'
import { type Connection, inverse, isEchoReply, type Tracking, type Tuple } from './connection.ts'
import type { Conntrack } from './conntrack.ts'
import type { AddressRange, Range, Rewrite } from './rule.ts'

/** The side of a packet that is rewritten. */
export type Side = 'src' | 'dst'

/** Where NAT of a side is decided (net/netfilter/nf_nat_core.c, HOOK2MANIP). */
export const SIDE_AT = { prerouting: 'dst', output: 'dst', input: 'src', postrouting: 'src' } as const

const other = (side: Side): Side => (side === 'src' ? 'dst' : 'src')

/** Decides how a connection's packets are rewritten on a side; without a rewrite they stay, unless another has the tuple. */
export function bind(
  conntrack: Conntrack,
  random: Random,
  connection: Connection,
  side: Side,
  rewrite: Rewrite = {},
): void {
  const before = inverse(connection.reply)
  const wanted = choose(conntrack, random, before, side, rewrite)
  connection.reply = inverse(wanted)
  connection.decided[side] = true
  if (wanted[side] !== before[side] || portOf(wanted, side) !== portOf(before, side))
    connection.changed[side] = true
}

const portOf = (tuple: Tuple, side: Side): number => (side === 'src' ? tuple.sport : tuple.dport)
const withSide = (tuple: Tuple, side: Side, address: IpAddress, port: number): Tuple =>
  side === 'src' ? { ...tuple, src: address, sport: port } : { ...tuple, dst: address, dport: port }

/**
 * A tuple that nobody has (nf_nat_core.c, get_unique_tuple). Where all are taken it is the last that was tried: another port
 * of the source may make it one of its own yet.
 */
function choose(
  conntrack: Conntrack,
  random: Random,
  tuple: Tuple,
  side: Side,
  { addresses, ports, random: anyPort }: Rewrite,
): Tuple {
  const address = addresses ? pick(random, tuple[side], addresses) : tuple[side]
  const now = portOf(tuple, side)
  const range = ports ?? usualPorts(side, now)
  const isFree = (candidate: Tuple): boolean => conntrack.isFree(inverse(candidate))
  const same = withSide(tuple, side, address, now)
  if (!anyPort && (!ports || (now >= ports.from && now <= ports.to)))
    if (isFree(same) || (side === 'dst' && !ports)) return same
  const size = range.to - range.from + 1
  const start = side === 'dst' && !anyPort ? 0 : random.below(size)
  let candidate = same
  for (let tries = 0; tries < size; tries++) {
    candidate = withSide(tuple, side, address, range.from + ((start + tries) % size))
    if (isFree(candidate)) break
  }
  return candidate
}

/** Ports in place of one that another has: of the same kind (nf_nat_l4proto_unique_tuple). */
function usualPorts(side: Side, port: number): Range {
  if (side === 'dst') return { from: port, to: port }
  if (port < 512) return { from: 1, to: 511 }
  return port < 1024 ? { from: 600, to: 1023 } : { from: 1024, to: 65535 }
}

function pick(random: Random, current: IpAddress, { first, last }: AddressRange): IpAddress {
  if (first === last) return first
  const [from, to, now] = [bitsOf(first), bitsOf(last), bitsOf(current)]
  if (now >= from && now <= to) return current
  return addressOf(from + BigInt(random.below(Number(to - from) + 1)), familyOf(first))
}

/** Rewrites a side of a packet as its connection says (nf_nat_core.c, nf_nat_packet). */
export function translate(packet: Packet, { connection, direction, state }: Tracking, side: Side): Packet {
  if (!connection) return packet
  const changed = connection.changed[direction === 'original' ? side : other(side)]
  if (!changed) return packet
  const opposite = direction === 'original' ? connection.reply : connection.original
  const target = inverse(opposite)
  const { transport } = packet
  if (state === 'RELATED' && (transport.kind === 'icmp' || transport.kind === 'icmp6') && transport.about) {
    const about = rewrite(transport.about, opposite, other(side))
    return { ...packet, [side]: target[side], transport: { ...transport, about } }
  }
  return rewrite(packet, target, side)
}

function rewrite(packet: Packet, tuple: Tuple, side: Side): Packet {
  const { transport } = packet
  const port = portOf(tuple, side)
  const changed = { ...packet, [side]: tuple[side] }
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { ...changed, transport: { ...transport, [side === 'src' ? 'sport' : 'dport']: port } }
    case 'icmp':
    case 'icmp6':
      return (side === 'src') === isEchoReply(packet)
        ? changed
        : { ...changed, transport: { ...transport, id: port } }
    default:
      return changed
  }
}
