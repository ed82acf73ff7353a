import { type Errno, FsError } from '../../base/errors.ts'
import type { Readiness } from '../readiness.ts'
import { anyOf, familyOf, type IpAddress, isAny, parseIp } from './address.ts'
import type { SocketAddress } from './calls.ts'
import type { NetDevice } from './device.ts'
import { errorOf } from './icmp.ts'
import { type IcmpMessage, type Packet, protocolOf, type Transport, transportLength } from './packet.ts'
import { type Received, type ReceiveFlags, Socket, type SocketIdentity } from './socket.ts'
import type { NetNamespace } from './stack.ts'

/** A message as a raw socket or one for ping gets it: what the kernel read of it, not its bytes. */
export interface RawMessage {
  readonly from: SocketAddress
  readonly ttl: number
  readonly tos: number
  readonly transport: Transport
  /** Bytes of the packet without its IP header. */
  readonly length: number
}
/** An error from the queue of a socket (ip(7), IP_RECVERR). */
export interface QueuedError {
  readonly errno: Errno
  /** Who told it: the machine itself, or another. */
  readonly from: SocketAddress
  readonly origin: 'local' | 'icmp'
  readonly message?: IcmpMessage
}

/** Sockets that get messages as they are: SOCK_RAW, and SOCK_DGRAM of ICMP (raw(7), icmp(7)). */
export class RawTable {
  readonly sockets = new Set<RawSocket>()
  deliver(packet: Packet, device: NetDevice): boolean {
    let taken = false
    for (const socket of [...this.sockets]) if (socket.offer(packet, device)) taken = true
    return taken
  }
  failed(about: Packet, message: IcmpMessage, from: IpAddress): void {
    for (const socket of [...this.sockets]) socket.fail(about, message, from)
  }
}

/** A raw socket of a protocol; `ping`: of ICMP for those who may not have a raw one. */
export class RawSocket extends Socket {
  readonly type: 'raw' | 'dgram'
  readonly protocol: number
  /** Identifier of its echoes, where it is for ping. */
  readonly echoId: number
  private local: IpAddress | undefined
  private remote: IpAddress | undefined
  private readonly queue: RawMessage[] = []
  private readonly errors: QueuedError[] = []

  constructor(
    namespace: NetNamespace,
    family: 'inet' | 'inet6',
    type: 'raw' | 'dgram',
    protocol: number,
    identity: SocketIdentity,
  ) {
    super(namespace, family, identity)
    this.type = type
    this.protocol = protocol
    this.echoId = namespace.random('echo ids').below(65536)
    namespace.transports.raw.sockets.add(this)
  }

  bind({ host }: SocketAddress): void {
    const address = parseIp(host)
    if (!address) throw new FsError('EINVAL')
    if (!isAny(address) && !this.namespace.hasAddress(address)) throw new FsError('EADDRNOTAVAIL')
    this.local = isAny(address) ? undefined : address
  }
  connect({ host }: SocketAddress): void {
    const address = this.packetAddress(host)
    const { route, src } = this.namespace.ip.way({ dst: address, src: this.local, device: this.device })
    if (route.type === 'broadcast' && !this.options.broadcast) throw new FsError('EACCES')
    this.local = src
    this.remote = address
  }

  /** Sends a message; of one for ping the kernel sets the identifier. */
  async sendMessage(transport: Transport, to?: SocketAddress): Promise<void> {
    this.throwPending()
    const dst = to ? this.packetAddress(to.host) : this.remote
    if (!dst) throw new FsError('EDESTADDRREQ')
    const message =
      this.type === 'dgram' && (transport.kind === 'icmp' || transport.kind === 'icmp6')
        ? { ...transport, id: this.echoId }
        : transport
    const { route } = this.namespace.ip.way({ dst, src: this.local, device: this.device })
    if (route.type === 'broadcast' && !this.options.broadcast) throw new FsError('EACCES')
    this.namespace.ip.send({ ...this.sending, dst, src: this.local, transport: message })
  }
  async send(data: Uint8Array, to?: SocketAddress): Promise<number> {
    await this.sendMessage({ kind: 'raw', protocol: this.protocol, payload: data.slice() }, to)
    return data.length
  }

  /** The next message. EAGAIN, or a pending error. */
  async receiveMessage({ dontWait = false }: ReceiveFlags = {}): Promise<RawMessage> {
    await this.until(
      () => this.queue.length > 0 || this.pending !== undefined,
      dontWait,
      this.options.rcvtimeo,
    )
    this.throwPending()
    return this.queue.shift()!
  }
  async receive(max: number, flags?: ReceiveFlags): Promise<Received> {
    const { from, transport } = await this.receiveMessage(flags)
    return { data: transport.payload.subarray(0, max), from }
  }

  /** A packet came in. True where this socket takes such ones. */
  offer(packet: Packet, device: NetDevice): boolean {
    const { transport, src, dst } = packet
    if (familyOf(src) !== this.family || protocolOf(transport) !== this.protocol) return false
    if (this.device && this.device !== device) return false
    if (this.local && this.local !== dst) return false
    if (this.remote && this.remote !== src) return false
    if (this.type === 'dgram') {
      if (transport.kind !== 'icmp' && transport.kind !== 'icmp6') return false
      if (transport.type !== (transport.kind === 'icmp' ? 0 : 129) || transport.id !== this.echoId)
        return false
    }
    const { ttl, tos = 0 } = packet
    this.queue.push({ from: this.shown(src, 0), ttl, tos, transport, length: transportLength(transport) })
    this.changed.wakeAll()
    return true
  }

  fail(about: Packet, message: IcmpMessage, from: IpAddress): void {
    if (familyOf(about.src) !== this.family || protocolOf(about.transport) !== this.protocol) return
    if (this.remote && this.remote !== about.dst) return
    if (this.type === 'dgram') {
      const { transport } = about
      if ((transport.kind !== 'icmp' && transport.kind !== 'icmp6') || transport.id !== this.echoId) return
    }
    const error = errorOf(message)
    if (!error) return
    if (this.options.recverr) {
      this.errors.push({ errno: error.errno, from: this.shown(from, 0), origin: 'icmp', message })
      this.pending = error.errno
    } else if (this.remote && error.fatal) this.pending = error.errno
    else return
    this.changed.wakeAll()
  }

  /** The oldest error of the queue (MSG_ERRQUEUE). */
  takeQueuedError(): QueuedError | undefined {
    this.pending = undefined
    return this.errors.shift()
  }

  shutdown(): void {
    if (!this.remote) throw new FsError('ENOTCONN')
  }
  protected closed(): void {
    this.namespace.transports.raw.sockets.delete(this)
  }
  get readiness(): Readiness {
    const error = this.pending !== undefined
    return { in: this.queue.length > 0 || error, out: true, error, hangup: false }
  }
  get localAddress(): SocketAddress {
    return {
      host: this.local ?? anyOf(this.family as 'inet' | 'inet6'),
      port: this.type === 'dgram' ? this.echoId : this.protocol,
    }
  }
  get remoteAddress(): SocketAddress | undefined {
    return this.remote && this.shown(this.remote, 0)
  }
}
