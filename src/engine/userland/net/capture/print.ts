import { decodeDns } from '../../../base/dns-message.ts'
import { toBinary } from '../../../base/text.ts'
import type {
  Frame,
  IcmpMessage,
  Packet,
  TcpOptions,
  TcpSegment,
  UdpDatagram,
} from '../../../kernel/net/packet.ts'
import type { HostNames } from '../hosts.ts'
import type { Services } from '../services.ts'
import { Conversations } from './sequence.ts'

export interface PrintOptions {
  /** Addresses and ports as numbers. */
  readonly numeric: boolean
  readonly quiet: boolean
  /** Sequence numbers as they are. */
  readonly absolute: boolean
  /** The hardware addresses too. */
  readonly link: boolean
  readonly verbose: boolean
}

const HTTP_PORTS = [80, 8080, 3128]
const HTTP_START = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|CONNECT|PATCH|HTTP\/)/
const DNS_PORT = 53

/** Frames as lines (tcpdump 4.99). */
export class Printer {
  private readonly options: PrintOptions
  private readonly hosts: HostNames
  private readonly services: Services
  private readonly conversations = new Conversations()
  constructor(options: PrintOptions, hosts: HostNames, services: Services) {
    this.options = options
    this.hosts = hosts
    this.services = services
  }

  /** `length`: bytes of the frame with its header. */
  line(frame: Frame, length: number): string {
    const { payload } = frame
    if (payload.kind === 'arp') {
      const link = this.linkText(frame, 'ARP (0x0806)', length)
      const what =
        payload.operation === 'request'
          ? `Request who-has ${this.host(payload.targetIp)} tell ${this.host(payload.senderIp)}`
          : `Reply ${this.host(payload.senderIp)} is-at ${payload.senderMac}`
      return `${link === '' ? 'ARP, ' : link}${what}, length 28`
    }
    const { packet } = payload
    const six = packet.src.includes(':')
    const link = this.linkText(frame, six ? 'IPv6 (0x86dd)' : 'IPv4 (0x0800)', length)
    const head = link === '' ? `IP${six ? '6' : ''} ` : link
    return `${head}${this.verbose(packet, length)}${this.packet(packet)}`
  }

  private linkText({ src, dst }: Frame, type: string, length: number): string {
    return this.options.link ? `${src} > ${dst}, ethertype ${type}, length ${length}: ` : ''
  }
  private verbose({ src, ttl, id, df, tos = 0, transport }: Packet, length: number): string {
    if (!this.options.verbose) return ''
    const names: Readonly<Record<string, string>> = {
      tcp: 'TCP (6)',
      udp: 'UDP (17)',
      icmp: 'ICMP (1)',
      icmp6: 'ICMPv6 (58)',
    }
    const protocol = names[transport.kind] ?? 'unknown'
    if (src.includes(':')) return `(hlim ${ttl}, next-header ${protocol} payload length: ${length - 54}) `
    return `(tos 0x${tos.toString(16)}, ttl ${ttl}, id ${id}, offset 0, flags [${df ? 'DF' : 'none'}], proto ${protocol}, length ${length - 14})\n    `
  }

  private host(address: string): string {
    return this.options.numeric ? address : (this.hosts.nameOf(address) ?? address)
  }
  private end(address: string, port: number, transport: 'tcp' | 'udp'): string {
    const service = this.options.numeric ? undefined : this.services.nameOf(port, transport)
    return `${this.host(address)}.${service ?? port}`
  }

  private packet(packet: Packet): string {
    const { src, dst, transport } = packet
    switch (transport.kind) {
      case 'tcp':
        return `${this.end(src, transport.sport, 'tcp')} > ${this.end(dst, transport.dport, 'tcp')}: ${this.tcp(packet, transport)}`
      case 'udp':
        return `${this.end(src, transport.sport, 'udp')} > ${this.end(dst, transport.dport, 'udp')}: ${this.udp(transport)}`
      case 'icmp':
      case 'icmp6':
        return `${this.host(src)} > ${this.host(dst)}: ${this.icmp(transport)}`
      default:
        return `${this.host(src)} > ${this.host(dst)}: ip-proto-${transport.protocol} ${transport.payload.length}`
    }
  }

  private tcp(packet: Packet, segment: TcpSegment): string {
    const { flags, window, options, payload, sport, dport } = segment
    const length = payload.length
    if (this.options.quiet) return `tcp ${length}`
    const { seq, ack } = this.options.absolute ? segment : this.conversations.relative(packet, segment)
    const letters = [
      [1, 'F'],
      [2, 'S'],
      [4, 'R'],
      [8, 'P'],
      [32, 'U'],
      [16, '.'],
    ] as const
    const shown = letters.map(([bit, letter]) => ((flags & bit) === 0 ? '' : letter)).join('') || 'none'
    let text = `Flags [${shown}]`
    if (length > 0 || (flags & 7) !== 0) text += `, seq ${seq}${length > 0 ? `:${(seq + length) >>> 0}` : ''}`
    if ((flags & 16) !== 0) text += `, ack ${ack}`
    text += `, win ${window}`
    const listed = optionsText(options, (flags & 2) !== 0)
    if (listed !== '') text += `, options [${listed}]`
    text += `, length ${length}`
    if (length > 0 && (HTTP_PORTS.includes(sport) || HTTP_PORTS.includes(dport))) text += this.http(payload)
    return text
  }
  private http(payload: Uint8Array): string {
    const lines = toBinary(payload).split(/\r?\n/)
    if (!HTTP_START.test(lines[0]!)) return ': HTTP'
    return `: HTTP${this.options.verbose ? `, length: ${payload.length}\n\t${lines.join('\n\t').trimEnd()}` : `: ${lines[0]}`}`
  }

