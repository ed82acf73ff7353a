import { FsError } from '../../base/errors.ts'
import {
  BROADCAST_MAC,
  BROADCAST4,
  familyOf,
  type IpAddress,
  isLoopback,
  isMulticast,
  type Mac,
  multicastMac,
  NO_MAC,
} from './address.ts'
import type { Bridge } from './bridge.ts'
import type { NetDevice } from './device.ts'
import type { Hook, Passage, RejectWith } from './filter.ts'
import { destinationUnreachable, isError, refusal, timeExceeded } from './icmp.ts'
import { sourceFor } from './interfaces.ts'
import type { Loss } from './journey.ts'
import { type Frame, type Packet, packetLength, type Transport } from './packet.ts'
import { demandWay, type FlowKey, type Route } from './routes.ts'
import type { NetNamespace } from './stack.ts'

const DEFAULT_TTL = 64

/** Where a packet goes next. */
export interface Way {
  readonly route: Route
  /** What it leaves by: for what is the machine's own, lo. */
  readonly device: NetDevice
  readonly nextHop: IpAddress
  /** The sender's address. */
  readonly src: IpAddress
}

/** What a transport wants sent. */
export interface Outgoing {
  readonly dst: IpAddress
  readonly src?: IpAddress | undefined
  readonly transport: Transport
  readonly ttl?: number | undefined
  readonly tos?: number | undefined
  readonly mark?: number | undefined
  readonly df?: boolean
  readonly device?: NetDevice | undefined
  /** Whose socket sends it. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
}

/** The internet layer of a namespace: finds ways, passes the hooks of netfilter, forwards (ip(7)). */
export class IpLayer {
  private readonly namespace: NetNamespace
  private nextId: number
  constructor(namespace: NetNamespace) {
    this.namespace = namespace
    this.nextId = namespace.random('ip ids').below(65536)
  }

  /** The way to an address. ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL, EADDRNOTAVAIL. */
  way(key: FlowKey): Way {
    const { namespace } = this
    const bound = key.device
    if (bound && !bound.up) throw new FsError('ENETDOWN')
    const everyone = key.dst === BROADCAST4 || isMulticast(key.dst)
    const found = namespace.routes.lookup(key)
    if (!found && everyone && bound) return this.wayOver(bound, key)
    if (!found && !key.src) this.demandSource(key.dst)
    const route = demandWay(found)
    const out = route.type === 'local' ? namespace.loopback : route.device!
    const nextHop = route.gateway ?? key.dst
    const own = route.type === 'local' && familyOf(key.dst) === 'inet6' ? key.dst : route.src
    const src =
      key.src ?? own ?? sourceFor(namespace.devices, { device: route.device!, dst: key.dst, nextHop })
    if (src === undefined) {
      if (familyOf(key.dst) === 'inet6') throw new FsError('EADDRNOTAVAIL')
      return { route, device: out, nextHop, src: '0.0.0.0' as IpAddress }
    }
    return { route, device: out, nextHop, src }
  }
  /** Bytes of the longest packet that may go a way. */
  mtuOf({ route, device }: Way): number {
    return Math.min(route.mtu ?? device.mtu, device.mtu)
  }
  /** IPv6 looks for its own address before it says that no way leads there (ip6_dst_lookup_tail). */
  private demandSource(dst: IpAddress): void {
    const { namespace } = this
    if (familyOf(dst) === 'inet') return
    const nextHop = dst
    if (sourceFor(namespace.devices, { device: namespace.loopback, dst, nextHop }) === undefined)
      throw new FsError('EADDRNOTAVAIL')
  }
  private wayOver(device: NetDevice, { dst, src }: FlowKey): Way {
    const from = sourceFor(this.namespace.devices, { device, src, dst, nextHop: dst })
    const route: Route = {
      type: isMulticast(dst) ? 'multicast' : 'broadcast',
      dst: { address: dst, length: familyOf(dst) === 'inet' ? 32 : 128 },
      device,
      scope: 'link',
      protocol: 'kernel',
      metric: 0,
      table: 0,
    }
    return { route, device, nextHop: dst, src: from ?? ('0.0.0.0' as IpAddress) }
  }

