import type { Errno } from '../../base/errors.ts'
import type { Nanoseconds } from '../../base/time.ts'
import type { Ruleset } from '../netfilter/ruleset.ts'
import type { Fd, Pid } from '../process.ts'
import type { Readiness } from '../readiness.ts'
import type { DeviceKind, DeviceStats, OperState } from './device.ts'
import type { NeighbourState } from './neighbours.ts'
import type { Transport } from './packet.ts'
import type { CapturedFrame } from './packet-socket.ts'
import type { QueuedError, RawMessage } from './raw.ts'
import type { NewRoute, NewRule, RouteChoice, RouteInfo, RuleInfo } from './route-info.ts'
import type { Received, ReceiveFlags } from './socket.ts'
import type { UnixSocketInfo } from './unix/listed.ts'

/**
 * Where a socket is, or a peer: `0.0.0.0`, `::`, `192.168.50.20`, `::ffff:…`; port 0 is none. Of a Unix socket the host is its
 * path, an abstract name that begins with a NUL, or nothing.
 */
export interface SocketAddress {
  readonly host: string
  readonly port: number
}

/** Options of sockets (socket(7), ip(7), tcp(7)). Times in nanoseconds, 0 for none; `linger` in nanoseconds. */
export interface SocketOptions {
  readonly reuseaddr: boolean
  readonly reuseport: boolean
  readonly v6only: boolean
  readonly keepalive: boolean
  readonly nodelay: boolean
  readonly broadcast: boolean
  readonly linger: Nanoseconds | undefined
  readonly ttl: number
  readonly tos: number
  readonly mark: number
  readonly rcvbuf: number
  readonly sndbuf: number
  readonly rcvtimeo: Nanoseconds
  readonly sndtimeo: Nanoseconds
  /** Name of a device; empty: none. */
  readonly bindtodevice: string
  readonly recverr: boolean
  readonly hdrincl: boolean
}

export interface PollRequest {
  readonly fd: Fd
  readonly events: readonly ('in' | 'out')[]
}
export interface PollResult extends Readiness {
  readonly fd: Fd
  /** The descriptor is not open. */
  readonly invalid: boolean
}

/** An interface as rtnetlink(7) tells it. */
export interface LinkInfo {
  /** Of a macvlan: whom it reaches. */
  readonly macvlanMode?: string
  readonly ifindex: number
  readonly name: string
  readonly kind: DeviceKind
  readonly mac: string
  readonly broadcast: string
  readonly mtu: number
  readonly txQueueLength: number
  /** In the order of their bits: UP, BROADCAST, LOOPBACK, RUNNING, NOARP, PROMISC, MULTICAST, LOWER_UP (netdevice(7)). */
  readonly flags: readonly string[]
  readonly operState: OperState
  /** How what is sent waits (tc(8)): `noop` until it was set up for the first time. */
  readonly queueing: 'noop' | 'noqueue' | 'fq_codel'
  readonly carrier: boolean
  /** Name of the bridge that it is a port of. */
  readonly master: string | undefined
  /** Number of the other end of a pair, in that one's namespace. */
  readonly link: number | undefined
  /** The number that this namespace gives to the other end's, where that is another. */
  readonly linkNamespace: number | undefined
  readonly alias: string | undefined
  readonly stats: Readonly<DeviceStats>
}

/** A new interface (ip-link(8)). */
export interface NewLink {
  readonly name: string
  readonly kind: 'veth' | 'bridge' | 'dummy'
  readonly mac?: string
  readonly mtu?: number
  /** The other end of a veth pair; `namespace`: an open descriptor of the one that it is to be in. */
  readonly peer?: { readonly name: string; readonly mac?: string; readonly namespace?: Fd }
}
export interface LinkChange {
  readonly up?: boolean
  readonly name?: string
  readonly mac?: string
  readonly mtu?: number
  readonly alias?: string
  readonly promiscuous?: boolean
  /** It asks for hardware addresses; several may be reached at once. */
  readonly arp?: boolean
  readonly multicast?: boolean
  readonly txQueueLength?: number
  /** Name of a bridge; null: of none any more. */
  readonly master?: string | null
  /** An open descriptor of a network namespace that it moves to. */
  readonly namespace?: Fd
  readonly hairpin?: boolean
}

export interface AddressInfo {
  readonly ifindex: number
  readonly device: string
  readonly family: 'inet' | 'inet6'
  readonly address: string
  readonly length: number
  readonly scope: 'global' | 'link' | 'host'
  readonly broadcast: string | undefined
  readonly peer: string | undefined
  readonly label: string | undefined
  readonly secondary: boolean
  readonly tentative: boolean
  readonly nodad: boolean
  readonly protocol: string | undefined
}
export interface NewAddress {
  readonly device: string
  readonly address: string
  readonly length: number
  readonly broadcast?: string
  readonly scope?: 'global' | 'link' | 'host'
  readonly nodad?: boolean
  readonly label?: string
}

