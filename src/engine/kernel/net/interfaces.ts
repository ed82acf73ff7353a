import { FsError } from '../../base/errors.ts'
import {
  familyOf,
  type IpAddress,
  inPrefix,
  ip,
  isLinkLocal,
  isLoopback,
  LOOPBACK4,
  LOOPBACK6,
  lastOf,
  linkLocalOf,
  multicastMac,
  networkOf,
  widthOf,
} from './address.ts'
import type { InterfaceAddress, NetDevice } from './device.ts'
import { type Route, type Routes, TABLES } from './routes.ts'

/** Metric of what the kernel makes for IPv6 (IP6_RT_PRIO_ADDRCONF). */
const METRIC6 = 256

type Fresh = Pick<InterfaceAddress, 'address' | 'length'> & Partial<InterfaceAddress>

/** Gives an interface an address, and the table the routes that follow from it (net/ipv4/devinet.c, net/ipv6/addrconf.c). EEXIST. */
export function addAddress(routes: Routes, device: NetDevice, what: Fresh): InterfaceAddress {
  const { address, length } = what
  const six = familyOf(address) === 'inet6'
  if (device.addresses.some((own) => own.address === address && (six || own.length === length)))
    throw new FsError('EEXIST')
  const secondary = !six && device.addresses.some((own) => isPrimaryOf(own, address, length))
  const added: InterfaceAddress = {
    scope: isLoopback(address) ? 'host' : six && isLinkLocal(address) ? 'link' : 'global',
    ...(six && !what.nodad && { tentativeUntil: duplicatesUntil(device) }),
    ...what,
    ...(secondary && { secondary }),
  }
  device.addresses.splice(placeOf(device, added), 0, added)
  addRoutes(routes, device, added)
  return added
}

const WIDEST = ['host', 'link', 'global']

/** IPv4 addresses stand in the order of adding; of IPv6 those of wider scope first, the newest of a scope first (ipv6_link_dev_addr). */
function placeOf(device: NetDevice, { address, scope }: InterfaceAddress): number {
  const { addresses } = device
  if (familyOf(address) === 'inet') {
    const six = addresses.findIndex((own) => familyOf(own.address) === 'inet6')
    return six < 0 ? addresses.length : six
  }
  const at = addresses.findIndex(
    (own) => familyOf(own.address) === 'inet6' && WIDEST.indexOf(own.scope) <= WIDEST.indexOf(scope),
  )
  return at < 0 ? addresses.length : at
}

/** Until when it is looked whether somebody else has an address: about so long (RFC 4862, 5.4). */
function duplicatesUntil(device: NetDevice): number | undefined {
  const { namespace } = device
  const off = (name: string): boolean => namespace.setting(`net/ipv6/conf/${name}/accept_dad`) === '0'
  if (device.kind === 'loopback' || device.kind === 'dummy' || off(device.name)) return undefined
  return namespace.now + 1e9 + namespace.random('duplicates').below(1e9)
}

const isPrimaryOf = (own: InterfaceAddress, address: IpAddress, length: number): boolean =>
  !own.secondary && own.length === length && inPrefix(address, { address: own.address, length })

/** EADDRNOTAVAIL where the interface does not have it. Secondary addresses go with their first one. */
export function removeAddress(routes: Routes, device: NetDevice, address: IpAddress): void {
  const at = device.addresses.findIndex((own) => own.address === address)
  const found = device.addresses[at]
  if (!found) throw new FsError('EADDRNOTAVAIL')
  device.addresses.splice(at, 1)
  const followers =
    found.secondary || familyOf(address) === 'inet6'
      ? []
      : device.addresses.filter((own) => own.secondary && isPrimaryOf(found, own.address, own.length))
  for (const own of followers) device.addresses.splice(device.addresses.indexOf(own), 1)
  for (const gone of [found, ...followers]) dropRoutes(routes, device, gone)
  // Without an IPv4 address nothing of IPv4 goes over it (fib_disable_ip).
  if (familyOf(address) === 'inet' && !device.addresses.some((own) => familyOf(own.address) === 'inet'))
    routes.removeWhere((route) => route.device === device && familyOf(route.dst.address) === 'inet')
}

/** The first address of the prefix of a secondary one; any other is its own. */
const primaryOf = (device: NetDevice, own: InterfaceAddress): InterfaceAddress =>
  (own.secondary && device.addresses.find((other) => isPrimaryOf(other, own.address, own.length))) || own

/** What is routed because an interface has an address. */
function routesOf(device: NetDevice, own: InterfaceAddress): Route[] {
  const { address, length, scope, broadcast } = own
  const six = familyOf(address) === 'inet6'
  const width = widthOf(familyOf(address))
  const base = { device, protocol: 'kernel' } as const
  const metric = six ? METRIC6 : 0
  const local: Route = {
    ...base,
    type: 'local',
    dst: { address, length: width },
    scope: six ? 'global' : 'host',
    metric: 0,
    table: TABLES.local,
    ...(!six && { src: primaryOf(device, own).address }),
  }
  if (!device.up) return six ? [] : [local]
  const network = { address: networkOf({ address, length }), length }
  if (length === width)
    return six && device.kind !== 'loopback'
      ? [local, { ...base, type: 'unicast', dst: network, scope: 'global', metric, table: TABLES.main }]
      : [local]
  if (six)
    return [local, { ...base, type: 'unicast', dst: network, scope: 'global', metric, table: TABLES.main }]
  const loopback = scope === 'host'
  const prefix: Route = loopback
    ? { ...base, type: 'local', dst: network, scope: 'host', metric, table: TABLES.local, src: address }
    : { ...base, type: 'unicast', dst: network, scope: 'link', metric, table: TABLES.main, src: address }
  const toAll = (dst: IpAddress): Route => ({
    ...base,
    type: 'broadcast',
    dst: { address: dst, length: 32 },
    scope: 'link',
    metric: 0,
    table: TABLES.local,
    src: primaryOf(device, own).address,
  })
  const last = lastOf({ address, length })
  const named = broadcast !== undefined && broadcast !== last ? [toAll(broadcast)] : []
  return [local, ...named, ...(length < 31 ? [toAll(last)] : []), ...(own.secondary ? [] : [prefix])]
}

