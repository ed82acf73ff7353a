import { familyOf, mapped, parseIp } from '../../net/address.ts'
import type { SocketAddress, SocketInfo, SocketState } from '../../net/calls.ts'
import { socketsOf } from '../../net/socket-info.ts'
import type { NetNamespace } from '../../net/stack.ts'
import { hex, hexAddress, padded } from './hex.ts'

/** Numbers of the states (include/net/tcp_states.h). */
const STATES: Readonly<Record<SocketState, number>> = {
  ESTABLISHED: 1,
  'SYN-SENT': 2,
  'SYN-RECEIVED': 3,
  'FIN-WAIT-1': 4,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  CLOSED: 7,
  'CLOSE-WAIT': 8,
  'LAST-ACK': 9,
  LISTEN: 10,
  CLOSING: 11,
}
const TIMERS = { on: 1, keepalive: 2, timewait: 3, persist: 4 } as const
const WIDTHS = { tcp: 149, udp: 127, raw: 127, icmp: 127 } as const

type Info = Omit<SocketInfo, 'holders'>
type Protocol = keyof typeof WIDTHS

/** /proc/net/tcp, udp, raw, icmp and those with a 6 (tcp4_seq_show, udp4_seq_show, tcp6_seq_show, …). */
export function socketsText(namespace: NetNamespace, protocol: Protocol, six: boolean): string {
  const rows = socketsOf(namespace)
    .map(({ info }) => info)
    .filter((info) => info.protocol === protocol && (info.family === 'inet6') === six)
  if (protocol === 'tcp') rows.sort((a, b) => Number(b.state === 'LISTEN') - Number(a.state === 'LISTEN'))
  const last = protocol === 'tcp' ? '' : ' ref pointer drops'
  if (six) {
    const head = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode${last}\n`
    return head + rows.map((info, at) => `${rowOf(info, at, protocol, true)}\n`).join('')
  }
  const indent = protocol === 'tcp' ? '  ' : '   '
  const head = `${indent}sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode${last}`
  const width = WIDTHS[protocol]
  return (
    padded(head, width) + rows.map((info, at) => padded(rowOf(info, at, protocol, false), width)).join('')
  )
}

function rowOf(info: Info, at: number, protocol: Protocol, six: boolean): string {
  const { local, remote, state, recvQ, sendQ, timer, uid, inode } = info
  const end = ({ host, port }: SocketAddress): string =>
    `${hexAddress(six ? asSix(host) : host)}:${hex(port, 4)}`
  const listens = state === 'LISTEN'
  const kind = timer ? TIMERS[timer.kind] : 0
  const left = timer ? Math.ceil(timer.left / 1e7) : 0
  const queues = `${hex(listens ? 0 : sendQ, 8)}:${hex(recvQ, 8)}`
  const start = `${String(at).padStart(protocol === 'tcp' ? 4 : 5)}: ${end(local)} ${end(remote)} ${hex(STATES[state], 2)} ${queues} ${hex(kind, 2)}:${hex(left, 8)} ${hex(timer?.retries ?? 0, 8)} ${String(uid).padStart(5)} ${'0'.padStart(8)} ${inode}`
  if (protocol !== 'tcp') return `${start} 2 0000000000000000 0`
  if (state === 'TIME-WAIT') return `${start} 3 0000000000000000`
  return `${start} 1 0000000000000000 ${listens ? '100 0 0 10 0' : '20 0 0 10 -1'}`
}

const asSix = (host: string): string => {
  const address = parseIp(host)
  return address && familyOf(address) === 'inet' ? mapped(address) : host
}
