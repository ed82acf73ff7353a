import { createRandom, type Random } from '../../base/random.ts'
import type { Nanoseconds } from '../../base/time.ts'
import type { KernelLog } from '../kernel-log.ts'
import type { NamespaceSettings } from '../namespace-settings.ts'
import type { Scheduler } from '../scheduler.ts'
import { type IpAddress, isGroup } from './address.ts'
import { Counters } from './counters.ts'
import { Loopback, type NetDevice } from './device.ts'
import type { PacketFilter } from './filter.ts'
import { IpLayer } from './ip.ts'
import type { PacketWatch } from './journey.ts'
import type { LinkWatch } from './link-watch.ts'
import { Neighbours } from './neighbours.ts'
import type { Frame } from './packet.ts'
import { Routes } from './routes.ts'
import type { Socket } from './socket.ts'
import type { SoftInterrupts } from './soft-interrupts.ts'
import { Transports } from './transports.ts'

/** What a network namespace needs of the kernel. */
export interface NetHost {
  readonly scheduler: Scheduler
  readonly softInterrupts: SoftInterrupts
  readonly packetWatch: PacketWatch
  readonly linkWatch: LinkWatch
  readonly settings: NamespaceSettings
  readonly log: KernelLog
  readonly options: { readonly seed: string }
}

/** A network namespace (network_namespaces(7)): interfaces, addresses, routes, neighbours, sockets, a filter. */
export class NetNamespace {
  /** Inode number: `net:[4026531840]`. */
  readonly number: number
  readonly scheduler: Scheduler
  readonly softInterrupts: SoftInterrupts
  readonly packetWatch: PacketWatch
  readonly linkWatch: LinkWatch
  readonly devices: NetDevice[] = []
  /** Open sockets, in the order of opening. */
  readonly sockets = new Set<Socket>()
  readonly loopback: Loopback
  readonly routes = new Routes()
  readonly neighbours: Neighbours
  readonly counters = new Counters()
  readonly transports: Transports
  readonly ip: IpLayer
  /** Set by netfilter. Without one every packet is accepted. */
  filter: PacketFilter | undefined
  /** How many keep it besides processes, open files and mounts. */
  keepers = 0
  private readonly host: NetHost
  private readonly randoms = new Map<string, Random>()
  private nextIndex = 1
  private readonly ids = new Map<NetNamespace, number>()

  constructor(host: NetHost, number: number) {
    this.host = host
    this.number = number
    this.scheduler = host.scheduler
    this.softInterrupts = host.softInterrupts
    this.packetWatch = host.packetWatch
    this.linkWatch = host.linkWatch
    this.neighbours = new Neighbours(this, host.scheduler)
    this.ip = new IpLayer(this)
    this.transports = new Transports(this)
    this.loopback = new Loopback(this)
    this.attach(this.loopback)
  }

  get now(): Nanoseconds {
    return this.scheduler.now
  }
  random(purpose: string): Random {
    let random = this.randoms.get(purpose)
    if (!random) {
      random = createRandom(this.host.options.seed, `net ${this.number} ${purpose}`)
      this.randoms.set(purpose, random)
    }
    return random
  }
  /** Writes a line into the kernel's log. */
  log(level: number, text: string): void {
    this.host.log.print(text, level)
  }
  /** What a file below /proc/sys says; undefined where there is none. */
  setting(path: string): string | undefined {
    return this.host.settings.get('net', this.number, path)
  }
  /** A setting that is a number. */
  numberSetting(path: string): number {
    return Number(this.setting(path))
  }

  device(name: string): NetDevice | undefined {
    return this.devices.find((device) => device.name === name)
  }
  /** Puts a device here, with the number that it had, or the next free one. */
  attach(device: NetDevice): void {
    const taken = (index: number): boolean => this.devices.some((other) => other.ifindex === index)
    if (device.ifindex === 0 || taken(device.ifindex)) {
      while (taken(this.nextIndex)) this.nextIndex++
      device.ifindex = this.nextIndex++
    }
    device.namespace = this
    this.devices.push(device)
    this.devices.sort((a, b) => a.ifindex - b.ifindex)
  }
  /** A number that no device gets any more. */
  skipIndex(): void {
    this.nextIndex++
  }
  detach(device: NetDevice): void {
    this.devices.splice(this.devices.indexOf(device), 1)
  }

  /** The number by which this namespace knows another (RTM_NEWNSID). */
  idOf(other: NetNamespace): number {
    const known = this.ids.get(other)
    if (known !== undefined) return known
    const taken = new Set(this.ids.values())
    let free = 0
    while (taken.has(free)) free++
    this.ids.set(other, free)
    return free
  }
  /** Nothing leads to another namespace any more: its number is free again. */
  forget(other: NetNamespace): void {
    if (!this.devices.some(({ pair }) => pair?.namespace === other)) this.ids.delete(other)
  }

  /** That number, where there is one already. */
  knownId(other: NetNamespace): number | undefined {
    return this.ids.get(other)
  }

  /** It is one of this machine's own, as far as the routes say. */
  hasAddress(address: IpAddress): boolean {
    return this.routes.lookup({ dst: address })?.type === 'local'
  }

  /** A frame that a device took in. */
  receive(device: NetDevice, { dst, payload }: Frame): void {
    if (device.kind !== 'loopback' && !isGroup(dst) && dst !== device.mac) return
    if (isGroup(dst)) device.stats.multicast++
    if (payload.kind === 'arp') this.neighbours.arp(device, payload)
    else this.ip.receive(device, payload.packet)
  }
}
