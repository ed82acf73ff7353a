import type { Nanoseconds } from '../../base/time.ts'
import { ACK, FIN, RST, SYN, type TcpSegment } from '../net/packet.ts'
import type { Direction } from './connection.ts'

/** States of a connection as one in the middle sees it (net/netfilter/nf_conntrack_proto_tcp.c). */
export type TcpState =
  | 'NONE'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'SYN_SENT2'

const SECOND: Nanoseconds = 1e9
/** How long a connection is remembered in each state (sysctl net.netfilter.nf_conntrack_tcp_timeout_*). */
export const TIMEOUTS: Readonly<Record<TcpState, Nanoseconds>> = {
  NONE: 120 * SECOND,
  SYN_SENT: 120 * SECOND,
  SYN_RECV: 60 * SECOND,
  ESTABLISHED: 432_000 * SECOND,
  FIN_WAIT: 120 * SECOND,
  CLOSE_WAIT: 60 * SECOND,
  LAST_ACK: 30 * SECOND,
  TIME_WAIT: 120 * SECOND,
  CLOSE: 10 * SECOND,
  SYN_SENT2: 120 * SECOND,
}

type Event = 'syn' | 'synack' | 'fin' | 'ack' | 'rst' | 'none'

function eventOf({ flags }: TcpSegment): Event {
  if (flags & RST) return 'rst'
  if (flags & SYN) return flags & ACK ? 'synack' : 'syn'
  if (flags & FIN) return 'fin'
  return flags & ACK ? 'ack' : 'none'
}

const STATES: readonly TcpState[] = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
]
/** Short names of what follows: `-` stays as it was, `!` is invalid. */
const SHORT: Readonly<Record<string, TcpState | 'same' | 'invalid'>> = {
  sSS: 'SYN_SENT',
  sSR: 'SYN_RECV',
  sES: 'ESTABLISHED',
  sFW: 'FIN_WAIT',
  sCW: 'CLOSE_WAIT',
  sLA: 'LAST_ACK',
  sTW: 'TIME_WAIT',
  sCL: 'CLOSE',
  sS2: 'SYN_SENT2',
  sIG: 'same',
  sIV: 'invalid',
}

/** The kernel's table tcp_conntracks. Columns: NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE SYN_SENT2. */
const NEXT: Readonly<Record<Direction, Readonly<Record<Event, string>>>> = {
  original: {
    syn: 'sSS sSS sIG sIG sIG sIG sIG sSS sSS sS2',
    synack: 'sIV sIV sSR sIV sIV sIV sIV sIV sIV sSR',
    fin: 'sIV sIV sFW sFW sLA sLA sLA sTW sCL sIV',
    ack: 'sES sIV sES sES sCW sCW sTW sTW sCL sIV',
    rst: 'sIV sCL sCL sCL sCL sCL sCL sCL sCL sCL',
    none: 'sIV sIV sIV sIV sIV sIV sIV sIV sIV sIV',
  },
  reply: {
    syn: 'sIV sS2 sIV sIV sIV sIV sIV sSS sIV sS2',
    synack: 'sIV sSR sIG sIG sIG sIG sIG sIG sIG sSR',
    fin: 'sIV sIV sFW sFW sLA sLA sLA sTW sCL sIV',
    ack: 'sIV sIG sSR sES sCW sCW sTW sTW sCL sIG',
    rst: 'sIV sCL sCL sCL sCL sCL sCL sCL sCL sCL',
    none: 'sIV sIV sIV sIV sIV sIV sIV sIV sIV sIV',
  },
}

/** What a segment makes of a state; undefined where it does not belong to the connection. */
export function nextState(state: TcpState, direction: Direction, segment: TcpSegment): TcpState | undefined {
  const next = SHORT[NEXT[direction][eventOf(segment)].split(' ')[STATES.indexOf(state)]!]!
  if (next === 'invalid') return undefined
  return next === 'same' ? state : next
}
