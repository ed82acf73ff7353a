import type { Nanoseconds } from '../../../base/time.ts'
import { ACK, FIN, RST, SYN, type TcpOptions, type TcpSegment } from '../packet.ts'
import type { Binding } from '../ports.ts'
import type { NetNamespace } from '../stack.ts'
import type { Connection, Endpoint, Sending } from './connection.ts'
import { add, after } from './sequence.ts'

/** How long an ended connection keeps its addresses (TCP_TIMEWAIT_LEN). */
const LENGTH: Nanoseconds = 60e9
const NOTHING = new Uint8Array(0)

/** What is left of a connection: it answers what comes late, until its time is over (RFC 9293, 3.6.1). */
export class TimeWait {
  readonly namespace: NetNamespace
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly sending: Sending
  readonly binding: Binding | undefined
  /** FIN-WAIT-2 as long as the other, whom nobody listens to any more, has not ended. */
  state: 'TIME-WAIT' | 'FIN-WAIT-2'
  deadline: Nanoseconds
  private readonly next: number
  private rcvNext: number
  private readonly window: number
  private readonly timestamps: boolean
  private lastTimestamp: number
  private readonly clockOffset: number

  constructor(connection: Connection, state: 'TIME-WAIT' | 'FIN-WAIT-2') {
    const { namespace, local, remote, sending, binding } = connection
    this.namespace = namespace
    this.local = local
    this.remote = remote
    this.sending = sending
    this.binding = binding
    this.state = state
    this.next = connection.max
    this.rcvNext = connection.rcvNext
    this.window = 512
    this.timestamps = connection.timestamps
    this.lastTimestamp = connection.lastTimestamp
    this.clockOffset = connection.clock - Math.floor(namespace.now / 1e6)
    this.deadline = namespace.now + this.length
  }
  private get length(): Nanoseconds {
    return this.state === 'TIME-WAIT'
      ? LENGTH
      : this.namespace.numberSetting('net/ipv4/tcp_fin_timeout') * 1e9
  }

  /** A segment came in. `'reopen'`: it begins a new connection of the same addresses. */
  receive(segment: TcpSegment): 'reopen' | undefined {
    const { flags, seq, payload, options } = segment
    const { tcp } = this.namespace.transports
    if (flags & RST) {
      if (seq === this.rcvNext) tcp.remove(this)
      return undefined
    }
    const later = options.timestamps !== undefined && options.timestamps.value > this.lastTimestamp
    if (flags & SYN && !(flags & ACK) && this.state === 'TIME-WAIT' && (after(seq, this.rcvNext) || later))
      return 'reopen'
    const end = add(seq, payload.length)
    if (this.state === 'FIN-WAIT-2') {
      if (payload.length > 0 && after(end, this.rcvNext)) {
        tcp.remove(this)
        tcp.refuse(this, segment)
        return undefined
      }
      if (!(flags & FIN) || end !== this.rcvNext) return undefined
      this.rcvNext = add(this.rcvNext, 1)
      this.state = 'TIME-WAIT'
      if (options.timestamps) this.lastTimestamp = options.timestamps.value
    } else if (payload.length === 0 && !(flags & (FIN | SYN)) && seq === this.rcvNext) return undefined
    this.deadline = this.namespace.now + LENGTH
    tcp.transmit(this, {
      kind: 'tcp',
      sport: this.local.port,
      dport: this.remote.port,
      seq: this.next,
      ack: this.rcvNext,
      flags: ACK,
      window: this.window,
      options: this.optionsNow(),
      payload: NOTHING,
    })
    return undefined
  }
  private optionsNow(): TcpOptions {
    if (!this.timestamps) return {}
    const value = (Math.floor(this.namespace.now / 1e6) + this.clockOffset) >>> 0
    return { timestamps: { value, echo: this.lastTimestamp } }
  }
}
