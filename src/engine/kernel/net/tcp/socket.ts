import { type Errno, FsError } from '../../../base/errors.ts'
import type { Readiness } from '../../readiness.ts'
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
} from '../address.ts'
import { BoundSocket } from '../bound-socket.ts'
import type { SocketAddress } from '../calls.ts'
import { type Binding, ephemeralPort, type Ports } from '../ports.ts'
import type { Received, ReceiveFlags, SocketIdentity } from '../socket.ts'
import { Connection, type Endpoint } from './connection.ts'
import { Listener } from './listener.ts'

const ENDED = new Uint8Array(0)

/** A socket of type SOCK_STREAM over TCP (tcp(7)): nothing yet, a listener, or a connection. */
export class TcpSocket extends BoundSocket {
  readonly type = 'stream'
  listener: Listener | undefined
  connection: Connection | undefined
  /** connect(2) was called, and its end has not been told. */
  private connecting = false

  protected get ports(): Ports {
    return this.namespace.transports.tcp.ports
  }
  protected override get listening(): boolean {
    return this.listener !== undefined
  }
  protected override get connected(): boolean {
    return this.connection !== undefined
  }
  private get tcp() {
    return this.namespace.transports.tcp
  }

  /** listen(2). EINVAL where it is connected, EADDRINUSE. */
  listen(backlog: number): void {
    if (this.connection) throw new FsError('EINVAL')
    const most = this.namespace.numberSetting('net/core/somaxconn')
    const length = backlog < 0 || backlog > most ? most : backlog
    if (this.listener) {
      this.listener.backlog = length
      return
    }
    this.autobind()
    const binding = { ...this.binding!, listening: true }
    this.ports.remove(this.binding!)
    if (this.ports.conflicts(binding)) {
      this.ports.add(this.binding!)
      throw new FsError('EADDRINUSE')
    }
    this.binding = binding
    this.ports.add(binding)
    this.listener = new Listener(
      this.namespace,
      length,
      () => ({
        binding: this.binding!,
        sending: this.sending,
        nodelay: this.options.nodelay,
        keepalive: this.options.keepalive,
      }),
      () => this.changed.wakeAll(),
    )
    this.tcp.listen(binding, this.listener)
  }

  /** accept(2): a socket for the oldest connection that waits. EINVAL where it does not listen, EAGAIN. */
  async accept(identity: () => SocketIdentity): Promise<TcpSocket> {
    const { listener } = this
    if (!listener) throw new FsError('EINVAL')
    await this.until(
      () => listener.ready.length > 0 || this.listener !== listener,
      false,
      this.options.rcvtimeo,
    )
    const connection = listener.ready.shift()
    if (!connection) throw new FsError('EINVAL')
    const socket = new TcpSocket(this.namespace, this.family, identity())
    socket.options = { ...this.options }
    socket.take(connection)
    return socket
  }
  private take(connection: Connection): void {
    this.connection = connection
    connection.onChange = () => this.changed.wakeAll()
  }

  /** connect(2). EINPROGRESS, EALREADY, EISCONN, and all that can go wrong on the way. */
  async connect(to: SocketAddress): Promise<void> {
    if (this.listener) throw new FsError('EISCONN')
    if (!this.connection) this.open(to)
    else if (!this.connecting) {
      if (this.connection.state === 'CLOSED') this.restart(to)
      else throw new FsError('EISCONN')
    }
    const { connection } = this
    if (!connection) return
    const over = (): boolean => connection.state !== 'SYN-SENT' && connection.state !== 'SYN-RECEIVED'
    if (!over() && this.nonBlocking) {
      const first = connection.timer.retries === 0 && !this.announced
      this.announced = true
      throw new FsError(first ? 'EINPROGRESS' : 'EALREADY')
    }
    try {
      await this.until(over, false, this.options.sndtimeo)
    } catch (error) {
      if (error instanceof FsError && error.errno === 'EAGAIN') throw new FsError('EINPROGRESS')
      throw error
    }
    this.connecting = false
    const { error } = connection
    if (error) {
      connection.error = undefined
      this.reset()
      throw new FsError(error)
    }
  }
  private announced = false
  private restart(to: SocketAddress): void {
    this.reset()
    this.open(to)
  }
  /** After a failed attempt it is as if it had not been tried, but for the port it was bound to. */
  private reset(): void {
    this.connection = undefined
    this.announced = false
    this.connecting = false
  }

