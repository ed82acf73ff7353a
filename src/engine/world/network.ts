import { FsError } from '../base/errors.ts'
import { MILLISECOND } from '../base/time.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type IpAddress, ip, lastOf, linkLocalOf } from '../kernel/net/address.ts'
import type { Ethernet } from '../kernel/net/cable.ts'
import { Lan } from '../kernel/net/cable.ts'
import type { NetDevice } from '../kernel/net/device.ts'
import { addAddress } from '../kernel/net/interfaces.ts'
import { addBridge, addEthernet, addVeth, setUp } from '../kernel/net/links.ts'
import { TABLES } from '../kernel/net/routes.ts'
import { NetNamespace } from '../kernel/net/stack.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import { CLIENT_SOCKET } from '../strata/client.ts'

/** How long a frame takes over the local network. */
const DELAY = 150_000

/** An interface that a machine has before anything runs. */
export interface HostInterface {
  readonly name: string
  /** `ethernet` is plugged into the machine's network; of a pair, `peer` names the other end, which is here too. */
  readonly kind: 'ethernet' | 'bridge' | { readonly peer: string; readonly mac: string }
  readonly mac: string
  /** `192.168.244.128/24`. */
  readonly addresses?: readonly string[]
  /** Without one, what stands for all on it is none. */
  readonly broadcast?: boolean
}

/** Where a machine is plugged in. */
export interface HostNetwork {
  /** In the order of their numbers. */
  readonly interfaces: readonly HostInterface[]
  readonly gateway?: string
  /** Other machines on its network: they answer, and have nothing to say. One with a name can be gone to. */
  readonly neighbours?: readonly Neighbour[]
  /** What is not on it is reached by the machine's own routes and name servers; otherwise it is always there. */
  readonly outward?: boolean
}
interface Neighbour {
  readonly address: string
  readonly mac: string
  readonly name?: string
}

/** The network of a machine: its cable, and the neighbours that have names. */
export interface Neighbourhood {
  readonly lan: Lan
  readonly named: ReadonlyMap<string, NetNamespace>
}

/** Gives a machine its interfaces and its neighbours on the network. */
export function plugIn(kernel: Kernel, { interfaces, gateway, neighbours = [] }: HostNetwork): Neighbourhood {
  const { network } = kernel
  const lan = new Lan(kernel.scheduler, DELAY)
  for (const { name, kind, mac, addresses = [], broadcast = true } of interfaces) {
    let device: NetDevice
    if (kind === 'bridge') device = addBridge(network, name, mac)
    else if (kind === 'ethernet') device = plugged(lan, network, name, mac)
    else {
      const pair = addVeth(
        { namespace: network, name, mac },
        { namespace: network, name: kind.peer, mac: kind.mac },
      )
      device = pair.first
      bringUp(pair.second)
    }
    for (const address of addresses) give(device, address, broadcast)
    bringUp(device)
  }
  for (const device of network.devices) settle(device)
  if (gateway !== undefined) routeTo(network, ip(gateway))
  const named = addNeighbours(kernel, lan, neighbours)
  // A machine that has been up for a while has said all that a new interface says: a world begins at rest.
  kernel.scheduler.settle(MILLISECOND)
  return { lan, named }
}

/** The network of a machine that is yet to find its own card. */
export function networkAround(kernel: Kernel, { neighbours = [] }: HostNetwork): Neighbourhood {
  const lan = new Lan(kernel.scheduler, DELAY)
  return { lan, named: addNeighbours(kernel, lan, neighbours) }
}

function addNeighbours(
  kernel: Kernel,
  lan: Lan,
  neighbours: readonly Neighbour[],
): ReadonlyMap<string, NetNamespace> {
  const named = new Map<string, NetNamespace>()
  for (const { address, mac, name } of neighbours) {
    const machine = new NetNamespace(kernel, kernel.namespaceNumber())
    machine.keepers = 1
    if (name !== undefined) named.set(name, machine)
    setUp(machine.loopback)
    const card = plugged(lan, machine, 'eth0', mac)
    give(card, address, true)
    bringUp(card)
  }
  return named
}

/** Lets processes of the host be on another machine of its network, as `strata client` asks. */
export function lend(kernel: Kernel, owner: ProcessRecord, machine: NetNamespace): void {
  kernel.services.listenHidden(CLIENT_SOCKET, owner, async (_request, { pid }) => {
    const record = kernel.pidNamespace.get(pid)
    if (!record) throw new FsError('ESRCH')
    record.namespaces = { ...record.namespaces, net: machine }
  })
}

/** Up, with the link-local address that it has had for long. */
function bringUp(device: NetDevice): void {
  if (device.kind !== 'bridge')
    addAddress(device.namespace.routes, device, {
      address: linkLocalOf(device.mac),
      length: 64,
      protocol: 'kernel_ll',
      tentativeUntil: undefined,
    })
  setUp(device)
}

/** It has been up for long: nobody looks any more whether others have its addresses, and of its carrier all is told. */
function settle(device: NetDevice): void {
  const { addresses } = device
  const known = addresses.map(({ tentativeUntil: _, ...own }) => own)
  addresses.splice(0, addresses.length, ...known)
  device.namespace.linkWatch.sync(device)
}

function plugged(lan: Lan, namespace: NetNamespace, name: string, mac: string): Ethernet {
  const card = addEthernet(namespace, name, mac)
  lan.plug(card)
  return card
}

function give(device: NetDevice, text: string, broadcast: boolean): void {
  const [address = '', length] = text.split('/')
  const prefix = { address: ip(address), length: Number(length) }
  const four = !prefix.address.includes(':')
  addAddress(device.namespace.routes, device, {
    ...prefix,
    ...(four && broadcast && { broadcast: lastOf(prefix) }),
  })
}

/** The default route, as ifupdown makes it. */
function routeTo(namespace: NetNamespace, gateway: IpAddress): void {
  const device = namespace.routes.lookup({ dst: gateway })?.device
  if (!device) throw new Error(`no way to ${gateway}`)
  namespace.routes.add({
    type: 'unicast',
    dst: { address: ip('0.0.0.0'), length: 0 },
    gateway,
    device,
    scope: 'global',
    protocol: 'boot',
    metric: 0,
    table: TABLES.main,
  })
}
