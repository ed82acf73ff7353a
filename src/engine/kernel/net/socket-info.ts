import { anyOf, type Family, familyOf } from './address.ts'
import type { SocketAddress, SocketInfo } from './calls.ts'
import { PacketSocket } from './packet-socket.ts'
import { RawSocket } from './raw.ts'
import type { Socket } from './socket.ts'
import type { NetNamespace } from './stack.ts'
import type { Connection } from './tcp/connection.ts'
import { distance } from './tcp/sequence.ts'
import { TcpSocket } from './tcp/socket.ts'
import { TimeWait } from './tcp/time-wait.ts'
import { UdpSocket } from './udp.ts'

/** A socket as its namespace knows it, and the open socket where there is one. */
export interface TableRow {
  readonly info: Omit<SocketInfo, 'holders'>
  readonly socket: Socket | undefined
}

/** Every socket of a namespace that is bound or connected, and connections that no socket has (sock_diag(7)). */
export function socketsOf(namespace: NetNamespace): TableRow[] {
  const rows: TableRow[] = []
  const told = new Set<Connection | TimeWait>()
  for (const socket of namespace.sockets) {
    const info = infoOf(socket)
    if (info) rows.push({ info, socket })
    if (socket instanceof TcpSocket && socket.connection) told.add(socket.connection)
  }
  for (const entry of namespace.transports.tcp.connections)
    if (!told.has(entry)) rows.push({ info: unheld(entry), socket: undefined })
  return rows
}

type Info = Omit<SocketInfo, 'holders'>

const familyOfSocket = (socket: Socket): Family => (socket.family === 'inet6' ? 'inet6' : 'inet')

/** What an open socket tells; undefined for one that is neither bound nor connected. */
function infoOf(socket: Socket): Info | undefined {
  const family = familyOfSocket(socket)
  const base = {
    family,
    local: socket.localAddress,
    remote: socket.remoteAddress ?? { host: anyOf(family), port: 0 },
    device: socket.options.bindtodevice || undefined,
    uid: socket.identity.uid,
    inode: socket.identity.inode,
    v6only: socket.options.v6only,
    timer: undefined,
    details: undefined,
    recvQ: 0,
    sendQ: 0,
  }
  if (socket instanceof TcpSocket) {
    const { listener, connection } = socket
    if (listener)
      return {
        ...base,
        protocol: 'tcp',
        state: 'LISTEN',
        recvQ: listener.ready.length,
        sendQ: listener.backlog,
      }
    // One that is only bound is in no table that is shown.
    if (!connection || connection.state === 'CLOSED') return undefined
    const { remote } = connection
    return {
      ...base,
      ...queuesOf(connection),
      protocol: 'tcp',
      remote: socket.shown(remote.address, remote.port),
    }
  }
  if (socket instanceof UdpSocket) {
    if (!socket.binding) return undefined
    const state = socket.remote ? 'ESTABLISHED' : 'CLOSED'
    return { ...base, protocol: 'udp', state, recvQ: socket.memory }
  }
  if (socket instanceof RawSocket)
    return {
      ...base,
      protocol: socket.type === 'raw' ? 'raw' : 'icmp',
      number: socket.protocol,
      state: 'CLOSED',
    }
  return socket instanceof PacketSocket ? { ...base, protocol: 'packet', state: 'CLOSED' } : undefined
}

function queuesOf(connection: Connection): Pick<Info, 'state' | 'recvQ' | 'sendQ' | 'timer' | 'details'> {
  const { timer, namespace, bytes } = connection
  const left = timer.due === undefined ? undefined : Math.max(0, timer.due - namespace.now)
  const kept = connection.unsent.length + (connection.finWanted && !connection.finAcked ? 1 : 0)
  return {
    state: connection.state,
    recvQ: connection.received.ready.length + (connection.finReceived && !connection.finTold ? 1 : 0),
    sendQ: connection.state === 'SYN-SENT' ? distance(connection.max, connection.una) : kept,
    timer:
      left !== undefined
        ? { kind: timer.probes ? 'persist' : 'on', left, retries: timer.retries }
        : connection.keepalive
          ? {
              kind: 'keepalive',
              left: namespace.numberSetting('net/ipv4/tcp_keepalive_time') * 1e9,
              retries: 0,
            }
          : undefined,
    details: {
      mss: connection.payloadLimit,
      congestionWindow: Math.floor(connection.congestionWindow / connection.mss),
      timestamps: connection.timestamps,
      sack: connection.sackOK,
      scale: connection.scaled ? { send: connection.shift, receive: connection.rcvShift } : undefined,
      timeout: timer.timeout,
      roundTrip: timer.roundTrip,
      bytesSent: bytes.sent,
      bytesAcked: bytes.acked,
      bytesReceived: bytes.received,
      bytesRetransmitted: bytes.retransmits,
      segmentsOut: bytes.segmentsOut,
      segmentsIn: bytes.segmentsIn,
    },
  }
}

/** A connection that no descriptor refers to: it opens, waits for accept(2), or ends. */
function unheld(entry: Connection | TimeWait): Info {
  const { local, remote, binding } = entry
  const six = binding?.address.includes(':') === true
  const shown = ({ address, port }: { address: string; port: number }): SocketAddress => ({
    host: six && familyOf(address) === 'inet' ? `::ffff:${address}` : address,
    port,
  })
  const base = {
    protocol: 'tcp' as const,
    family: six ? ('inet6' as const) : familyOf(local.address),
    local: shown(local),
    remote: shown(remote),
    device: undefined,
    uid: entry instanceof TimeWait ? 0 : (entry.sending.owner?.uid ?? 0),
    inode: 0,
    v6only: false,
  }
  if (!(entry instanceof TimeWait)) return { ...base, ...queuesOf(entry) }
  const left = Math.max(0, entry.deadline - entry.namespace.now)
  return {
    ...base,
    state: entry.state,
    recvQ: 0,
    sendQ: 0,
    timer: { kind: 'timewait', left, retries: 0 },
    details: undefined,
  }
}
