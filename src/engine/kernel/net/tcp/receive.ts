import { ACK, FIN, RST, SYN, type TcpSegment } from '../packet.ts'
import type { Connection } from './connection.ts'
import { add, after, before, distance, notAfter } from './sequence.ts'
import { push, sendOne } from './transmit.ts'

/** A segment for a connection (RFC 9293, 3.10.7.3 and 3.10.7.4). */
export function receive(connection: Connection, segment: TcpSegment): void {
  if (connection.state === 'CLOSED') {
    connection.namespace.transports.tcp.refuse(connection, segment)
    return
  }
  connection.hold()
  if (connection.state === 'SYN-SENT') inSynSent(connection, segment)
  else inOrder(connection, segment)
  connection.letGo()
}

function inSynSent(connection: Connection, segment: TcpSegment): void {
  const { flags, ack } = segment
  if (flags & ACK && (notAfter(ack, connection.iss) || after(ack, connection.max))) {
    if (!(flags & RST)) connection.namespace.transports.tcp.refuse(connection, segment)
    return
  }
  if (flags & RST) {
    if (flags & ACK) connection.end('ECONNREFUSED')
    return
  }
  if (!(flags & SYN)) return
  openedBy(connection, segment)
  if (flags & ACK) {
    connection.una = ack
    connection.timer.measure(ack)
    established(connection, segment)
    connection.acknowledge()
  } else {
    // Both sides open at the same time.
    connection.state = 'SYN-RECEIVED'
    connection.timer.start()
    connection.transmitSyn()
  }
  connection.onChange()
}

/** What the other's SYN tells. */
export function openedBy(connection: Connection, { seq, options, window }: TcpSegment): void {
  connection.irs = seq
  connection.rcvNext = add(seq, 1)
  connection.rcvEdge = add(connection.rcvNext, connection.firstWindow)
  connection.mss = Math.min(options.mss ?? 536, connection.ownMss)
  connection.timestamps &&= options.timestamps !== undefined
  connection.sackOK &&= options.sackOK === true
  connection.scaled &&= options.wscale !== undefined
  connection.shift = connection.scaled ? Math.min(options.wscale!, 14) : 0
  connection.lastTimestamp = options.timestamps?.value ?? 0
  connection.window = window
  connection.congestionWindow = 10 * connection.mss
}

function established(connection: Connection, { window }: TcpSegment): void {
  connection.state = connection.finWanted ? 'FIN-WAIT-1' : 'ESTABLISHED'
  connection.window = window
  connection.timer.acknowledged(connection.una)
  connection.timer.stop()
  push(connection)
}

function inOrder(connection: Connection, segment: TcpSegment): void {
  const { flags, seq, payload } = segment
  const length = payload.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)
  if (!acceptable(connection, seq, length)) {
    if (flags & RST) return
    if (connection.state === 'SYN-RECEIVED' && flags & SYN) connection.transmitSyn()
    else connection.acknowledge()
    return
  }
  if (flags & RST) {
    if (seq === connection.rcvNext) reset(connection)
    else connection.acknowledge()
    return
  }
  if (flags & SYN) {
    connection.acknowledge()
    return
  }
  if (!(flags & ACK)) return
  const { timestamps } = segment.options
  if (timestamps && notAfter(seq, connection.rcvNext)) connection.lastTimestamp = timestamps.value
  if (!acknowledgement(connection, segment)) return
  const wanted = payload.length > 0 || (flags & FIN) !== 0
  if (wanted) data(connection, segment)
  // Nobody waits for the other's end any more.
  if (connection.orphan && connection.state === 'FIN-WAIT-2')
    connection.namespace.transports.tcp.waitFor(connection, 'FIN-WAIT-2')
}

/** Part of it lies within the window (RFC 9293, 3.10.7.4). An empty one just at its end is taken too, as Linux does. */
function acceptable({ rcvNext, rcvEdge }: Connection, seq: number, length: number): boolean {
  if (length === 0) return !before(seq, rcvNext) && notAfter(seq, rcvEdge)
  return after(add(seq, length), rcvNext) && (before(seq, rcvEdge) || seq === rcvNext)
}

/** The other has ended it at once. What came before can still be read (tcp_reset). */
function reset(connection: Connection): void {
  const { state } = connection
  if (state === 'SYN-RECEIVED') connection.end('ECONNREFUSED')
  else if (state === 'CLOSE-WAIT') connection.end('EPIPE')
  else connection.end('ECONNRESET')
}

