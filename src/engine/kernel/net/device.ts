import { type IpAddress, isGroup, type Mac, NO_MAC } from './address.ts'
import type { Bridge } from './bridge.ts'
import { formOf, type Journey } from './journey.ts'
import { ETHERNET, type Frame, frameLength } from './packet.ts'
import type { NetNamespace } from './stack.ts'

export type DeviceKind = 'loopback' | 'veth' | 'bridge' | 'ethernet' | 'dummy' | 'macvlan'
export type OperState = 'UP' | 'DOWN' | 'UNKNOWN' | 'LOWERLAYERDOWN'

/** Counters of a device, as `ip -s link` shows them. Bytes are those of frames; of loopback, of packets. */
export interface DeviceStats {
  rxPackets: number
  rxBytes: number
  rxDropped: number
  rxErrors: number
  multicast: number
  txPackets: number
  txBytes: number
  txDropped: number
  txErrors: number
}

/** Sees the frames of a device, both ways (packet(7)). */
export type Tap = (frame: Frame, direction: 'in' | 'out') => void

/** An address of an interface. */
export interface InterfaceAddress {
  readonly address: IpAddress
  readonly length: number
  readonly scope: 'global' | 'link' | 'host'
  /** What stands for all on it (IPv4). */
  readonly broadcast?: IpAddress | undefined
  /** The other end of a link of two. */
  readonly peer?: IpAddress | undefined
  readonly label?: string | undefined
  /** IPv4: another of the same prefix was there before. */
  readonly secondary?: boolean
  /** Since when it is looked whether somebody else has it (RFC 4862, 5.4); absent: it is known that nobody has. */
  readonly tentativeUntil?: number | undefined
  /** Nobody looked for others that have it (IFA_F_NODAD). */
  readonly nodad?: boolean
  /** It was made by the kernel (`proto kernel_ll` of a link-local address). */
  readonly protocol?: 'kernel_lo' | 'kernel_ll' | undefined
}

/** A network interface of a namespace. What is sent goes to `transmit`, what arrives comes to `receive`. */
export abstract class NetDevice {
  abstract readonly kind: DeviceKind
  /** Number in its namespace. */
  ifindex = 0
  name: string
  mac: Mac
  mtu: number
  /** It was set up (IFF_UP). */
  up = false
  /** It was set up at some time. */
  wasUp = false
  promiscuous = false
  /** Somebody turned off that it asks for hardware addresses, that it takes part in groups. */
  noArp = false
  noMulticast = false
  /** IPv6 is spoken over it (net.ipv6.conf.NAME.disable_ipv6 is 0). */
  ipv6 = true
  alias: string | undefined
  txQueueLength = 1000
  master: Bridge | undefined
  namespace: NetNamespace
  readonly addresses: InterfaceAddress[] = []
  readonly taps = new Set<Tap>()
  /** Devices that have this one as their parent. */
  readonly uppers = new Set<NetDevice>()
  readonly stats: DeviceStats = {
    rxPackets: 0,
    rxBytes: 0,
    rxDropped: 0,
    rxErrors: 0,
    multicast: 0,
    txPackets: 0,
    txBytes: 0,
    txDropped: 0,
    txErrors: 0,
  }

  constructor(namespace: NetNamespace, name: string, mac: Mac = NO_MAC, mtu = 1500) {
    this.namespace = namespace
    this.name = name
    this.mac = mac
    this.mtu = mtu
  }

  /** Something is at the other end (netif_carrier_ok). */
  abstract get linked(): boolean
  /** It began with a carrier. */
  readonly linkedFirst: boolean = false
  /** It is up and something is at the other end, so that frames can go (IFF_LOWER_UP). */
  get carrier(): boolean {
    return this.up && this.linked
  }
  /** Puts a frame on the medium. The device is up and has a carrier. */
  protected abstract send(frame: Frame): void
  /** It was set up, or got another name than `was`: a driver tells of it. */
  opened(): void {}
  renamed(_was: string): void {}

  /** As it is told: it may lag behind the carrier (`LinkWatch`). */
  get operState(): OperState {
    return this.up ? this.namespace.linkWatch.stateOf(this) : 'DOWN'
  }
  /** What would be told of it now (default_operstate). */
  get linkState(): OperState {
    return this.linked ? 'UP' : 'DOWN'
  }
  /** What is told of it before its carrier has changed. */
  get firstState(): OperState {
    return this.linkedFirst ? 'UNKNOWN' : this.linkState
  }
  /** It sends to one other or to itself: nobody asks for hardware addresses. */
  get resolves(): boolean {
    return true
  }
  /** The device that it is made on. */
  get below(): NetDevice | undefined {
    return undefined
  }
  /** The other end of a pair. */
  get pair(): NetDevice | undefined {
    return undefined
  }

