import { FsError } from '../../../base/errors.ts'
import { type Capability, capable } from '../../capabilities.ts'
import type { Kernel } from '../../kernel.ts'
import { NamespaceFile } from '../../namespace-file.ts'
import {
  BROADCAST_MAC,
  familyOf,
  ip,
  lastOf,
  multicastMac,
  NO_MAC,
  parseIp,
  solicitedNode,
} from '../../net/address.ts'
import { Bridge } from '../../net/bridge.ts'
import type { ForwardingInfo, LinkInfo, NetCalls } from '../../net/calls.ts'
import type { NetDevice } from '../../net/device.ts'
import { addAddress, removeAddress } from '../../net/interfaces.ts'
import {
  addBridge,
  addDummy,
  addVeth,
  moveTo,
  remove,
  rename,
  setDown,
  setMac,
  setMaster,
  setUp,
} from '../../net/links.ts'
import { Macvlan } from '../../net/macvlan.ts'
import type { NetNamespace } from '../../net/stack.ts'
import type { ProcessRecord } from '../../record.ts'

type LinkCalls = Pick<
  NetCalls,
  | 'links'
  | 'link'
  | 'namespaceId'
  | 'addLink'
  | 'changeLink'
  | 'removeLink'
  | 'addresses'
  | 'addAddress'
  | 'removeAddress'
  | 'forwarding'
>

/** Interfaces and their addresses, as rtnetlink(7) tells and changes them. */
export function linkCalls(kernel: Kernel, record: ProcessRecord): LinkCalls {
  const demand = (capability: Capability): void => {
    if (!capable(record.credentials, capability)) throw new FsError('EPERM')
  }
  const own = (): NetNamespace => record.namespaces.net
  const device = (name: string): NetDevice => {
    const found = own().device(name)
    if (!found) throw new FsError('ENODEV')
    return found
  }
  const namespaceAt = (fd: number): NetNamespace => {
    const file = record.fds.get(fd)
    if (!(file instanceof NamespaceFile) || file.namespace !== 'net') throw new FsError('EINVAL')
    return file.namespaces.net
  }
  const bridgeNamed = (name: string): Bridge => {
    const found = device(name)
    if (!(found instanceof Bridge)) throw new FsError('EOPNOTSUPP')
    return found
  }

  return {
    links: () => own().devices.map((each) => linkInfo(own(), each)),
    link: (name) => {
      const found = own().device(name)
      if (found) own().linkWatch.sync(found)
      return found && linkInfo(own(), found)
    },
    namespaceId: (fd) => own().knownId(namespaceAt(fd)),
    addLink: ({ name, kind, mac, mtu, peer }) => {
      demand('NET_ADMIN')
      if (kind === 'bridge') addBridge(own(), name, mac, mtu)
      else if (kind === 'dummy') addDummy(own(), name, mac, mtu)
      else {
        const namespace = peer?.namespace === undefined ? own() : namespaceAt(peer.namespace)
        const second = { namespace, name: peer?.name ?? freeName(namespace, 'veth', name), mac: peer?.mac }
        addVeth({ namespace: own(), name, mac, mtu }, second)
      }
    },
    changeLink: (name, change) => {
      demand('NET_ADMIN')
      const target = device(name)
      if (change.namespace !== undefined) moveTo(target, namespaceAt(change.namespace))
      if (change.mac !== undefined) setMac(target, change.mac)
      if (change.mtu !== undefined) {
        if (change.mtu < 68 || change.mtu > 65536) throw new FsError('EINVAL')
        target.mtu = change.mtu
      }
      if (change.name !== undefined) rename(target, change.name)
      if (change.alias !== undefined) target.alias = change.alias || undefined
      if (change.arp !== undefined) target.noArp = !change.arp
      if (change.multicast !== undefined) target.noMulticast = !change.multicast
      if (change.promiscuous !== undefined) target.promiscuous = change.promiscuous
      if (change.txQueueLength !== undefined) target.txQueueLength = change.txQueueLength
      if (change.master !== undefined)
        setMaster(target, change.master === null ? undefined : bridgeNamed(change.master))
      if (change.hairpin !== undefined) {
        if (!target.master) throw new FsError('EINVAL')
        if (change.hairpin) target.master.hairpin.add(target)
        else target.master.hairpin.delete(target)
      }
      if (change.up === true) setUp(target)
      if (change.up === false) setDown(target)
    },
    removeLink: (name) => {
      demand('NET_ADMIN')
      remove(device(name))
    },
    addresses: () =>
      own().devices.flatMap((each) =>
        each.addresses.map((address) => ({
          ifindex: each.ifindex,
          device: each.name,
          family: familyOf(address.address),
          address: address.address,
          length: address.length,
          scope: address.scope,
          broadcast: address.broadcast,
          peer: address.peer,
          label: address.label,
          secondary: address.secondary === true,
          tentative: address.tentativeUntil !== undefined && address.tentativeUntil > kernel.scheduler.now,
          nodad: address.nodad === true,
          protocol: address.protocol,
        })),
      ),
    addAddress: ({ device: name, address, length, broadcast, scope, label, nodad }) => {
      demand('NET_ADMIN')
      const parsed = parseIp(address)
      if (!parsed || length < 0 || length > (familyOf(parsed) === 'inet' ? 32 : 128))
        throw new FsError('EINVAL')
      const all =
        broadcast === '+' ? lastOf({ address: parsed, length }) : broadcast ? parseIp(broadcast) : undefined
      addAddress(own().routes, device(name), {
        address: parsed,
        length,
        ...(all && { broadcast: all }),
        ...(scope && { scope }),
        ...(nodad && { nodad }),
        ...(label !== undefined && { label }),
      })
    },
    removeAddress: (name, address, length) => {
      demand('NET_ADMIN')
      const target = device(name)
      const found = target.addresses.find(
        (each) => each.address === parseIp(address) && (length === undefined || each.length === length),
      )
      if (!found) throw new FsError('EADDRNOTAVAIL')
      removeAddress(own().routes, target, found.address)
    },
    forwarding: () => own().devices.flatMap((each) => forwardingOf(each, kernel.scheduler.now)),
  }
}

