import type { Packet, TcpSegment } from '../../../kernel/net/packet.ts'

const ACK = 16
const SYN = 2

/** The first numbers of both sides of a conversation. */
interface Start {
  readonly from: string
  seq: number
  ack: number
}

const minus = (a: number, b: number): number => (a - b) >>> 0

/** Numbers of a conversation, counted from its start (tcpdump, print-tcp.c). */
export class Conversations {
  private readonly known = new Map<string, Start>()

  relative({ src, dst }: Packet, segment: TcpSegment): { seq: number; ack: number } {
    const { seq, ack, flags, sport, dport } = segment
    if ((flags & ACK) === 0) return { seq, ack }
    const [a, b] = [`${src} ${sport}`, `${dst} ${dport}`]
    const key = a < b ? `${a} ${b}` : `${b} ${a}`
    const start = this.known.get(key)
    if (!start || (flags & SYN) !== 0) {
      this.known.set(key, { from: a, seq, ack: minus(ack, 1) })
      return { seq, ack }
    }
    return start.from === a
      ? { seq: minus(seq, start.seq), ack: minus(ack, start.ack) }
      : { seq: minus(seq, start.ack), ack: minus(ack, start.seq) }
  }
}
