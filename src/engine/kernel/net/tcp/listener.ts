import type { TcpSegment } from '../packet.ts'
import type { Binding } from '../ports.ts'
import type { NetNamespace } from '../stack.ts'
import { type Acceptor, Connection, type Endpoint, type Sending } from './connection.ts'
import { openedBy } from './receive.ts'

/** What the connections of a listening socket begin with. */
export interface ListenerOptions {
  readonly binding: Binding
  readonly sending: Sending
  readonly nodelay: boolean
  readonly keepalive: boolean
}

/** A listening socket's queues: handshakes under way, and connections that wait for accept(2) (listen(2)). */
export class Listener implements Acceptor {
  readonly namespace: NetNamespace
  readonly options: () => ListenerOptions
  backlog: number
  /** Handshakes that are not over: the SYN queue. */
  readonly opening = new Set<Connection>()
  /** Connections that wait for accept(2), oldest first. */
  readonly ready: Connection[] = []
  private readonly onChange: () => void

  constructor(
    namespace: NetNamespace,
    backlog: number,
    options: () => ListenerOptions,
    onChange: () => void,
  ) {
    this.namespace = namespace
    this.backlog = backlog
    this.options = options
    this.onChange = onChange
  }

  /** One more than the backlog fit (sk_acceptq_is_full). */
  get isFull(): boolean {
    return this.ready.length > this.backlog
  }

  /** A SYN came in. With a full queue it is dropped: the other tries again. */
  open(local: Endpoint, remote: Endpoint, segment: TcpSegment): void {
    const { namespace } = this
    const { tcp } = namespace.transports
    if (this.isFull) {
      namespace.counters.count('TcpExt', 'ListenOverflows')
      namespace.counters.count('TcpExt', 'ListenDrops')
      return
    }
    const { sending, nodelay, keepalive } = this.options()
    const connection = new Connection(namespace, local, remote, sending, tcp.initialSequence())
    connection.state = 'SYN-RECEIVED'
    connection.acceptor = this
    connection.nodelay = nodelay
    connection.keepalive = keepalive
    this.opening.add(connection)
    tcp.add(connection)
    openedBy(connection, segment)
    connection.sendSyn()
  }

  offer(connection: Connection): boolean {
    if (this.isFull) {
      if (this.namespace.setting('net/ipv4/tcp_abort_on_overflow') === '1') connection.abort()
      this.namespace.counters.count('TcpExt', 'ListenOverflows')
      this.namespace.counters.count('TcpExt', 'ListenDrops')
      return false
    }
    this.opening.delete(connection)
    this.ready.push(connection)
    connection.acceptor = undefined
    // It holds the port of its listener, as a socket of its own.
    const { binding } = this.options()
    connection.binding = { ...binding, address: boundTo(binding, connection), listening: false }
    this.namespace.transports.tcp.ports.add(connection.binding)
    this.namespace.counters.count('Tcp', 'PassiveOpens')
    this.onChange()
    return true
  }
  forget(connection: Connection): void {
    this.opening.delete(connection)
  }

  /** The socket is closed: who waits is turned away. */
  close(): void {
    for (const connection of this.opening) connection.end(undefined)
    for (const connection of this.ready.splice(0)) {
      connection.orphan = true
      connection.abort()
    }
  }
}

/** An accepted socket is bound to the address that the other asked for. */
const boundTo = ({ address }: Binding, { local }: Connection): Binding['address'] =>
  address.includes(':') && !local.address.includes(':')
    ? (`::ffff:${local.address}` as Binding['address'])
    : local.address
