import { type Errno, FsError } from '../../../base/errors.ts'
import { familyOf, type IpAddress } from '../address.ts'
import type { NetDevice } from '../device.ts'
import { ACK, RST, SYN, type TcpOptions, type TcpSegment } from '../packet.ts'
import type { Binding } from '../ports.ts'
import type { NetNamespace } from '../stack.ts'
import { Acknowledgements } from './acknowledge.ts'
import { ByteQueue, Reassembly } from './buffers.ts'
import { receive } from './receive.ts'
import { add, distance } from './sequence.ts'
import { RetransmitTimer } from './timer.ts'
import { push } from './transmit.ts'

/** States of RFC 9293, 3.3.2. TIME-WAIT is a `TimeWait`, LISTEN a `Listener`. */
export type ConnectionState =
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'CLOSED'

export interface Endpoint {
  readonly address: IpAddress
  readonly port: number
}

/** How the packets of a connection are sent. */
export interface Sending {
  readonly ttl?: number | undefined
  readonly tos?: number | undefined
  readonly mark?: number | undefined
  readonly device?: NetDevice | undefined
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
}

/** What takes a connection that was asked for from outside. */
export interface Acceptor {
  /** The handshake is over. False: there is no room, and the last segment of it counts as lost. */
  offer(connection: Connection): boolean
  /** It takes no more at present. */
  readonly isFull: boolean
  forget(connection: Connection): void
}

/** Bytes that a receiver keeps, and the largest window it offers (net.ipv4.tcp_rmem, less what Linux counts for its own). */
export const RECEIVE_BUFFER = 131072
export const RECEIVE_WINDOW = 65536
/** Bytes that may wait to be sent (net.ipv4.tcp_wmem). */
export const SEND_BUFFER = 2626560
const WINDOW_SHIFT = 7
/** Segments that go before the first is acknowledged (RFC 6928). */
const INITIAL_WINDOW = 10
const NOTHING = new Uint8Array(0)

/** One connection of TCP (RFC 9293): the transmission control block. */
export class Connection {
  readonly namespace: NetNamespace
  readonly local: Endpoint
  readonly remote: Endpoint
  sending: Sending
  state: ConnectionState
  /** The port that it holds as long as it lives. */
  binding: Binding | undefined
  acceptor: Acceptor | undefined
  /** Hears of everything that a program may wait for. */
  onChange: () => void = () => {}
  /** No program has it any more: it only ends in order. */
  orphan = false
  /** A call works on it: what comes in waits (the socket lock). */
  private owned = 0
  private readonly backlog: TcpSegment[] = []
  /** Why it ended; told once. */
  error: Errno | undefined
  /** What might be why. */
  softError: Errno | undefined

  // Sending: bytes from `una` on are in `unsent`, those before `next` are under way.
  readonly iss: number
  una: number
  next: number
  /** The number after the last that was ever sent. */
  max: number
  window = 0
  shift = 0
  mss = 536
  readonly unsent = new ByteQueue()
  /** No more bytes follow: a FIN ends the stream. */
  finWanted = false
  congestionWindow: number
  threshold = Number.POSITIVE_INFINITY
  duplicateAcks = 0
  /** The end of what was under way when a loss was noticed (RFC 6582). */
  recover: number
  readonly timer: RetransmitTimer
  readonly acknowledgements = new Acknowledgements(this)

  // Receiving.
  irs = 0
  rcvNext = 0
  /** The number after the last that the other may send. */
  rcvEdge = 0
  rcvShift = 0
  readonly received = new Reassembly()
  finReceived = false
  /** A program has been told of it. */
  finTold = false
  receiveBuffer = RECEIVE_BUFFER
  sendBuffer = SEND_BUFFER
  /** Nobody reads any more. */
  deaf = false
  timestamps = true
  lastTimestamp = 0
  scaled = true
  sackOK = true
  nodelay = false
  keepalive = false
  readonly bytes = { sent: 0, acked: 0, received: 0, retransmits: 0, segmentsOut: 0, segmentsIn: 0 }

