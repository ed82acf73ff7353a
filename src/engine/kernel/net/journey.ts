import type { Nanoseconds } from '../../base/time.ts'
import type { Rule, TableName } from '../netfilter/rule.ts'
import type { Hook } from './filter.ts'
import type { Packet, Transport } from './packet.ts'
import type { NetNamespace } from './stack.ts'

/** A place in a network: address, and a port where the protocol has one. */
export interface Place {
  readonly address: string
  readonly port: number | undefined
}
/** Whom a packet says that it is from and for. */
export interface Form {
  readonly from: Place
  readonly to: Place
}

/** A rule that a packet matched, and how often it was matched until then. */
export interface MatchedRule {
  readonly chain: string
  /** Its place in the chain, from 1. */
  readonly number: number
  readonly rule: Rule
  readonly packets: number
}

/** Why a packet went no further. */
export type Loss =
  /** A table dropped or refused it; the step before says which. */
  | 'dropped'
  | 'rejected'
  /** It came by an interface that addresses of its kind do not come by. */
  | 'martian'
  /** It is for somebody else, and this machine does not forward. */
  | 'not-forwarding'
  | 'no-route'
  | 'ttl'
  | 'too-big'
  /** Nobody answered for the next hop's address. */
  | 'no-neighbour'
  | 'device-down'
  /** The cable lost it. */
  | 'cable'
  /** As many connections wait for accept(2) as the listener takes. */
  | 'accept-queue'
  /** No socket is there for it; TCP answers with a reset, UDP with a message of ICMP. */
  | 'no-socket'

/** What becomes of a packet behind the tables; places as `P`. */
export type Sending<P> =
  /** An address was rewritten: because a rule said so, or as the first packet of the connection was. */
  | {
      readonly kind: 'nat'
      readonly side: 'src' | 'dst'
      readonly was: P
      readonly is: P
      readonly by: 'rule' | 'connection'
    }
  /** Where it goes: out by a device, or to this machine itself. */
  | { readonly kind: 'route'; readonly device: string | undefined; readonly gateway: string | undefined }
  | Delivery<P>
  | { readonly kind: 'lost'; readonly why: Loss }

/** Whom the transport gave a packet to. `kernel`: it answers by itself (ICMP). */
export interface Delivery<P> {
  readonly kind: 'socket'
  readonly found: 'connection' | 'listener' | 'datagram' | 'kernel'
  /** State of the connection as the packet found it. */
  readonly state: string | undefined
  readonly local: P | undefined
  readonly remote: P | undefined
}

/** One thing that happened to a packet, in a network namespace. */
export type Step = { readonly at: Nanoseconds; readonly net: NetNamespace } & (
  | { readonly kind: 'sent' }
  | { readonly kind: 'out' | 'in'; readonly device: string; readonly loopback: boolean; readonly form: Form }
  /** It passed a table; `policy`: no rule decided. */
  | {
      readonly kind: 'table'
      readonly hook: Hook
      readonly table: TableName
      /** The bridge whose ports it goes between, where it is not the machine that it passes. */
      readonly bridge: string | undefined
      readonly rules: readonly MatchedRule[]
      readonly verdict: string
      readonly policy: boolean
    }
  | Sending<Place>
)

/** A step without when and where. */
type Untimed = Step extends infer S ? (S extends Step ? Omit<S, 'at' | 'net'> : never) : never

/** What a packet was when it set out. */
export interface Summary {
  readonly transport: Transport['kind']
  /** TCP: bits of the flags, numbers as in the header. */
  readonly flags: number
  readonly seq: number
  readonly ack: number
  readonly window: number
  /** ICMP. */
  readonly type: number | undefined
  readonly code: number | undefined
  /** Bytes of payload. */
  readonly length: number
}

/** Steps of one packet at most: a circle ends nowhere. */
const STEPS = 200

/** The way of one packet. It goes with the packet, through rewriting, forwarding and into other namespaces. */
export class Journey {
  /** Counts from 1 on a machine. */
  readonly number: number
  readonly summary: Summary
  readonly form: Form
  readonly steps: Step[] = []
  /** It waits on a cable that somebody holds. */
  held = false
  private readonly changed: () => void

  constructor(number: number, packet: Packet, changed: () => void) {
    this.number = number
    this.form = formOf(packet)
    this.summary = summaryOf(packet.transport)
    this.changed = changed
  }
  note(net: NetNamespace, step: Untimed): void {
    if (this.steps.length < STEPS) this.steps.push({ ...step, at: net.now, net } as Step)
    this.changed()
  }
  hold(on: boolean): void {
    this.held = on
    this.changed()
  }
}

/** Whoever wants to know what becomes of packets, on all machines of one simulated kernel. While nobody does, nothing is noted. */
export class PacketWatch {
  private readonly watchers = new Set<(journey: Journey) => void>()
  private count = 0
  /** Grows with every step that is noted. */
  version = 0

  /** Hears of every packet that sets out from now on. Returns the end of it. */
  watch(watcher: (journey: Journey) => void): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }
  /** The journey of a packet that sets out; undefined where nobody watches. */
  begin(net: NetNamespace, packet: Packet): Journey | undefined {
    if (this.watchers.size === 0) return undefined
    const journey = new Journey(++this.count, packet, () => {
      this.version++
    })
    for (const watcher of this.watchers) watcher(journey)
    journey.note(net, { kind: 'sent' })
    return journey
  }
}

export function formOf({ src, dst, transport }: Packet): Form {
  const ports = transport.kind === 'tcp' || transport.kind === 'udp' ? transport : undefined
  return {
    from: { address: src, port: ports?.sport },
    to: { address: dst, port: ports?.dport },
  }
}

export function summaryOf(transport: Transport): Summary {
  const tcp = transport.kind === 'tcp' ? transport : undefined
  const icmp = transport.kind === 'icmp' || transport.kind === 'icmp6' ? transport : undefined
  return {
    transport: transport.kind,
    flags: tcp?.flags ?? 0,
    seq: tcp?.seq ?? 0,
    ack: tcp?.ack ?? 0,
    window: tcp?.window ?? 0,
    type: icmp?.type,
    code: icmp?.code,
    length: transport.payload.length,
  }
}
