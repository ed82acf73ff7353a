import type { IpAddress, Prefix } from '../net/address.ts'
import type { Hook, RejectWith } from '../net/filter.ts'

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter' | 'security'

/** Both numbers belong to it. */
export interface Range {
  readonly from: number
  readonly to: number
}
/** A condition that may be turned round (`!`). */
export interface Negatable {
  readonly not?: boolean
}
export interface Ports extends Negatable, Range {}

/** What every rule may ask of a packet. A name of an interface that ends in `+` stands for all that begin so. */
export interface Selector {
  readonly src?: (Prefix & Negatable) | undefined
  readonly dst?: (Prefix & Negatable) | undefined
  readonly in?: ({ readonly name: string } & Negatable) | undefined
  readonly out?: ({ readonly name: string } & Negatable) | undefined
  /** Number of a protocol; absent: all. */
  readonly protocol?: ({ readonly number: number } & Negatable) | undefined
  /** Second and further fragments. */
  readonly fragment?: Negatable | undefined
}

/** What connection tracking says of a packet. */
export type ConntrackState = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED' | 'SNAT' | 'DNAT'

/** What an address is to this machine (rtnetlink(7), types of routes). */
export type AddressType =
  | 'UNSPEC'
  | 'UNICAST'
  | 'LOCAL'
  | 'BROADCAST'
  | 'ANYCAST'
  | 'MULTICAST'
  | 'BLACKHOLE'
  | 'UNREACHABLE'
  | 'PROHIBIT'

/** Conditions of a rule beyond its selector, as iptables-extensions(8) calls them. */
export type Match =
  | {
      readonly kind: 'tcp'
      readonly sport?: Ports | undefined
      readonly dport?: Ports | undefined
      /** Bits of the flags that are looked at, and those of them that must be set. */
      readonly flags?: ({ readonly mask: number; readonly set: number } & Negatable) | undefined
    }
  | { readonly kind: 'udp'; readonly sport?: Ports | undefined; readonly dport?: Ports | undefined }
  /** `any`: all types. */
  | ({ readonly kind: 'icmp'; readonly type: number | 'any'; readonly code?: number | undefined } & Negatable)
  | ({
      readonly kind: 'conntrack' | 'state'
      readonly states: readonly ConntrackState[]
    } & Negatable)
  | {
      readonly kind: 'addrtype'
      readonly src?: ({ readonly types: readonly AddressType[] } & Negatable) | undefined
      readonly dst?: ({ readonly types: readonly AddressType[] } & Negatable) | undefined
      readonly limit?: 'in' | 'out' | undefined
    }
  | { readonly kind: 'comment'; readonly text: string }
  | ({
      readonly kind: 'multiport'
      readonly which: 'sports' | 'dports' | 'ports'
      readonly ports: readonly Range[]
    } & Negatable)
  /** At most so many packets in a time, beyond a burst at the start. */
  | {
      readonly kind: 'limit'
      readonly count: number
      readonly unit: 'sec' | 'min' | 'hour' | 'day'
      readonly burst: number
    }
  | ({ readonly kind: 'mark'; readonly value: number; readonly mask: number } & Negatable)
  | {
      readonly kind: 'owner'
      readonly uid?: (Range & Negatable) | undefined
      readonly gid?: (Range & Negatable) | undefined
    }
  | {
      readonly kind: 'iprange'
      readonly src?: (AddressRange & Negatable) | undefined
      readonly dst?: (AddressRange & Negatable) | undefined
    }
  | { readonly kind: 'statistic'; readonly every: number; readonly packet: number }
  | ({ readonly kind: 'chance'; readonly probability: number } & Negatable)
  | ({ readonly kind: 'pkttype'; readonly type: 'unicast' | 'broadcast' | 'multicast' } & Negatable)
  | ({ readonly kind: 'length' } & Range & Negatable)
  | { readonly kind: 'ttl'; readonly compare: 'eq' | 'ne' | 'lt' | 'gt'; readonly value: number }

export interface AddressRange {
  readonly first: IpAddress
  readonly last: IpAddress
}

/** To what an address or a port is rewritten. Absent: it stays. */
export interface Rewrite {
  readonly addresses?: AddressRange | undefined
  readonly ports?: Range | undefined
  readonly random?: boolean
  readonly persistent?: boolean
}

/** What becomes of a packet that a rule is about; a rule without one only counts. */
export type Target =
  | { readonly kind: 'ACCEPT' | 'DROP' | 'RETURN' }
  /** `goto`: what comes after the chain is what comes after this one. */
  | { readonly kind: 'chain'; readonly name: string; readonly goto?: boolean }
  | { readonly kind: 'REJECT'; readonly with: RejectWith }
  | { readonly kind: 'LOG'; readonly prefix: string; readonly level: number }
  | ({ readonly kind: 'DNAT' | 'SNAT' } & Rewrite)
  | {
      readonly kind: 'MASQUERADE' | 'REDIRECT'
      readonly ports?: Range | undefined
      readonly random?: boolean
    }
  | { readonly kind: 'MARK'; readonly value: number; readonly mask: number }
  /** `CT`: written as `-j CT --notrack`. */
  | { readonly kind: 'NOTRACK'; readonly by?: 'CT' }

/** A rule as it is asked for. Immutable; two are the same rule when all of it is equal. */
export interface RuleSpec {
  readonly selector: Selector
  readonly matches: readonly Match[]
  readonly target?: Target | undefined
}

/** How often a rule or a policy was reached, and by how many bytes. */
export interface Counters {
  packets: number
  bytes: number
}

/** A rule in its chain. */
export interface Rule extends Counters {
  readonly spec: RuleSpec
  /** What `limit` and `statistic` remember, by the number of the match. */
  readonly memory: Map<number, { credit: number; at: number }>
}

export interface Chain extends Counters {
  name: string
  /** Where packets enter it; absent: by rules alone. */
  readonly hook?: Hook
  /** What becomes of packets that reach its end; of a chain with a hook alone. */
  policy?: 'ACCEPT' | 'DROP'
  rules: Rule[]
}

export const newRule = (spec: RuleSpec, packets = 0, bytes = 0): Rule => ({
  spec,
  packets,
  bytes,
  memory: new Map(),
})

/** One text for equal rules. */
export const keyOf = ({ selector, matches, target }: RuleSpec): string =>
  JSON.stringify([ordered(selector), matches.map(ordered), target ? ordered(target) : null])

/** The same value with its names in order and without those that say nothing. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined && field !== false)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, ordered(field)]),
  )
}
