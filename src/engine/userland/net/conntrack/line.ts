import type { TrackedConnection, TrackedTuple } from '../../../kernel/net/calls.ts'

const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' }
const PORTS = [6, 17, 132]
const ECHO: Readonly<Record<number, readonly [request: number, reply: number]>> = {
  1: [8, 0],
  58: [128, 129],
}

export const protocolName = (number: number): string => NAMES[number] ?? 'unknown'

/** One direction: `src=172.18.0.1 dst=172.18.0.2 sport=53652 dport=80`. */
function tupleText({ protocol, src, dst, sport, dport }: TrackedTuple, reply: boolean): string {
  const text = `src=${src} dst=${dst} `
  const echo = ECHO[protocol]
  if (echo) return `${text}type=${echo[reply ? 1 : 0]} code=0 id=${reply ? dport : sport} `
  return PORTS.includes(protocol) ? `${text}sport=${sport} dport=${dport} ` : text
}

/** A connection without what stands around it: `tcp      6 119 TIME_WAIT src=… [ASSURED] ` (libnetfilter_conntrack). */
export function connectionText({
  original,
  reply,
  replied,
  assured,
  state,
  left,
}: TrackedConnection): string {
  const { protocol } = original
  const head = `${protocolName(protocol).padEnd(8)} ${protocol} ${Math.floor(left / 1e9)} ${state === undefined ? '' : `${state} `}`
  const there = `${tupleText(original, false)}${replied ? '' : '[UNREPLIED] '}`
  return `${head}${there}${tupleText(reply, true)}${assured ? '[ASSURED] ' : ''}`
}