/** What a device's forwarding table holds: groups that it listens to, and of a bridge what it has learnt. */
function forwardingOf(device: NetDevice, now: number): ForwardingInfo[] {
  const { name } = device
  const own = { device: name, master: undefined, permanent: true, age: 0 }
  const groups = device.kind === 'loopback' || !device.wasUp ? [] : groupsOf(device)
  const listened = groups.map((mac) => ({ ...own, mac }))
  if (!(device instanceof Bridge)) return listened
  const learnt = device.learnt.map(([mac, { port, seen }]) => ({
    mac,
    device: port.name,
    master: name,
    permanent: false,
    age: now - seen,
  }))
  const ports = [...device.ports].map((port) => ({ ...own, mac: port.mac, device: port.name, master: name }))
  return [...listened, ...learnt, ...ports]
}

/** Hardware addresses of the groups: all nodes, on a bridge all that snoop, and for each IPv6 address those who are asked for it. */
function groupsOf(device: NetDevice): string[] {
  const snoopers = device instanceof Bridge ? [ip('224.0.0.106'), ip('ff02::6a')] : []
  const nodes = device.addresses
    .filter(({ address }) => familyOf(address) === 'inet6')
    .map(({ address }) => solicitedNode(address))
  const all = [ip('ff02::1'), ...snoopers, ip('224.0.0.1'), ...nodes]
  return [...new Set(all.map(multicastMac))]
}

/** `veth0`, or the first number that is free. */
function freeName(namespace: NetNamespace, prefix: string, besides: string): string {
  for (let number = 0; ; number++) {
    const name = `${prefix}${number}`
    if (name !== besides && !namespace.device(name)) return name
  }
}

/** An interface as its namespace tells it. */
function linkInfo(namespace: NetNamespace, device: NetDevice): LinkInfo {
  const pair = device.pair ?? device.below
  const elsewhere = pair && pair.namespace !== namespace
  return {
    ifindex: device.ifindex,
    name: device.name,
    kind: device.kind,
    ...(device instanceof Macvlan && { macvlanMode: device.mode }),
    mac: device.mac,
    broadcast: device.kind === 'loopback' ? NO_MAC : BROADCAST_MAC,
    mtu: device.mtu,
    txQueueLength: device.txQueueLength,
    flags: flagsOf(device),
    operState: device.operState,
    queueing: !device.wasUp ? 'noop' : device.kind === 'ethernet' ? 'fq_codel' : 'noqueue',
    carrier: device.carrier,
    master: device.master?.name,
    link: pair?.ifindex,
    linkNamespace: elsewhere ? namespace.idOf(pair.namespace) : undefined,
    alias: device.alias,
    stats: { ...device.stats },
  }
}

function flagsOf(device: NetDevice): string[] {
  const loopback = device.kind === 'loopback'
  const runs = device.up && ['UP', 'UNKNOWN'].includes(device.operState)
  const flags: readonly (readonly [string, boolean])[] = [
    ['UP', device.up],
    ['BROADCAST', !loopback],
    ['LOOPBACK', loopback],
    ['RUNNING', runs],
    ['NOARP', device.kind === 'dummy' || device.noArp],
    ['PROMISC', device.promiscuous],
    ['MULTICAST', !loopback && device.kind !== 'dummy' && !device.noMulticast],
    ['LOWER_UP', device.carrier],
  ]
  return flags.flatMap(([name, set]) => (set ? [name] : []))
}
