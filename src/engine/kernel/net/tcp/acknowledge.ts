import type { Nanoseconds } from '../../../base/time.ts'
import type { Connection } from './connection.ts'

/** How long an acknowledgement may wait for something to go with (TCP_ATO_MIN, TCP_DELACK_MIN). */
const DELAY: Nanoseconds = 40e6
/** So many of the first segments are acknowledged at once (TCP_MAX_QUICKACKS). */
const QUICK = 16

/** When what was received is acknowledged (RFC 1122, 4.2.3.2, as Linux does it: __tcp_ack_snd_check). */
export class Acknowledgements {
  private readonly connection: Connection
  private quick = QUICK
  /** Both sides talk in turn: the answer will carry the acknowledgement. */
  private turns = false
  private lastReceived: Nanoseconds | undefined
  /** Whole segments that nobody was told of. */
  private whole = 0
  private cancel: (() => void) | undefined

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** Bytes came in their order. */
  received(length: number): void {
    const { connection } = this
    this.lastReceived = connection.namespace.now
    if (length >= connection.payloadLimit) this.whole++
    if (this.whole > 1 || (this.quick > 0 && !this.turns)) connection.acknowledge()
    else this.later()
  }
  /** The end of the stream came, and a program is there that may answer with its own. */
  ended(): void {
    this.turns = true
    this.later()
  }
  /** New bytes are sent: shortly after others were received, they are an answer. */
  answered(): void {
    const { lastReceived, connection } = this
    if (lastReceived !== undefined && connection.namespace.now - lastReceived < DELAY) this.turns = true
  }
  /** A segment tells the other what was received. */
  sent(): void {
    this.stop()
    this.whole = 0
    if (this.quick > 0) this.quick--
  }
  stop(): void {
    this.cancel?.()
    this.cancel = undefined
  }
  private later(): void {
    const { namespace } = this.connection
    this.cancel ??= namespace.scheduler.after(DELAY, () =>
      namespace.softInterrupts.raise(() => {
        if (!this.cancel) return
        this.cancel = undefined
        this.turns = false
        this.connection.acknowledge()
      }),
    )
  }
}
