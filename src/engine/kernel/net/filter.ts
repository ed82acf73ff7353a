import type { NetDevice } from './device.ts'
import type { Packet } from './packet.ts'

/** Where a packet passes netfilter (include/uapi/linux/netfilter.h). */
export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting'

/** A packet at a hook. */
export interface Passage {
  readonly hook: Hook
  readonly packet: Packet
  readonly in?: NetDevice | undefined
  readonly out?: NetDevice | undefined
  /** The port of a bridge that a bridged packet comes from or goes to. */
  readonly physIn?: NetDevice | undefined
  readonly physOut?: NetDevice | undefined
  /** User and group of the socket that sent it. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
}

/** Ways to refuse a packet (iptables-extensions(8), REJECT). */
export type RejectWith =
  | 'icmp-net-unreachable'
  | 'icmp-host-unreachable'
  | 'icmp-port-unreachable'
  | 'icmp-proto-unreachable'
  | 'icmp-net-prohibited'
  | 'icmp-host-prohibited'
  | 'icmp-admin-prohibited'
  | 'tcp-reset'

export type Verdict =
  /** The packet goes on, perhaps rewritten (NAT). */
  | { readonly kind: 'accept'; readonly packet: Packet }
  | { readonly kind: 'drop' }
  | { readonly kind: 'reject'; readonly with: RejectWith }

/** What netfilter gives to the IP layer of a namespace. Without one every packet is accepted. */
export interface PacketFilter {
  pass(passage: Passage): Verdict
}
