import { MILLISECOND, type Nanoseconds, SECOND } from '../../base/time.ts'
import type { Kernel } from '../kernel.ts'
import { NamespaceFile } from '../namespace-file.ts'
import { NamespaceFs } from '../namespace-fs.ts'
import { remove } from './links.ts'
import { Socket } from './socket.ts'
import type { NetNamespace } from './stack.ts'
import { Connection } from './tcp/connection.ts'

/** The kernel takes a namespace apart a little after its last user has gone (cleanup_net). */
const CLEANUP = 30 * MILLISECOND

/** One user of a network namespace is gone: without another its interfaces go, and with them their other ends. */
export function releaseNetwork(kernel: Kernel, network: NetNamespace): void {
  if (network === kernel.network || network.devices.length === 1 || isUsed(kernel, network)) return
  takeApart(kernel, network, CLEANUP)
}

function takeApart(kernel: Kernel, network: NetNamespace, delay: Nanoseconds): void {
  kernel.scheduler.after(delay, () => {
    if (isUsed(kernel, network)) return
    // What a program has written goes on its way without it.
    if (network.transports.tcp.connections.some((entry) => entry instanceof Connection)) {
      takeApart(kernel, network, SECOND)
      return
    }
    for (const device of [...network.devices]) if (device.kind !== 'loopback') remove(device)
  })
}

/** A process, an open file or a mount has it, or somebody in the machine keeps it. */
function isUsed(kernel: Kernel, network: NetNamespace): boolean {
  if (network.keepers > 0) return true
  const mounts = new Set([...kernel.processes.values()].map(({ namespaces }) => namespaces.mount))
  for (const { namespaces, state } of kernel.processes.values())
    if (state !== 'zombie' && namespaces.net === network) return true
  for (const file of kernel.references.keys()) {
    if (file instanceof NamespaceFile && file.namespaces.net === network) return true
    if (file instanceof Socket && file.namespace === network) return true
  }
  for (const namespace of mounts)
    for (const { fs, root } of namespace.mounts)
      if (fs instanceof NamespaceFs && root === network.number) return true
  return false
}