/** False where the rest of the segment is not to be looked at. */
function acknowledgement(connection: Connection, segment: TcpSegment): boolean {
  const { ack } = segment
  if (connection.state === 'SYN-RECEIVED') {
    if (notAfter(ack, connection.iss) || after(ack, connection.max)) {
      connection.namespace.transports.tcp.refuse(connection, segment)
      return false
    }
    if (connection.acceptor && !connection.acceptor.offer(connection)) return false
    connection.una = ack
    connection.window = segment.window << connection.shift
    established(connection, { ...segment, window: connection.window })
    connection.onChange()
    return true
  }
  if (after(ack, connection.max)) {
    connection.acknowledge()
    return false
  }
  const window = segment.window << connection.shift
  if (after(ack, connection.una)) advance(connection, ack)
  else if (ack === connection.una) repeated(connection, segment, window)
  else return true
  const opened = window > connection.window
  connection.window = window
  if (opened && connection.timer.probes) connection.timer.stop()
  push(connection)
  return ends(connection)
}

/** Bytes have arrived there. */
function advance(connection: Connection, ack: number): void {
  const { timer, unsent } = connection
  const { finSeq } = connection
  const count = distance(ack, connection.una)
  const withFin = finSeq !== undefined && ack === add(finSeq, 1)
  unsent.drop(withFin ? count - 1 : count)
  connection.bytes.acked += withFin ? count - 1 : count
  connection.una = ack
  if (before(connection.next, ack)) connection.next = ack
  if (withFin) connection.finAcked = true
  connection.duplicateAcks = 0
  timer.acknowledged(ack)
  connection.congestionWindow +=
    connection.congestionWindow < connection.threshold
      ? Math.min(count, connection.mss)
      : Math.max(1, Math.floor((connection.mss * connection.mss) / connection.congestionWindow))
  if (distance(connection.max, connection.una) > 0) timer.start()
  else timer.stop()
  connection.namespace.transports.tcp.confirm(connection)
  connection.onChange()
}

/** The same number again, with nothing else to tell: something was lost on the way (RFC 5681, 3.2). */
function repeated(connection: Connection, { payload, flags }: TcpSegment, window: number): void {
  const inFlight = distance(connection.max, connection.una) > 0
  if (!inFlight || payload.length > 0 || flags & FIN || window !== connection.window) return
  if (++connection.duplicateAcks !== 3 || before(connection.una, connection.recover)) return
  connection.recover = connection.max
  connection.threshold = Math.max(
    Math.floor(distance(connection.max, connection.una) / 2),
    2 * connection.mss,
  )
  connection.congestionWindow = connection.threshold + 3 * connection.mss
  const { next } = connection
  connection.next = connection.una
  sendOne(connection)
  if (after(next, connection.next)) connection.next = next
}

/** The own FIN was acknowledged: the connection goes on to its end. False where it is there. */
function ends(connection: Connection): boolean {
  if (!connection.finAcked) return true
  const { tcp } = connection.namespace.transports
  switch (connection.state) {
    case 'FIN-WAIT-1':
      connection.state = 'FIN-WAIT-2'
      connection.onChange()
      return true
    case 'CLOSING':
      tcp.waitFor(connection, 'TIME-WAIT')
      return false
    case 'LAST-ACK':
      connection.end(undefined)
      return false
    default:
      return true
  }
}

function data(connection: Connection, { seq, payload, flags }: TcpSegment): void {
  const { state, received } = connection
  if (!['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2'].includes(state)) return
  const next = connection.rcvNext
  if (payload.length > 0) {
    const fresh = after(add(seq, payload.length), next)
    if (fresh && connection.orphan) {
      // Nobody is there to read it (RFC 1122, 4.2.2.13).
      connection.abort()
      return
    }
    const room = distance(connection.rcvEdge, seq)
    connection.rcvNext = received.insert(next, seq, payload.subarray(0, Math.max(room, 0)))
    connection.bytes.received += distance(connection.rcvNext, next)
    if (connection.deaf) received.ready.clear()
  }
  const finAt = add(seq, payload.length)
  if (flags & FIN && finAt === connection.rcvNext) {
    connection.rcvNext = add(connection.rcvNext, 1)
    if (!notAfter(connection.rcvNext, connection.rcvEdge)) connection.rcvEdge = connection.rcvNext
    finished(connection)
    return
  }
  const came = distance(connection.rcvNext, next)
  // What came twice or too early is told at once (RFC 5681, 4.2).
  if (came === payload.length && received.held === 0) connection.acknowledgements.received(came)
  else connection.acknowledge()
  if (came > 0) connection.onChange()
}

/** The other will send no more. */
function finished(connection: Connection): void {
  const { tcp } = connection.namespace.transports
  connection.finReceived = true
  if (connection.state === 'ESTABLISHED') {
    connection.state = 'CLOSE-WAIT'
    connection.acknowledgements.ended()
    connection.onChange()
    return
  }
  connection.acknowledge()
  if (connection.state === 'FIN-WAIT-1') connection.state = 'CLOSING'
  else if (connection.state === 'FIN-WAIT-2') tcp.waitFor(connection, 'TIME-WAIT')
  connection.onChange()
}
