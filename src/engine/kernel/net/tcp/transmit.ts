import { FIN, PSH } from '../packet.ts'
import type { Connection } from './connection.ts'
import { add, after, distance } from './sequence.ts'

const SENDS = ['ESTABLISHED', 'CLOSE-WAIT', 'FIN-WAIT-1', 'CLOSING', 'LAST-ACK']

/** Sends what may be sent: as much as the window of the other and the network let through (RFC 9293, 3.8; RFC 5681). */
export function push(connection: Connection): void {
  if (!SENDS.includes(connection.state)) return
  connection.hold()
  while (sendOne(connection)) {}
  const { timer, unsent, window } = connection
  const flight = distance(connection.next, connection.una)
  if (!timer.runs && flight === 0 && window === 0 && (unsent.length > 0 || finUnsent(connection)))
    timer.startProbing()
  connection.letGo()
}

const finUnsent = (connection: Connection): boolean =>
  connection.finWanted && !connection.finAcked && connection.next === connection.finSeq

/** Sends the next segment. False where there is none, or it may not go yet. */
export function sendOne(connection: Connection): boolean {
  const { una, next, unsent, timer } = connection
  if (connection.finAcked || !SENDS.includes(connection.state)) return false
  const flight = distance(next, una)
  const rest = unsent.length - flight
  const isFin = connection.finWanted && rest >= 0
  if (rest < 0) return false
  const room = Math.min(connection.window, connection.congestionWindow) - flight
  const size = Math.min(rest, connection.payloadLimit, Math.max(0, room))
  if (rest > 0 && size === 0) return false
  if (rest === 0 && !isFin) return false
  // A small segment waits as long as others are under way (RFC 1122, 4.2.3.4), and one that the window cuts short.
  if (
    rest > 0 &&
    size < connection.payloadLimit &&
    flight > 0 &&
    (size < rest || !(connection.nodelay || isFin))
  )
    return false
  const last = size === rest
  const end = add(next, size + (last && isFin ? 1 : 0))
  const again = after(connection.max, next)
  if (again) {
    connection.bytes.retransmits++
    connection.namespace.counters.count('Tcp', 'RetransSegs')
  } else {
    timer.measure(end)
    if (size > 0) connection.acknowledgements.answered()
  }
  const payload = unsent.peek(flight, size)
  connection.next = end
  if (after(end, connection.max)) connection.max = end
  connection.bytes.sent += size
  if (!timer.runs || timer.probes) timer.start()
  connection.sendSegment(next, (size > 0 && last ? PSH : 0) | (last && isFin ? FIN : 0), payload)
  return true
}
