import { type Family, familyOf, type IpAddress, LOOPBACK4, LOOPBACK6 } from '../net/address.ts'
import type { Hook, PacketFilter, Passage, Verdict } from '../net/filter.ts'
import { formOf, type MatchedRule } from '../net/journey.ts'
import type { Packet } from '../net/packet.ts'
import type { Tracking } from './connection.ts'
import { Conntrack, UNTRACKED } from './conntrack.ts'
import type { Subject, Surroundings } from './matching.ts'
import { bind, SIDE_AT, type Side, translate } from './nat.ts'
import type { Rewrite, TableName } from './rule.ts'
import { Ruleset, type Table } from './ruleset.ts'
import { type TableVerdict, traverse } from './traverse.ts'

/** Tables that a packet passes at a hook, by their priorities (include/uapi/linux/netfilter_ipv4.h); `track` is connection tracking. */
const ORDER: Readonly<Record<Hook, readonly (TableName | 'track')[]>> = {
  prerouting: ['raw', 'track', 'mangle', 'nat'],
  input: ['mangle', 'filter', 'security', 'nat'],
  forward: ['mangle', 'filter', 'security'],
  output: ['raw', 'track', 'mangle', 'nat', 'filter', 'security'],
  postrouting: ['mangle', 'nat'],
}

const DROP: Verdict = { kind: 'drop' }

/** What a netfilter found out of a packet: it goes with the packet, and counts in its own namespace alone. */
class Note {
  readonly owner: Netfilter
  readonly tracking: Tracking
  constructor(owner: Netfilter, tracking: Tracking) {
    this.owner = owner
    this.tracking = tracking
  }
}

const trackingOf = ({ note }: Packet, owner: Netfilter): Tracking | undefined =>
  note instanceof Note && note.owner === owner ? note.tracking : undefined

/** Netfilter of a network namespace: tables of both families, connections, NAT. */
export class Netfilter implements PacketFilter {
  readonly rulesets: Readonly<Record<Family, Ruleset>> = {
    inet: new Ruleset('inet'),
    inet6: new Ruleset('inet6'),
  }
  readonly conntrack: Conntrack
  private readonly surroundings: Surroundings

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings
    this.conntrack = new Conntrack(() => surroundings.now())
  }

  /** Sends a packet through the tables of its hook. */
  pass(passage: Passage): Verdict {
    const rules = this.rulesets[familyOf(passage.packet.src)]
    const known = trackingOf(passage.packet, this)
    const subject: Subject = { passage, surroundings: this.surroundings, tracking: known ?? UNTRACKED }
    let tracked = known !== undefined
    for (const step of ORDER[passage.hook]) {
      if (step === 'track') {
        if (!tracked) subject.tracking = this.conntrack.track(subject.passage.packet)
      } else if (step === 'nat') {
        if (!this.translate(subject, rules)) return DROP
      } else {
        const table = rules.find(step)
        if (!table) continue
        const verdict = this.ask(table, subject)
        if (verdict.kind === 'reject') return verdict
        if (verdict.kind === 'drop') return DROP
        if (verdict.kind === 'untracked') tracked = true
      }
    }
    const { connection } = subject.tracking
    const leaves = passage.hook === 'input' || passage.hook === 'postrouting'
    if (leaves && connection && !this.conntrack.confirm(connection)) return DROP
    const { packet } = subject.passage
    return { kind: 'accept', packet: { ...packet, note: new Note(this, subject.tracking) } }
  }

  /** Decides how packets of a new connection are rewritten, and rewrites this one. False: it cannot be. */
  private translate(subject: Subject, rules: Ruleset): boolean {
    const { hook } = subject.passage
    const { connection, state } = subject.tracking
    if (hook === 'forward' || !connection) return true
    const side = SIDE_AT[hook]
    if (state === 'NEW' && !connection.decided[side]) {
      const verdict = this.rulesDecide(subject, rules)
      if (verdict === 'drop') return false
      bind(this.conntrack, this.surroundings.random, connection, side, verdict)
    }
    const { packet } = subject.passage
    const translated = translate(packet, subject.tracking, side)
    subject.passage = { ...subject.passage, packet: translated }
    if (packet.journey && translated !== packet) this.tell(packet, translated, side, state === 'NEW')
    return true
  }

  /** What a table says of a packet, noted where somebody follows it. */
  private ask(table: Table, subject: Subject): TableVerdict {
    const { packet, hook, physIn, physOut, in: from, out } = subject.passage
    if (!packet.journey) return traverse(table, subject)
    const rules: MatchedRule[] = []
    subject.matched = rules
    const verdict = traverse(table, subject)
    const last = rules.at(-1)?.rule.spec.target
    const decided = verdict.kind === 'nat' ? verdict.target.kind : verdict.kind.toUpperCase()
    packet.journey.note(this.surroundings.net, {
      kind: 'table',
      hook,
      table: table.name,
      bridge: physIn || physOut ? (from ?? out)?.name : undefined,
      rules,
      verdict: decided,
      policy:
        last === undefined ||
        last.kind === 'chain' ||
        last.kind === 'RETURN' ||
        last.kind === 'LOG' ||
        last.kind === 'MARK',
    })
    return verdict
  }
  private tell(before: Packet, after: Packet, side: Side, first: boolean): void {
    const [was, is] = [formOf(before), formOf(after)]
    const end = side === 'src' ? 'from' : 'to'
    const by = first ? 'rule' : 'connection'
    before.journey?.note(this.surroundings.net, { kind: 'nat', side, was: was[end], is: is[end], by })
  }

  /** What the table nat says of the first packet of a connection. */
  private rulesDecide(subject: Subject, rules: Ruleset): Rewrite | undefined | 'drop' {
    const table = rules.find('nat')
    const verdict = table && this.ask(table, subject)
    if (verdict?.kind === 'drop') return 'drop'
    if (verdict?.kind !== 'nat') return undefined
    const { target } = verdict
    if (target.kind === 'DNAT' || target.kind === 'SNAT') return target
    const address = this.ownAddress(target.kind, subject.passage)
    return address ? { ...target, addresses: { first: address, last: address } } : 'drop'
  }

  /** The address that MASQUERADE and REDIRECT put in. */
  private ownAddress(kind: 'MASQUERADE' | 'REDIRECT', passage: Passage): IpAddress | undefined {
    const { packet, in: from, out, hook } = passage
    if (kind === 'MASQUERADE') return out && this.surroundings.sourceOf(out, packet.dst)
    if (hook === 'output') return familyOf(packet.dst) === 'inet' ? LOOPBACK4 : LOOPBACK6
    return from && this.surroundings.sourceOf(from, packet.src)
  }
}
