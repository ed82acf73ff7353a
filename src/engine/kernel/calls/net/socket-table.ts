import { capable } from '../../capabilities.ts'
import type { NetCalls, SocketInfo } from '../../net/calls.ts'
import { Socket } from '../../net/socket.ts'
import { socketsOf } from '../../net/socket-info.ts'
import type { ProcessRecord } from '../../record.ts'

type Holders = SocketInfo['holders'][number][]

/** Who has a socket open, of the processes that the caller sees and may look into (/proc/PID/fd). */
export function holdersOf(record: ProcessRecord): Map<Socket, Holders> {
  const found = new Map<Socket, Holders>()
  const all = capable(record.credentials, 'SYS_PTRACE')
  for (const [pid, other] of record.namespaces.pid.all()) {
    if (!all && other.credentials.uid !== record.credentials.uid) continue
    for (const [fd, file] of other.fds.entries()) {
      if (!(file instanceof Socket)) continue
      const known = found.get(file) ?? []
      known.push({ pid, comm: other.comm.slice(0, 15), fd })
      found.set(file, known)
    }
  }
  return found
}

/** The sockets of a namespace, as sock_diag(7) tells them, and the counters of its protocols. */
export function socketTable(record: ProcessRecord): Pick<NetCalls, 'sockets' | 'counter'> {
  return {
    counter: (group, name) => record.namespaces.net.counters.get(group, name),
    sockets: () => {
      const held = holdersOf(record)
      return socketsOf(record.namespaces.net).map(({ info, socket }) => ({
        ...info,
        holders: (socket && held.get(socket)) ?? [],
      }))
    },
  }
}
