import { familyOf } from '../../net/address.ts'
import type { NetNamespace } from '../../net/stack.ts'
import type { Connection, Tuple } from '../../netfilter/connection.ts'
import { netfilterOf } from '../../netfilter/of-namespace.ts'

const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' }
const ECHO: Readonly<Record<number, readonly [request: number, reply: number]>> = {
  1: [8, 0],
  58: [128, 129],
}

function tupleText({ protocol, src, dst, sport, dport }: Tuple, reply: boolean): string {
  const echo = ECHO[protocol]
  const rest = echo
    ? `type=${echo[reply ? 1 : 0]} code=0 id=${reply ? dport : sport} `
    : protocol === 6 || protocol === 17
      ? `sport=${sport} dport=${dport} `
      : ''
  return `src=${src} dst=${dst} ${rest}`
}

function line(connection: Connection, left: number): string {
  const { original, reply, replied, assured, tcp } = connection
  const { protocol } = original
  const family = familyOf(original.src) === 'inet' ? 'ipv4     2' : 'ipv6     10'
  const name = (NAMES[protocol] ?? 'unknown').padEnd(8)
  const state = protocol === 6 ? `${tcp} ` : ''
  const there = `${tupleText(original, false)}${replied ? '' : '[UNREPLIED] '}`
  const back = `${tupleText(reply, true)}${assured ? '[ASSURED] ' : ''}`
  return `${family} ${name} ${protocol} ${Math.floor(left / 1e9)} ${state}${there}${back}mark=0 zone=0 use=2\n`
}

/** /proc/net/nf_conntrack (net/netfilter/nf_conntrack_standalone.c, ct_seq_show). */
export function connectionsText(namespace: NetNamespace): string {
  const { conntrack } = netfilterOf(namespace)
  return conntrack
    .all()
    .map((connection) => line(connection, conntrack.timeLeft(connection)))
    .join('')
}
