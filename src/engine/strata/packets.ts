import type { Hook } from '../kernel/net/filter.ts'
import type { Delivery, Sending } from '../kernel/net/journey.ts'

/** Abstract name of the socket behind which a process of the host asks what becomes of packets. */
export const PACKETS_SOCKET = '\0strata/packets'

/** `watch` begins and gives a number; `take` ends it and gives what was seen (`PacketPath[]`). */
export type PacketsRequest = { readonly kind: 'watch' } | { readonly kind: 'take'; readonly watch: number }

/** One thing that happened to a packet. Places are written `192.0.2.1:80`, `[2001:db8::1]:80`, or without a port. */
export type PathStep = {
  /** Simulated nanoseconds since the world started. */
  readonly at: number
  /** `host`, the name of a neighbour or of a container. */
  readonly machine: string
} & (
  | { readonly kind: 'sent' }
  | { readonly kind: 'out' | 'in'; readonly device: string; readonly from: string; readonly to: string }
  | {
      readonly kind: 'table'
      readonly table: string
      readonly hook: Hook
      /** The bridge between whose ports it goes. */
      readonly bridge: string | undefined
      /** Those that it matched, as `iptables -S` has them; `packets`: how many had matched until then. */
      readonly rules: readonly PathRule[]
      readonly verdict: string
      /** No rule decided, so the chain's policy did. */
      readonly policy: boolean
    }
  | Exclude<Sending<string>, Delivery<string>>
  | (Delivery<string> & {
      /** Who has it open now; nobody, where a connection waits for accept() or is over. */
      readonly program: string | undefined
    })
)

export interface PathRule {
  readonly chain: string
  readonly number: number
  readonly text: string
  readonly packets: number
}

/** A packet and its way so far. */
export interface PacketPath {
  readonly number: number
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmp6' | 'raw'
  /** As it set out. */
  readonly from: string
  readonly to: string
  /** TCP: names of its flags, `SYN`, `SYN ACK`; ICMP: `echo request`, `unreachable`, …; UDP: none. */
  readonly what: string
  /** Bytes of payload. */
  readonly length: number
  readonly steps: readonly PathStep[]
  /** `held`: it waits on a cable. `going`: the end is not known. */
  readonly outcome: 'arrived' | 'lost' | 'held' | 'going'
}

/** Abstract name of the socket behind which a process of the host holds the cable between the machines. */
export const CABLE_SOCKET = '\0strata/cable'

/** `step` lets the oldest packet that waits arrive, `drop` loses it. */
export interface CableRequest {
  readonly action: 'look' | 'pause' | 'step' | 'drop' | 'run'
}
export interface CableAnswer {
  readonly paused: boolean
  /** Packets that wait, the oldest first. */
  readonly held: readonly HeldPacket[]
  /** The one that was let go or lost. */
  readonly moved: HeldPacket | undefined
}
export type HeldPacket = Pick<PacketPath, 'protocol' | 'from' | 'to' | 'what' | 'length'>
