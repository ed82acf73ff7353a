import { familyOf, type IpAddress } from './address.ts'
import type { NetDevice } from './device.ts'
import { isError } from './icmp.ts'
import type { IcmpMessage, Packet } from './packet.ts'
import { RawTable } from './raw.ts'
import type { NetNamespace } from './stack.ts'
import { TcpTable } from './tcp/table.ts'
import { UdpTable } from './udp.ts'

const KERNEL = {
  kind: 'socket',
  found: 'kernel',
  state: undefined,
  local: undefined,
  remote: undefined,
} as const

/** What is above IP in a namespace: hands packets to the sockets that they are for. */
export class Transports {
  readonly tcp: TcpTable
  readonly udp: UdpTable
  readonly raw = new RawTable()
  private readonly namespace: NetNamespace
  constructor(namespace: NetNamespace) {
    this.namespace = namespace
    this.tcp = new TcpTable(namespace)
    this.udp = new UdpTable(namespace)
  }

  deliver(packet: Packet, device: NetDevice): void {
    const { transport } = packet
    const taken = this.raw.deliver(packet, device)
    switch (transport.kind) {
      case 'tcp':
        this.tcp.deliver(packet, transport, device)
        return
      case 'udp':
        this.udp.deliver(packet, transport, device)
        return
      case 'icmp':
      case 'icmp6':
        packet.journey?.note(this.namespace, KERNEL)
        this.icmp(packet, transport, device)
        return
      default:
        if (!taken) this.namespace.ip.unreachable(packet, 'protocol', device)
    }
  }

  private icmp(packet: Packet, message: IcmpMessage, device: NetDevice): void {
    const { counters, ip } = this.namespace
    counters.count('Icmp', 'InMsgs')
    if (isError(message)) {
      if (message.about) this.failed(message.about, message, packet.src)
      return
    }
    const [request, reply] = message.kind === 'icmp' ? [8, 0] : [128, 129]
    if (message.type === request) {
      if (message.kind === 'icmp' && this.namespace.setting('net/ipv4/icmp_echo_ignore_all') === '1') return
      const src = this.namespace.hasAddress(packet.dst) ? packet.dst : undefined
      ip.trySend({ dst: packet.src, src, transport: { ...message, type: reply } })
      return
    }
    if (message.kind === 'icmp6' && (message.type === 135 || message.type === 136))
      this.discovery(packet, message, device)
  }

  /** Neighbour discovery (RFC 4861, 7.2). */
  private discovery({ src }: Packet, message: IcmpMessage, device: NetDevice): void {
    const { neighbours } = this.namespace
    const { target, mac, type } = message
    if (!target) return
    if (type === 136) {
      if (mac) neighbours.learn(device, target, mac, message.solicited === true, false)
      return
    }
    if (!device.addresses.some(({ address }) => address === target)) return
    if (mac && src !== '::') neighbours.learn(device, src, mac, false)
    this.namespace.ip.trySend({
      dst: src,
      src: target,
      ttl: 255,
      device,
      transport: {
        kind: 'icmp6',
        type: 136,
        code: 0,
        target,
        mac: device.mac,
        solicited: true,
        payload: new Uint8Array(0),
      },
    })
  }

  /** Something that was sent from here did not arrive. */
  private failed(about: Packet, message: IcmpMessage, from: IpAddress): void {
    if (familyOf(about.src) === 'inet') this.namespace.counters.count('Icmp', 'InDestUnreachs')
    this.raw.failed(about, message, from)
    this.tcp.failed(about, message)
    this.udp.failed(about, message, from)
  }
}