  transmit(frame: Frame): void {
    if (!this.up || !this.carrier) {
      this.stats.txDropped++
      journeyOf(frame)?.note(this.namespace, { kind: 'lost', why: 'device-down' })
      return
    }
    this.noteOn(frame, 'out')
    for (const tap of this.taps) tap(frame, 'out')
    this.stats.txPackets++
    this.stats.txBytes += this.lengthOf(frame)
    this.send(frame)
  }

  /** A frame came in over the medium. */
  receive(frame: Frame): void {
    if (!this.up) {
      this.stats.rxDropped++
      journeyOf(frame)?.note(this.namespace, { kind: 'lost', why: 'device-down' })
      return
    }
    this.stats.rxPackets++
    this.stats.rxBytes += this.lengthOf(frame)
    // A frame that a bridge sends everywhere is nothing to those whom it is not for.
    if (this.kind === 'loopback' || this.master || frame.dst === this.mac) this.noteOn(frame, 'in')
    for (const tap of this.taps) tap(frame, 'in')
    if (this.uppers.size > 0 && this.toUppers(frame)) return
    if (this.master) this.master.fromPort(this, frame)
    else this.namespace.receive(this, frame)
  }

  /** A frame that is for devices on this one; true where it is for them alone. */
  private toUppers(frame: Frame): boolean {
    const group = isGroup(frame.dst)
    const wanted = [...this.uppers].filter(({ mac }) => group || mac === frame.dst)
    const sent = scrubbed(frame)
    for (const upper of wanted) this.namespace.softInterrupts.raise(() => upper.receive(sent))
    return wanted.length > 0 && !group
  }

  protected lengthOf(frame: Frame): number {
    return frameLength(frame)
  }

  private noteOn({ payload }: Frame, kind: 'in' | 'out'): void {
    if (payload.kind === 'arp' || !payload.packet.journey) return
    const { name: device, namespace } = this
    const loopback = this.kind === 'loopback'
    payload.packet.journey.note(namespace, { kind, device, loopback, form: formOf(payload.packet) })
  }
}

/** Where it is noted what becomes of a frame's packet. */
export const journeyOf = ({ payload }: Frame): Journey | undefined =>
  payload.kind === 'ip' ? payload.packet.journey : undefined

/** lo: what is sent comes back. */
export class Loopback extends NetDevice {
  readonly kind = 'loopback'
  override readonly txQueueLength = 1000
  constructor(namespace: NetNamespace) {
    super(namespace, 'lo', NO_MAC, 65536)
  }
  override readonly linkedFirst = true
  get linked(): boolean {
    return true
  }
  override get resolves(): boolean {
    return false
  }
  /** It counts packets without a header of Ethernet. */
  protected override lengthOf(frame: Frame): number {
    return super.lengthOf(frame) - ETHERNET
  }
  protected send(frame: Frame): void {
    this.namespace.softInterrupts.raise(() => this.receive(frame))
  }
}

/** An interface that swallows all (`ip link add type dummy`). */
export class Dummy extends NetDevice {
  readonly kind = 'dummy'
  override readonly linkedFirst = true
  get linked(): boolean {
    return true
  }
  override get resolves(): boolean {
    return false
  }
  protected send(): void {}
}

/** One end of a pair: what is sent here comes out there (veth(4)). */
export class Veth extends NetDevice {
  readonly kind = 'veth'
  /** The other end; undefined after it was removed. */
  peer: Veth | undefined
  /** The namespaces of both ends give each other numbers (peernet2id_alloc). */
  introduce(): void {
    const { namespace, peer } = this
    if (!peer || peer.namespace === namespace) return
    namespace.idOf(peer.namespace)
    peer.namespace.idOf(namespace)
  }
  get linked(): boolean {
    return this.up && this.peer?.up === true
  }
  override get linkState(): OperState {
    if (this.linked) return 'UP'
    // Linux looks for the other end by its number among its own (default_operstate).
    return this.peer && this.peer.namespace === this.namespace ? 'LOWERLAYERDOWN' : 'DOWN'
  }
  override get pair(): NetDevice | undefined {
    return this.peer
  }
  protected send(frame: Frame): void {
    const { peer } = this
    if (!peer) return
    const sent = peer.namespace === this.namespace ? frame : scrubbed(frame)
    this.namespace.softInterrupts.raise(() => peer.receive(sent))
  }
}

/** What goes into another namespace leaves behind what this one wrote on it (skb_scrub_packet). */
export function scrubbed(frame: Frame): Frame {
  if (frame.payload.kind === 'arp') return frame
  const { mark, note, ...packet } = frame.payload.packet
  return mark === undefined && note === undefined ? frame : { ...frame, payload: { kind: 'ip', packet } }
}
