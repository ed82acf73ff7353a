import { FsError } from '../../base/errors.ts'
import type { Readiness } from '../readiness.ts'
import {
  anyOf,
  familyOf,
  type IpAddress,
  isAny,
  isMulticast,
  LOOPBACK4,
  LOOPBACK6,
  mapped,
  unmapped,
} from './address.ts'
import { BoundSocket } from './bound-socket.ts'
import type { SocketAddress } from './calls.ts'
import type { NetDevice } from './device.ts'
import { errorOf } from './icmp.ts'
import type { IcmpMessage, Packet, UdpDatagram } from './packet.ts'
import { type Binding, Ports, scoreOf } from './ports.ts'
import type { QueuedError } from './raw.ts'
import type { Received, ReceiveFlags } from './socket.ts'
import type { NetNamespace } from './stack.ts'
import type { Endpoint } from './tcp/connection.ts'

/** Largest payload of a datagram. */
const LONGEST = 65507
/** What Linux counts for a waiting datagram besides its bytes (skb->truesize, about). */
const OVERHEAD = 768

/** UDP of a namespace: which sockets a datagram is for (udp(7)). */
export class UdpTable {
  readonly ports = new Ports()
  readonly sockets = new Map<Binding, UdpSocket>()
  private readonly namespace: NetNamespace
  constructor(namespace: NetNamespace) {
    this.namespace = namespace
  }

  deliver(packet: Packet, datagram: UdpDatagram, device: NetDevice): void {
    const { counters, ip } = this.namespace
    const toAll = isMulticast(packet.dst) || this.isBroadcast(packet.dst)
    const found = this.socketsFor(packet, datagram, device)
    for (const socket of toAll ? found : found.slice(0, 1)) socket.take(packet, datagram)
    const [best] = found
    if (best)
      packet.journey?.note(this.namespace, {
        kind: 'socket',
        found: 'datagram',
        state: best.remote ? 'ESTABLISHED' : 'UNCONN',
        local: best.binding,
        remote: best.remote,
      })
    else packet.journey?.note(this.namespace, { kind: 'lost', why: 'no-socket' })
    if (found.length > 0) counters.count('Udp', 'InDatagrams')
    else if (!toAll) {
      counters.count('Udp', 'NoPorts')
      ip.unreachable(packet, 'port', device)
    }
  }
  private isBroadcast(address: IpAddress): boolean {
    return (
      address === '255.255.255.255' || this.namespace.routes.lookup({ dst: address })?.type === 'broadcast'
    )
  }
  /** Those that a datagram is for, the best first. */
  private socketsFor(packet: Packet, { sport, dport }: UdpDatagram, device: NetDevice): UdpSocket[] {
    const found: { score: number; socket: UdpSocket }[] = []
    const group = isMulticast(packet.dst) || this.isBroadcast(packet.dst)
    for (const binding of this.ports.at(dport)) {
      const socket = this.sockets.get(binding)
      if (!socket) continue
      const score = group && isAny(binding.address) ? 0 : scoreOf(binding, packet.dst, device)
      if (score < 0) continue
      const { remote } = socket
      if (remote && (remote.address !== packet.src || remote.port !== sport)) continue
      found.push({ score: score + (remote ? 8 : 0), socket })
    }
    return found.sort((a, b) => b.score - a.score).map(({ socket }) => socket)
  }

  /** A message of ICMP about a datagram that was sent from here. */
  failed(about: Packet, message: IcmpMessage, from: IpAddress): void {
    const { transport } = about
    if (transport.kind !== 'udp') return
    for (const binding of this.ports.at(transport.sport))
      this.sockets.get(binding)?.fail(about, message, from)
  }
}

/** A socket of type SOCK_DGRAM over UDP. */
export class UdpSocket extends BoundSocket {
  readonly type = 'dgram'
  /** The one that connect(2) named. */
  remote: Endpoint | undefined
  private readonly queue: { readonly data: Uint8Array; readonly from: SocketAddress }[] = []
  /** What recvError takes, where the socket asked for it. */
  private readonly errors: QueuedError[] = []
  private deaf = false
  private mute = false
  /** Datagrams that found no room. */
  drops = 0

  protected get ports(): Ports {
    return this.namespace.transports.udp.ports
  }
  private get table(): UdpTable {
    return this.namespace.transports.udp
  }
  protected override hold(address: IpAddress, port: number): void {
    super.hold(address, port)
    this.table.sockets.set(this.binding!, this)
  }
  protected override rebind(change: Partial<Binding>): void {
    if (this.binding) this.table.sockets.delete(this.binding)
    super.rebind(change)
    if (this.binding) this.table.sockets.set(this.binding, this)
  }
  /** Bytes that wait to be read. */
  get queued(): number {
    return this.queue.reduce((sum, { data }) => sum + data.length, 0)
  }
  /** Memory that they take: what ss shows as Recv-Q. */
  get memory(): number {
    return this.queue.reduce((sum, { data }) => sum + data.length + OVERHEAD, 0)
  }

