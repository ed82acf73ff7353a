import type { Nanoseconds } from '../../base/time.ts'
import type { Packet } from '../net/packet.ts'
import { RST, SYN } from '../net/packet.ts'
import {
  type Connection,
  type Direction,
  inverse,
  isEchoReply,
  type Tracking,
  type Tuple,
  tupleKey,
  tupleOf,
} from './connection.ts'
import { nextState, TIMEOUTS } from './tcp-track.ts'

const SECOND: Nanoseconds = 1e9
/** A conversation over UDP that goes on for longer is a stream (nf_conntrack_proto_udp.c). */
const STREAM: Nanoseconds = 2 * SECOND
const UDP: Nanoseconds = 30 * SECOND
const UDP_STREAM: Nanoseconds = 120 * SECOND
const ICMP: Nanoseconds = 30 * SECOND
const OTHER: Nanoseconds = 600 * SECOND

/** Connections made between two looks for those that have expired. */
const SWEEP = 256

/** What became of a connection. */
export type ConnectionChange = 'new' | 'update' | 'destroy'
type Watcher = (change: ConnectionChange, connection: Connection) => void

const INVALID: Tracking = { state: 'INVALID', direction: 'original' }
/** Nobody looked. */
export const UNTRACKED: Tracking = { state: 'UNTRACKED', direction: 'original' }

/** Types of ICMPv6 that are never tracked: neighbour discovery and multicast listeners. */
const UNTRACKED_ICMP6 = [130, 131, 132, 133, 134, 135, 136, 137, 143]

/** The connections of a namespace (net/netfilter/nf_conntrack_core.c). */
export class Conntrack {
  /** By the tuple of each direction. */
  private readonly table = new Map<string, { connection: Connection; direction: Direction }>()
  private readonly now: () => Nanoseconds
  private made = 0
  private begun = 0
  private readonly watchers = new Set<Watcher>()
  /** Packets that belong to nothing, and connections whose place another had taken. */
  readonly faults = { invalid: 0, insertFailed: 0 }

  constructor(now: () => Nanoseconds) {
    this.now = now
  }

  /** Those that are remembered, oldest first. */
  all(): Connection[] {
    return [...this.table.values()]
      .filter(({ direction, connection }) => direction === 'original' && connection.expires > this.now())
      .map(({ connection }) => connection)
  }

