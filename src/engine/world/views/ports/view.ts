import type { Daemon } from '../../../daemon/daemon.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Lan } from '../../../kernel/net/cable.ts'
import type { Journey } from '../../../kernel/net/journey.ts'
import type { NetNamespace } from '../../../kernel/net/stack.ts'
import { containersWithNet } from '../../packets/machines.ts'
import { type Names, pathOf } from '../../packets/path.ts'
import { endOf, labEnds } from './ends.ts'
import { segmentsOf } from './segments.ts'
import type { PortsView } from './types.ts'

/** What the view is made from besides the journeys of packets. */
export interface Network {
  readonly kernel: Kernel
  readonly daemon: Daemon
  readonly lan: Lan | undefined
  readonly neighbours: ReadonlyMap<string, NetNamespace>
  readonly names: Names
}
export interface PortsQuery {
  readonly left?: string
  readonly right?: string
  readonly packet?: number
}

/** Packets that are kept. */
const MOST = 120

/** The last packets of a world, from now on. */
export class PacketLog {
  readonly journeys: Journey[] = []
  constructor({ packetWatch }: Kernel) {
    packetWatch.watch((journey) => {
      this.journeys.push(journey)
      if (this.journeys.length > MOST) this.journeys.shift()
    })
  }
}

/** What determines the view. */
export function portsSources(network: Network, query: PortsQuery): unknown[] {
  const { kernel, lan } = network
  const { left, right, machines } = endsOf(network, query)
  const state = JSON.stringify([left, right].map(([name, net]) => endOf(kernel, name, net)))
  const names = machines.map(([name]) => name).join()
  return [
    kernel.packetWatch.version,
    lan?.holding,
    lan?.held.length,
    names,
    state,
    JSON.stringify(labEnds(kernel)),
  ]
}

export function portsView(network: Network, log: PacketLog | undefined, query: PortsQuery): PortsView {
  const { kernel, lan, names } = network
  const { left, right, machines } = endsOf(network, query)
  const journeys = log?.journeys ?? []
  const chosen = journeys.find(({ number }) => number === query.packet)
  return {
    machines: machines.map(([name]) => name),
    left: endOf(kernel, ...left),
    right: endOf(kernel, ...right),
    cable: lan && { paused: lan.holding, held: lan.held.length },
    lab: labEnds(kernel),
    segments: segmentsOf(journeys, left[1], right[1], names.machine),
    path: chosen && pathOf(chosen, names),
  }
}

type Named = readonly [name: string, net: NetNamespace]

/** The two that are looked at: the host and its first neighbour where nothing else is asked for, or it is gone. */
function endsOf(
  { kernel, daemon, neighbours }: Network,
  { left, right }: PortsQuery,
): { left: Named; right: Named; machines: readonly Named[] } {
  const host: Named = ['host', kernel.network]
  const containers = containersWithNet(daemon).map(({ name, net }): Named => [name, net])
  const machines: Named[] = [host, ...neighbours, ...containers]
  const find = (name: string | undefined): Named | undefined => machines.find(([one]) => one === name)
  return { left: find(left) ?? host, right: find(right) ?? [...neighbours][0] ?? host, machines }
}
