import { ipBytes, ipText, maskedIp } from '../../../base/ip.ts'
import type { NewRoute, RouteInfo } from '../../../kernel/net/route-info.ts'
import type { RouteScope, RouteType } from '../../../kernel/net/routes.ts'
import { isUp } from '../links.ts'
import { asked, type IpCall, invalid, noDevice, Plain } from './call.ts'
import { type Prefix, readAddress, readPrefix } from './prefix.ts'
import { readTable, routeFilter, routesOf } from './route-show.ts'

const TYPES = ['unicast', 'local', 'broadcast', 'multicast', 'throw', 'unreachable', 'prohibit', 'blackhole']
/** Those that lead nowhere: they need no interface. */
const NOWHERE = ['throw', 'unreachable', 'prohibit', 'blackhole']
const UNKNOWN_TO_US =
  'nexthop nhid encap weight advmss window rtt rttvar initcwnd cwnd realms congctl expires tos pref features'.split(
    ' ',
  )

interface Given {
  dst?: Prefix
  type?: string
  gateway?: string
  device?: string
  src?: string
  scope?: string
  protocol?: string
  metric?: number
  table?: number
  onlink?: boolean
  mtu?: number
}

function readRoute(call: IpCall): Given {
  const given: Given = {}
  let six = call.options.family === 'inet6'
  let anything = false
  while (call.more) {
    const word = call.next()!
    if (TYPES.includes(word)) given.type = word
    else if (word === 'via') {
      const next = call.value()
      given.gateway = readAddress(next === 'inet' || next === 'inet6' ? call.value() : next)
      if (given.gateway.includes(':')) six = true
    } else if (word === 'dev' || word === 'oif') given.device = call.value()
    else if (word === 'src') given.src = readAddress(call.value())
    else if (word === 'scope') given.scope = readScope(call.value())
    else if (word === 'proto' || word === 'protocol') given.protocol = call.value()
    else if (word === 'metric' || word === 'preference' || word === 'priority')
      given.metric = Number(call.value())
    else if (word === 'table') given.table = Number(readTable(call.value()))
    else if (word === 'onlink') given.onlink = true
    else if (word === 'mtu') given.mtu = readMtu(call.value())
    else if (UNKNOWN_TO_US.includes(word)) throw new Plain(`${word}: not part of this simulation`, 1)
    else {
      const text = word === 'to' ? call.value() : word
      if (anything) throw new Plain(`Error: either "to" is duplicate, or "${text}" is a garbage.`, 255)
      anything = true
      given.dst = text === 'default' || text === 'any' ? { address: '', length: 0 } : readPrefix(text, six)
    }
  }
  if (given.dst?.address === '') given.dst = { address: six ? '::' : '0.0.0.0', length: 0 }
  return given
}

function readMtu(text: string): number {
  if (!/^\d+$/.test(text)) throw invalid('"mtu" value is invalid', text)
  return Number(text)
}

function readScope(text: string): string {
  const scopes: Readonly<Record<string, string>> = { '0': 'global', '253': 'link', '254': 'host' }
  const scope = scopes[text] ?? text
  if (!['global', 'link', 'host', 'site'].includes(scope)) throw invalid('invalid "scope" value', text)
  return scope
}

/** What was given as a route: with what follows where nothing was said. */
function specOf(call: IpCall, given: Given): NewRoute {
  const { p } = call.io
  const { dst, device, gateway } = given
  if (!dst) throw new Plain('', 255)
  if (device !== undefined && !p.net.link(device)) throw noDevice(device)
  const six = dst.address.includes(':')
  const network = ipText(maskedIp(ipBytes(dst.address)!, dst.length))
  if (network !== dst.address) throw new Plain('Error: Invalid prefix for given prefix length.', 2)
  const type = given.type ?? 'unicast'
  const scope =
    given.scope ?? (type === 'local' ? 'host' : type === 'unicast' && !gateway && !six ? 'link' : 'global')
  const { src, onlink } = given
  return {
    dst: dst.address,
    length: dst.length,
    type: type as RouteType,
    scope: scope as RouteScope,
    protocol: given.protocol ?? 'boot',
    metric: given.metric ?? (six ? 1024 : 0),
    table: given.table ?? (type === 'local' ? 255 : 254),
    ...(gateway !== undefined && { gateway }),
    ...(device !== undefined && { device }),
    ...(src !== undefined && { src }),
    ...(onlink && { onlink }),
    ...(given.mtu !== undefined && { mtu: given.mtu }),
  }
}

/** `ip route add`, `append`, `change`, `replace`. */
export async function addRoute(call: IpCall, how: 'add' | 'replace' | 'change' | 'append'): Promise<number> {
  const { net } = call.io.p
  const spec = specOf(call, readRoute(call))
  const { device, gateway, type = 'unicast' } = spec
  if (NOWHERE.includes(type)) asked(() => (how === 'add' ? net.addRoute(spec) : net.replaceRoute(spec)))
  else {
    const link = device === undefined ? undefined : net.link(device)
    if (link && !isUp(link)) throw new Plain('Error: Device for nexthop is not up.', 2)
    const reasons: Record<string, string> = {
      ENETUNREACH: 'Nexthop has invalid gateway.',
      EINVAL: spec.src === undefined ? 'Nexthop has invalid gateway.' : 'Invalid source address.',
    }
    asked(
      () => (how === 'add' ? net.addRoute(spec) : net.replaceRoute(spec)),
      gateway || spec.src ? reasons : {},
    )
  }
  return 0
}

/** `ip route delete`: the first route that is as was said. */
export async function deleteRoute(call: IpCall): Promise<number> {
  const { net } = call.io.p
  const given = readRoute(call)
  const { dst } = given
  if (!dst) throw new Plain('', 255)
  if (given.device !== undefined && !net.link(given.device)) throw noDevice(given.device)
  const table = given.table ?? (given.type === 'local' ? 255 : 254)
  const found = net
    .routes()
    .find(
      (route) =>
        route.dst === dst.address &&
        route.length === dst.length &&
        route.table === table &&
        (given.type === undefined || route.type === given.type) &&
        (given.device === undefined || route.device === given.device) &&
        (given.gateway === undefined || route.gateway === given.gateway) &&
        (given.metric === undefined || route.metric === given.metric) &&
        (given.src === undefined || route.src === given.src) &&
        (given.scope === undefined || route.scope === given.scope),
    )
  if (!found) throw new Plain('RTNETLINK answers: No such process', 2)
  asked(() => net.removeRoute(plain(found)))
  return 0
}

/** `ip route flush`. */
export async function flushRoutes(call: IpCall): Promise<number> {
  if (!call.more) throw new Plain('"ip route flush" requires arguments.', 255)
  const six = call.options.family === 'inet6'
  for (const route of routesOf(call, routeFilter(call), six))
    asked(() => call.io.p.net.removeRoute(plain(route)))
  return 0
}

/** A route of a listing, as one to be taken away. */
const plain = ({ gateway, device, src, ...route }: RouteInfo): NewRoute => ({
  ...route,
  ...(gateway !== undefined && { gateway }),
  ...(device !== undefined && { device }),
  ...(src !== undefined && { src }),
})