  /** Sends a packet of this machine. What a filter refuses at once fails with EPERM. */
  send(outgoing: Outgoing): void {
    const { dst, transport, device, mark, owner } = outgoing
    const way = this.way({ dst, src: outgoing.src, device, mark })
    this.nextId = (this.nextId + 1) & 0xffff
    const packet: Packet = {
      src: way.src,
      dst,
      ttl: outgoing.ttl ?? DEFAULT_TTL,
      id: this.nextId,
      transport,
      ...(outgoing.df && { df: true }),
      ...(outgoing.tos && { tos: outgoing.tos }),
      ...(mark && { mark }),
    }
    const journey = this.namespace.packetWatch.begin(this.namespace, packet)
    this.namespace.counters.count('Ip', 'OutRequests')
    this.output(journey ? { ...packet, journey } : packet, way, { device, owner })
  }

  private output(packet: Packet, way: Way, from: Pick<Outgoing, 'device' | 'owner'>): void {
    const passed = this.pass('output', packet, { out: way.device, owner: from.owner })
    if (!passed) throw new FsError('EPERM')
    let onward = way
    if (passed.dst !== packet.dst || passed.mark !== packet.mark || passed.src !== packet.src)
      onward = this.way({ dst: passed.dst, src: passed.src, device: from.device, mark: passed.mark })
    this.routed(passed, onward)
    this.postrouting(passed, onward, undefined, from.owner)
  }

  private postrouting(packet: Packet, way: Way, iif: NetDevice | undefined, owner?: Outgoing['owner']): void {
    const passed = this.pass('postrouting', packet, { in: iif, out: way.device, owner })
    if (passed) this.overDevice(passed, way)
  }

  /** Puts a packet on a device, as soon as the next hop's hardware address is known. */
  private overDevice(packet: Packet, { device, nextHop, route }: Way): void {
    const transmit = (dst: Mac): void =>
      device.transmit({ src: device.mac, dst, payload: { kind: 'ip', packet } })
    const known =
      !device.resolves || device.noArp
        ? NO_MAC
        : route.type === 'broadcast'
          ? BROADCAST_MAC
          : isMulticast(nextHop)
            ? multicastMac(nextHop)
            : undefined
    if (known !== undefined) {
      transmit(known)
      return
    }
    const from = this.addressOn(device, packet, nextHop)
    this.namespace.neighbours.resolve(device, nextHop, from, transmit, () => {
      this.lost(packet, 'no-neighbour')
      this.unreachable(packet, 'host', undefined)
    })
  }
  /** Who asks for a neighbour: the packet's sender, where that is this machine. */
  private addressOn(device: NetDevice, { src }: Packet, nextHop: IpAddress): IpAddress {
    if (this.namespace.hasAddress(src)) return src
    return sourceFor(this.namespace.devices, { device, dst: nextHop, nextHop }) ?? ('0.0.0.0' as IpAddress)
  }

  /** A packet came in by a device. */
  receive(device: NetDevice, packet: Packet): void {
    const { namespace } = this
    namespace.counters.count('Ip', 'InReceives')
    if (device.kind !== 'loopback' && this.isMartian(packet, device)) {
      this.lost(packet, 'martian')
      return
    }
    const passed = this.pass('prerouting', packet, { in: device })
    if (!passed) return
    if (this.isOurs(passed.dst, device)) {
      passed.journey?.note(namespace, { kind: 'route', device: undefined, gateway: undefined })
      const let_in = this.pass('input', passed, { in: device })
      if (!let_in) return
      namespace.counters.count('Ip', 'InDelivers')
      namespace.transports.deliver(let_in, device)
    } else this.forward(device, passed)
  }

  /** Addresses that no other machine may have, or send to. */
  private isMartian({ src, dst }: Packet, device: NetDevice): boolean {
    const local = isLoopback(src) || isLoopback(dst)
    return local && this.namespace.setting(`net/ipv4/conf/${device.name}/route_localnet`) !== '1'
  }

  private isOurs(dst: IpAddress, device: NetDevice): boolean {
    if (dst === BROADCAST4 || isMulticast(dst)) return true
    const route = this.namespace.routes.lookup({ dst, iif: device })
    return route?.type === 'local' || route?.type === 'broadcast'
  }

