import type { Family, IpAddress, Prefix } from '../../../kernel/net/address.ts'
import type { Match, Negatable, RuleSpec, Target } from '../../../kernel/netfilter/rule.ts'

const PROTOCOLS = { icmp: 1, tcp: 6, udp: 17, 'ipv6-icmp': 58 } as const
const TRANSPORTS: readonly string[] = ['tcp', 'udp']

/** A rule as dockerd writes it. A name or a prefix with `!` before it is turned round. */
export interface Wanted {
  readonly src?: string
  readonly dst?: string
  readonly in?: string
  readonly out?: string
  readonly protocol?: keyof typeof PROTOCOLS
  readonly sport?: number
  readonly dport?: number
  /** Connections that are known, or follow from such. */
  readonly established?: boolean
  /** The destination is one of the machine's own. */
  readonly local?: boolean
  /** `ACCEPT`, `DROP`, `RETURN`, `MASQUERADE`, or a chain's name. */
  readonly target: string | Target
}

const split = (text: string): { text: string } & Negatable =>
  text.startsWith('!') ? { text: text.slice(1), not: true } : { text }

function prefix(given: string | undefined): (Prefix & Negatable) | undefined {
  if (given === undefined) return undefined
  const { text, ...not } = split(given)
  const [address = '', length = address.includes(':') ? '128' : '32'] = text.split('/')
  return { address: address as IpAddress, length: Number(length), ...not }
}
function device(given: string | undefined): ({ name: string } & Negatable) | undefined {
  if (given === undefined) return undefined
  const { text, ...not } = split(given)
  return { name: text, ...not }
}

const BUILT_IN = ['ACCEPT', 'DROP', 'RETURN', 'MASQUERADE']

/** The rule that the kernel keeps. */
export function ruleOf(wanted: Wanted): RuleSpec {
  const { protocol, established, local, target } = wanted
  const [src, dst] = [prefix(wanted.src), prefix(wanted.dst)]
  const [from, out] = [device(wanted.in), device(wanted.out)]
  const matches: Match[] = []
  const port = (number: number | undefined) => number !== undefined && { from: number, to: number }
  const [sport, dport] = [port(wanted.sport), port(wanted.dport)]
  if (protocol && TRANSPORTS.includes(protocol) && (sport || dport))
    matches.push({ kind: protocol as 'tcp', ...(sport && { sport }), ...(dport && { dport }) })
  if (established) matches.push({ kind: 'conntrack', states: ['RELATED', 'ESTABLISHED'] })
  if (local) matches.push({ kind: 'addrtype', dst: { types: ['LOCAL'] } })
  return {
    selector: {
      ...(src && { src }),
      ...(dst && { dst }),
      ...(from && { in: from }),
      ...(out && { out }),
      ...(protocol && { protocol: { number: PROTOCOLS[protocol] } }),
    },
    matches,
    target:
      typeof target !== 'string'
        ? target
        : BUILT_IN.includes(target)
          ? { kind: target as 'ACCEPT' }
          : { kind: 'chain', name: target },
  }
}

/** A rule and where it goes: to the end of its chain, or before all others. */
export interface Entry {
  readonly table: 'raw' | 'nat' | 'filter'
  readonly chain: string
  readonly at: 'end' | 'start'
  readonly rule: RuleSpec
}

/** A rule in the tables of a family. */
export interface Placed extends Entry {
  readonly family: Family
}

export const placed = (family: Family, entries: readonly Entry[]): Placed[] =>
  entries.map((entry) => ({ ...entry, family }))

export const append = (table: Entry['table'], chain: string, wanted: Wanted): Entry => ({
  table,
  chain,
  at: 'end',
  rule: ruleOf(wanted),
})
export const insert = (table: Entry['table'], chain: string, wanted: Wanted): Entry => ({
  ...append(table, chain, wanted),
  at: 'start',
})
