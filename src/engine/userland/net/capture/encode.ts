import { ipBytes } from '../../../base/ip.ts'
import type {
  Frame,
  IcmpMessage,
  Packet,
  TcpOptions,
  TcpSegment,
  Transport,
} from '../../../kernel/net/packet.ts'

const ETHERTYPES = { arp: 0x0806, ip: 0x0800, ip6: 0x86dd } as const
const PROTOCOLS = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const
const protocolOf = (transport: Transport): number =>
  transport.kind === 'raw' ? transport.protocol : PROTOCOLS[transport.kind]
const short = (value: number): number[] => [(value >> 8) & 255, value & 255]
const long = (value: number): number[] => [
  (value >>> 24) & 255,
  (value >> 16) & 255,
  (value >> 8) & 255,
  value & 255,
]
const macBytes = (mac: string): number[] => mac.split(':').map((part) => Number.parseInt(part, 16))
const address = (text: string): number[] => [...(ipBytes(text) ?? [])]
const isSix = (text: string): boolean => text.includes(':')

/** The sum of the Internet (RFC 1071). */
function checksum(bytes: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
/** Puts a sum where two bytes of zero stand. */
function summed(bytes: number[], at: number, before: readonly number[] = []): number[] {
  const sum = checksum([...before, ...bytes])
  bytes.splice(at, 2, ...short(sum))
  return bytes
}

/** Options in Linux's order (net/ipv4/tcp_output.c, tcp_options_write). */
function tcpOptions({ mss, wscale, sackOK, timestamps, sack }: TcpOptions): number[] {
  const out: number[] = []
  if (mss !== undefined) out.push(2, 4, ...short(mss))
  if (timestamps) {
    out.push(...(sackOK ? [4, 2] : [1, 1]), 8, 10, ...long(timestamps.value), ...long(timestamps.echo))
  } else if (sackOK) out.push(1, 1, 4, 2)
  if (wscale !== undefined) out.push(1, 3, 3, wscale)
  if (sack && sack.length > 0)
    out.push(1, 1, 5, 2 + 8 * sack.length, ...sack.flatMap(([from, to]) => [...long(from), ...long(to)]))
  return out
}

function tcpBytes({ sport, dport, seq, ack, flags, window, options, payload }: TcpSegment): number[] {
  const own = tcpOptions(options)
  const words = 5 + own.length / 4
  return [
    ...short(sport),
    ...short(dport),
    ...long(seq),
    ...long(ack),
    words << 4,
    flags,
    ...short(window),
    ...[0, 0, 0, 0],
    ...own,
    ...payload,
  ]
}

function icmpBytes({
  kind,
  type,
  code,
  id = 0,
  sequence = 0,
  target,
  mac,
  solicited,
  mtu,
  about,
  payload,
}: IcmpMessage): number[] {
  const head = [type, code, 0, 0]
  if (about) {
    const rest = packetBytes(about).slice(0, kind === 'icmp' ? 548 : 1232)
    return [...head, ...(kind === 'icmp6' ? long(mtu ?? 0) : [0, 0, ...short(mtu ?? 0)]), ...rest]
  }
  if (target !== undefined) {
    const flags = type === 136 ? (solicited ? 0x60 : 0x20) : 0
    const option = mac === undefined ? [] : [type === 136 ? 2 : 1, 1, ...macBytes(mac)]
    return [...head, flags, 0, 0, 0, ...address(target), ...option]
  }
  return [...head, ...short(id), ...short(sequence), ...payload]
}

/** A transport's bytes with its sum, over a header that only counts for the sum (RFC 9293, 3.1; RFC 8200, 8.1). */
function transportBytes(transport: Transport, { src, dst }: Packet): number[] {
  const protocol = protocolOf(transport)
  const pseudo = (length: number): number[] => [
    ...address(src),
    ...address(dst),
    ...(isSix(src) ? [...long(length), 0, 0, 0, protocol] : [0, protocol, ...short(length)]),
  ]
  switch (transport.kind) {
    case 'tcp': {
      const bytes = tcpBytes(transport)
      return summed(bytes, 16, pseudo(bytes.length))
    }
    case 'udp': {
      const { sport, dport, payload } = transport
      const length = 8 + payload.length
      return summed([...short(sport), ...short(dport), ...short(length), 0, 0, ...payload], 6, pseudo(length))
    }
    case 'icmp':
      return summed(icmpBytes(transport), 2)
    case 'icmp6': {
      const bytes = icmpBytes(transport)
      return summed(bytes, 2, pseudo(bytes.length))
    }
    default:
      return [...transport.payload]
  }
}

function packetBytes(packet: Packet): number[] {
  const { src, dst, ttl, id, df, tos = 0, transport } = packet
  const body = transportBytes(transport, packet)
  const protocol = protocolOf(transport)
  if (isSix(src))
    return [
      0x60 | (tos >> 4),
      (tos & 15) << 4,
      0,
      0,
      ...short(body.length),
      protocol,
      ttl,
      ...address(src),
      ...address(dst),
      ...body,
    ]
  const head = [
    0x45,
    tos,
    ...short(20 + body.length),
    ...short(id),
    ...short(df ? 0x4000 : 0),
    ttl,
    protocol,
    0,
    0,
    ...address(src),
    ...address(dst),
  ]
  return [...summed(head, 10), ...body]
}

/** What a frame carries, without the header of its link. */
export function payloadBytes({ payload }: Frame): Uint8Array {
  if (payload.kind === 'ip') return Uint8Array.from(packetBytes(payload.packet))
  const { operation, senderMac, senderIp, targetMac, targetIp } = payload
  return Uint8Array.from([
    ...[0, 1, 8, 0, 6, 4, 0, operation === 'request' ? 1 : 2],
    ...macBytes(senderMac),
    ...address(senderIp),
    ...macBytes(targetMac),
    ...address(targetIp),
  ])
}

const typeOf = ({ payload }: Frame): number =>
  payload.kind === 'arp' ? ETHERTYPES.arp : isSix(payload.packet.src) ? ETHERTYPES.ip6 : ETHERTYPES.ip

/** The header of Ethernet. */
export const ethernetHeader = (frame: Frame): Uint8Array =>
  Uint8Array.from([...macBytes(frame.dst), ...macBytes(frame.src), ...short(typeOf(frame))])

/** The header that stands for the link where frames of all devices are seen (LINKTYPE_LINUX_SLL2). */
export const cookedHeader = (frame: Frame, ifindex: number, out: boolean): Uint8Array =>
  Uint8Array.from([
    ...short(typeOf(frame)),
    ...[0, 0],
    ...long(ifindex),
    ...short(1),
    out ? 4 : frame.dst === 'ff:ff:ff:ff:ff:ff' ? 1 : 0,
    6,
    ...macBytes(frame.src),
    ...[0, 0],
  ])