export interface NeighbourInfo {
  readonly device: string
  readonly address: string
  readonly mac: string | undefined
  readonly state: NeighbourState
  readonly router: boolean
  /** Nanoseconds since it was used, confirmed, changed. */
  readonly used: Nanoseconds
  readonly confirmed: Nanoseconds
  readonly updated: Nanoseconds
}

/** What forwarding tables of bridges hold (bridge(8), fdb). */
export interface ForwardingInfo {
  readonly mac: string
  readonly device: string
  readonly master: string | undefined
  readonly permanent: boolean
  readonly age: Nanoseconds
}

export type SocketState =
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT'
  | 'CLOSED'

/** A socket of the namespace as sock_diag(7) tells it: one of TCP that is only open or bound is not among them. */
export interface SocketInfo {
  readonly protocol: 'tcp' | 'udp' | 'raw' | 'icmp' | 'packet'
  readonly family: 'inet' | 'inet6'
  /** Number of the protocol of a raw socket. */
  readonly number?: number
  /** UDP: ESTABLISHED where it is connected, else CLOSED (ss: UNCONN). */
  readonly state: SocketState
  /** An IPv4-mapped address where an IPv6 socket speaks IPv4. */
  readonly local: SocketAddress
  readonly remote: SocketAddress
  readonly device: string | undefined
  /** Of a listener: connections that wait, and the backlog. */
  readonly recvQ: number
  readonly sendQ: number
  readonly uid: number
  /** 0: no process has it any more. */
  readonly inode: number
  readonly v6only: boolean
  /** What it waits for: kind, nanoseconds left, retries. */
  readonly timer:
    | {
        readonly kind: 'on' | 'keepalive' | 'timewait' | 'persist'
        readonly left: Nanoseconds
        readonly retries: number
      }
    | undefined
  readonly details: ConnectionDetails | undefined
  /** Descriptors of processes that the caller may look into. */
  readonly holders: readonly { readonly pid: Pid; readonly comm: string; readonly fd: Fd }[]
}
/** `ss -i`. Sizes in bytes, times in nanoseconds. */
export interface ConnectionDetails {
  readonly mss: number
  readonly congestionWindow: number
  readonly timestamps: boolean
  readonly sack: boolean
  readonly scale: { readonly send: number; readonly receive: number } | undefined
  readonly timeout: Nanoseconds
  readonly roundTrip: { readonly smoothed: Nanoseconds; readonly variation: Nanoseconds } | undefined
  readonly bytesSent: number
  readonly bytesAcked: number
  readonly bytesReceived: number
  readonly bytesRetransmitted: number
  readonly segmentsOut: number
  readonly segmentsIn: number
}

/** One direction of a connection that netfilter remembers; an echo's number is the port of the side that asks. */
export interface TrackedTuple {
  readonly protocol: number
  readonly src: string
  readonly dst: string
  readonly sport: number
  readonly dport: number
}
/** A connection that netfilter remembers (nfnetlink_conntrack). */
export interface TrackedConnection {
  readonly id: number
  readonly family: 'inet' | 'inet6'
  readonly original: TrackedTuple
  readonly reply: TrackedTuple
  readonly replied: boolean
  readonly assured: boolean
  /** Of TCP. */
  readonly state: string | undefined
  /** How long it is remembered if nothing comes. */
  readonly left: Nanoseconds
}
export interface ConnectionEvent {
  readonly kind: 'new' | 'update' | 'destroy'
  readonly connection: TrackedConnection
}

