import type { RejectWith } from '../net/filter.ts'
import { packetLength } from '../net/packet.ts'
import { logLine } from './log-line.ts'
import { matchesRule, type Subject } from './matching.ts'
import type { Chain, Counters, Target } from './rule.ts'
import type { Table } from './ruleset.ts'

/** What a table says of a packet. `nat`: a rule of the table nat decided. */
export type TableVerdict =
  | { readonly kind: 'accept' | 'drop' | 'untracked' }
  | { readonly kind: 'reject'; readonly with: RejectWith }
  | { readonly kind: 'nat'; readonly target: Target & { kind: 'DNAT' | 'SNAT' | 'MASQUERADE' | 'REDIRECT' } }

const count = (counters: Counters, bytes: number): void => {
  counters.packets++
  counters.bytes += bytes
}

/** Asks the rules of a table, from the chain of the hook on, until one decides; at the end its policy does. */
export function traverse(table: Table, subject: Subject): TableVerdict {
  const chain = table.at(subject.passage.hook)
  if (!chain) return { kind: 'accept' }
  const bytes = packetLength(subject.passage.packet)
  const verdict = walk(table, chain, subject, bytes)
  if (verdict !== 'end') return verdict
  count(chain, bytes)
  return { kind: chain.policy === 'DROP' ? 'drop' : 'accept' }
}

/** `end`: no rule decided. */
function walk(table: Table, chain: Chain, subject: Subject, bytes: number): TableVerdict | 'end' {
  for (const [index, rule] of chain.rules.entries()) {
    if (!matchesRule(rule, subject)) continue
    count(rule, bytes)
    subject.matched?.push({ chain: chain.name, number: index + 1, rule, packets: rule.packets })
    const { target } = rule.spec
    if (!target) continue
    if (target.kind === 'RETURN') return 'end'
    if (target.kind === 'chain') {
      const verdict = walk(table, table.chain(target.name), subject, bytes)
      if (verdict !== 'end' || target.goto) return verdict
      continue
    }
    const verdict = decide(target, subject)
    if (verdict) return verdict
  }
  return 'end'
}

function decide(
  target: Exclude<Target, { kind: 'chain' | 'RETURN' }>,
  subject: Subject,
): TableVerdict | undefined {
  switch (target.kind) {
    case 'ACCEPT':
      return { kind: 'accept' }
    case 'DROP':
      return { kind: 'drop' }
    case 'REJECT':
      return { kind: 'reject', with: target.with }
    case 'DNAT':
    case 'SNAT':
    case 'MASQUERADE':
    case 'REDIRECT':
      return { kind: 'nat', target }
    case 'NOTRACK':
      return { kind: 'untracked' }
    case 'MARK': {
      const { packet } = subject.passage
      const mark = (((packet.mark ?? 0) & ~target.mask) ^ target.value) >>> 0
      subject.passage = { ...subject.passage, packet: { ...packet, mark } }
      return undefined
    }
    case 'LOG':
      subject.surroundings.log(target.level, logLine(target.prefix, subject.passage))
      return undefined
  }
}