  /** Sends the SYN. */
  private open({ host, port }: SocketAddress): void {
    const given = this.packetAddress(host)
    // Nowhere means here (ip(7)).
    const address = isAny(given) ? (familyOf(given) === 'inet' ? LOOPBACK4 : LOOPBACK6) : given
    if (isMulticast(address)) throw new FsError('ENETUNREACH')
    const own = this.binding && (unmapped(this.binding.address) ?? this.binding.address)
    const src = own !== undefined && !isAny(own) ? own : undefined
    const way = this.namespace.ip.way({
      dst: address,
      src,
      device: this.device,
      mark: this.options.mark || undefined,
    })
    if (way.route.type === 'broadcast') throw new FsError('ENETUNREACH')
    const remote: Endpoint = { address, port }
    const binding = this.bindingFor(way.src, remote)
    const local = { address: way.src, port: binding.port }
    const connection = new Connection(this.namespace, local, remote, this.sending, this.tcp.initialSequence())
    connection.nodelay = this.options.nodelay
    connection.keepalive = this.options.keepalive
    connection.binding = binding
    this.ports.add(binding)
    connection.onChange = () => this.changed.wakeAll()
    this.connection = connection
    this.connecting = true
    this.tcp.add(connection)
    this.namespace.counters.count('Tcp', 'ActiveOpens')
    connection.hold()
    connection.sendSyn()
    connection.letGo()
  }

  /** What a new connection holds at this end: as bound already, or with a free port. EADDRNOTAVAIL. */
  private bindingFor(src: IpAddress, remote: Endpoint): Binding {
    const shown = this.family === 'inet6' && familyOf(src) === 'inet' ? mapped(src) : src
    const free = (port: number): boolean => this.tcp.find({ address: src, port }, remote) === undefined
    if (this.binding) {
      if (!free(this.binding.port)) throw new FsError('EADDRNOTAVAIL')
      this.rebind({ address: shown })
      return { ...this.binding }
    }
    const port = ephemeralPort(
      this.namespace.setting('net/ipv4/ip_local_port_range')!,
      this.namespace.random('ports'),
      'even',
      (at) => !this.ports.isReserved(at) && free(at),
    )
    if (port === undefined) throw new FsError('EADDRNOTAVAIL')
    return this.bindingOf(shown, port)
  }

  private demandConnection(errno: Errno): Connection {
    const { connection } = this
    if (!connection || connection.state === 'SYN-SENT') throw new FsError(errno)
    return connection
  }

  async receive(max: number, { peek, dontWait = false, waitAll }: ReceiveFlags = {}): Promise<Received> {
    if (this.connection?.state === 'SYN-SENT')
      await this.until(() => this.connection?.state !== 'SYN-SENT', dontWait, this.options.rcvtimeo)
    const connection = this.demandConnection('ENOTCONN')
    const { ready } = connection.received
    const want = waitAll ? max : 1
    const over = (): boolean =>
      connection.finReceived ||
      connection.deaf ||
      connection.state === 'CLOSED' ||
      connection.error !== undefined
    await this.until(() => ready.length >= want || over(), dontWait, this.options.rcvtimeo)
    if (ready.length > 0 && !connection.deaf) {
      const data = peek ? ready.peek(0, max) : ready.take(max)
      if (!peek) {
        connection.hold()
        connection.taken()
        connection.letGo()
      }
      return { data }
    }
    if (connection.error && !connection.finReceived) {
      const { error } = connection
      connection.error = undefined
      throw new FsError(error)
    }
    if (connection.finReceived && !peek) connection.finTold = true
    return { data: ENDED }
  }

