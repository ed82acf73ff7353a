import type { Loss } from '../../../kernel/net/journey.ts'
import type { PacketPath } from '../../../strata/packets.ts'

/** Two machines, the packets between them, and one packet's way. */
export interface PortsView {
  /** Names of the machines that can be looked at: `host`, neighbours with a name, containers that run. */
  readonly machines: readonly string[]
  readonly left: PortsEnd
  /** The same as `left` where there is no other. */
  readonly right: PortsEnd
  /** The cable between host and neighbours: whether packets wait on it, and how many do. */
  readonly cable: { readonly paused: boolean; readonly held: number } | undefined
  readonly lab: readonly LabEnd[]
  /** What one of the two sent or got, oldest first. */
  readonly segments: readonly SegmentRow[]
  readonly path: PacketPath | undefined
}

export interface PortsEnd {
  readonly name: string
  /** IPv4 addresses but those of lo. */
  readonly addresses: readonly string[]
  readonly sockets: readonly SocketRow[]
  /** Sockets that are not listed. */
  readonly more: number
}

/** A socket as `ss -tuanp` tells it. */
export interface SocketRow {
  readonly protocol: 'tcp' | 'udp'
  /** `LISTEN`, `ESTAB`, `SYN-SENT`, … */
  readonly state: string
  /** Of a listener: connections that wait for accept(), and the backlog. */
  readonly recvQ: number
  readonly sendQ: number
  /** `0.0.0.0:8080`, `*:8080`. */
  readonly local: string
  readonly peer: string
  /** `nginx` and the descriptor. */
  readonly holders: readonly string[]
  /** How often it sent the same again. */
  readonly retries: number
}

/** A process of `strata lab`. */
export interface LabEnd {
  readonly end: 'server' | 'client'
  /** Descriptors of its sockets. */
  readonly open: readonly number[]
  /** Calls that have not come back: `accept(3)`. */
  readonly waiting: readonly string[]
}

export interface SegmentRow {
  readonly number: number
  /** Nanoseconds since the first one that is listed. */
  readonly at: number
  /** As the right end has it, else the left one: NAT may have rewritten it on its way. */
  readonly from: string
  readonly to: string
  readonly protocol: PacketPath['protocol']
  readonly what: string
  /** As tcpdump counts them: from the start of the connection. Of TCP alone. */
  readonly seq: number | undefined
  readonly ack: number | undefined
  readonly length: number
  /** `self`: it stays on the left machine. */
  readonly direction: 'right' | 'left' | 'self'
  /** Interface by which it passed each end; undefined: it did not. */
  readonly left: string | undefined
  readonly right: string | undefined
  readonly outcome: PacketPath['outcome']
  readonly lost:
    | { readonly machine: string; readonly why: Loss; readonly table: string | undefined }
    | undefined
}
