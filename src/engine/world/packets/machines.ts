import type { Daemon } from '../../daemon/daemon.ts'
import type { NetNamespace } from '../../kernel/net/stack.ts'

/** What readers call a network namespace. */
export type MachineName = (net: NetNamespace) => string

/** The host is `host`, a neighbour on its network and a container go by their names; others by their number, as lsns has it. */
export function machineNames(daemon: Daemon, neighbours: ReadonlyMap<string, NetNamespace>): MachineName {
  return (net) => {
    if (net === daemon.host.kernel.network) return 'host'
    for (const [name, other] of neighbours) if (other === net) return name
    const inside = containersWithNet(daemon).find((container) => container.net === net)
    return inside?.name ?? `net:[${net.number}]`
  }
}

/** Containers that run and have a network namespace of their own. */
export function containersWithNet(daemon: Daemon): { readonly name: string; readonly net: NetNamespace }[] {
  return daemon.containers.all().flatMap(({ id, name }) => {
    const net = daemon.runtime.get(id)?.init.namespaces.net
    return net && net !== daemon.host.kernel.network ? [{ name, net }] : []
  })
}
