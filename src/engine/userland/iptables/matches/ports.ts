import type { Match, Ports, Range } from '../../../kernel/netfilter/rule.ts'
import {
  bang,
  type Context,
  type Given,
  lastOf,
  type MatchExtension,
  negated,
  type OptionShapes,
  type Printing,
} from '../extension.ts'
import { WrongCall } from '../failure.ts'
import { rangeText, readNumber, readPort, readPortRange } from '../values.ts'

const PORT_OPTIONS: OptionShapes = {
  sport: { values: 1, not: true },
  'source-port': { values: 1, not: true, as: 'sport' },
  dport: { values: 1, not: true },
  'destination-port': { values: 1, not: true, as: 'dport' },
}

/** TCP's flags as iptables names them, by their bits. */
const FLAGS = [
  ['FIN', 1],
  ['SYN', 2],
  ['RST', 4],
  ['PSH', 8],
  ['ACK', 16],
  ['URG', 32],
] as const
const ALL = 63

function readPorts(given: readonly Given[], protocol: string, { names }: Context) {
  const ports = (name: string): Ports | undefined => {
    const one = lastOf(given, name)
    return one && { ...readPortRange(one.values[0]!, protocol, names), ...negated(one.not) }
  }
  const [sport, dport] = [ports('sport'), ports('dport')]
  return { ...(sport && { sport }), ...(dport && { dport }) }
}

function printPort(name: string, ports: Ports | undefined, protocol: string, printing: Printing): string {
  if (!ports) return ''
  const text = (port: number): string =>
    (printing.numeric ? undefined : printing.names.service(port, protocol)) ?? String(port)
  const not = ports.not ? '!' : ''
  return ports.from === ports.to
    ? ` ${name}:${not}${text(ports.from)}`
    : ` ${name}s:${not}${text(ports.from)}:${text(ports.to)}`
}
const savePort = (name: string, ports: Ports | undefined): string =>
  ports ? ` ${bang(ports)}--${name} ${rangeText(ports)}` : ''

function readFlags(text: string): number {
  if (text === 'ALL') return ALL
  if (text === 'NONE') return 0
  return text.split(',').reduce((bits, name) => {
    const flag = FLAGS.find(([one]) => one === name.toUpperCase())
    if (!flag) throw new WrongCall(`Unknown TCP flag \`${name}'`)
    return bits | flag[1]
  }, 0)
}
const flagNames = (bits: number): string =>
  FLAGS.filter(([, bit]) => bits & bit)
    .map(([name]) => name)
    .join(',') || 'NONE'
const flagHex = (bits: number): string => `0x${bits.toString(16).toUpperCase().padStart(2, '0')}`

export const tcp: MatchExtension<'tcp'> = {
  options: { ...PORT_OPTIONS, syn: { values: 0, not: true }, 'tcp-flags': { values: 2, not: true } },
  read(given, context) {
    const syn = lastOf(given, 'syn')
    const flags = lastOf(given, 'tcp-flags')
    const looked = flags
      ? { mask: readFlags(flags.values[0]!), set: readFlags(flags.values[1]!), ...negated(flags.not) }
      : syn && { mask: 1 | 2 | 4 | 16, set: 2, ...negated(syn.not) }
    return { kind: 'tcp', ...readPorts(given, 'tcp', context), ...(looked && { flags: looked }) }
  },
  print({ sport, dport, flags }, printing) {
    const text = printing.numeric ? flagHex : flagNames
    const shown = flags ? ` flags:${flags.not ? '!' : ''}${text(flags.mask)}/${text(flags.set)}` : ''
    return ` tcp${printPort('spt', sport, 'tcp', printing)}${printPort('dpt', dport, 'tcp', printing)}${shown}`
  },
  save({ sport, dport, flags }) {
    const shown = flags ? ` ${bang(flags)}--tcp-flags ${flagNames(flags.mask)} ${flagNames(flags.set)}` : ''
    return `${savePort('sport', sport)}${savePort('dport', dport)}${shown}`
  },
}

export const udp: MatchExtension<'udp'> = {
  options: PORT_OPTIONS,
  read: (given, context) => ({ kind: 'udp', ...readPorts(given, 'udp', context) }),
  print: ({ sport, dport }, printing) =>
    ` udp${printPort('spt', sport, 'udp', printing)}${printPort('dpt', dport, 'udp', printing)}`,
  save: ({ sport, dport }) => `${savePort('sport', sport)}${savePort('dport', dport)}`,
}

/** Protocols with ports that `multiport` takes, and whose names it prints. */
const PORTED: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' }

/** Ports that fit into one `multiport`; a range takes the room of two. */
const MOST_PORTS = 15

