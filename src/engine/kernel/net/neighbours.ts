import type { Scheduler } from '../scheduler.ts'
import {
  BROADCAST_MAC,
  familyOf,
  type IpAddress,
  type Mac,
  multicastMac,
  NO_MAC,
  solicitedNode,
} from './address.ts'
import type { NetDevice } from './device.ts'
import type { ArpMessage, IcmpMessage } from './packet.ts'
import type { NetNamespace } from './stack.ts'
import { wheelDelay } from './timer-wheel.ts'

/** As `ip neigh` names them (ip-neighbour(8)). */
export type NeighbourState = 'INCOMPLETE' | 'REACHABLE' | 'STALE' | 'DELAY' | 'PROBE' | 'FAILED' | 'PERMANENT'

/** How long an answer holds (base_reachable_time), how long one waits before asking again, how often one asks. */
const REACHABLE = 30e9
const DELAY = 5e9
const RETRANSMIT = 1e9
const PROBES = 3
/** Packets that wait for one address (unres_qlen, about). */
const QUEUE = 100

interface Waiting {
  readonly send: (mac: Mac) => void
  readonly fail: () => void
}

export interface Neighbour {
  readonly device: NetDevice
  readonly address: IpAddress
  mac: Mac | undefined
  state: Exclude<NeighbourState, 'STALE'>
  confirmed: number
  used: number
  updated: number
  probes: number
  router: boolean
  cancel: (() => void) | undefined
  readonly waiting: Waiting[]
}

/** Who is to be reached at which hardware address (arp(7), RFC 4861). */
export class Neighbours {
  private readonly namespace: NetNamespace
  private readonly scheduler: Scheduler
  private readonly table = new Map<string, Neighbour>()
  constructor(namespace: NetNamespace, scheduler: Scheduler) {
    this.namespace = namespace
    this.scheduler = scheduler
  }

  get all(): Neighbour[] {
    return [...this.table.values()]
  }
  /** What an entry is now: an answer that is too old is stale. */
  stateOf(entry: Neighbour): NeighbourState {
    if (entry.state !== 'REACHABLE') return entry.state
    return this.scheduler.now - entry.confirmed < REACHABLE ? 'REACHABLE' : 'STALE'
  }
  get(device: NetDevice, address: IpAddress): Neighbour | undefined {
    return this.table.get(keyOf(device, address))
  }

  /** Calls `send` with the hardware address as soon as it is known, `fail` when nobody answers. */
  resolve(
    device: NetDevice,
    address: IpAddress,
    from: IpAddress,
    send: Waiting['send'],
    fail: () => void,
  ): void {
    const entry = this.get(device, address) ?? this.make(device, address)
    entry.used = this.scheduler.now
    if (entry.mac !== undefined && entry.state !== 'FAILED' && entry.state !== 'INCOMPLETE') {
      if (this.stateOf(entry) === 'STALE') this.delay(entry, from)
      send(entry.mac)
      return
    }
    if (entry.waiting.length >= QUEUE) entry.waiting.shift()!.fail()
    entry.waiting.push({ send, fail })
    if (entry.state === 'INCOMPLETE' && entry.cancel) return
    entry.state = 'INCOMPLETE'
    entry.probes = 0
    this.ask(entry, from)
  }

  /** Somebody told its hardware address. Only who answers (`solicited`) is known to be reached. */
  learn(device: NetDevice, address: IpAddress, mac: Mac, solicited: boolean, create = true): void {
    const entry = this.get(device, address) ?? (create ? this.make(device, address) : undefined)
    if (!entry || entry.state === 'PERMANENT') return
    const same = entry.mac === mac
    if (same && !solicited && entry.state !== 'INCOMPLETE' && entry.state !== 'FAILED') return
    entry.cancel?.()
    entry.cancel = undefined
    entry.mac = mac
    entry.state = 'REACHABLE'
    entry.updated = this.scheduler.now
    entry.confirmed = solicited ? this.scheduler.now : this.scheduler.now - REACHABLE
    for (const { send } of entry.waiting.splice(0)) send(mac)
  }

  /** A protocol above got an answer from there (a segment of TCP acknowledged). */
  confirm(device: NetDevice, address: IpAddress): void {
    const entry = this.get(device, address)
    if (!entry || !['REACHABLE', 'DELAY', 'PROBE'].includes(entry.state)) return
    entry.cancel?.()
    entry.cancel = undefined
    entry.state = 'REACHABLE'
    entry.confirmed = this.scheduler.now
  }

