import { canonicalIp, inPrefix, ipBytes } from '../../../base/ip.ts'
import type { Frame, Packet } from '../../../kernel/net/packet.ts'
import { parsePrefix } from '../ip/prefix.ts'
import type { Services } from '../services.ts'
import { frameSize } from './print.ts'
import { readRelation } from './relation.ts'

export type FrameTest = (frame: Frame) => boolean

/** What is no expression (pcap-filter(7)); the message says more where there is more to say. */
export class FilterMistake extends Error {}

type Side = 'src' | 'dst' | 'either'
type Kind = 'host' | 'net' | 'port' | 'portrange'
const PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmp6', 'arp', 'ip', 'ip6', 'ether'] as const
type Protocol = (typeof PROTOCOLS)[number]

/** Protocols by their numbers (IANA). */
const NUMBERS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 }
/** Words that are no names of services. */
const KEYWORDS: readonly string[] = [...PROTOCOLS, 'host', 'net', 'port', 'portrange', 'src', 'dst', 'not']

const packetOf = ({ payload }: Frame): Packet | undefined =>
  payload.kind === 'ip' ? payload.packet : undefined

function isOf(protocol: Protocol, frame: Frame): boolean {
  if (protocol === 'ether') return true
  if (protocol === 'arp') return frame.payload.kind === 'arp'
  const packet = packetOf(frame)
  if (!packet) return false
  if (protocol === 'ip' || protocol === 'ip6') return packet.src.includes(':') === (protocol === 'ip6')
  return packet.transport.kind === protocol
}

/** Addresses and ports of both ends, where a frame has them. */
function endsOf(frame: Frame): { src: string; dst: string; sport?: number; dport?: number } | undefined {
  const { payload } = frame
  if (payload.kind === 'arp') return { src: payload.senderIp, dst: payload.targetIp }
  const { src, dst, transport } = payload.packet
  if (transport.kind !== 'tcp' && transport.kind !== 'udp') return { src, dst }
  return { src, dst, sport: transport.sport, dport: transport.dport }
}

const onSide = (side: Side, a: boolean, b: boolean): boolean =>
  side === 'src' ? a : side === 'dst' ? b : a || b

/** Addresses, names, numbers and ranges; then signs. */
const TOKEN = /[\w.:/-]+|&&|\|\||<<|>>|<=|>=|==|!=|\S/g

/** Reads `tcp port 8080 or (icmp and not src host 10.0.0.1)`. */
export class CaptureFilter {
  private readonly tokens: string[]
  private readonly services: Services
  /** What a bare value after `or` is taken as. */
  private last: { side: Side; kind: Kind; protocol: Protocol | undefined } = {
    side: 'either',
    kind: 'host',
    protocol: undefined,
  }
  constructor(text: string, services: Services) {
    this.tokens = text.match(TOKEN) ?? []
    this.services = services
  }

  read(): FrameTest {
    if (this.tokens.length === 0) return () => true
    const test = this.any()
    if (this.tokens.length > 0) throw new FilterMistake()
    return test
  }
  private take(...words: readonly string[]): boolean {
    if (!words.includes(this.tokens[0] ?? '')) return false
    this.tokens.shift()
    return true
  }
  /** `and` and `or` bind alike, from left to right. */
  private any(): FrameTest {
    let test = this.one()
    for (;;) {
      const a = test
      if (this.take('or', '||')) {
        const b = this.one()
        test = (frame) => a(frame) || b(frame)
      } else if (this.take('and', '&&')) {
        const b = this.one()
        test = (frame) => a(frame) && b(frame)
      } else return test
    }
  }
  private one(): FrameTest {
    if (this.take('not', '!')) {
      const test = this.one()
      return (frame) => !test(frame)
    }
    const relation = readRelation(this.tokens)
    if (relation) return relation
    if (this.take('(')) {
      const test = this.any()
      if (!this.take(')')) throw new FilterMistake()
      return test
    }
    return this.primitive()
  }

