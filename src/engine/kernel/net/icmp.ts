import type { Errno } from '../../base/errors.ts'
import { familyOf } from './address.ts'
import type { RejectWith } from './filter.ts'
import { ACK, FIN, type IcmpMessage, type Packet, RST, SYN, type Transport } from './packet.ts'

const NOTHING = new Uint8Array(0)

export type Unreachable = 'net' | 'host' | 'port' | 'protocol' | 'admin' | 'too-big'

/** Codes of "destination unreachable" in ICMP (RFC 792, RFC 1812) and ICMPv6 (RFC 4443). */
const CODES: Readonly<Record<Exclude<Unreachable, 'too-big'>, readonly [four: number, six: number]>> = {
  net: [0, 0],
  host: [1, 3],
  protocol: [2, 4],
  port: [3, 4],
  admin: [13, 1],
}

/** "Destination unreachable" about a packet. */
export function destinationUnreachable(about: Packet, what: Unreachable, mtu?: number): IcmpMessage {
  const six = familyOf(about.src) === 'inet6'
  const base = { kind: six ? 'icmp6' : 'icmp', payload: NOTHING, about } as const
  if (what === 'too-big')
    return six ? { ...base, type: 2, code: 0, mtu: mtu! } : { ...base, type: 3, code: 4, mtu: mtu! }
  const [four, code6] = CODES[what]
  if (six && what === 'protocol') return { ...base, type: 4, code: 1 }
  return six ? { ...base, type: 1, code: code6 } : { ...base, type: 3, code: four }
}

/** "Time exceeded" in transit about a packet. */
export const timeExceeded = (about: Packet): IcmpMessage =>
  familyOf(about.src) === 'inet6'
    ? { kind: 'icmp6', type: 3, code: 0, payload: NOTHING, about }
    : { kind: 'icmp', type: 11, code: 0, payload: NOTHING, about }

const REJECTS: Readonly<Record<Exclude<RejectWith, 'tcp-reset'>, readonly [four: number, six: number]>> = {
  'icmp-net-unreachable': [0, 0],
  'icmp-host-unreachable': [1, 3],
  'icmp-proto-unreachable': [2, 4],
  'icmp-port-unreachable': [3, 4],
  'icmp-net-prohibited': [9, 1],
  'icmp-host-prohibited': [10, 1],
  'icmp-admin-prohibited': [13, 1],
}

/** What the target REJECT answers; undefined where it does not (a reset is not answered). */
export function refusal(about: Packet, how: RejectWith): Transport | undefined {
  if (how === 'tcp-reset') return resetFor(about.transport)
  const [four, six] = REJECTS[how]
  return familyOf(about.src) === 'inet6'
    ? { kind: 'icmp6', type: 1, code: six, payload: NOTHING, about }
    : { kind: 'icmp', type: 3, code: four, payload: NOTHING, about }
}

/** The reset that answers a segment to which no connection belongs (RFC 9293, 3.5.2, group 1). */
export function resetFor(transport: Transport): Transport | undefined {
  if (transport.kind !== 'tcp' || transport.flags & RST) return undefined
  const { sport, dport, seq, ack, flags, payload } = transport
  const base = { kind: 'tcp', sport: dport, dport: sport, window: 0, options: {}, payload: NOTHING } as const
  if (flags & ACK) return { ...base, seq: ack, ack: 0, flags: RST }
  const length = payload.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)
  return { ...base, seq: 0, ack: (seq + length) >>> 0, flags: RST | ACK }
}

/** A message that tells of an error: such ones are never answered by another. */
export function isError(transport: Transport): boolean {
  if (transport.kind === 'icmp') return [3, 4, 5, 11, 12].includes(transport.type)
  return transport.kind === 'icmp6' && transport.type < 128
}

/** The error that a message means for the socket which sent what it is about, and whether it is final (icmp_err_convert). */
export function errorOf({ kind, type, code }: IcmpMessage): { errno: Errno; fatal: boolean } | undefined {
  if (kind === 'icmp') {
    if (type === 11) return { errno: 'EHOSTUNREACH', fatal: false }
    if (type !== 3) return undefined
    const known: readonly (readonly [Errno, boolean])[] = [
      ['ENETUNREACH', false],
      ['EHOSTUNREACH', false],
      ['ENOPROTOOPT', true],
      ['ECONNREFUSED', true],
      ['EMSGSIZE', false],
      ['EOPNOTSUPP', false],
      ['ENETUNREACH', true],
      ['EHOSTDOWN', true],
      ['ENONET', true],
      ['ENETUNREACH', true],
      ['EHOSTUNREACH', true],
      ['ENETUNREACH', false],
      ['EHOSTUNREACH', false],
      ['EHOSTUNREACH', true],
    ]
    const row = known[code]
    return row && { errno: row[0], fatal: row[1] }
  }
  if (type === 2) return { errno: 'EMSGSIZE', fatal: false }
  if (type === 3) return { errno: 'EHOSTUNREACH', fatal: false }
  if (type === 4) return { errno: 'EPROTO', fatal: true }
  if (type !== 1) return undefined
  const known: readonly (readonly [Errno, boolean])[] = [
    ['ENETUNREACH', false],
    ['EACCES', true],
    ['EHOSTUNREACH', false],
    ['EHOSTUNREACH', false],
    ['ECONNREFUSED', true],
    ['EACCES', true],
    ['EACCES', true],
  ]
  const row = known[code]
  return row && { errno: row[0], fatal: row[1] }
}
