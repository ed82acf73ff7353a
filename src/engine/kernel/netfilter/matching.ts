import type { Random } from '../../base/random.ts'
import type { Nanoseconds } from '../../base/time.ts'
import { bitsOf, type IpAddress, inPrefix, isMulticast } from '../net/address.ts'
import type { NetDevice } from '../net/device.ts'
import type { Passage } from '../net/filter.ts'
import type { MatchedRule } from '../net/journey.ts'
import { packetLength, protocolOf, type Transport } from '../net/packet.ts'
import type { NetNamespace } from '../net/stack.ts'
import type { Tracking } from './connection.ts'
import type {
  AddressRange,
  AddressType,
  ConntrackState,
  Match,
  Negatable,
  Ports,
  Range,
  Rule,
  Selector,
} from './rule.ts'

/** What netfilter asks of the namespace it sits in. */
export interface Surroundings {
  /** The namespace itself. */
  readonly net: NetNamespace
  now(): Nanoseconds
  readonly random: Random
  /** What an address is to this machine, or to one of its interfaces. */
  addressType(address: IpAddress, device?: NetDevice): AddressType
  /** The address of an interface that packets to somebody have as their source; never one that only this machine knows. */
  sourceOf(device: NetDevice, dst: IpAddress): IpAddress | undefined
  /** Takes a line for the kernel's log, with its level (syslog(2)). */
  log(level: number, text: string): void
}

/** A packet on its way through the tables. */
export interface Subject {
  passage: Passage
  readonly surroundings: Surroundings
  tracking: Tracking
  /** Rules that it matched in a table, while somebody follows it. */
  matched?: MatchedRule[] | undefined
}

/** Bits of a packet's destination or source port; undefined where it has none. */
const portsOf = (transport: Transport): { sport: number; dport: number } | undefined =>
  transport.kind === 'tcp' || transport.kind === 'udp' ? transport : undefined

const is = (value: boolean, { not }: Negatable): boolean => value !== (not ?? false)
const within = (value: number, { from, to }: Range): boolean => value >= from && value <= to
const between = (address: IpAddress, { first, last }: AddressRange): boolean =>
  bitsOf(address) >= bitsOf(first) && bitsOf(address) <= bitsOf(last)
const portIs = (port: number, wanted: Ports | undefined): boolean =>
  wanted === undefined || is(within(port, wanted), wanted)

/** `br+` stands for every name that begins with `br`. */
const named = (pattern: string, device: NetDevice | undefined): boolean =>
  pattern === '+' ||
  (device !== undefined &&
    (pattern.endsWith('+') ? device.name.startsWith(pattern.slice(0, -1)) : device.name === pattern))

/** The selector of a rule lets a packet through. */
export function selects(selector: Selector, { packet, in: from, out }: Passage): boolean {
  const { src, dst, protocol, fragment } = selector
  return (
    (!src || is(inPrefix(packet.src, { address: src.address, length: src.length }), src)) &&
    (!dst || is(inPrefix(packet.dst, { address: dst.address, length: dst.length }), dst)) &&
    (!selector.in || is(named(selector.in.name, from), selector.in)) &&
    (!selector.out || is(named(selector.out.name, out), selector.out)) &&
    (!protocol || is(protocolOf(packet.transport) === protocol.number, protocol)) &&
    (!fragment || is(false, fragment))
  )
}

/** All of a rule's conditions hold. */
export const matchesRule = (rule: Rule, subject: Subject): boolean =>
  selects(rule.spec.selector, subject.passage) &&
  rule.spec.matches.every((match, index) => holds(match, subject, rule, index))