  constructor(namespace: NetNamespace, local: Endpoint, remote: Endpoint, sending: Sending, iss: number) {
    this.namespace = namespace
    this.local = local
    this.remote = remote
    this.sending = sending
    this.state = 'SYN-SENT'
    this.iss = iss
    this.una = iss
    this.next = iss
    this.max = iss
    this.recover = iss
    this.congestionWindow = INITIAL_WINDOW * this.mss
    this.timer = new RetransmitTimer(this)
    this.rcvShift = WINDOW_SHIFT
  }

  /** Largest payload that the way there takes: what an own SYN announces. */
  get ownMss(): number {
    const header = familyOf(this.local.address) === 'inet' ? 40 : 60
    const { ip } = this.namespace
    const way = ip.way({
      dst: this.remote.address,
      src: this.local.address,
      device: this.sending.device,
      mark: this.sending.mark,
    })
    return Math.min(ip.mtuOf(way), 65535) - header
  }
  /** Bytes of data that fit one segment. */
  get payloadLimit(): number {
    return this.mss - (this.timestamps ? 12 : 0)
  }
  /** The number of the FIN, where one is wanted. */
  get finSeq(): number | undefined {
    return this.finWanted ? add(this.una, this.unsent.length + (this.synAcked ? 0 : 1)) : undefined
  }
  get synAcked(): boolean {
    return this.una !== this.iss
  }
  /** The own FIN has been acknowledged. */
  finAcked = false

  /** Sends the first segment of a handshake: a SYN, or the SYN and ACK that answers one. */
  sendSyn(): void {
    this.next = this.max = add(this.iss, 1)
    this.timer.start()
    this.transmitSyn()
  }
  transmitSyn(): void {
    const answers = this.state === 'SYN-RECEIVED'
    const options: TcpOptions = {
      mss: this.ownMss,
      ...(this.sackOK && { sackOK: true }),
      ...this.stamps,
      ...(this.scaled && { wscale: this.rcvShift }),
    }
    const window = this.firstWindow
    this.rcvEdge = add(this.rcvNext, window)
    this.emit({ seq: this.iss, flags: answers ? SYN | ACK : SYN, options, window, payload: NOTHING })
  }
  /** What a SYN offers: whole segments. */
  get firstWindow(): number {
    const mss = this.ownMss - (this.state === 'SYN-RECEIVED' && this.timestamps ? 12 : 0)
    return mss > 32768 ? mss : Math.floor(65535 / mss) * mss
  }

  /** The timestamps of a segment (RFC 7323, 3.2). */
  private get stamps(): TcpOptions {
    return this.timestamps ? { timestamps: { value: this.clock, echo: this.lastTimestamp } } : {}
  }
  /** Milliseconds, as timestamps count them (RFC 7323). */
  get clock(): number {
    return (Math.floor(this.namespace.now / 1e6) + (this.iss & 0xfffff)) >>> 0
  }

  /** The window to offer now, shifted, without taking back what was offered (RFC 9293, 3.8.6.2). */
  private offer(): number {
    const shift = this.scaled ? this.rcvShift : 0
    const free = Math.max(0, this.receiveBuffer / 2 - this.received.ready.length)
    const offered = Math.max(0, distance(this.rcvEdge, this.rcvNext))
    let window = Math.min(free, RECEIVE_WINDOW)
    if (window < Math.min(this.mss, this.receiveBuffer / 4)) window = 0
    const unit = 2 ** shift
    const field = window < offered ? Math.ceil(offered / unit) : Math.floor(window / unit)
    const told = Math.min(field, 65535)
    this.rcvEdge = add(this.rcvNext, Math.max(offered, told * unit))
    return told
  }

