import { FsError } from '../../../base/errors.ts'
import { capable } from '../../capabilities.ts'
import type { Kernel } from '../../kernel.ts'
import { familyOf } from '../../net/address.ts'
import type { NetCalls, TrackedConnection } from '../../net/calls.ts'
import type { Connection } from '../../netfilter/connection.ts'
import type { Conntrack } from '../../netfilter/conntrack.ts'
import { netfilterOf } from '../../netfilter/of-namespace.ts'
import type { ProcessRecord } from '../../record.ts'

type ConnectionCalls = Pick<
  NetCalls,
  'connections' | 'forgetConnection' | 'watchConnections' | 'connectionFaults'
>

/** Connections that netfilter remembers, as nfnetlink(7) tells of them. */
export function connectionCalls(kernel: Kernel, record: ProcessRecord): ConnectionCalls {
  const own = (): Conntrack => {
    if (!capable(record.credentials, 'NET_ADMIN')) throw new FsError('EPERM')
    return netfilterOf(record.namespaces.net).conntrack
  }
  const shown = (connection: Connection): TrackedConnection =>
    trackedOf(connection, own().timeLeft(connection))
  return {
    connections: () => own().all().map(shown),
    forgetConnection: (id) => {
      const conntrack = own()
      const found = conntrack.all().find((connection) => connection.id === id)
      if (!found) throw new FsError('ENOENT')
      conntrack.destroy(found)
    },
    watchConnections: () => {
      const channel = kernel.channel<{
        kind: 'new' | 'update' | 'destroy'
        connection: TrackedConnection
      }>()
      const close = own().watch((kind, connection) => channel.push({ kind, connection: shown(connection) }))
      record.onExit.add(close)
      return {
        next: () => kernel.scheduler.interruptible(() => channel.receive()),
        close: () => {
          record.onExit.delete(close)
          close()
        },
      }
    },
    connectionFaults: () => own().faults,
  }
}

/** A connection as it is told of at a moment. */
function trackedOf(connection: Connection, left: number): TrackedConnection {
  const { id, original, reply, replied, assured, tcp } = connection
  return {
    id,
    family: familyOf(original.src) === 'inet' ? 'inet' : 'inet6',
    original,
    reply,
    replied,
    assured,
    state: original.protocol === 6 ? tcp : undefined,
    left,
  }
}