  /** Hears of what becomes of connections; the result ends that. */
  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }
  private tell(change: ConnectionChange, connection: Connection): void {
    for (const watcher of this.watchers) watcher(change, connection)
  }
  /** Forgets a connection because somebody asked for it. */
  destroy(connection: Connection): void {
    this.forget(connection)
    this.tell('destroy', connection)
  }

  /** How long a connection is remembered if nothing comes. */
  timeLeft({ expires }: Connection): Nanoseconds {
    return Math.max(0, expires - this.now())
  }

  /** Says to which connection a packet belongs; a packet that begins one makes it, unconfirmed. */
  track(packet: Packet): Tracking {
    const tracking = this.trackingOf(packet)
    if (tracking === INVALID) this.faults.invalid++
    return tracking
  }
  private trackingOf(packet: Packet): Tracking {
    const { transport } = packet
    if (transport.kind === 'icmp' || transport.kind === 'icmp6') {
      if (transport.about) return this.related(transport.about)
      if (transport.kind === 'icmp6' && UNTRACKED_ICMP6.includes(transport.type)) return UNTRACKED
    }
    const tuple = tupleOf(packet)
    if (!tuple) return INVALID
    const found = this.find(tuple)
    if (!found) return this.begin(packet, tuple)
    return this.goOn(packet, found.connection, found.direction) ?? this.begin(packet, tuple)
  }

  /** An error belongs to the connection that it is about, and goes the other way. */
  private related(about: Packet): Tracking {
    const tuple = tupleOf(about)
    const found = tuple && this.find(inverse(tuple))
    return found ? { state: 'RELATED', ...found } : INVALID
  }

  private find(tuple: Tuple): { connection: Connection; direction: Direction } | undefined {
    const found = this.table.get(tupleKey(tuple))
    if (found && found.connection.expires <= this.now()) {
      this.forget(found.connection)
      return undefined
    }
    return found
  }

  private begin(packet: Packet, tuple: Tuple): Tracking {
    const { transport } = packet
    const tcp = transport.kind === 'tcp' ? nextState('NONE', 'original', transport) : 'NONE'
    if (tcp === undefined || isEchoReply(packet)) return INVALID
    const connection: Connection = {
      id: ++this.begun,
      began: this.now(),
      assured: false,
      original: tuple,
      reply: inverse(tuple),
      replied: false,
      confirmed: false,
      expires: this.now() + (transport.kind === 'tcp' ? TIMEOUTS[tcp] : timeoutOf(packet, 'new')),
      tcp,
      decided: { src: false, dst: false },
      changed: { src: false, dst: false },
    }
    return { state: 'NEW', connection, direction: 'original' }
  }

  /** The next packet of a connection; undefined where it is the first of another, in place of one that has ended. */
  private goOn(packet: Packet, connection: Connection, direction: Direction): Tracking | undefined {
    const { transport } = packet
    const { replied: before, assured, tcp: state } = connection
    if (transport.kind === 'tcp') {
      const { tcp } = connection
      const syn = (transport.flags & SYN) !== 0
      if (
        syn &&
        (tcp === 'TIME_WAIT' || tcp === 'CLOSE') &&
        nextState(tcp, direction, transport) === 'SYN_SENT'
      ) {
        this.forget(connection)
        return undefined
      }
      const next = nextState(tcp, direction, transport)
      if (next === undefined) return INVALID
      connection.tcp = next
      // Where a RST is all that comes back, there was no connection.
      if (!before && (transport.flags & RST) !== 0) {
        this.destroy(connection)
        return { state: 'ESTABLISHED', connection, direction }
      }
      if (next === 'ESTABLISHED' && before) connection.assured = true
    }
    if (direction === 'reply') connection.replied = true
    const { replied } = connection
    const stream = replied && this.now() - connection.began > STREAM
    if (transport.kind === 'udp' && stream) connection.assured = true
    connection.expires =
      this.now() +
      (transport.kind === 'tcp' ? TIMEOUTS[connection.tcp] : timeoutOf(packet, stream ? 'stream' : 'new'))
    if (replied !== before || connection.assured !== assured || connection.tcp !== state)
      this.tell('update', connection)
    return { state: replied ? 'ESTABLISHED' : 'NEW', connection, direction }
  }

  /** The first packet of a connection got through: it is remembered. False where another has its place by now. */
  confirm(connection: Connection): boolean {
    if (connection.confirmed) return true
    if (++this.made % SWEEP === 0) this.sweep()
    const [there, back] = [tupleKey(connection.original), tupleKey(connection.reply)]
    if (this.find(connection.original) || this.find(connection.reply)) {
      this.faults.insertFailed++
      return false
    }
    connection.confirmed = true
    this.table.set(there, { connection, direction: 'original' })
    this.table.set(back, { connection, direction: 'reply' })
    this.tell('new', connection)
    return true
  }

  /** Nobody has a tuple. */
  isFree(tuple: Tuple): boolean {
    return this.find(tuple) === undefined
  }

  forget(connection: Connection): void {
    this.table.delete(tupleKey(connection.original))
    this.table.delete(tupleKey(connection.reply))
  }

  private sweep(): void {
    const now = this.now()
    for (const { connection, direction } of [...this.table.values()])
      if (direction === 'original' && connection.expires <= now) this.forget(connection)
  }
}

function timeoutOf({ transport }: Packet, phase: 'new' | 'stream'): Nanoseconds {
  switch (transport.kind) {
    case 'udp':
      return phase === 'stream' ? UDP_STREAM : UDP
    case 'icmp':
    case 'icmp6':
      return ICMP
    default:
      return OTHER
  }
}
