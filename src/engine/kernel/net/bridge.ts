import { isGroup, type Mac } from './address.ts'
import { NetDevice } from './device.ts'
import type { Frame } from './packet.ts'

/** Where a hardware address was seen, and when (simulated nanoseconds). */
export interface ForwardingEntry {
  readonly port: NetDevice
  readonly seen: number
}

/** Seconds after which a bridge forgets an address (ageing_time). */
const AGEING = 300e9

/** Ports joined to one network, by the hardware addresses that are seen on them (bridge(8)). */
export class Bridge extends NetDevice {
  readonly kind = 'bridge'
  /** Somebody gave it its hardware address: it does not follow its ports. */
  macIsSet = false
  readonly ports = new Set<NetDevice>()
  /** Ports that send frames back to where they came from. */
  readonly hairpin = new Set<NetDevice>()
  private readonly table = new Map<Mac, ForwardingEntry>()

  /** Its carrier follows its ports: since the first one was there, or a hardware address was set (br_port_state_selection). */
  private followsPorts = false
  override readonly linkedFirst = true
  get linked(): boolean {
    return this.followsPorts || this.macIsSet ? [...this.ports].some(({ carrier }) => carrier) : true
  }

  /** Addresses that it has learnt and not forgotten. */
  get learnt(): [Mac, ForwardingEntry][] {
    const { now } = this.namespace
    return [...this.table].filter(([, { seen }]) => now - seen < AGEING)
  }

  add(port: NetDevice): void {
    this.ports.add(port)
    this.followsPorts = true
    port.master = this
  }
  remove(port: NetDevice): void {
    this.ports.delete(port)
    this.hairpin.delete(port)
    port.master = undefined
    for (const [mac, entry] of this.table) if (entry.port === port) this.table.delete(mac)
  }

  /** From the machine itself into the bridge. */
  protected send(frame: Frame): void {
    const port = this.portOf(frame.dst)
    for (const to of port ? [port] : this.ports) to.transmit(frame)
  }

  /** From one of the ports: learnt, given to the machine, sent on. */
  fromPort(port: NetDevice, frame: Frame): void {
    if (!this.up) return
    this.table.set(frame.src, { port, seen: this.namespace.now })
    if (frame.dst === this.mac) {
      this.receive(frame)
      return
    }
    const known = this.portOf(frame.dst)
    const group = isGroup(frame.dst)
    const targets = [...(known ? [known] : this.ports)].filter((to) => to !== port || this.hairpin.has(to))
    for (const to of targets) this.forward(port, to, frame)
    if (group || this.promiscuous) this.receive(frame)
  }

  private forward(from: NetDevice, to: NetDevice, frame: Frame): void {
    const passed = this.namespace.ip.bridged(this, from, to, frame)
    if (passed) to.transmit(passed)
  }

  private portOf(mac: Mac): NetDevice | undefined {
    if (isGroup(mac)) return undefined
    const entry = this.table.get(mac)
    return entry && this.namespace.now - entry.seen < AGEING ? entry.port : undefined
  }
}
