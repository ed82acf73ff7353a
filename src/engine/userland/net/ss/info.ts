import type { SocketInfo } from '../../../kernel/net/calls.ts'

/** `-i`: what TCP knows of the connection, of what the simulated one keeps. */
export function infoText({ details, state }: SocketInfo): string {
  if (!details) return ''
  const { roundTrip, scale, mss } = details
  const parts = [...(details.timestamps ? ['ts'] : []), ...(details.sack ? ['sack'] : []), 'cubic']
  if (scale) parts.push(`wscale:${scale.send},${scale.receive}`)
  if (state !== 'LISTEN') {
    parts.push(`rto:${Math.round(details.timeout / 1e6)}`)
    if (roundTrip) parts.push(`rtt:${milliseconds(roundTrip.smoothed)}/${milliseconds(roundTrip.variation)}`)
    parts.push(`mss:${mss}`, `rcvmss:536`, `advmss:${mss}`)
  }
  const counted: [name: string, value: number][] = [
    ['bytes_sent', details.bytesSent],
    ['bytes_retrans', details.bytesRetransmitted],
    ['bytes_acked', details.bytesAcked],
    ['bytes_received', details.bytesReceived],
    ['segs_out', details.segmentsOut],
    ['segs_in', details.segmentsIn],
  ]
  parts.push(`cwnd:${details.congestionWindow}`)
  for (const [name, value] of counted) if (value > 0) parts.push(`${name}:${value}`)
  return ` ${parts.join(' ')}`
}

const milliseconds = (nanoseconds: number): string => String(Math.round(nanoseconds / 1e3) / 1e3)
