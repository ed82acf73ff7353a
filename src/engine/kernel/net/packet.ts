import type { IpAddress, Mac } from './address.ts'
import { familyOf } from './address.ts'
import type { Journey } from './journey.ts'

/** Bits of TCP's flags, as in the header (RFC 9293, 3.1). */
export const FIN = 1
export const SYN = 2
export const RST = 4
export const PSH = 8
export const ACK = 16

/** Options of a segment (RFC 9293, 3.2; RFC 7323; RFC 2018). */
export interface TcpOptions {
  readonly mss?: number
  /** Shift of the window. */
  readonly wscale?: number
  readonly sackOK?: boolean
  readonly timestamps?: { readonly value: number; readonly echo: number }
  /** Blocks that came out of order: first number, number after the last. */
  readonly sack?: readonly (readonly [number, number])[]
}

export interface TcpSegment {
  readonly kind: 'tcp'
  readonly sport: number
  readonly dport: number
  /** Sequence numbers of 32 bits. */
  readonly seq: number
  readonly ack: number
  /** FIN, SYN, RST, PSH, ACK. */
  readonly flags: number
  /** As in the header: 16 bits, not shifted. */
  readonly window: number
  readonly options: TcpOptions
  readonly payload: Uint8Array
}

export interface UdpDatagram {
  readonly kind: 'udp'
  readonly sport: number
  readonly dport: number
  readonly payload: Uint8Array
}

/** ICMP (RFC 792) and ICMPv6 (RFC 4443, RFC 4861), by the numbers of their types. */
export interface IcmpMessage {
  readonly kind: 'icmp' | 'icmp6'
  readonly type: number
  readonly code: number
  /** Of an echo. */
  readonly id?: number
  readonly sequence?: number
  /** Of neighbour discovery: who is asked for or answers, and its hardware address. */
  readonly target?: IpAddress
  readonly mac?: Mac
  /** Of an advertisement: it answers a solicitation. */
  readonly solicited?: boolean
  /** Of "fragmentation needed" and "packet too big". */
  readonly mtu?: number
  /** What an error is about. */
  readonly about?: Packet
  readonly payload: Uint8Array
}

/** A protocol that the kernel does not know more of. */
export interface RawPayload {
  readonly kind: 'raw'
  readonly protocol: number
  readonly payload: Uint8Array
}

export type Transport = TcpSegment | UdpDatagram | IcmpMessage | RawPayload

/** A packet as the kernel has it. Immutable: a rewrite (NAT, one hop) makes another. */
export interface Packet {
  readonly src: IpAddress
  readonly dst: IpAddress
  readonly ttl: number
  /** Identification of IPv4. */
  readonly id: number
  /** It must not be cut. */
  readonly df?: boolean
  readonly tos?: number
  /** Set by netfilter or SO_MARK; it stays in the kernel. */
  readonly mark?: number
  /** What netfilter found out of it; it stays in the namespace. */
  readonly note?: object
  /** Where what becomes of it is noted, while somebody watches. It is no part of the packet, and changes nothing. */
  readonly journey?: Journey
  readonly transport: Transport
}

/** ARP (RFC 826). */
export interface ArpMessage {
  readonly kind: 'arp'
  readonly operation: 'request' | 'reply'
  readonly senderMac: Mac
  readonly senderIp: IpAddress
  readonly targetMac: Mac
  readonly targetIp: IpAddress
}

/** What goes over a link. */
export interface Frame {
  readonly src: Mac
  readonly dst: Mac
  readonly payload: { readonly kind: 'ip'; readonly packet: Packet } | ArpMessage
}

/** Protocol numbers (IANA). */
export const PROTOCOLS = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const

export const protocolOf = (transport: Transport): number =>
  transport.kind === 'raw' ? transport.protocol : PROTOCOLS[transport.kind]

/** Bytes that the options of a segment take, padded as Linux does (net/ipv4/tcp_output.c). */
export function optionsLength({ mss, wscale, sackOK, timestamps, sack }: TcpOptions): number {
  let length = 0
  if (mss !== undefined) length += 4
  if (timestamps) length += sackOK ? 10 : 12
  if (sackOK) length += timestamps ? 2 : 4
  if (wscale !== undefined) length += 4
  if (sack && sack.length > 0) length += 4 + 8 * sack.length
  return length
}

/** Bytes of a transport's header and payload. */
export function transportLength(transport: Transport): number {
  const { payload } = transport
  switch (transport.kind) {
    case 'tcp':
      return 20 + optionsLength(transport.options) + payload.length
    case 'udp':
      return 8 + payload.length
    case 'icmp':
    case 'icmp6':
      return icmpLength(transport)
    default:
      return payload.length
  }
}

/** An error carries what it is about: with IPv4 up to 576 bytes in all (RFC 1812, 4.3.2.3), with IPv6 up to 1280. */
function icmpLength({ kind, about, target, mac, payload }: IcmpMessage): number {
  if (about) return 8 + Math.min(packetLength(about), kind === 'icmp' ? 548 : 1232)
  if (target !== undefined) return 24 + (mac === undefined ? 0 : 8)
  return 8 + payload.length
}

/** Bytes of a packet, its own header included. */
export const packetLength = ({ src, transport }: Packet): number =>
  (familyOf(src) === 'inet' ? 20 : 40) + transportLength(transport)

/** Bytes of Ethernet's header. */
export const ETHERNET = 14

/** Bytes of a frame, with the header of Ethernet. */
export const frameLength = ({ payload }: Frame): number =>
  ETHERNET + (payload.kind === 'arp' ? 28 : packetLength(payload.packet))
