import { concatBytes } from '../../../base/text.ts'
import type { Frame } from '../../../kernel/net/packet.ts'
import { ethernetHeader, payloadBytes } from './encode.ts'
import { frameSize } from './print.ts'

/** A number that is read from a frame; undefined where the frame has no such place. */
type Reading = (frame: Frame) => number | undefined

/** Numbers that have names (pcap-filter(7)). */
const NAMES: Readonly<Record<string, number>> = {
  tcpflags: 13,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
  'tcp-ece': 64,
  'tcp-cwr': 128,
  icmptype: 0,
  icmpcode: 1,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-timxceed': 11,
}

const IPV4_HEADER = 20

/** The bytes of a protocol's header and what follows; of transports those over IPv4 alone. */
function bytesOf(layer: string, frame: Frame): Uint8Array | undefined {
  const { payload } = frame
  if (layer === 'ether') return concatBytes([ethernetHeader(frame), payloadBytes(frame)])
  if (payload.kind === 'arp') return layer === 'arp' ? payloadBytes(frame) : undefined
  const six = payload.packet.src.includes(':')
  if (layer === 'ip6') return six ? payloadBytes(frame) : undefined
  if (six) return undefined
  if (layer === 'ip') return payloadBytes(frame)
  return payload.packet.transport.kind === layer ? payloadBytes(frame).subarray(IPV4_HEADER) : undefined
}
const LAYERS = ['ether', 'arp', 'ip', 'ip6', 'tcp', 'udp', 'icmp']

const OPERATORS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { '|': (a, b) => (a | b) >>> 0 },
  { '&': (a, b) => (a & b) >>> 0 },
  { '<<': (a, b) => (a << b) >>> 0, '>>': (a, b) => a >>> b },
  { '+': (a, b) => (a + b) >>> 0, '-': (a, b) => (a - b) >>> 0 },
  { '*': (a, b) => (a * b) >>> 0, '/': (a, b) => Math.floor(a / b), '%': (a, b) => a % b },
]
const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
}

/**
 * Takes a comparison off the front of `tokens`: `tcp[13] & 2 != 0`, `len > 100`. Where none is there they stay as they were, and
 * it is undefined.
 */
export function readRelation(tokens: string[]): ((frame: Frame) => boolean) | undefined {
  const rest = [...tokens]
  const left = sum(rest, 0)
  const compare = left && COMPARISONS[rest.shift() ?? '']
  const right = compare && sum(rest, 0)
  if (!left || !compare || !right) return undefined
  tokens.splice(0, tokens.length, ...rest)
  return (frame) => {
    const [a, b] = [left(frame), right(frame)]
    return a !== undefined && b !== undefined && compare(a, b)
  }
}

/** What operators of a level and those that bind closer join. */
function sum(tokens: string[], level: number): Reading | undefined {
  const operators = OPERATORS[level]
  if (!operators) return atom(tokens)
  let left = sum(tokens, level + 1)
  for (let operator = operators[tokens[0] ?? '']; left && operator; operator = operators[tokens[0] ?? '']) {
    tokens.shift()
    const [a, join, b] = [left, operator, sum(tokens, level + 1)]
    left =
      b &&
      ((frame) => {
        const [x, y] = [a(frame), b(frame)]
        return x === undefined || y === undefined ? undefined : join(x, y)
      })
  }
  return left
}

function atom(tokens: string[]): Reading | undefined {
  const token = tokens.shift() ?? ''
  if (token === '(') {
    const inside = sum(tokens, 0)
    return tokens.shift() === ')' ? inside : undefined
  }
  if (token === 'len') return frameSize
  if (LAYERS.includes(token)) return tokens.shift() === '[' ? place(token, tokens) : undefined
  const number = NAMES[token] ?? (/^(0x[\da-f]+|\d+)$/i.test(token) ? Number(token) : undefined)
  return number === undefined ? undefined : () => number
}

/** `[13]`, `[2:2]`: so many bytes of a header, one where it is not said, as a number. */
function place(layer: string, tokens: string[]): Reading | undefined {
  const [first = '', size = '1'] = (tokens[0] ?? '').split(':')
  const at = NAMES[first] ?? Number(first)
  if (first === '' || !Number.isInteger(at) || !['1', '2', '4'].includes(size)) return undefined
  tokens.shift()
  if (tokens.shift() !== ']') return undefined
  return (frame) => {
    const bytes = bytesOf(layer, frame)
    if (!bytes || at + Number(size) > bytes.length) return undefined
    return bytes.subarray(at, at + Number(size)).reduce((sum, byte) => sum * 256 + byte, 0)
  }
}
