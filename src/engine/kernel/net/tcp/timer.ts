import type { Nanoseconds } from '../../../base/time.ts'
import { wheelDelay } from '../timer-wheel.ts'
import type { Connection } from './connection.ts'
import { add, after, distance } from './sequence.ts'
import { push, sendOne } from './transmit.ts'

/** Bounds of the retransmission timeout, and its value before anything was measured (RFC 6298, as Linux sets them). */
const INITIAL: Nanoseconds = 1e9
const SHORTEST: Nanoseconds = 200e6
const LONGEST: Nanoseconds = 120e9

/** What a connection does when nothing is heard for too long (net/ipv4/tcp_timer.c). */
export class RetransmitTimer {
  private readonly connection: Connection
  private cancel: (() => void) | undefined
  /** How often the same was sent again. */
  retries = 0
  /** When it fires (simulated time); undefined while it does not run. */
  due: Nanoseconds | undefined
  private began: Nanoseconds = 0
  /** It asks whether the other's window has opened. */
  probes = false
  private smoothed: Nanoseconds | undefined
  private variation: Nanoseconds = 0
  private measured: { readonly seq: number; readonly at: Nanoseconds } | undefined

  constructor(connection: Connection) {
    this.connection = connection
  }

  get timeout(): Nanoseconds {
    const base =
      this.smoothed === undefined ? INITIAL : this.smoothed + Math.max(SHORTEST, 4 * this.variation)
    const doublings = this.opening ? Math.max(0, this.retries - this.linear) : this.retries
    return Math.min(LONGEST, base * 2 ** doublings)
  }
  private get opening(): boolean {
    return this.connection.state === 'SYN-SENT'
  }
  /** So many SYNs follow at even distances before they become rarer. */
  private get linear(): number {
    return this.connection.namespace.numberSetting('net/ipv4/tcp_syn_linear_timeouts')
  }
  get roundTrip(): { smoothed: Nanoseconds; variation: Nanoseconds } | undefined {
    return this.smoothed === undefined ? undefined : { smoothed: this.smoothed, variation: this.variation }
  }

  start(): void {
    this.stop()
    const { scheduler } = this.connection.namespace
    if (this.retries === 0) this.began = scheduler.now
    this.due = scheduler.now + this.timeout
    this.cancel = scheduler.after(wheelDelay(scheduler.now, this.timeout), () =>
      this.connection.namespace.softInterrupts.raise(() => this.fire()),
    )
  }
  stop(): void {
    this.cancel?.()
    this.cancel = undefined
    this.due = undefined
    this.probes = false
  }
  get runs(): boolean {
    return this.cancel !== undefined
  }
  /** Starts to ask whether a closed window has opened. */
  startProbing(): void {
    if (this.runs) return
    this.start()
    this.probes = true
  }

  /** A segment that is sent the first time: how long its acknowledgement takes is measured, one at a time (Karn). */
  measure(end: number): void {
    this.measured ??= { seq: end, at: this.connection.namespace.now }
  }
  acknowledged(ack: number): void {
    this.retries = 0
    const { measured } = this
    if (!measured || after(measured.seq, ack)) return
    this.measured = undefined
    const sample = this.connection.namespace.now - measured.at
    if (this.smoothed === undefined) {
      this.smoothed = sample
      this.variation = sample / 2
    } else {
      this.variation += (Math.abs(this.smoothed - sample) - this.variation) / 4
      this.smoothed += (sample - this.smoothed) / 8
    }
  }

  private fire(): void {
    const { connection } = this
    if (!this.cancel) return
    const { probes } = this
    this.cancel = undefined
    this.due = undefined
    this.probes = false
    if (connection.state === 'CLOSED') return
    if (this.retries >= this.limit() || this.tooLong()) {
      connection.namespace.counters.count('TcpExt', 'TCPTimeouts')
      connection.end(connection.softError ?? 'ETIMEDOUT')
      return
    }
    this.retries++
    this.measured = undefined
    connection.hold()
    if (connection.state === 'SYN-SENT' || connection.state === 'SYN-RECEIVED') {
      this.start()
      connection.bytes.retransmits++
      connection.namespace.counters.count('Tcp', 'RetransSegs')
      connection.transmitSyn()
    } else if (probes) this.probe()
    else this.retransmit()
    connection.letGo()
  }

  /** A segment with an old number makes the other tell its window (tcp_write_wakeup). */
  private probe(): void {
    const { connection } = this
    this.start()
    this.probes = true
    connection.sendSegment(add(connection.una, -1), 0, new Uint8Array(0))
  }

  /** Goes back to what was not acknowledged, slowly (RFC 6298, 5.4; RFC 5681, 3.1). */
  private retransmit(): void {
    const { connection } = this
    const flight = distance(connection.max, connection.una)
    if (flight <= 0) return
    connection.threshold = Math.max(Math.floor(flight / 2), 2 * connection.mss)
    connection.congestionWindow = connection.mss
    connection.duplicateAcks = 0
    connection.recover = connection.max
    connection.next = connection.una
    this.start()
    if (!sendOne(connection)) push(connection)
  }

  /** An attempt takes no longer than it would with ever rarer SYNs (retransmits_timed_out). */
  private tooLong(): boolean {
    if (!this.opening) return false
    const retries = this.connection.namespace.numberSetting('net/ipv4/tcp_syn_retries')
    return this.connection.namespace.now - this.began >= (2 ** (retries + 1) - 1) * INITIAL
  }
  private limit(): number {
    const { connection } = this
    const { namespace, state, orphan } = connection
    if (state === 'SYN-SENT') return namespace.numberSetting('net/ipv4/tcp_syn_retries') + this.linear
    if (state === 'SYN-RECEIVED') return namespace.numberSetting('net/ipv4/tcp_synack_retries')
    return orphan ? 8 : namespace.numberSetting('net/ipv4/tcp_retries2')
  }
}