function addRoutes(routes: Routes, device: NetDevice, own: InterfaceAddress): void {
  for (const route of routesOf(device, own)) routes.ensure(route)
}

function dropRoutes(routes: Routes, device: NetDevice, gone: InterfaceAddress): void {
  const kept = device.addresses.flatMap((own) => routesOf(device, own))
  const isSame = (a: Route, b: Route): boolean =>
    a.type === b.type &&
    a.table === b.table &&
    a.dst.address === b.dst.address &&
    a.dst.length === b.dst.length
  const mine = routesOf(device, gone).filter((route) => !kept.some((other) => isSame(route, other)))
  routes.removeWhere(
    (route) =>
      route.device === device &&
      (mine.some((own) => isSame(own, route) && route.protocol === 'kernel') || route.src === gone.address),
  )
}

/** An interface comes up: its routes are made, lo gets its addresses, others their link-local one. */
export function afterUp(routes: Routes, device: NetDevice, ipv6: boolean): void {
  const has = (address: IpAddress): boolean => device.addresses.some((own) => own.address === address)
  if (device.kind === 'loopback') {
    if (!device.addresses.some(({ address }) => familyOf(address) === 'inet'))
      addAddress(routes, device, { address: LOOPBACK4, length: 8 })
    if (ipv6 && !has(LOOPBACK6))
      addAddress(routes, device, { address: LOOPBACK6, length: 128, protocol: 'kernel_lo' })
  }
  for (const own of device.addresses) addRoutes(routes, device, own)
  if (!ipv6) return
  if (device.kind !== 'loopback')
    routes.ensure({
      type: 'multicast',
      dst: { address: ip('ff00::'), length: 8 },
      device,
      scope: 'global',
      protocol: 'kernel',
      metric: METRIC6,
      table: TABLES.local,
    })
  afterCarrier(routes, device, ipv6)
}

/** A carrier is there: the link-local address is made (RFC 4862, 5.3). */
export function afterCarrier(routes: Routes, device: NetDevice, ipv6: boolean): void {
  if (!ipv6 || !device.up || !device.carrier || device.kind === 'loopback') return
  if (device.addresses.some(({ address }) => familyOf(address) === 'inet6' && isLinkLocal(address))) return
  const address = linkLocalOf(device.mac)
  addAddress(routes, device, { address, length: 64, protocol: 'kernel_ll' })
  if (device.kind !== 'dummy') reportGroups(device, address)
}

/** Tells the routers which groups are listened to (MLDv2, RFC 3810): the first frame that a bridge sees of a port. */
function reportGroups(device: NetDevice, src: IpAddress): void {
  const dst = ip('ff02::16')
  const transport = { kind: 'icmp6', type: 143, code: 0, payload: new Uint8Array(20) } as const
  const packet = { src, dst, ttl: 1, id: 0, transport }
  device.transmit({ src: device.mac, dst: multicastMac(dst), payload: { kind: 'ip', packet } })
}

/** An interface goes down: what led over it goes, and its IPv6 addresses (keep_addr_on_down is 0). */
export function afterDown(routes: Routes, device: NetDevice): void {
  const four = device.addresses.filter(({ address }) => familyOf(address) === 'inet')
  device.addresses.splice(0, device.addresses.length, ...four)
  const stays = (route: Route): boolean =>
    route.type === 'local' && familyOf(route.dst.address) === 'inet' && route.dst.length === 32
  routes.removeWhere((route) => route.device === device && !stays(route))
}

/**
 * The address that a packet gets whose sender has none (inet_select_addr; RFC 6724 in short). `global`: addresses of the
 * machine alone, as those of lo, are passed over.
 */
export function sourceFor(
  devices: readonly NetDevice[],
  {
    device,
    src,
    dst,
    nextHop,
    global = false,
  }: {
    device: NetDevice
    src?: IpAddress | undefined
    dst: IpAddress
    nextHop: IpAddress
    global?: boolean
  },
): IpAddress | undefined {
  if (src) return src
  const family = familyOf(dst)
  const linkLocal = family === 'inet6' && isLinkLocal(dst)
  const usable = (from: NetDevice): InterfaceAddress[] =>
    from.addresses.filter(
      (own) =>
        familyOf(own.address) === family &&
        !own.secondary &&
        (own.tentativeUntil === undefined || own.tentativeUntil <= device.namespace.now) &&
        (family === 'inet'
          ? own.scope !== 'host' || (from === device && !global)
          : (own.scope === 'link') === linkLocal),
    )
  const own = usable(device)
  const near = own.find(({ address, length }) => inPrefix(nextHop, { address, length }))
  const all = linkLocal
    ? own
    : [...own, ...devices.flatMap((other) => (other === device ? [] : usable(other)))]
  return (near ?? all[0])?.address
}
