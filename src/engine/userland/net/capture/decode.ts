import { ipText } from '../../../base/ip.ts'
import type { IpAddress } from '../../../kernel/net/address.ts'
import type { Frame, IcmpMessage, Packet, TcpOptions, Transport } from '../../../kernel/net/packet.ts'

const hex2 = (byte: number): string => byte.toString(16).padStart(2, '0')

/** Reads numbers in the order of the network. */
class Bytes {
  private readonly view: DataView
  readonly all: Uint8Array
  constructor(all: Uint8Array) {
    this.all = all
    this.view = new DataView(all.buffer, all.byteOffset, all.length)
  }
  byte(at: number): number {
    return this.view.getUint8(at)
  }
  short(at: number): number {
    return this.view.getUint16(at)
  }
  long(at: number): number {
    return this.view.getUint32(at)
  }
  mac(at: number): string {
    return [...this.all.slice(at, at + 6)].map(hex2).join(':')
  }
  ip(at: number, length: 4 | 16): IpAddress {
    return ipText(this.all.slice(at, at + length)) as IpAddress
  }
  from(at: number, end?: number): Uint8Array {
    return this.all.slice(at, end)
  }
}

function optionsOf(bytes: Bytes, from: number, end: number): TcpOptions {
  const options: { -readonly [K in keyof TcpOptions]: TcpOptions[K] } = {}
  for (let at = from; at < end; ) {
    const kind = bytes.byte(at)
    if (kind === 0) break
    if (kind === 1) {
      at++
      continue
    }
    const length = bytes.byte(at + 1)
    if (length < 2) break
    if (kind === 2) options.mss = bytes.short(at + 2)
    else if (kind === 3) options.wscale = bytes.byte(at + 2)
    else if (kind === 4) options.sackOK = true
    else if (kind === 5)
      options.sack = Array.from({ length: (length - 2) / 8 }, (_, i): [number, number] => [
        bytes.long(at + 2 + 8 * i),
        bytes.long(at + 6 + 8 * i),
      ])
    else if (kind === 8) options.timestamps = { value: bytes.long(at + 2), echo: bytes.long(at + 6) }
    at += length
  }
  return options
}

function icmpOf(bytes: Bytes, six: boolean): IcmpMessage {
  const kind = six ? 'icmp6' : 'icmp'
  const [type, code] = [bytes.byte(0), bytes.byte(1)]
  const base = { kind, type, code } as const
  const none = new Uint8Array(0)
  const isError = six ? type < 128 : [3, 4, 5, 11, 12].includes(type)
  if (isError) {
    const mtu = six ? bytes.long(4) : bytes.short(6)
    const about = packetOf(new Bytes(bytes.from(8)))
    return { ...base, payload: none, ...(about && { about }), ...(mtu > 0 && { mtu }) }
  }
  if (six && (type === 135 || type === 136))
    return {
      ...base,
      target: bytes.ip(8, 16),
      ...(bytes.all.length >= 32 && { mac: bytes.mac(26) }),
      solicited: (bytes.byte(4) & 0x40) !== 0,
      payload: none,
    }
  return { ...base, id: bytes.short(4), sequence: bytes.short(6), payload: bytes.from(8) }
}

function transportOf(bytes: Bytes, protocol: number): Transport {
  switch (protocol) {
    case 6: {
      const start = (bytes.byte(12) >> 4) * 4
      return {
        kind: 'tcp',
        sport: bytes.short(0),
        dport: bytes.short(2),
        seq: bytes.long(4),
        ack: bytes.long(8),
        flags: bytes.byte(13),
        window: bytes.short(14),
        options: optionsOf(bytes, 20, Math.min(start, bytes.all.length)),
        payload: bytes.from(start),
      }
    }
    case 17:
      return { kind: 'udp', sport: bytes.short(0), dport: bytes.short(2), payload: bytes.from(8) }
    case 1:
      return icmpOf(bytes, false)
    case 58:
      return icmpOf(bytes, true)
    default:
      return { kind: 'raw', protocol, payload: bytes.all }
  }
}

function packetOf(bytes: Bytes): Packet | undefined {
  try {
    if (bytes.byte(0) >> 4 === 6)
      return {
        src: bytes.ip(8, 16),
        dst: bytes.ip(24, 16),
        ttl: bytes.byte(7),
        id: 0,
        transport: transportOf(new Bytes(bytes.from(40, 40 + bytes.short(4))), bytes.byte(6)),
      }
    const start = (bytes.byte(0) & 15) * 4
    return {
      src: bytes.ip(12, 4),
      dst: bytes.ip(16, 4),
      ttl: bytes.byte(8),
      id: bytes.short(4),
      df: (bytes.byte(6) & 0x40) !== 0,
      tos: bytes.byte(1),
      transport: transportOf(new Bytes(bytes.from(start, bytes.short(2))), bytes.byte(9)),
    }
  } catch (error) {
    // Cut short.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The frame of bytes with a header of Ethernet, or the cooked one; undefined for what is none of IP or ARP, or is cut short. */
export function decodeFrame(all: Uint8Array, cooked: boolean): Frame | undefined {
  const bytes = new Bytes(all)
  const start = cooked ? 20 : 14
  if (all.length < start) return undefined
  const type = bytes.short(cooked ? 0 : 12)
  const src = bytes.mac(cooked ? 12 : 6)
  const dst = cooked ? (bytes.byte(10) === 1 ? 'ff:ff:ff:ff:ff:ff' : '00:00:00:00:00:00') : bytes.mac(0)
  const rest = new Bytes(bytes.from(start))
  if (type === 0x0806 && rest.all.length >= 28)
    return {
      src,
      dst,
      payload: {
        kind: 'arp',
        operation: rest.short(6) === 1 ? 'request' : 'reply',
        senderMac: rest.mac(8),
        senderIp: rest.ip(14, 4),
        targetMac: rest.mac(18),
        targetIp: rest.ip(24, 4),
      },
    }
  if (type !== 0x0800 && type !== 0x86dd) return undefined
  const packet = packetOf(rest)
  return packet && { src, dst, payload: { kind: 'ip', packet } }
}