  async send(data: Uint8Array, to?: SocketAddress, dontWait = false): Promise<number> {
    if (this.connection?.state === 'SYN-SENT')
      await this.until(() => this.connection?.state !== 'SYN-SENT', dontWait, this.options.sndtimeo)
    void to
    const { connection } = this
    if (!connection || this.listener) throw new FsError('EPIPE')
    if (data.length === 0) return 0
    const room = (): boolean =>
      connection.unsent.length < connection.sendBuffer ||
      connection.state === 'CLOSED' ||
      connection.finWanted
    let sent = 0
    while (sent < data.length) {
      try {
        await this.until(room, dontWait, this.options.sndtimeo)
        connection.hold()
        try {
          sent += connection.write(data.subarray(sent))
        } finally {
          connection.letGo()
        }
      } catch (error) {
        if (sent > 0 && error instanceof FsError) return sent
        throw error
      }
    }
    return sent
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    const { connection, listener } = this
    if (listener) {
      if (how !== 'write') this.stopListening()
      return
    }
    if (!connection || connection.state === 'CLOSED') throw new FsError('ENOTCONN')
    if (connection.state === 'SYN-SENT') {
      connection.end('ECONNRESET')
      return
    }
    if (how !== 'write') connection.deaf = true
    if (how !== 'read') {
      connection.hold()
      connection.finish()
      connection.letGo()
    }
    this.changed.wakeAll()
  }
  private stopListening(): void {
    const { listener, binding } = this
    this.listener = undefined
    if (binding) this.tcp.unlisten(binding)
    this.rebind({ listening: false })
    listener?.close()
    this.changed.wakeAll()
  }

  /** close(2) of the last descriptor (RFC 9293, 3.10.4; tcp_close). */
  protected closed(): void {
    if (this.listener) this.stopListening()
    this.letGo()
    const { connection } = this
    if (!connection || connection.state === 'CLOSED') return
    connection.orphan = true
    connection.onChange = () => {}
    connection.error = undefined
    const { linger } = this.options
    const unread = connection.received.ready.length > 0
    connection.hold()
    if (connection.state === 'SYN-SENT') connection.end(undefined)
    else if (unread || linger === 0) connection.abort()
    else {
      connection.finish()
      if (connection.state === 'FIN-WAIT-2') this.tcp.waitFor(connection, 'FIN-WAIT-2')
    }
    connection.letGo()
  }

  get readiness(): Readiness {
    const { connection, listener } = this
    if (listener) return { in: listener.ready.length > 0, out: false, error: false, hangup: false }
    if (!connection) return { in: false, out: true, error: false, hangup: true }
    const opening = connection.state === 'SYN-SENT' || connection.state === 'SYN-RECEIVED'
    const error = connection.error !== undefined
    const closed = connection.state === 'CLOSED'
    const ended = connection.finReceived || connection.deaf || closed || error
    return {
      in: !opening && (connection.received.ready.length > 0 || ended),
      out: !opening && (closed || connection.finWanted || connection.unsent.length < connection.sendBuffer),
      error,
      hangup: closed || (connection.finWanted && ended),
    }
  }
  override takeError(): Errno | undefined {
    const { connection } = this
    const error = connection?.error
    if (connection && error) {
      connection.error = undefined
      if (this.connecting) this.reset()
    }
    return error ?? super.takeError()
  }

  get localAddress(): SocketAddress {
    const { connection, binding } = this
    if (connection) return this.shown(connection.local.address, connection.local.port)
    return {
      host: binding?.address ?? anyOf(this.family === 'inet6' ? 'inet6' : 'inet'),
      port: binding?.port ?? 0,
    }
  }
  get remoteAddress(): SocketAddress | undefined {
    const { connection } = this
    if (!connection || connection.state === 'SYN-SENT') return undefined
    if (connection.state === 'CLOSED') return undefined
    return this.shown(connection.remote.address, connection.remote.port)
  }

  /** An option was set: what is open hears of it. */
  applyOptions(): void {
    const { reuseaddr, reuseport, nodelay, keepalive } = this.options
    if (this.connection) {
      this.connection.nodelay = nodelay
      this.connection.keepalive = keepalive
      this.connection.sending = this.sending
    }
    if (this.binding && this.binding.reuseAddress !== reuseaddr && !this.listener && !this.connection)
      this.rebind({ reuseAddress: reuseaddr, reusePort: reuseport })
  }
}
