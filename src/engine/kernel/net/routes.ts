import { FsError } from '../../base/errors.ts'
import { type Family, familyOf, type IpAddress, inPrefix, type Prefix } from './address.ts'
import type { NetDevice } from './device.ts'

export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'multicast'
  | 'anycast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw'
export type RouteScope = 'global' | 'link' | 'host'

/** Numbers of the tables that are always there (ip-route(8)). */
export const TABLES = { default: 253, main: 254, local: 255 } as const

/** A way to a prefix (ip-route(8)). */
export interface Route {
  readonly type: RouteType
  readonly dst: Prefix
  readonly gateway?: IpAddress | undefined
  /** Absent for what leads nowhere (`blackhole`). */
  readonly device?: NetDevice | undefined
  /** Address that packets get whose sender has none. */
  readonly src?: IpAddress | undefined
  readonly scope: RouteScope
  /** Who made it: `kernel`, `boot`, `static`, `dhcp`, `ra`. */
  readonly protocol: string
  readonly metric: number
  readonly table: number
  readonly onlink?: boolean | undefined
  readonly mtu?: number | undefined
}

/** Which table is asked for what (ip-rule(8)). */
export interface Rule {
  readonly priority: number
  readonly table: number
  readonly from?: Prefix | undefined
  readonly to?: Prefix | undefined
  readonly mark?: number | undefined
  readonly iif?: string | undefined
  readonly oif?: string | undefined
}

/** What a route is looked up for. */
export interface FlowKey {
  readonly dst: IpAddress
  readonly src?: IpAddress | undefined
  /** The device that the packet has to leave by. */
  readonly device?: NetDevice | undefined
  readonly iif?: NetDevice | undefined
  readonly mark?: number | undefined
}

const FIRST_RULES: readonly Rule[] = [
  { priority: 0, table: TABLES.local },
  { priority: 32766, table: TABLES.main },
  { priority: 32767, table: TABLES.default },
]
/** Without the table `default`, which IPv6 does not have. */
const FIRST_RULES6 = FIRST_RULES.slice(0, 2)

/** The routing tables of a namespace. */
export class Routes {
  private routes: Route[] = []
  /** Of IPv4 the table local is a part of main, until somebody changes the rules (fib_unmerge). */
  merged = true
  readonly rules: Record<Family, Rule[]> = { inet: [...FIRST_RULES], inet6: [...FIRST_RULES6] }

  /** Every route, in the order in which they are asked within a prefix. */
  get all(): readonly Route[] {
    return this.routes
  }

  /** Appends, or puts before those of the same prefix and metric. EEXIST where there is an equal one. */
  add(route: Route): void {
    const same = (other: Route): boolean => samePlace(route, other)
    if (this.routes.some(same)) throw new FsError('EEXIST')
    this.routes.push(route)
  }
  /** Adds, unless there is one already. */
  ensure(route: Route): void {
    if (!this.routes.some((other) => samePlace(route, other))) this.routes.push(route)
  }
  remove(route: Route): void {
    this.routes = this.routes.filter((other) => other !== route)
  }
  removeWhere(goes: (route: Route) => boolean): void {
    this.routes = this.routes.filter((route) => !goes(route))
  }

  /** The best route; undefined where none leads there. Of types that refuse, the caller knows what to say. */
  lookup(key: FlowKey): Route | undefined {
    for (const rule of this.rules[familyOf(key.dst)]) {
      if (!applies(rule, key)) continue
      const found = this.inTable(rule.table, key)
      if (found && found.type !== 'throw') return found
    }
    return undefined
  }

  /** The best route of one table. */
  inTable(table: number, { dst, device }: FlowKey): Route | undefined {
    let best: Route | undefined
    for (const route of this.routes) {
      if (route.table !== table || !inPrefix(dst, route.dst)) continue
      if (device && route.device !== device && !(route.type === 'local' && !route.gateway)) continue
      if (!best || isBetter(route, best)) best = route
    }
    return best
  }
}

const isBetter = (a: Route, b: Route): boolean =>
  a.dst.length > b.dst.length || (a.dst.length === b.dst.length && a.metric < b.metric)

/** Two routes that cannot be told apart by what they match: the second is refused (fib_table_insert). */
function samePlace(a: Route, b: Route): boolean {
  if (a.table !== b.table || a.metric !== b.metric) return false
  if (a.dst.length !== b.dst.length || a.dst.address !== b.dst.address) return false
  const six = familyOf(a.dst.address) === 'inet6'
  // The table local holds several of one prefix; IPv6 takes several next hops.
  if (a.table === TABLES.local || six)
    return a.device === b.device && a.type === b.type && a.gateway === b.gateway
  return true
}

function applies(rule: Rule, { dst, src, mark, iif, device }: FlowKey): boolean {
  if (rule.from && !(src && inPrefix(src, rule.from))) return false
  if (rule.to && !inPrefix(dst, rule.to)) return false
  if (rule.mark !== undefined && rule.mark !== (mark ?? 0)) return false
  if (rule.iif !== undefined && rule.iif !== iif?.name) return false
  return rule.oif === undefined || rule.oif === device?.name
}

/** What a lookup that leads nowhere fails with (fib_props in net/ipv4/fib_semantics.c). */
export function demandWay(route: Route | undefined): Route {
  if (!route) throw new FsError('ENETUNREACH')
  if (route.type === 'unreachable') throw new FsError('EHOSTUNREACH')
  if (route.type === 'prohibit') throw new FsError('EACCES')
  if (route.type === 'blackhole') throw new FsError('EINVAL')
  return route
}