  /** An entry of the administrator's. */
  set(device: NetDevice, address: IpAddress, mac: Mac | undefined, permanent: boolean): void {
    const entry = this.get(device, address) ?? this.make(device, address)
    entry.cancel?.()
    entry.cancel = undefined
    entry.mac = mac
    entry.state = permanent ? 'PERMANENT' : 'REACHABLE'
    entry.confirmed = this.scheduler.now
    entry.updated = this.scheduler.now
    if (mac !== undefined) for (const { send } of entry.waiting.splice(0)) send(mac)
  }
  remove(entry: Neighbour): void {
    entry.cancel?.()
    this.table.delete(keyOf(entry.device, entry.address))
    for (const { fail } of entry.waiting.splice(0)) fail()
  }
  /** A device goes: what was behind it is not known any more. */
  flush(device: NetDevice): void {
    for (const entry of this.all) if (entry.device === device) this.remove(entry)
  }

  private make(device: NetDevice, address: IpAddress): Neighbour {
    const entry: Neighbour = {
      device,
      address,
      mac: undefined,
      state: 'INCOMPLETE',
      confirmed: 0,
      used: this.scheduler.now,
      updated: this.scheduler.now,
      probes: 0,
      router: false,
      cancel: undefined,
      waiting: [],
    }
    this.table.set(keyOf(device, address), entry)
    return entry
  }

  /** An answer is old and the address is in use: unless something confirms it, it is asked for again. */
  private delay(entry: Neighbour, from: IpAddress): void {
    entry.state = 'DELAY'
    entry.probes = 0
    entry.cancel = this.scheduler.after(DELAY, () => {
      entry.state = 'PROBE'
      this.ask(entry, from)
    })
  }

  private ask(entry: Neighbour, from: IpAddress): void {
    if (entry.probes >= PROBES) {
      entry.cancel = undefined
      entry.state = 'FAILED'
      entry.updated = this.scheduler.now
      for (const { fail } of entry.waiting.splice(0)) fail()
      return
    }
    entry.probes++
    const wait = wheelDelay(this.scheduler.now, RETRANSMIT)
    entry.cancel = this.scheduler.after(wait, () => this.ask(entry, from))
    this.solicit(entry, from)
  }

  /** Asks for a hardware address: all, or only the one that had it. */
  private solicit({ device, address, mac, state }: Neighbour, from: IpAddress): void {
    const known = state === 'PROBE' ? mac : undefined
    if (familyOf(address) === 'inet') {
      const payload: ArpMessage = {
        kind: 'arp',
        operation: 'request',
        senderMac: device.mac,
        senderIp: from,
        targetMac: known ?? NO_MAC,
        targetIp: address,
      }
      device.transmit({ src: device.mac, dst: known ?? BROADCAST_MAC, payload })
      return
    }
    const dst = known ? address : solicitedNode(address)
    const transport: IcmpMessage = {
      kind: 'icmp6',
      type: 135,
      code: 0,
      target: address,
      mac: device.mac,
      payload: new Uint8Array(0),
    }
    const packet = { src: from, dst, ttl: 255, id: 0, transport }
    device.transmit({
      src: device.mac,
      dst: known ?? multicastMac(dst),
      payload: { kind: 'ip', packet },
    })
  }

  /** Tells all on a link who has an IPv4 address now: whoever knew another hardware address of it learns (RFC 5227, 2.3). */
  announce(device: NetDevice, address: IpAddress): void {
    const payload: ArpMessage = {
      kind: 'arp',
      operation: 'request',
      senderMac: device.mac,
      senderIp: address,
      targetMac: NO_MAC,
      targetIp: address,
    }
    device.transmit({ src: device.mac, dst: BROADCAST_MAC, payload })
  }

  /** A request or an answer came in: who asks is known from then on, and gets an answer (RFC 826). */
  arp(device: NetDevice, message: ArpMessage): void {
    const { senderIp, senderMac, targetIp, operation } = message
    const mine = this.namespace.hasAddress(targetIp)
    const valid = senderIp !== '0.0.0.0'
    if (valid)
      this.learn(device, senderIp, senderMac, operation === 'reply' && mine, mine && operation === 'request')
    if (operation !== 'request' || !mine) return
    const payload: ArpMessage = {
      kind: 'arp',
      operation: 'reply',
      senderMac: device.mac,
      senderIp: targetIp,
      targetMac: senderMac,
      targetIp: senderIp,
    }
    device.transmit({ src: device.mac, dst: senderMac, payload })
  }
}

const keyOf = (device: NetDevice, address: IpAddress): string => `${device.ifindex} ${address}`
