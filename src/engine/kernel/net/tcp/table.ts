import { familyOf, type IpAddress } from '../address.ts'
import type { NetDevice } from '../device.ts'
import { errorOf, resetFor } from '../icmp.ts'
import { ACK, type IcmpMessage, type Packet, RST, SYN, type TcpSegment } from '../packet.ts'
import { type Binding, Ports, scoreOf } from '../ports.ts'
import type { NetNamespace } from '../stack.ts'
import type { Connection, Endpoint, Sending } from './connection.ts'
import type { Listener } from './listener.ts'
import { TimeWait } from './time-wait.ts'

/** TCP of a namespace: which connection, or which listener, a segment belongs to (tcp(7)). */
export class TcpTable {
  readonly ports = new Ports()
  private readonly namespace: NetNamespace
  private readonly byAddresses = new Map<string, Connection | TimeWait>()
  private readonly listening = new Map<Binding, Listener>()
  /** Ended ones in the order of ending. */
  private readonly waiting = new Set<TimeWait>()

  constructor(namespace: NetNamespace) {
    this.namespace = namespace
  }

  /** All connections, those that have ended but not been forgotten among them. */
  get connections(): (Connection | TimeWait)[] {
    this.expire()
    return [...this.byAddresses.values()]
  }
  initialSequence(): number {
    return this.namespace.random('tcp sequence').next()
  }

  listen(binding: Binding, listener: Listener): void {
    this.listening.set(binding, listener)
  }
  unlisten(binding: Binding): void {
    this.listening.delete(binding)
  }

  /** Somebody listens at the port, on whatever address. */
  listensAt(port: number): boolean {
    for (const binding of this.listening.keys()) if (binding.port === port) return true
    return false
  }

  find(local: Endpoint, remote: Endpoint): Connection | TimeWait | undefined {
    this.expire()
    return this.byAddresses.get(keyOf(local, remote))
  }
  add(connection: Connection): void {
    this.byAddresses.set(keyOf(connection.local, connection.remote), connection)
  }
  /** Forgets a connection, and lets go of its port. */
  remove(gone: Connection | TimeWait): void {
    const key = keyOf(gone.local, gone.remote)
    if (this.byAddresses.get(key) === gone) this.byAddresses.delete(key)
    if (gone.binding) this.ports.remove(gone.binding)
    if (gone instanceof TimeWait) this.waiting.delete(gone)
  }
  /** A connection is over but for what may come late. */
  waitFor(connection: Connection, state: 'TIME-WAIT' | 'FIN-WAIT-2'): void {
    const rest = new TimeWait(connection, state)
    connection.binding = undefined
    connection.end(undefined)
    this.byAddresses.set(keyOf(rest.local, rest.remote), rest)
    this.waiting.add(rest)
  }
  private expire(): void {
    const { now } = this.namespace
    for (const rest of this.waiting) if (rest.deadline <= now) this.remove(rest)
  }

  transmit(from: { local: Endpoint; remote: Endpoint; sending: Sending }, segment: TcpSegment): void {
    const { local, remote, sending } = from
    const { counters, ip } = this.namespace
    counters.count('Tcp', 'OutSegs')
    if (segment.flags & RST) counters.count('Tcp', 'OutRsts')
    ip.trySend({ src: local.address, dst: remote.address, transport: segment, df: true, ...sending })
  }
  /** Answers a segment that belongs to nothing with a reset. */
  refuse(at: { local: Endpoint; remote: Endpoint; sending: Sending }, segment: TcpSegment): void {
    const reset = resetFor(segment)
    if (reset?.kind === 'tcp') this.transmit(at, reset)
  }
  /** The way to the other end works: it has answered. */
  confirm({ local, remote, sending }: Connection): void {
    const { neighbours } = this.namespace
    const route = this.namespace.routes.lookup({
      dst: remote.address,
      src: local.address,
      device: sending.device,
    })
    if (route?.device && route.type === 'unicast')
      neighbours.confirm(route.device, route.gateway ?? remote.address)
  }

  deliver({ src, dst, journey }: Packet, segment: TcpSegment, device: NetDevice): void {
    this.namespace.counters.count('Tcp', 'InSegs')
    const local = { address: dst, port: segment.dport }
    const remote = { address: src, port: segment.sport }
    const known = this.find(local, remote)
    if (known)
      journey?.note(this.namespace, {
        kind: 'socket',
        found: 'connection',
        state: known.state,
        local,
        remote,
      })
    if (known && known.receive(segment) !== 'reopen') {
      if (waitsForRoom(known)) journey?.note(this.namespace, { kind: 'lost', why: 'accept-queue' })
      return
    }
    if (known) this.remove(known)
    const listener = this.listenerFor(local, device)
    if (listener && !(segment.flags & (ACK | RST)) && segment.flags & SYN) {
      const bound = listener.options().binding
      journey?.note(this.namespace, {
        kind: 'socket',
        found: 'listener',
        state: 'LISTEN',
        local: bound,
        remote: undefined,
      })
      if (listener.isFull) journey?.note(this.namespace, { kind: 'lost', why: 'accept-queue' })
      listener.open(local, remote, segment)
      return
    }
    journey?.note(this.namespace, { kind: 'lost', why: 'no-socket' })
    this.refuse({ local, remote, sending: {} }, segment)
  }

  private listenerFor({ address, port }: Endpoint, device: NetDevice): Listener | undefined {
    let best: { readonly score: number; readonly listener: Listener } | undefined
    for (const binding of this.ports.at(port)) {
      const listener = this.listening.get(binding)
      const score = listener ? scoreOf(binding, address, device) : -1
      if (listener && score >= 0 && score > (best?.score ?? -1)) best = { score, listener }
    }
    return best?.listener
  }

  /** A message of ICMP about a segment that was sent from here. */
  failed(about: Packet, message: IcmpMessage): void {
    if (about.transport.kind !== 'tcp') return
    const { sport, dport } = about.transport
    const found = this.find({ address: about.src, port: sport }, { address: about.dst, port: dport })
    const error = errorOf(message)
    if (!found || found instanceof TimeWait || !error) return
    if (error.errno === 'EMSGSIZE') {
      found.mss = Math.min(found.mss, message.mtu! - (familyOf(about.src) === 'inet' ? 40 : 60))
      return
    }
    found.fail(error.errno)
  }
}

/** Its handshake is over but for the listener's queue, which is full. */
const waitsForRoom = (entry: Connection | TimeWait): boolean =>
  !(entry instanceof TimeWait) && entry.state === 'SYN-RECEIVED' && entry.acceptor?.isFull === true

const keyOf = (
  local: { address: IpAddress; port: number },
  remote: { address: IpAddress; port: number },
): string => `${local.address} ${local.port} ${remote.address} ${remote.port}`
