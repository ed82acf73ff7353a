import { FsError } from '../../../base/errors.ts'
import { capable } from '../../capabilities.ts'
import type { Kernel } from '../../kernel.ts'
import { familyOf, type IpAddress, networkOf, type Prefix, parseIp } from '../../net/address.ts'
import type { NetCalls } from '../../net/calls.ts'
import type { NetDevice } from '../../net/device.ts'
import type { NewRoute, RouteInfo } from '../../net/route-info.ts'
import { type Route, type Rule, TABLES } from '../../net/routes.ts'
import type { NetNamespace } from '../../net/stack.ts'
import { netfilterOf } from '../../netfilter/of-namespace.ts'
import type { ProcessRecord } from '../../record.ts'

type RouteCalls = Pick<
  NetCalls,
  | 'routes'
  | 'addRoute'
  | 'replaceRoute'
  | 'removeRoute'
  | 'routeTo'
  | 'rules'
  | 'addRule'
  | 'removeRule'
  | 'neighbours'
  | 'addNeighbour'
  | 'removeNeighbour'
  | 'filter'
>

/** Routes, rules and neighbours, as rtnetlink(7) tells and changes them. */
export function routeCalls(kernel: Kernel, record: ProcessRecord): RouteCalls {
  const own = (): NetNamespace => record.namespaces.net
  const demand = (): void => {
    if (!capable(record.credentials, 'NET_ADMIN')) throw new FsError('EPERM')
  }
  const device = (name: string): NetDevice => {
    const found = own().device(name)
    if (!found) throw new FsError('ENODEV')
    return found
  }
  const address = (text: string): IpAddress => {
    const found = parseIp(text)
    if (!found) throw new FsError('EINVAL')
    return found
  }

  /** A route as asked for, with what the kernel adds (fib_create_info, ip6_route_info_create). */
  const routeOf = (asked: NewRoute): Route => {
    const dst = {
      address: networkOf({ address: address(asked.dst), length: asked.length }),
      length: asked.length,
    }
    if (dst.address !== address(asked.dst)) throw new FsError('EINVAL')
    const six = familyOf(dst.address) === 'inet6'
    const { type = 'unicast' } = asked
    const leads = ['unicast', 'local', 'broadcast', 'multicast'].includes(type)
    const gateway = asked.gateway === undefined ? undefined : address(asked.gateway)
    const out = leads ? deviceFor(asked.device, gateway, asked.onlink === true) : undefined
    if (out && !out.up) throw new FsError('ENETDOWN')
    if (asked.src !== undefined && !own().hasAddress(address(asked.src))) throw new FsError('EINVAL')
    const scope = asked.scope ?? (type === 'local' ? 'host' : gateway || six || !leads ? 'global' : 'link')
    return {
      type,
      dst,
      gateway,
      device: out ?? (six && !leads ? own().loopback : undefined),
      src: asked.src === undefined ? undefined : address(asked.src),
      scope,
      protocol: asked.protocol ?? 'boot',
      metric: asked.metric ?? (six ? 1024 : 0),
      table: asked.table ?? (type === 'local' || type === 'broadcast' ? TABLES.local : TABLES.main),
      onlink: asked.onlink,
      ...(asked.mtu !== undefined && { mtu: asked.mtu }),
    }
  }
  /** The device of a route; a gateway must be on it. ENETUNREACH, EINVAL. */
  const deviceFor = (
    name: string | undefined,
    gateway: IpAddress | undefined,
    onlink: boolean,
  ): NetDevice => {
    const named = name === undefined ? undefined : device(name)
    if (!gateway) {
      if (!named) throw new FsError('ENODEV')
      return named
    }
    if (onlink && named) return named
    const way = own().routes.lookup({ dst: gateway, device: named })
    if (way?.type === 'local') throw new FsError('EINVAL')
    const unreachable = familyOf(gateway) === 'inet' ? 'ENETUNREACH' : 'EHOSTUNREACH'
    if (!way?.device || way.gateway) throw new FsError(unreachable)
    return way.device
  }
  const same = (a: Route, b: Route): boolean =>
    a.table === b.table &&
    a.dst.address === b.dst.address &&
    a.dst.length === b.dst.length &&
    a.metric === b.metric

  return {
    filter: () => {
      demand()
      return netfilterOf(own()).rulesets
    },
    routes: () => own().routes.all.map(routeInfo),
    addRoute: (asked) => {
      demand()
      own().routes.add(routeOf(asked))
    },
    replaceRoute: (asked) => {
      demand()
      const route = routeOf(asked)
      own().routes.removeWhere((other) => same(route, other))
      own().routes.add(route)
    },
    removeRoute: (asked) => {
      demand()
      const { routes } = own()
      const dst = networkOf({ address: address(asked.dst), length: asked.length })
      const table =
        asked.table ?? (asked.type === 'local' || asked.type === 'broadcast' ? TABLES.local : TABLES.main)
      const found = routes.all.find(
        (route) =>
          route.table === table &&
          route.dst.address === dst &&
          route.dst.length === asked.length &&
          (asked.gateway === undefined || route.gateway === address(asked.gateway)) &&
          (asked.device === undefined || route.device === device(asked.device)) &&
          (asked.metric === undefined || route.metric === asked.metric) &&
          (asked.type === undefined || route.type === asked.type) &&
          (asked.protocol === undefined || route.protocol === asked.protocol) &&
          (asked.src === undefined || route.src === address(asked.src)),
      )
      if (!found) throw new FsError('ESRCH')
      routes.remove(found)
    },
    routeTo: (dst, { from, device: name, mark } = {}) => {
      const to = address(dst)
      const src = from === undefined ? undefined : address(from)
      if (src && !own().hasAddress(src)) throw new FsError('ENETUNREACH')
      const way = own().ip.way({ dst: to, src, device: name === undefined ? undefined : device(name), mark })
      return {
        dst: to,
        from: src,
        gateway: way.route.gateway,
        device: way.device.name,
        src: way.src,
        uid: record.credentials.uid,
        type: way.route.type,
        mtu: way.route.mtu,
        table: own().routes.merged && way.route.table === TABLES.local ? TABLES.main : way.route.table,
      }
    },
    rules: () =>
      (['inet', 'inet6'] as const).flatMap((family) =>
        own().routes.rules[family].map(({ priority, from, to, mark, iif, oif, table }) => ({
          priority,
          family,
          from: from && `${from.address}/${from.length}`,
          to: to && `${to.address}/${to.length}`,
          mark,
          iif,
          oif,
          table,
        })),
      ),
    addRule: (asked) => {
      demand()
      const { from, to, mark, iif, oif, table } = asked
      const rules = own().routes.rules[asked.family]
      const priority = asked.priority ?? Math.max(0, (rules[1]?.priority ?? 1) - 1)
      const rule: Rule = {
        ...{ priority, table, mark, iif, oif },
        ...{
          from: from === undefined ? undefined : prefixOf(from),
          to: to === undefined ? undefined : prefixOf(to),
        },
      }
      if (rules.some((other) => JSON.stringify(other) === JSON.stringify(rule))) throw new FsError('EEXIST')
      const at = rules.findIndex((other) => other.priority > priority)
      rules.splice(at < 0 ? rules.length : at, 0, rule)
      if (asked.family === 'inet') own().routes.merged = false
    },
    removeRule: ({ family, from, to, ...asked }) => {
      demand()
      const rules = own().routes.rules[family]
      const text = (prefix: Prefix | undefined) => prefix && `${prefix.address}/${prefix.length}`
      const at = rules.findIndex(
        (rule) =>
          (from === undefined || text(rule.from) === from) &&
          (to === undefined || text(rule.to) === to) &&
          (['priority', 'table', 'mark', 'iif', 'oif'] as const).every(
            (key) => asked[key] === undefined || asked[key] === rule[key],
          ),
      )
      if (at < 0) throw new FsError('ENOENT')
      rules.splice(at, 1)
      if (family === 'inet') own().routes.merged = false
    },
    neighbours: () => {
      const { now } = kernel.scheduler
      return own().neighbours.all.map((entry) => ({
        device: entry.device.name,
        address: entry.address,
        mac: entry.state === 'INCOMPLETE' || entry.state === 'FAILED' ? undefined : entry.mac,
        state: own().neighbours.stateOf(entry),
        router: entry.router,
        used: now - entry.used,
        confirmed: now - entry.confirmed,
        updated: now - entry.updated,
      }))
    },
    addNeighbour: (name, text, mac, permanent = true) => {
      demand()
      own().neighbours.set(device(name), address(text), mac, permanent)
    },
    removeNeighbour: (name, text) => {
      demand()
      const entry = own().neighbours.get(device(name), address(text))
      if (!entry) throw new FsError('ENOENT')
      own().neighbours.remove(entry)
    },
  }
}

/** A prefix that a caller wrote. EINVAL. */
function prefixOf(text: string): Prefix {
  const [head = '', length = ''] = text.split('/')
  const address = parseIp(head)
  if (!address) throw new FsError('EINVAL')
  return { address, length: Number(length) }
}

function routeInfo(route: Route): RouteInfo {
  const { type, dst, gateway, device, src, scope, protocol, metric, table } = route
  return {
    family: familyOf(dst.address),
    type,
    dst: dst.address,
    length: dst.length,
    gateway,
    device: device?.name,
    src,
    scope,
    protocol,
    metric,
    table,
    onlink: route.onlink === true,
    mtu: route.mtu,
    linkDown: device?.up === true && !['UP', 'UNKNOWN'].includes(device.operState) && !device.carrier,
  }
}
