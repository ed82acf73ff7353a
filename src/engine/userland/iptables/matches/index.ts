import type { Match } from '../../../kernel/netfilter/rule.ts'
import type { MatchExtension } from '../extension.ts'
import type { Family } from '../values.ts'
import { comment, iprange, length, limit, mark, owner, pkttype, statistic, ttl } from './others.ts'
import { icmp, icmp6, multiport, tcp, udp } from './ports.ts'
import { addrtype, conntrack, state } from './states.ts'

const BOTH: Readonly<Record<string, unknown>> = {
  tcp,
  udp,
  conntrack,
  state,
  addrtype,
  comment,
  multiport,
  limit,
  mark,
  owner,
  iprange,
  statistic,
  pkttype,
  length,
}
const OF: Readonly<Record<Family, Readonly<Record<string, unknown>>>> = {
  inet: { ...BOTH, icmp, ttl },
  inet6: { ...BOTH, icmp6, 'ipv6-icmp': icmp6, icmpv6: icmp6 },
}

/** A module by the name after -m. */
export const matchExtension = (name: string, family: Family): MatchExtension | undefined =>
  OF[family][name] as MatchExtension | undefined

/** The name of a match's module. */
export function moduleOf({ kind }: Match, family: Family): string {
  if (kind === 'chance') return 'statistic'
  return kind === 'icmp' && family === 'inet6' ? 'icmp6' : kind
}

/** The module that a protocol brings with it. */
export const PROTOCOL_MODULES: Readonly<Record<number, string>> = {
  6: 'tcp',
  17: 'udp',
  1: 'icmp',
  58: 'icmp6',
}

/** Modules that iptables has and Strata has not. */
export const OTHER_MATCHES = [
  'ah',
  'bpf',
  'cgroup',
  'cluster',
  'connbytes',
  'connlabel',
  'connlimit',
  'connmark',
  'cpu',
  'dccp',
  'devgroup',
  'dscp',
  'ecn',
  'esp',
  'hashlimit',
  'helper',
  'hl',
  'ipvs',
  'mac',
  'nfacct',
  'osf',
  'physdev',
  'policy',
  'quota',
  'rateest',
  'realm',
  'recent',
  'rpfilter',
  'sctp',
  'set',
  'socket',
  'string',
  'tcpmss',
  'time',
  'tos',
  'u32',
  'unclean',
]