  private udp({ sport, dport, payload }: UdpDatagram): string {
    if (!this.options.quiet && (sport === DNS_PORT || dport === DNS_PORT)) {
      const message = decodeDns(payload)
      if (message) {
        const [question] = message.questions
        const size = `(${payload.length})`
        if (!message.response)
          return `${message.id}${message.recursionDesired ? '+' : ''} ${question?.type}? ${question?.name}. ${size}`
        const code = {
          NOERROR: '',
          NXDOMAIN: ' NXDomain',
          SERVFAIL: ' ServFail',
          REFUSED: ' Refused',
          FORMERR: ' FormErr',
          NOTIMP: ' NotImp',
        }[message.code]
        const answers = message.answers
          .map(({ type, data }) => ` ${type} ${data}${type === 'A' || type === 'AAAA' ? '' : '.'}`)
          .join(',')
        return `${message.id}${message.authoritative ? '*' : ''}${code} ${message.answers.length}/0/0${answers} ${size}`
      }
    }
    return `UDP, length ${payload.length}`
  }

  private icmp(message: IcmpMessage): string {
    const length = lengthOf(message)
    return message.kind === 'icmp'
      ? `ICMP ${icmpText(message)}, length ${length}`
      : `ICMP6, ${icmp6Text(message)}, length ${length}`
  }
}

function lengthOf({ about, target, mac, payload, kind }: IcmpMessage): number {
  if (about) return 8 + Math.min(sizeOf(about), kind === 'icmp' ? 548 : 1232)
  if (target !== undefined) return 24 + (mac === undefined ? 0 : 8)
  return 8 + payload.length
}

/** Bytes of a packet. */
function sizeOf({ src, transport }: Packet): number {
  const header = src.includes(':') ? 40 : 20
  if (transport.kind === 'tcp') {
    const { mss, wscale, sackOK, timestamps, sack } = transport.options
    let options = 0
    if (mss !== undefined) options += 4
    if (timestamps) options += sackOK ? 10 : 12
    if (sackOK) options += timestamps ? 2 : 4
    if (wscale !== undefined) options += 4
    if (sack && sack.length > 0) options += 4 + 8 * sack.length
    return header + 20 + options + transport.payload.length
  }
  if (transport.kind === 'icmp' || transport.kind === 'icmp6') return header + lengthOf(transport)
  return header + (transport.kind === 'udp' ? 8 : 0) + transport.payload.length
}

/** Bytes of a frame, with the header of Ethernet. */
export const frameSize = ({ payload }: Frame): number =>
  14 + (payload.kind === 'arp' ? 28 : sizeOf(payload.packet))

/** In the order in which Linux writes them (net/ipv4/tcp_output.c). */
function optionsText({ mss, sackOK, timestamps, wscale, sack }: TcpOptions, opening: boolean): string {
  const parts: string[] = []
  if (mss !== undefined) parts.push(`mss ${mss}`)
  if (timestamps) {
    parts.push(...(sackOK ? ['sackOK'] : opening ? ['nop', 'nop'] : ['nop', 'nop']))
    parts.push(`TS val ${timestamps.value} ecr ${timestamps.echo}`)
  } else if (sackOK) parts.push('nop', 'nop', 'sackOK')
  if (wscale !== undefined) parts.push('nop', `wscale ${wscale}`)
  if (sack && sack.length > 0)
    parts.push('nop', 'nop', `sack ${sack.length} ${sack.map(([a, b]) => `{${a}:${b}}`).join('')}`)
  return parts.join(',')
}

function icmpText({ type, code, id, sequence, about }: IcmpMessage): string {
  if (type === 8 || type === 0) return `echo ${type === 8 ? 'request' : 'reply'}, id ${id}, seq ${sequence}`
  if (type === 11) return 'time exceeded in-transit'
  if (type !== 3) return `type-#${type}`
  const to = about?.dst ?? ''
  const transport = about?.transport
  if (code === 3) {
    const ports =
      transport?.kind === 'tcp' || transport?.kind === 'udp'
        ? `${to} ${transport.kind} port ${transport.dport}`
        : `${to} protocol`
    return `${ports} unreachable`
  }
  const texts: Readonly<Record<number, string>> = {
    0: `net ${to} unreachable`,
    1: `host ${to} unreachable`,
    2: `${to} protocol unreachable`,
    4: `${to} unreachable - need to frag`,
    9: `net ${to} unreachable - admin prohibited`,
    10: `host ${to} unreachable - admin prohibited`,
    13: `host ${to} unreachable - admin prohibited filter`,
  }
  return texts[code] ?? `${to} unreachable - #${code}`
}

function icmp6Text({ type, code, id, sequence, target, about }: IcmpMessage): string {
  const names: Readonly<Record<number, string>> = {
    128: `echo request, id ${id}, seq ${sequence}`,
    129: `echo reply, id ${id}, seq ${sequence}`,
    133: 'router solicitation',
    134: 'router advertisement',
    135: `neighbor solicitation, who has ${target}`,
    136: `neighbor advertisement, tgt is ${target}`,
    3: `time exceeded in-transit for ${about?.dst}`,
    143: 'multicast listener report v2',
  }
  if (type !== 1) return names[type] ?? `type-#${type}`
  const transport = about?.transport
  if (code === 4 && (transport?.kind === 'tcp' || transport?.kind === 'udp'))
    return `destination unreachable, unreachable port, ${about!.dst} ${transport.kind} port ${transport.dport}`
  return `destination unreachable, unreachable ${code === 0 ? 'route' : 'address'} ${about?.dst}`
}