  private forward(iif: NetDevice, packet: Packet): void {
    const { namespace } = this
    const six = familyOf(packet.dst) === 'inet6'
    const on = namespace.setting(six ? 'net/ipv6/conf/all/forwarding' : 'net/ipv4/ip_forward') === '1'
    if (!on) {
      this.lost(packet, 'not-forwarding')
      return
    }
    if (packet.ttl <= 1) {
      this.lost(packet, 'ttl')
      this.answer(packet, timeExceeded(packet), iif)
      return
    }
    let way: Way
    try {
      way = this.way({ dst: packet.dst, src: packet.src, iif, mark: packet.mark })
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      this.lost(packet, 'no-route')
      if (error.errno !== 'EINVAL') this.unreachable(packet, error.errno === 'EACCES' ? 'admin' : 'net', iif)
      return
    }
    if (packetLength(packet) > this.mtuOf(way) && packet.df) {
      this.lost(packet, 'too-big')
      this.answer(packet, destinationUnreachable(packet, 'too-big', this.mtuOf(way)), iif)
      return
    }
    namespace.counters.count('Ip', 'ForwDatagrams')
    this.routed(packet, way)
    const passed = this.pass('forward', { ...packet, ttl: packet.ttl - 1 }, { in: iif, out: way.device })
    if (passed) this.postrouting(passed, way, iif)
  }

  /** A frame between two ports of a bridge passes netfilter where br_netfilter says so (net/bridge/br_netfilter_hooks.c). */
  bridged(bridge: Bridge, physIn: NetDevice, physOut: NetDevice, frame: Frame): Frame | undefined {
    const { namespace } = this
    if (frame.payload.kind !== 'ip' || !namespace.filter) return frame
    const { packet } = frame.payload
    const family = familyOf(packet.dst) === 'inet' ? 'iptables' : 'ip6tables'
    if (namespace.setting(`net/bridge/bridge-nf-call-${family}`) !== '1') return frame
    let passed: Packet | undefined = packet
    for (const hook of ['prerouting', 'forward', 'postrouting'] as const) {
      const from = hook !== 'postrouting' && { in: bridge, physIn }
      const to = hook !== 'prerouting' && { out: bridge, physOut }
      passed = this.pass(hook, passed, { ...from, ...to })
      if (!passed) return undefined
    }
    return { ...frame, payload: { kind: 'ip', packet: passed } }
  }

  /** What the filter leaves of a packet; undefined where it goes no further. */
  private pass(hook: Hook, packet: Packet, at: Omit<Passage, 'hook' | 'packet'>): Packet | undefined {
    const { filter } = this.namespace
    if (!filter) return packet
    const verdict = filter.pass({ hook, packet, ...at })
    if (verdict.kind === 'accept') return verdict.packet
    this.lost(packet, verdict.kind === 'drop' ? 'dropped' : 'rejected')
    if (verdict.kind === 'reject') this.reject(packet, verdict.with, at.in)
    return undefined
  }

  private routed({ journey }: Packet, { device, nextHop, route }: Way): void {
    journey?.note(this.namespace, { kind: 'route', device: device.name, gateway: route.gateway && nextHop })
  }
  private lost({ journey }: Packet, why: Loss): void {
    journey?.note(this.namespace, { kind: 'lost', why })
  }

  private reject(packet: Packet, how: RejectWith, iif: NetDevice | undefined): void {
    const answer = refusal(packet, how)
    if (answer) this.answer(packet, answer, iif, how === 'tcp-reset')
  }

  /** Tells a sender that its packet goes nowhere. */
  unreachable(
    packet: Packet,
    what: 'net' | 'host' | 'port' | 'protocol' | 'admin',
    iif: NetDevice | undefined,
  ): void {
    this.answer(packet, destinationUnreachable(packet, what), iif)
  }

  /** Sends an answer to a packet's sender, `asThey`: as if the one asked sent it, unless that would answer an error or many. */
  private answer(packet: Packet, transport: Transport, iif: NetDevice | undefined, asThey = false): void {
    if (isError(packet.transport) || isMulticast(packet.dst) || packet.dst === BROADCAST4) return
    const mine = asThey || this.namespace.hasAddress(packet.dst)
    this.trySend({
      dst: packet.src,
      transport,
      ...(mine && { src: packet.dst }),
      ...(iif === undefined && { df: true }),
    })
  }

  /** Sends where nobody waits for an error. */
  trySend(outgoing: Outgoing): void {
    try {
      this.send(outgoing)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
    }
  }
}