function holds(match: Match, subject: Subject, rule: Rule, index: number): boolean {
  const { passage, surroundings } = subject
  const { packet } = passage
  const ports = portsOf(packet.transport)
  switch (match.kind) {
    case 'tcp': {
      const { transport } = packet
      if (transport.kind !== 'tcp') return false
      const { flags } = match
      return (
        portIs(transport.sport, match.sport) &&
        portIs(transport.dport, match.dport) &&
        (!flags || is((transport.flags & flags.mask) === flags.set, flags))
      )
    }
    case 'udp':
      return (
        packet.transport.kind === 'udp' &&
        portIs(packet.transport.sport, match.sport) &&
        portIs(packet.transport.dport, match.dport)
      )
    case 'icmp': {
      const { transport } = packet
      if (transport.kind !== 'icmp' && transport.kind !== 'icmp6') return false
      const same =
        match.type === 'any' ||
        (transport.type === match.type && (match.code === undefined || transport.code === match.code))
      return is(same, match)
    }
    case 'conntrack':
    case 'state':
      return is(
        match.states.some((state) => inState(state, subject)),
        match,
      )
    case 'addrtype': {
      const device = match.limit === 'in' ? passage.in : match.limit === 'out' ? passage.out : undefined
      const of = (address: IpAddress) => surroundings.addressType(address, device)
      return (
        (!match.src || is(match.src.types.includes(of(packet.src)), match.src)) &&
        (!match.dst || is(match.dst.types.includes(of(packet.dst)), match.dst))
      )
    }
    case 'comment':
      return true
    case 'multiport': {
      if (!ports) return false
      const looked = { sports: [ports.sport], dports: [ports.dport], ports: [ports.sport, ports.dport] }
      return is(
        looked[match.which].some((port) => match.ports.some((range) => within(port, range))),
        match,
      )
    }
    case 'mark':
      return is(((packet.mark ?? 0) & match.mask) >>> 0 === match.value, match)
    case 'owner': {
      const { owner } = passage
      return (
        owner !== undefined &&
        (!match.uid || is(within(owner.uid, match.uid), match.uid)) &&
        (!match.gid || is(within(owner.gid, match.gid), match.gid))
      )
    }
    case 'iprange':
      return (
        (!match.src || is(between(packet.src, match.src), match.src)) &&
        (!match.dst || is(between(packet.dst, match.dst), match.dst))
      )
    case 'pkttype':
      return is(kindOf(packet.dst, subject) === match.type, match)
    case 'length':
      return is(within(packetLength(packet), match), match)
    case 'ttl':
      return compared(packet.ttl, match.compare, match.value)
    case 'chance':
      return is(surroundings.random.next() < match.probability * 2 ** 32, match)
    case 'statistic': {
      const before = rule.memory.get(index)?.credit ?? match.packet
      const hit = before === 0
      rule.memory.set(index, { credit: hit ? match.every - 1 : before - 1, at: 0 })
      return hit
    }
    case 'limit':
      return hasCredit(match, rule, index, surroundings.now())
  }
}

function inState(state: ConntrackState, { tracking }: Subject): boolean {
  if (state === 'SNAT') return tracking.connection?.changed.src === true
  if (state === 'DNAT') return tracking.connection?.changed.dst === true
  return state === tracking.state
}

function kindOf(dst: IpAddress, { surroundings }: Subject): 'unicast' | 'broadcast' | 'multicast' {
  if (isMulticast(dst)) return 'multicast'
  return surroundings.addressType(dst) === 'BROADCAST' ? 'broadcast' : 'unicast'
}

function compared(ttl: number, how: 'eq' | 'ne' | 'lt' | 'gt', value: number): boolean {
  return how === 'eq'
    ? ttl === value
    : how === 'ne'
      ? ttl !== value
      : how === 'lt'
        ? ttl < value
        : ttl > value
}

const UNITS = { sec: 1, min: 60, hour: 3600, day: 86400 } as const

/** A token bucket (net/netfilter/xt_limit.c): full it holds `burst` packets. */
function hasCredit(
  { count, unit, burst }: Match & { kind: 'limit' },
  rule: Rule,
  index: number,
  now: Nanoseconds,
): boolean {
  const each = (UNITS[unit] * 1e9) / count
  const { credit, at } = rule.memory.get(index) ?? { credit: burst * each, at: now }
  const grown = Math.min(burst * each, credit + now - at)
  const enough = grown >= each
  rule.memory.set(index, { credit: enough ? grown - each : grown, at: now })
  return enough
}