export const multiport: MatchExtension<'multiport'> = {
  options: {
    sports: { values: 1, not: true },
    'source-ports': { values: 1, not: true, as: 'sports' },
    dports: { values: 1, not: true },
    'destination-ports': { values: 1, not: true, as: 'dports' },
    ports: { values: 1, not: true },
  },
  read(given, { protocol, names }) {
    const name = protocol === undefined ? undefined : PORTED[protocol]
    if (!name) throw new WrongCall("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'")
    const one = given.at(-1)
    if (!one) throw new WrongCall('multiport expection an option')
    const ports = one.values[0]!.split(',').map((text) =>
      text.includes(':') ? readPortRange(text, name, names) : single(readPort(text, name, names)),
    )
    if (ports.reduce((sum, { from, to }) => sum + (from === to ? 1 : 2), 0) > MOST_PORTS)
      throw new WrongCall('too many ports specified')
    return { kind: 'multiport', which: one.name as 'ports', ports, ...negated(one.not) }
  },
  print({ which, ports, not }, { numeric, names, protocol }) {
    const text = (port: number): string =>
      (numeric ? undefined : names.service(port, PORTED[protocol] ?? 'tcp')) ?? String(port)
    const shown = ports.map(({ from, to }) => (from === to ? text(from) : `${text(from)}:${text(to)}`))
    return ` multiport ${which} ${not ? ' !' : ''}${shown.join(',')}`
  },
  save: ({ which, ports, not }) =>
    ` ${bang({ not: not ?? false })}--${which} ${ports.map((range) => rangeText(range)).join(',')}`,
}
const single = (port: number): Range => ({ from: port, to: port })

/** Names of ICMP's types (libxtables, icmp.h): type, code; without a code all of them. */
const ICMP: readonly (readonly [string, number, number?])[] = [
  ['echo-reply', 0],
  ['pong', 0],
  ['destination-unreachable', 3],
  ['network-unreachable', 3, 0],
  ['host-unreachable', 3, 1],
  ['protocol-unreachable', 3, 2],
  ['port-unreachable', 3, 3],
  ['fragmentation-needed', 3, 4],
  ['source-route-failed', 3, 5],
  ['network-unknown', 3, 6],
  ['host-unknown', 3, 7],
  ['network-prohibited', 3, 9],
  ['host-prohibited', 3, 10],
  ['TOS-network-unreachable', 3, 11],
  ['TOS-host-unreachable', 3, 12],
  ['communication-prohibited', 3, 13],
  ['host-precedence-violation', 3, 14],
  ['precedence-cutoff', 3, 15],
  ['source-quench', 4],
  ['redirect', 5],
  ['network-redirect', 5, 0],
  ['host-redirect', 5, 1],
  ['echo-request', 8],
  ['ping', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded', 11],
  ['ttl-exceeded', 11],
  ['ttl-zero-during-transit', 11, 0],
  ['ttl-zero-during-reassembly', 11, 1],
  ['parameter-problem', 12],
  ['ip-header-bad', 12, 0],
  ['required-option-missing', 12, 1],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
  ['address-mask-request', 17],
  ['address-mask-reply', 18],
]
const ICMP6: typeof ICMP = [
  ['destination-unreachable', 1],
  ['no-route', 1, 0],
  ['communication-prohibited', 1, 1],
  ['beyond-scope', 1, 2],
  ['address-unreachable', 1, 3],
  ['port-unreachable', 1, 4],
  ['packet-too-big', 2],
  ['time-exceeded', 3],
  ['ttl-exceeded', 3],
  ['parameter-problem', 4],
  ['bad-header', 4, 0],
  ['unknown-header-type', 4, 1],
  ['unknown-option', 4, 2],
  ['echo-request', 128],
  ['ping', 128],
  ['echo-reply', 129],
  ['pong', 129],
  ['router-solicitation', 133],
  ['router-advertisement', 134],
  ['neighbour-solicitation', 135],
  ['neighbor-solicitation', 135],
  ['neighbour-advertisement', 136],
  ['neighbor-advertisement', 136],
  ['redirect', 137],
]

type Icmp = Match & { kind: 'icmp' }

function icmpOf(six: boolean): MatchExtension<'icmp'> {
  const option = six ? 'icmpv6-type' : 'icmp-type'
  const known = six ? ICMP6 : ICMP
  const title = six ? ' ipv6-icmp' : ' icmp'
  const read = (text: string): Pick<Icmp, 'type' | 'code'> => {
    if (text.toLowerCase() === 'any' && !six) return { type: 'any' }
    const found = known.find(([name]) => name.toLowerCase() === text.toLowerCase())
    if (found) return { type: found[1], ...(found[2] !== undefined && { code: found[2] }) }
    const [type = '', code] = text.split('/')
    const numbers = [readNumber(type, 255), code === undefined ? 0 : readNumber(code, 255)]
    if (numbers.includes(undefined)) throw new WrongCall(`Unknown ICMP${six ? 'v6' : ''} type \`${text}'`)
    return { type: numbers[0]!, ...(code !== undefined && { code: numbers[1]! }) }
  }
  return {
    options: { [option]: { values: 1, not: true } },
    read(given) {
      const one = lastOf(given, option)
      if (!one) throw new WrongCall(`${six ? 'icmp6' : 'icmp'}: option "--${option}" must be specified\n`)
      return { kind: 'icmp', ...read(one.values[0]!), ...negated(one.not) }
    },
    print({ type, code, not }, { numeric }) {
      const named = known.find(([, one, its]) => one === type && its === code)?.[0]
      if (!numeric && (named || type === 'any')) return `${title} ${not ? '!' : ''}${named ?? 'any'}`
      const codes = code === undefined ? '' : ` code ${code}`
      return `${title}${not ? ' !' : ''}type ${type === 'any' ? 255 : type}${codes}`
    },
    save: ({ type, code, not }) =>
      ` ${bang({ not: not ?? false })}--${option} ${type}${code === undefined ? '' : `/${code}`}`,
  }
}
export const icmp = icmpOf(false)
export const icmp6 = icmpOf(true)