/** Kernel calls on the network, from the caller's network namespace. Errors are `FsError`s with Linux's errno. */
export interface NetCalls {
  /**
   * socket(2). `packet` sees frames, `raw` messages as the kernel reads them, `dgram` with `icmp`
   * or `icmp6` is for ping. EPERM without NET_RAW, EACCES outside of ping_group_range. `seqpacket` is for `unix` alone.
   */
  socket(
    domain: 'inet' | 'inet6' | 'packet' | 'unix',
    type: 'stream' | 'dgram' | 'raw' | 'seqpacket',
    protocol?: 'icmp' | 'icmp6' | number,
  ): Fd
  /** socketpair(2): two Unix sockets that are connected to each other. */
  socketPair(type: 'stream' | 'dgram' | 'seqpacket'): readonly [Fd, Fd]
  /**
   * bind(2). A Unix socket is made as a file, or gets an abstract name; without a name it gets one of five digits. EADDRINUSE, EADDRNOTAVAIL, EACCES (a privileged port), EINVAL; ENODEV for the device of a packet
   * socket.
   */
  bind(fd: Fd, address: SocketAddress | { readonly device: string }): void
  listen(fd: Fd, backlog: number): void
  /** Blocks; EAGAIN where the descriptor does not. */
  accept(fd: Fd): Promise<{ readonly fd: Fd; readonly peer: SocketAddress }>
  /** Blocks; EINPROGRESS where the descriptor does not. Without an address a datagram socket is connected to nobody any more. */
  connect(fd: Fd, address: SocketAddress | undefined): Promise<void>
  /** All of it, unless it may not block. EPIPE raises SIGPIPE first unless `noSignal`. */
  send(
    fd: Fd,
    data: Uint8Array,
    options?: { readonly to?: SocketAddress; readonly dontWait?: boolean; readonly noSignal?: boolean },
  ): Promise<number>
  /** An empty result of a stream is its end. */
  recv(fd: Fd, max: number, flags?: ReceiveFlags): Promise<Received>
  /** A whole message by a raw socket or one for ping. */
  sendMessage(fd: Fd, transport: Transport, to?: SocketAddress): Promise<void>
  recvMessage(fd: Fd, flags?: ReceiveFlags): Promise<RawMessage>
  /** The oldest error of a socket with `recverr` (MSG_ERRQUEUE); undefined where there is none. */
  recvError(fd: Fd): QueuedError | undefined
  /** A frame that a packet socket saw. */
  recvFrame(fd: Fd, flags?: ReceiveFlags): Promise<CapturedFrame>
  shutdown(fd: Fd, how: 'read' | 'write' | 'both'): void
  getsockname(fd: Fd): SocketAddress
  /** ENOTCONN. */
  getpeername(fd: Fd): SocketAddress
  /** SO_PEERCRED: who made the connection, or listened; of a pair, who made it. ENOPROTOOPT for other than Unix sockets. */
  peerCredentials(fd: Fd): { readonly pid: Pid; readonly uid: number; readonly gid: number } | undefined
  setsockopt<K extends keyof SocketOptions>(fd: Fd, option: K, value: SocketOptions[K]): void
  getsockopt<K extends keyof SocketOptions>(fd: Fd, option: K): SocketOptions[K]
  /** SO_ERROR: the pending error, taken. */
  socketError(fd: Fd): Errno | undefined
  setNonBlocking(fd: Fd, on: boolean): void
  /** poll(2) over sockets, pipes, terminals and files. Without a timeout it waits for ever. Those that have something to tell. */
  poll(requests: readonly PollRequest[], timeout?: Nanoseconds): Promise<readonly PollResult[]>

  links(): LinkInfo[]
  /** One of them by its name: what is late of its state is told with it (rtnl_getlink). */
  link(name: string): LinkInfo | undefined
  /** The number by which this namespace knows another that is open; undefined where it has none yet (RTM_GETNSID). */
  namespaceId(fd: Fd): number | undefined
  /** EPERM, EEXIST, EINVAL. */
  addLink(link: NewLink): void
  /** EPERM, ENODEV, EEXIST, EBUSY, EINVAL. */
  changeLink(name: string, change: LinkChange): void
  removeLink(name: string): void
  addresses(): AddressInfo[]
  addAddress(address: NewAddress): void
  removeAddress(device: string, address: string, length?: number): void
  routes(): RouteInfo[]
  addRoute(route: NewRoute): void
  replaceRoute(route: NewRoute): void
  /** ESRCH where there is none. */
  removeRoute(route: NewRoute): void
  /** What a packet would take. ENETUNREACH, EHOSTUNREACH, … */
  routeTo(
    dst: string,
    options?: { readonly from?: string; readonly device?: string; readonly mark?: number },
  ): RouteChoice
  rules(): RuleInfo[]
  /** Without a priority it goes before those there are, but the first. EEXIST. */
  addRule(rule: NewRule): void
  /** The first that is as was said. ENOENT. */
  removeRule(rule: Partial<NewRule> & Pick<NewRule, 'family'>): void
  neighbours(): NeighbourInfo[]
  addNeighbour(device: string, address: string, mac: string, permanent?: boolean): void
  removeNeighbour(device: string, address: string): void
  forwarding(): ForwardingInfo[]
  sockets(): SocketInfo[]
  unixSockets(): UnixSocketInfo[]
  /** The tables of netfilter, as nfnetlink(7) tells and changes them. EPERM. */
  filter(): Readonly<Record<'inet' | 'inet6', Ruleset>>
  /** Connections that netfilter remembers, oldest first. EPERM. */
  connections(): TrackedConnection[]
  /** ENOENT, EPERM. */
  forgetConnection(id: number): void
  /** What becomes of connections from now on; `next` blocks, EINTR. An end of its time is not told of. EPERM. */
  watchConnections(): { next(): Promise<ConnectionEvent | undefined>; close(): void }
  /** Packets that belonged to no connection, and connections that found no place. EPERM. */
  connectionFaults(): { readonly invalid: number; readonly insertFailed: number }
  /** A counter of RFC 1213 or Linux's own: `Tcp` `ActiveOpens`. */
  counter(group: string, name: string): number
}
