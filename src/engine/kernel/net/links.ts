import { FsError } from '../../base/errors.ts'
import { type Mac, NO_MAC } from './address.ts'
import { Bridge } from './bridge.ts'
import { Ethernet } from './cable.ts'
import { Dummy, type NetDevice, Veth } from './device.ts'
import { afterCarrier, afterDown, afterUp } from './interfaces.ts'
import { Macvlan, type MacvlanMode } from './macvlan.ts'
import type { NetNamespace } from './stack.ts'

/** Longest name of an interface, with the byte that ends it (IFNAMSIZ). */
const NAME_SIZE = 16

/** A hardware address of a locally made interface (eth_random_addr). */
export function randomMac(namespace: NetNamespace): Mac {
  const [first = 0, ...rest] = namespace.random('macs').bytes(6)
  return [(first & 0xfe) | 2, ...rest].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/** EEXIST, EINVAL. */
function demandName(namespace: NetNamespace, name: string): void {
  if (name === '' || name.length >= NAME_SIZE || /[\s/:]/.test(name) || name === '.' || name === '..')
    throw new FsError('EINVAL')
  if (namespace.device(name)) throw new FsError('EEXIST')
}

const ipv6On = ({ namespace, ipv6 }: NetDevice): boolean =>
  ipv6 && namespace.setting('net/ipv6/conf/all/disable_ipv6') !== '1'

/** Two ends of a cable, each in its namespace (veth(4)). EEXIST, EINVAL. */
export function addVeth(
  a: {
    readonly namespace: NetNamespace
    readonly name: string
    readonly mac?: Mac | undefined
    readonly mtu?: number | undefined
  },
  b: { readonly namespace: NetNamespace; readonly name: string; readonly mac?: Mac | undefined },
): { readonly first: Veth; readonly second: Veth } {
  // The kernel makes the other end first; its number is gone even where the first cannot be made.
  demandName(b.namespace, b.name)
  try {
    demandName(a.namespace, a.name)
    if (a.namespace === b.namespace && a.name === b.name) throw new FsError('EEXIST')
  } catch (error) {
    b.namespace.skipIndex()
    throw error
  }
  const second = new Veth(b.namespace, b.name, b.mac ?? randomMac(b.namespace), a.mtu)
  const first = new Veth(a.namespace, a.name, a.mac ?? randomMac(a.namespace), a.mtu)
  first.peer = second
  second.peer = first
  b.namespace.attach(second)
  a.namespace.attach(first)
  first.introduce()
  return { first, second }
}

export function addBridge(namespace: NetNamespace, name: string, mac?: Mac, mtu?: number): Bridge {
  demandName(namespace, name)
  const bridge = new Bridge(namespace, name, mac ?? randomMac(namespace), mtu)
  bridge.macIsSet = mac !== undefined
  namespace.attach(bridge)
  namespace.linkWatch.during(() => namespace.linkWatch.fire(bridge))
  return bridge
}

export function addDummy(namespace: NetNamespace, name: string, mac?: Mac, mtu?: number): Dummy {
  demandName(namespace, name)
  const dummy = new Dummy(namespace, name, mac ?? randomMac(namespace), mtu)
  namespace.attach(dummy)
  return dummy
}

/** A device on another one, with a hardware address of its own. EEXIST, EINVAL. */
export function addMacvlan(
  namespace: NetNamespace,
  name: string,
  parent: NetDevice,
  mode: MacvlanMode,
  mac?: Mac,
): Macvlan {
  demandName(namespace, name)
  if (parent.kind === 'loopback') throw new FsError('EINVAL')
  const device = new Macvlan(namespace, name, mac ?? randomMac(namespace), parent, mode)
  namespace.attach(device)
  return device
}

/** A network card that the machine finds. */
export function addEthernet(namespace: NetNamespace, name: string, mac: Mac, mtu?: number): Ethernet {
  demandName(namespace, name)
  const card = new Ethernet(namespace, name, mac, mtu)
  namespace.attach(card)
  return card
}

/** Sets an interface up: what follows from its addresses is routed (dev_open). */
export function setUp(device: NetDevice): void {
  if (device.up) return
  device.up = true
  device.wasUp = true
  device.opened()
  const { namespace } = device
  afterUp(namespace.routes, device, ipv6On(device))
  carrierChanged(device)
}

/** Sets an interface down (dev_close). */
export function setDown(device: NetDevice): void {
  if (!device.up) return
  device.up = false
  const { namespace } = device
  namespace.neighbours.flush(device)
  afterDown(namespace.routes, device)
  carrierChanged(device)
}

/** What is at the other end of a device, or above it, may have a carrier now. */
export function carrierChanged(device: NetDevice): void {
  const { linkWatch } = device.namespace
  linkWatch.during(() => linkWatch.fire(device, device.pair, device.master, ...device.uppers))
  for (const other of [device.pair, device.master, device.pair?.master, ...device.uppers])
    if (other?.up) afterCarrier(other.namespace.routes, other, ipv6On(other))
}

/** Gives a device a hardware address. */
export function setMac(device: NetDevice, mac: Mac): void {
  device.mac = mac
  if (!(device instanceof Bridge)) return
  device.macIsSet = true
  carrierChanged(device)
}

/** Makes a device a port of a bridge, or of none. EBUSY, ELOOP, EINVAL. */
export function setMaster(device: NetDevice, bridge: Bridge | undefined): void {
  if (device === bridge || device.kind === 'bridge') throw new FsError('ELOOP')
  if (device.kind === 'loopback') throw new FsError('EINVAL')
  if (device.master === bridge) return
  leaveMaster(device)
  if (!bridge) return
  bridge.add(device)
  settleMac(bridge)
  if (bridge.ports.size === 1) bridge.mtu = Math.min(bridge.mtu, device.mtu)
  carrierChanged(device)
}

function leaveMaster(device: NetDevice): void {
  const { master } = device
  if (!master) return
  master.remove(device)
  settleMac(master)
  carrierChanged(master)
}

/** A bridge to which none was given has the lowest hardware address of its ports (br_stp_recalculate_bridge_id). */
function settleMac(bridge: Bridge): void {
  const macs = [...bridge.ports].map(({ mac }) => mac).sort()
  if (!bridge.macIsSet) bridge.mac = macs[0] ?? NO_MAC
}

/** Gives a device another name. EEXIST, EINVAL. */
export function rename(device: NetDevice, name: string): void {
  if (name === device.name) return
  demandName(device.namespace, name)
  const was = device.name
  device.name = name
  device.renamed(was)
}

/** Moves a device to another namespace: its addresses and its bridge stay behind (dev_change_net_namespace). EINVAL, EEXIST. */
export function moveTo(device: NetDevice, namespace: NetNamespace): void {
  if (device.namespace === namespace) return
  if (device.kind === 'loopback' || device.kind === 'bridge') throw new FsError('EINVAL')
  if (namespace.device(device.name)) throw new FsError('EEXIST')
  device.namespace.linkWatch.during(() => {
    leaveMaster(device)
    strip(device)
    device.namespace.detach(device)
    namespace.attach(device)
  })
  device.wasUp = false
  if (device instanceof Veth) device.introduce()
}

/** Takes a device away; the other end of a pair goes with it. EOPNOTSUPP for lo. */
export function remove(device: NetDevice): void {
  if (device.kind === 'loopback') throw new FsError('EOPNOTSUPP')
  for (const upper of device.uppers) remove(upper)
  device.below?.uppers.delete(device)
  if (device instanceof Bridge) for (const port of [...device.ports]) setMaster(port, undefined)
  const { pair } = device
  device.namespace.linkWatch.during(() => {
    for (const gone of pair ? [device, pair] : [device]) {
      strip(gone)
      leaveMaster(gone)
      gone.namespace.detach(gone)
      gone.namespace.linkWatch.forget(gone)
      if (gone instanceof Veth) gone.peer = undefined
    }
  })
  if (pair) {
    device.namespace.forget(pair.namespace)
    pair.namespace.forget(device.namespace)
  }
}

/** Down, and without addresses and routes. */
function strip(device: NetDevice): void {
  setDown(device)
  device.addresses.length = 0
  device.namespace.routes.removeWhere((route) => route.device === device)
}