  private primitive(): FrameTest {
    const [first = '', second = ''] = this.tokens
    if ((first === 'greater' || first === 'less') && /^\d+$/.test(second)) {
      this.tokens.splice(0, 2)
      const most = Number(second)
      return (frame) => (first === 'greater' ? frameSize(frame) >= most : frameSize(frame) <= most)
    }
    if (first === 'ether' && second !== 'proto') return this.hardware()
    if (first === 'broadcast' || first === 'multicast') return this.group()
    if (first === 'proto' || second === 'proto') return this.numbered()
    let protocol: Protocol | undefined
    let side: Side | undefined
    let kind: Kind | undefined
    const next = (): string => this.tokens[0] ?? ''
    if ((PROTOCOLS as readonly string[]).includes(next())) protocol = this.tokens.shift() as Protocol
    if (next() === 'src' || next() === 'dst') {
      side = this.tokens.shift() as Side
      if (this.take('or', 'and')) {
        this.tokens.shift()
        side = 'either'
      }
    }
    if (['host', 'net', 'port', 'portrange'].includes(next())) kind = this.tokens.shift() as Kind
    const given = protocol !== undefined || side !== undefined || kind !== undefined
    const bare = ['', 'or', 'and', '||', '&&', ')'].includes(next())
    if (bare) {
      if (protocol === undefined || side !== undefined || kind !== undefined) throw new FilterMistake()
      const own = protocol
      return (frame) => isOf(own, frame)
    }
    if (given) this.last = { side: side ?? 'either', kind: kind ?? 'host', protocol }
    const value = this.tokens.shift()!
    const test = this.valueTest(value)
    const own = this.last.protocol
    return own === undefined ? test : (frame) => isOf(own, frame) && test(frame)
  }

  /** `ether src 02:00:00:00:00:0a`, `ether broadcast`. */
  private hardware(): FrameTest {
    this.tokens.shift()
    if (['broadcast', 'multicast'].includes(this.tokens[0] ?? '')) return this.group()
    const side = this.take('src') ? 'src' : this.take('dst') ? 'dst' : 'either'
    this.take('host')
    const mac = this.tokens.shift()?.toLowerCase() ?? ''
    if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) throw new FilterMistake()
    return ({ src, dst }) => onSide(side, src === mac, dst === mac)
  }
  /** Frames for all, or for several. */
  private group(): FrameTest {
    const all = this.tokens.shift() === 'broadcast'
    return ({ dst }) => (all ? dst === 'ff:ff:ff:ff:ff:ff' : (Number.parseInt(dst.slice(0, 2), 16) & 1) === 1)
  }
  /** `ip proto 6`, `proto \\udp`. */
  private numbered(): FrameTest {
    const layer = this.tokens[0] === 'proto' ? undefined : (this.tokens.shift() as Protocol)
    this.tokens.shift()
    const name = (this.tokens.shift() ?? '').replace(/^\\/, '')
    const number = /^\d+$/.test(name) ? Number(name) : NUMBERS[name]
    if (number === undefined || layer === 'ether') throw new FilterMistake()
    return (frame) => {
      const packet = packetOf(frame)
      return (
        packet !== undefined &&
        (layer === undefined || isOf(layer, frame)) &&
        (packet.transport.kind === 'raw' ? packet.transport.protocol : NUMBERS[packet.transport.kind]) ===
          number
      )
    }
  }

  private valueTest(value: string): FrameTest {
    const { side, kind } = this.last
    if (kind === 'port' || kind === 'portrange') {
      const [low, high = low] = value
        .split('-')
        .map((one) => this.services.portOf(one, 'tcp') ?? this.services.portOf(one, 'udp'))
      if (KEYWORDS.includes(value)) throw new FilterMistake()
      if (low === undefined || high === undefined) throw new FilterMistake(`unknown port '${value}'`)
      const fits = (port: number | undefined): boolean => port !== undefined && port >= low && port <= high
      return (frame) => {
        const ends = endsOf(frame)
        return ends !== undefined && onSide(side, fits(ends.sport), fits(ends.dport))
      }
    }
    const prefix = kind === 'net' ? parsePrefix(value) : undefined
    const address = prefix?.address ?? canonicalIp(value === 'localhost' ? '127.0.0.1' : value)
    const bytes = address === undefined ? undefined : ipBytes(address)
    if (!bytes) throw new FilterMistake()
    const length = prefix?.length ?? bytes.length * 8
    const fits = (host: string): boolean => inPrefix(ipBytes(host)!, bytes, length)
    return (frame) => {
      const ends = endsOf(frame)
      return ends !== undefined && onSide(side, fits(ends.src), fits(ends.dst))
    }
  }
}
