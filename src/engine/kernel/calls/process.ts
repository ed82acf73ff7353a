import type { Kernel } from '../kernel.ts'
import type { Process } from '../process.ts'
import type { ProcessRecord } from '../record.ts'
import { descriptorCalls } from './descriptors.ts'
import { entryCalls } from './entries.ts'
import { fileCalls } from './files.ts'
import { httpCall } from './http.ts'
import { lifecycleCalls } from './lifecycle.ts'
import { machineCalls } from './machine.ts'
import { mountCalls } from './mounts.ts'
import { namespaceCalls } from './namespaces.ts'
import { connectionCalls } from './net/connections.ts'
import { linkCalls } from './net/links.ts'
import { pollCall } from './net/poll.ts'
import { routeCalls } from './net/routes.ts'
import { socketTable } from './net/socket-table.ts'
import { socketCalls } from './net/sockets.ts'
import { terminalCalls } from './terminals.ts'
import { threadCalls } from './threads.ts'

/** The kernel calls of one process. */
export function createProcess(kernel: Kernel, record: ProcessRecord): Process {
  const calls = {
    ...fileCalls(kernel, record),
    ...entryCalls(kernel, record),
    ...descriptorCalls(kernel, record),
    ...lifecycleCalls(kernel, record),
    ...terminalCalls(kernel, record),
    ...threadCalls(kernel, record),
    ...mountCalls(kernel, record),
    ...namespaceCalls(kernel, record),
    ...machineCalls(kernel, record),
    ...httpCall(kernel, record),
  }
  let net: Process['net'] | undefined
  return Object.defineProperties(calls, {
    net: {
      get: () => {
        net ??= netCalls(kernel, record)
        return net
      },
    },
    random: { get: () => record.random },
    pid: { get: () => record.namespaces.pid.numberOf(record.id) },
    ppid: { get: () => (record.parent ? record.namespaces.pid.numberOf(record.parent.id) : 0) },
    argv: { get: () => record.argv },
    env: { get: () => record.env },
    credentials: { get: () => record.credentials },
  }) as Process
}

/** Most programs have no use for them. */
const netCalls = (kernel: Kernel, record: ProcessRecord): Process['net'] => ({
  ...socketCalls(kernel, record),
  ...pollCall(kernel, record),
  ...linkCalls(kernel, record),
  ...routeCalls(kernel, record),
  ...connectionCalls(kernel, record),
  ...socketTable(record),
})