  connect({ host, port }: SocketAddress): void {
    const given = this.packetAddress(host)
    const address = isAny(given) ? (familyOf(given) === 'inet' ? LOOPBACK4 : LOOPBACK6) : given
    const own = this.binding && (unmapped(this.binding.address) ?? this.binding.address)
    const way = this.namespace.ip.way({
      dst: address,
      src: own === undefined || isAny(own) ? undefined : own,
      device: this.device,
    })
    if (way.route.type === 'broadcast' && !this.options.broadcast) throw new FsError('EACCES')
    const src = this.family === 'inet6' && familyOf(way.src) === 'inet' ? mapped(way.src) : way.src
    this.autobind()
    this.rebind({ address: src })
    this.remote = { address, port }
  }
  /** connect(2) to AF_UNSPEC. */
  disconnect(): void {
    this.remote = undefined
  }

  async send(data: Uint8Array, to?: SocketAddress): Promise<number> {
    this.throwPending()
    if (this.mute) throw new FsError('EPIPE')
    const target = to ? { address: this.packetAddress(to.host), port: to.port } : this.remote
    if (!target) throw new FsError('EDESTADDRREQ')
    if (target.port === 0) throw new FsError('EINVAL')
    if (data.length > LONGEST) throw new FsError('EMSGSIZE')
    const { namespace } = this
    const dst = isAny(target.address)
      ? familyOf(target.address) === 'inet'
        ? LOOPBACK4
        : LOOPBACK6
      : target.address
    const own = this.binding && (unmapped(this.binding.address) ?? this.binding.address)
    const src = own === undefined || isAny(own) ? undefined : own
    const way = namespace.ip.way({ dst, src, device: this.device, mark: this.options.mark || undefined })
    if (way.route.type === 'broadcast' && !this.options.broadcast) throw new FsError('EACCES')
    this.autobind()
    namespace.counters.count('Udp', 'OutDatagrams')
    namespace.ip.send({
      ...this.sending,
      dst,
      src,
      transport: { kind: 'udp', sport: this.binding!.port, dport: target.port, payload: data.slice() },
    })
    return data.length
  }

  async receive(max: number, { peek, dontWait = false }: ReceiveFlags = {}): Promise<Received> {
    await this.until(
      () => this.queue.length > 0 || this.pending !== undefined || this.deaf,
      dontWait,
      this.options.rcvtimeo,
    )
    this.throwPending()
    const first = this.queue[0]
    if (!first) return { data: new Uint8Array(0) }
    if (!peek) this.queue.shift()
    const { data, from } = first
    return { data: data.subarray(0, max), from, ...(data.length > max && { truncated: true }) }
  }

  /** A datagram came in. */
  take({ src }: Packet, { sport, payload }: UdpDatagram): void {
    if (this.deaf) return
    if (this.memory + payload.length + OVERHEAD > this.options.rcvbuf * 2) {
      this.drops++
      this.namespace.counters.count('Udp', 'RcvbufErrors')
      this.namespace.counters.count('Udp', 'InErrors')
      return
    }
    this.queue.push({ data: payload, from: this.shown(src, sport) })
    this.changed.wakeAll()
  }

  /** Only a connected socket hears of errors, or one that asked for them (IP_RECVERR). */
  fail(about: Packet, message: IcmpMessage, from: IpAddress): void {
    const { transport } = about
    const error = errorOf(message)
    if (!error || transport.kind !== 'udp') return
    const { remote } = this
    const mine = remote && remote.address === about.dst && remote.port === transport.dport
    if (!mine && !this.options.recverr) return
    if (!error.fatal && !this.options.recverr) return
    if (this.options.recverr)
      this.errors.push({ errno: error.errno, from: this.shown(from, 0), origin: 'icmp', message })
    this.pending = error.errno
    this.changed.wakeAll()
  }

  /** The oldest error of the queue (MSG_ERRQUEUE). */
  takeQueuedError(): QueuedError | undefined {
    this.pending = undefined
    return this.errors.shift()
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    if (how !== 'write') this.deaf = true
    if (how !== 'read') this.mute = true
    this.changed.wakeAll()
    // Those who wait are woken all the same (net/ipv4/af_inet.c, inet_shutdown).
    if (!this.remote) throw new FsError('ENOTCONN')
  }
  protected closed(): void {
    if (this.binding) this.table.sockets.delete(this.binding)
    this.letGo()
  }
  get readiness(): Readiness {
    return {
      in: this.queue.length > 0 || this.deaf || this.pending !== undefined,
      out: true,
      error: this.pending !== undefined,
      hangup: this.deaf && this.mute,
    }
  }
  get localAddress(): SocketAddress {
    const { binding } = this
    return {
      host: binding?.address ?? anyOf(this.family === 'inet6' ? 'inet6' : 'inet'),
      port: binding?.port ?? 0,
    }
  }
  get remoteAddress(): SocketAddress | undefined {
    return this.remote && this.shown(this.remote.address, this.remote.port)
  }
}