  /** Sends a segment that carries an acknowledgement. */
  sendSegment(seq: number, flags: number, payload: Uint8Array): void {
    const blocks = this.sackOK ? this.received.blocks.slice(0, 3) : []
    this.emit({
      seq,
      flags: flags | ACK,
      options: {
        ...this.stamps,
        ...(blocks.length > 0 && { sack: blocks }),
      },
      window: this.offer(),
      payload,
    })
  }
  /** Its number is after all that was sent, even while older bytes are sent again: else the other would not look at it. */
  acknowledge(): void {
    this.sendSegment(this.max, 0, NOTHING)
  }
  private emit(segment: Pick<TcpSegment, 'seq' | 'flags' | 'options' | 'window' | 'payload'>): void {
    this.bytes.segmentsOut++
    if (segment.flags & ACK) this.acknowledgements.sent()
    this.namespace.transports.tcp.transmit(this, {
      kind: 'tcp',
      sport: this.local.port,
      dport: this.remote.port,
      ack: segment.flags & ACK ? this.rcvNext : 0,
      ...segment,
    })
  }

  /** A program writes: how many bytes there was room for. EPIPE, or why the connection ended. */
  write(bytes: Uint8Array): number {
    this.demandAlive()
    if (this.finWanted) throw new FsError('EPIPE')
    const room = Math.max(0, this.sendBuffer - this.unsent.length)
    const part = bytes.slice(0, room)
    this.unsent.push(part)
    if (part.length > 0) push(this)
    return part.length
  }
  /** Throws why it ended, once; EPIPE after that. */
  demandAlive(): void {
    const { error } = this
    this.error = undefined
    if (error) throw new FsError(error)
    if (this.state === 'CLOSED') throw new FsError('EPIPE')
  }

  /** A program has taken bytes: the other hears where that makes much room (tcp_cleanup_rbuf). */
  taken(): void {
    if (!['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2'].includes(this.state)) return
    const offered = Math.max(0, distance(this.rcvEdge, this.rcvNext))
    const free = Math.min(this.receiveBuffer / 2 - this.received.ready.length, RECEIVE_WINDOW)
    if (
      offered * 2 <= RECEIVE_WINDOW &&
      free >= Math.max(2 * offered, Math.min(this.mss, RECEIVE_WINDOW / 2))
    )
      this.acknowledge()
  }

  /** No more bytes will be written (RFC 9293, 3.10.4). */
  finish(): void {
    if (this.finWanted) return
    if (this.state === 'ESTABLISHED') this.state = 'FIN-WAIT-1'
    else if (this.state === 'CLOSE-WAIT') this.state = 'LAST-ACK'
    else if (this.state !== 'SYN-RECEIVED') return
    this.finWanted = true
    push(this)
    this.onChange()
  }

  /** Ends it at once and tells the other (RFC 9293, 3.10.5). */
  abort(): void {
    const told = !['SYN-SENT', 'CLOSED'].includes(this.state)
    const { max } = this
    this.end(undefined)
    if (told) this.emit({ seq: max, flags: RST | ACK, options: this.stamps, window: 0, payload: NOTHING })
  }
  /** It is over, for a reason or without one. */
  end(error: Errno | undefined): void {
    if (this.state === 'CLOSED') return
    this.state = 'CLOSED'
    this.error = error
    this.timer.stop()
    this.acknowledgements.stop()
    this.unsent.clear()
    this.acceptor?.forget(this)
    this.namespace.transports.tcp.remove(this)
    this.onChange()
  }

  /** A call begins to work on it, or ends: then comes what came in meanwhile. */
  hold(): void {
    this.owned++
  }
  letGo(): void {
    if (--this.owned > 0) return
    for (const segment of this.backlog.splice(0)) receive(this, segment)
  }
  get isOwned(): boolean {
    return this.owned > 0
  }
  /** A segment came in. */
  receive(segment: TcpSegment): void {
    this.bytes.segmentsIn++
    if (this.owned > 0) this.backlog.push(segment)
    else receive(this, segment)
  }

  /** A message of ICMP tells that segments do not arrive (tcp_v4_err). */
  fail(errno: Errno): void {
    const opening = this.state === 'SYN-SENT' || this.state === 'SYN-RECEIVED'
    if (this.isOwned) this.namespace.counters.count('TcpExt', 'LockDroppedIcmps')
    if (opening && !this.acceptor && !this.isOwned) this.end(errno)
    else this.softError = errno
  }
}
