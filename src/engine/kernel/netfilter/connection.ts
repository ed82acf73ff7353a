import type { Nanoseconds } from '../../base/time.ts'
import type { IpAddress } from '../net/address.ts'
import type { Packet } from '../net/packet.ts'
import { protocolOf } from '../net/packet.ts'
import type { ConntrackState } from './rule.ts'
import type { TcpState } from './tcp-track.ts'

/** What names one direction of a connection. The identifier of an ICMP echo is the port of the side that asks. */
export interface Tuple {
  readonly protocol: number
  readonly src: IpAddress
  readonly dst: IpAddress
  readonly sport: number
  readonly dport: number
}
/** `original`: as the packet that began it; `reply`: the other way. */
export type Direction = 'original' | 'reply'

/** A connection as the kernel tracks it (net/netfilter/nf_conntrack_core.c). */
export interface Connection {
  /** Names it among those of its namespace. */
  readonly id: number
  /** When its first packet came. */
  readonly began: Nanoseconds
  /** As the first packet had it. */
  readonly original: Tuple
  /** As packets that come back have it: NAT shows in it. */
  reply: Tuple
  /** Packets came back. */
  replied: boolean
  /** It is no longer one that may be dropped early: a handshake is over, or a stream goes on. */
  assured: boolean
  /** Its first packet got through. */
  confirmed: boolean
  expires: Nanoseconds
  tcp: TcpState
  /** Whether source and destination stay was decided. */
  readonly decided: { src: boolean; dst: boolean }
  /** The source, the destination is another on the other side. */
  readonly changed: { src: boolean; dst: boolean }
}

/** What connection tracking says of a packet. */
export interface Tracking {
  readonly state: ConntrackState
  readonly connection?: Connection | undefined
  readonly direction: Direction
}

const ECHO = { icmp: { request: 8, reply: 0 }, icmp6: { request: 128, reply: 129 } } as const

/** The tuple of a packet; undefined for an ICMP message that is no echo. */
export function tupleOf({ src, dst, transport }: Packet): Tuple | undefined {
  const protocol = protocolOf(transport)
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { protocol, src, dst, sport: transport.sport, dport: transport.dport }
    case 'icmp':
    case 'icmp6': {
      const { request, reply } = ECHO[transport.kind]
      if (transport.type !== request && transport.type !== reply) return undefined
      const id = transport.id ?? 0
      return transport.type === request
        ? { protocol, src, dst, sport: id, dport: 0 }
        : { protocol, src, dst, sport: 0, dport: id }
    }
    default:
      return { protocol, src, dst, sport: 0, dport: 0 }
  }
}

/** A packet that answers an echo. */
export const isEchoReply = ({ transport }: Packet): boolean =>
  (transport.kind === 'icmp' || transport.kind === 'icmp6') && transport.type === ECHO[transport.kind].reply

export const inverse = ({ protocol, src, dst, sport, dport }: Tuple): Tuple => ({
  protocol,
  src: dst,
  dst: src,
  sport: dport,
  dport: sport,
})

export const tupleKey = ({ protocol, src, dst, sport, dport }: Tuple): string =>
  `${protocol} ${src} ${sport} ${dst} ${dport}`
