import { capable } from '../../capabilities.ts'
import type { Kernel } from '../../kernel.ts'
import { anyOf, type Family, familyOf } from '../../net/address.ts'
import type { NetCalls, SocketAddress, SocketInfo } from '../../net/calls.ts'
import { PacketSocket } from '../../net/packet-socket.ts'
import { RawSocket } from '../../net/raw.ts'
import { Socket } from '../../net/socket.ts'
import type { Connection } from '../../net/tcp/connection.ts'
import { distance } from '../../net/tcp/sequence.ts'
import { TcpSocket } from '../../net/tcp/socket.ts'
import { TimeWait } from '../../net/tcp/time-wait.ts'
import { UdpSocket } from '../../net/udp.ts'
import type { ProcessRecord } from '../../record.ts'

type Holders = SocketInfo['holders']

/** The sockets of a namespace, as sock_diag(7) tells them, and the counters of its protocols. */
export function socketTable(kernel: Kernel, record: ProcessRecord): Pick<NetCalls, 'sockets' | 'counter'> {
  const { pid: pids } = record.namespaces

  /** Who has a socket open, of the processes that the caller sees and may look into (/proc/PID/fd). */
  const holders = (): Map<Socket, { pid: number; comm: string; fd: number }[]> => {
    const found = new Map<Socket, { pid: number; comm: string; fd: number }[]>()
    const all = capable(record.credentials, 'SYS_PTRACE')
    for (const [pid, other] of pids.all()) {
      const may = all || other.credentials.uid === record.credentials.uid
      for (const [fd, file] of other.fds.entries()) {
        if (!(file instanceof Socket) || file.namespace !== record.namespaces.net) continue
        const known = found.get(file) ?? []
        if (may) known.push({ pid, comm: other.comm.slice(0, 15), fd })
        found.set(file, known)
      }
    }
    return found
  }
  /** Sockets of the namespace that processes hold, wherever they are. */
  const open = (): Set<Socket> => {
    const found = new Set<Socket>()
    for (const file of kernel.references.keys())
      if (file instanceof Socket && file.namespace === record.namespaces.net) found.add(file)
    return found
  }

  return {
    counter: (group, name) => record.namespaces.net.counters.get(group, name),
    sockets: () => {
      const { tcp } = record.namespaces.net.transports
      const seen = holders()
      const sockets = open()
      const told = new Set<Connection | TimeWait>()
      const infos: SocketInfo[] = []
      for (const socket of sockets) {
        const info = infoOf(socket, seen.get(socket) ?? [])
        if (info) infos.push(info)
        if (socket instanceof TcpSocket && socket.connection) told.add(socket.connection)
      }
      for (const entry of tcp.connections) if (!told.has(entry)) infos.push(unheld(entry))
      return infos
    },
  }
}

const familyOfSocket = (socket: Socket): Family => (socket.family === 'inet6' ? 'inet6' : 'inet')

/** What an open socket tells; undefined for one that is neither bound nor connected. */
function infoOf(socket: Socket, holders: Holders): SocketInfo | undefined {
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
    holders,
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
    if (!connection) return { ...base, protocol: 'tcp', state: 'CLOSED' }
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

function queuesOf(
  connection: Connection,
): Pick<SocketInfo, 'state' | 'recvQ' | 'sendQ' | 'timer' | 'details'> {
  const { timer, namespace, bytes } = connection
  const left = timer.due === undefined ? undefined : Math.max(0, timer.due - namespace.now)
  const kept = connection.unsent.length + (connection.finWanted && !connection.finAcked ? 1 : 0)
  return {
    state: connection.state,
    recvQ: connection.received.ready.length,
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
function unheld(entry: Connection | TimeWait): SocketInfo {
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
    holders: [],
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
