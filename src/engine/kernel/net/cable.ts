import type { Nanoseconds } from '../../base/time.ts'
import { LEVEL } from '../kernel-log.ts'
import type { Scheduler } from '../scheduler.ts'
import { BROADCAST_MAC, type IpAddress } from './address.ts'
import { type DeviceKind, journeyOf, NetDevice } from './device.ts'
import type { Frame, Packet } from './packet.ts'
import type { NetNamespace } from './stack.ts'

/** What a medium does to a frame: how much later each copy of it arrives. None: it is lost; two: it comes twice. */
type Impairment = (frame: Frame) => readonly Nanoseconds[]

/** A switch with cables to the machines of a local network. Every frame takes `delay` from one end to the other. */
export class Lan {
  readonly delay: Nanoseconds
  impairment: Impairment = () => [0]
  /** Packets wait on it until they are let go, one at a time. ARP does not wait: it belongs to no connection. */
  holding = false
  private readonly waiting: { readonly frame: Frame; readonly ends: readonly Ethernet[] }[] = []
  private readonly scheduler: Scheduler
  private readonly ends = new Set<Ethernet>()
  constructor(scheduler: Scheduler, delay: Nanoseconds) {
    this.scheduler = scheduler
    this.delay = delay
  }
  plug(end: Ethernet): void {
    end.lan?.ends.delete(end)
    end.lan = this
    this.ends.add(end)
  }
  unplug(end: Ethernet): void {
    this.ends.delete(end)
    end.lan = undefined
  }
  /** Another machine that is plugged in has this address. */
  answers(address: IpAddress, asker: NetNamespace): boolean {
    return [...this.ends].some(
      ({ up, namespace }) => up && namespace !== asker && namespace.hasAddress(address),
    )
  }
  carry(from: Ethernet, frame: Frame): void {
    const known = [...this.ends].filter(({ mac }) => mac === frame.dst)
    const all = frame.dst === BROADCAST_MAC || known.length === 0 ? this.ends : known
    const ends = [...all].filter((end) => end !== from)
    const copies = this.impairment(frame)
    if (copies.length === 0) journeyOf(frame)?.note(from.namespace, { kind: 'lost', why: 'cable' })
    for (const later of copies) {
      if (this.holding && frame.payload.kind === 'ip') {
        this.waiting.push({ frame, ends })
        journeyOf(frame)?.hold(true)
      } else for (const end of ends) this.scheduler.after(this.delay + later, () => arrive(end, frame))
    }
  }

  /** Packets that wait, the oldest first. */
  get held(): readonly Packet[] {
    return this.waiting.flatMap(({ frame: { payload } }) => (payload.kind === 'ip' ? [payload.packet] : []))
  }
  /** Lets the oldest packet that waits go on, or loses it; undefined where none waits. */
  next(what: 'deliver' | 'lose'): Packet | undefined {
    const first = this.waiting.shift()
    if (first?.frame.payload.kind !== 'ip') return undefined
    const { frame, ends } = first
    const { packet } = first.frame.payload
    packet.journey?.hold(false)
    if (what === 'deliver') for (const end of ends) arrive(end, frame)
    else if (ends[0]) packet.journey?.note(ends[0].namespace, { kind: 'lost', why: 'cable' })
    return packet
  }
  /** Packets wait no more; those that do go on. */
  release(): void {
    this.holding = false
    while (this.waiting.length > 0) this.next('deliver')
  }
}

const arrive = (end: Ethernet, frame: Frame): void =>
  end.namespace.softInterrupts.raise(() => end.receive(frame))

/** A network card that a driver has found: which one, and where on the PCI bus, `0000:00:02.0`. */
export interface CardOrigin {
  readonly driver: string
  readonly bus: string
}

/** A network card. */
export class Ethernet extends NetDevice {
  readonly kind: DeviceKind = 'ethernet'
  /** Absent for one whose machine was never seen to start. */
  origin: CardOrigin | undefined
  /** Where its cable is plugged in. */
  lan: Lan | undefined
  get linked(): boolean {
    return this.up && this.lan !== undefined
  }
  protected send(frame: Frame): void {
    this.lan?.carry(this, frame)
  }
  override opened(): void {
    if (!this.origin || !this.lan) return
    const { namespace, name, origin } = this
    namespace.log(
      LEVEL.info,
      `${origin.driver}: ${name} NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX`,
    )
    namespace.log(LEVEL.info, `IPv6: ADDRCONF(NETDEV_CHANGE): ${name}: link becomes ready`)
  }
  override renamed(was: string): void {
    const { namespace, name, origin } = this
    if (origin) namespace.log(LEVEL.info, `${origin.driver} ${origin.bus} ${name}: renamed from ${was}`)
  }
}
