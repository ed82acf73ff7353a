import type { Passage } from '../net/filter.ts'
import { ACK, FIN, PSH, packetLength, RST, SYN, type Transport, transportLength } from '../net/packet.ts'

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`

const FLAGS = [
  [ACK, 'ACK'],
  [PSH, 'PSH'],
  [RST, 'RST'],
  [SYN, 'SYN'],
  [FIN, 'FIN'],
] as const

function ofTransport(transport: Transport): string {
  switch (transport.kind) {
    case 'tcp': {
      const flags = FLAGS.flatMap(([bit, name]) => (transport.flags & bit ? [name] : []))
      return `PROTO=TCP SPT=${transport.sport} DPT=${transport.dport} WINDOW=${transport.window} RES=0x00 ${flags.join(' ')} URGP=0 `
    }
    case 'udp':
      return `PROTO=UDP SPT=${transport.sport} DPT=${transport.dport} LEN=${transportLength(transport)} `
    case 'icmp':
    case 'icmp6': {
      const { id, sequence } = transport
      const echo = id === undefined ? '' : `ID=${id} SEQ=${sequence ?? 0} `
      const name = transport.kind === 'icmp' ? 'ICMP' : 'ICMPv6'
      return `PROTO=${name} TYPE=${transport.type} CODE=${transport.code} ${echo}`
    }
    default:
      return `PROTO=${transport.protocol} `
  }
}

/** What the kernel's log says of a packet (net/ipv4/netfilter/nf_log_ipv4.c, without the hardware addresses). */
export function logLine(prefix: string, { packet, in: from, out }: Passage): string {
  const { src, dst, tos = 0, ttl, id, df } = packet
  const where = `${prefix}IN=${from?.name ?? ''} OUT=${out?.name ?? ''} SRC=${src} DST=${dst} LEN=${packetLength(packet)}`
  const mark = packet.mark ? `MARK=${hex(packet.mark, 1)} ` : ''
  const head = src.includes(':')
    ? `TC=${tos} HOPLIMIT=${ttl} FLOWLBL=0`
    : `TOS=${hex(tos & 0x1e, 2)} PREC=${hex(tos & 0xe0, 2)} TTL=${ttl} ID=${id}${df ? ' DF' : ''}`
  return `${where} ${head} ${ofTransport(packet.transport)}${mark}`
}
