import type { Daemon } from '../../daemon/daemon.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { NameTables } from '../../userland/iptables/names.ts'
import { lend, type Neighbourhood } from '../network.ts'
import type { Network } from '../views/ports/view.ts'
import { tendCable } from './cable.ts'
import { machineNames } from './machines.ts'
import { followPackets } from './service.ts'

/**
 * Answers what the site's commands ask of a host's network: the other machine, packets, the cable. `owner` is nobody of the
 * host's own. The result is what the view of it is made from.
 */
export function attachNetwork(daemon: Daemon, owner: ProcessRecord, neighbourhood?: Neighbourhood): Network {
  const { kernel } = daemon.host
  const neighbours = neighbourhood?.named ?? new Map()
  const client = neighbours.get('client')
  if (client) lend(kernel, owner, client)
  const names = { kernel, machine: machineNames(daemon, neighbours), tables: new NameTables(owner.calls) }
  followPackets(kernel, owner, names)
  if (neighbourhood) tendCable(kernel, owner, neighbourhood.lan)
  return { kernel, daemon, lan: neighbourhood?.lan, neighbours, names }
}
