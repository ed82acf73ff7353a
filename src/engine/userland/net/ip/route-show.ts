import { inPrefix, ipBytes } from '../../../base/ip.ts'
import type { RouteInfo } from '../../../kernel/net/route-info.ts'
import { byPrefix } from '../routes.ts'
import { asked, type IpCall, invalid, Plain } from './call.ts'
import { type Prefix, prefixText, readPrefix } from './prefix.ts'
import { colorOf, Row, shown } from './row.ts'

/** Names of tables (/etc/iproute2/rt_tables). */
const TABLES: Readonly<Record<string, number>> = { local: 255, main: 254, default: 253 }
export const tableName = (number: number): string =>
  Object.keys(TABLES).find((name) => TABLES[name] === number) ?? String(number)

export function readTable(text: string): number | 'all' {
  if (text === 'all' || text === '0') return 'all'
  const table = TABLES[text] ?? (/^\d+$/.test(text) ? Number(text) : undefined)
  if (table === undefined) throw invalid('table id value is invalid', text)
  return table
}

const prefixOf = ({ dst, length }: RouteInfo): Prefix => ({ address: dst, length })
const six = (text: string): boolean => text.includes(':')

interface RouteFilter {
  readonly table: number | 'all'
  readonly device?: string
  readonly via?: string
  readonly protocol?: string
  readonly type?: string
  readonly scope?: string
  readonly src?: string
  /** Routes to exactly this, within this, or with this in them. */
  readonly exact?: Prefix
  readonly root?: Prefix
  readonly match?: Prefix
}

const WORDS = [
  'dev',
  'oif',
  'via',
  'proto',
  'protocol',
  'type',
  'scope',
  'src',
  'table',
  'root',
  'match',
  'exact',
  'to',
]

/** Reads what `show` and `flush` may be followed by. */
export function routeFilter(call: IpCall): RouteFilter {
  let filter: RouteFilter = { table: TABLES.main! }
  const v6 = call.options.family === 'inet6'
  while (call.more) {
    const word = call.next()!
    const value = WORDS.includes(word) ? call.value() : word
    if (word === 'dev' || word === 'oif') filter = { ...filter, device: value }
    else if (word === 'via') filter = { ...filter, via: value }
    else if (word === 'proto' || word === 'protocol') filter = { ...filter, protocol: value }
    else if (word === 'type') filter = { ...filter, type: value }
    else if (word === 'scope') filter = { ...filter, scope: value }
    else if (word === 'src') filter = { ...filter, src: value }
    else if (word === 'table') filter = { ...filter, table: readTable(value) }
    else if (word === 'root') filter = { ...filter, root: readPrefix(value, v6) }
    else if (word === 'match') filter = { ...filter, match: readPrefix(value, v6) }
    else filter = { ...filter, exact: readPrefix(value, v6) }
  }
  return filter
}

/** The routes of a family that a filter lets through. */
export function routesOf(call: IpCall, filter: RouteFilter, v6: boolean): RouteInfo[] {
  const { p } = call.io
  if (filter.device !== undefined && !p.net.link(filter.device))
    throw new Plain(`Cannot find device "${filter.device}"`, 1)
  const within = (inner: Prefix, outer: Prefix): boolean =>
    inner.length >= outer.length && inPrefix(ipBytes(inner.address)!, ipBytes(outer.address)!, outer.length)
  return p.net
    .routes()
    .filter(
      (route) =>
        (route.family === 'inet6') === v6 &&
        (filter.table === 'all' || route.table === filter.table) &&
        (filter.device === undefined || route.device === filter.device) &&
        (filter.via === undefined || route.gateway === filter.via) &&
        (filter.protocol === undefined || route.protocol === filter.protocol) &&
        (filter.type === undefined || route.type === filter.type) &&
        (filter.scope === undefined || route.scope === filter.scope) &&
        (filter.src === undefined || route.src === filter.src) &&
        (!filter.exact || (route.dst === filter.exact.address && route.length === filter.exact.length)) &&
        (!filter.root || within(prefixOf(route), filter.root)) &&
        (!filter.match || within(filter.match, prefixOf(route))),
    )
    .sort((a, b) => a.table - b.table || byPrefix(a, b))
}

/** `ip route show`. Without a family a listing of all tables has the routes of both. */
export async function showRoutes(call: IpCall): Promise<number> {
  const { io, options } = call
  const filter = routeFilter(call)
  const shownFamilies: ('inet' | 'inet6')[] =
    options.family === 'inet6'
      ? ['inet6']
      : filter.table === 'all' && !options.family
        ? ['inet', 'inet6']
        : ['inet']
  const rows = shownFamilies.flatMap((family) =>
    routesOf(call, filter, family === 'inet6').map((route) => routeRow(call, route, filter)),
  )
  await io.out.write(shown(rows, options))
  return 0
}

/** One line of a listing. What the filter settles is not said again. */
function routeRow(call: IpCall, route: RouteInfo, filter: RouteFilter): Row {
  const { options } = call
  const row = new Row(options)
  if (route.type !== 'unicast' || options.details) row.put('type', route.type, `${route.type} `)
  destination(row, prefixText(prefixOf(route)))
  hop(row, route, filter.device)
  if (filter.table !== route.table && (route.table !== TABLES.main || options.details))
    row.put('table', tableName(route.table), `table ${tableName(route.table)} `)
  const details = options.details
  if ((route.protocol !== 'boot' || details) && filter.protocol === undefined)
    row.put('protocol', route.protocol, `proto ${route.protocol} `)
  const said = filter.scope !== undefined
  if (!said && (route.scope !== 'global' || (details && !six(route.dst))) && !(six(route.dst) && !details))
    row.put('scope', route.scope, `scope ${route.scope} `)
  if (route.src !== undefined && !six(route.dst)) row.say('src ').put('prefsrc', route.src, `${route.src} `)
  if (route.metric !== 0 || six(route.dst)) row.put('metric', route.metric, `metric ${route.metric} `)
  flags(row, route)
  if (route.mtu !== undefined)
    row
      .say('mtu ')
      .note('metrics', [{ mtu: route.mtu }])
      .say(`${route.mtu} `)
  if (six(route.dst)) row.put('pref', 'medium', 'pref medium')
  return row.say('\n')
}

function destination(row: Row, text: string): void {
  row.note('dst', text)
  const [address, rest] = text.split('/')
  if (text === 'default') row.say('default ')
  else row.say(address!, colorOf(address!)).say(rest === undefined ? ' ' : `/${rest} `)
}

function hop(row: Row, route: Pick<RouteInfo, 'gateway' | 'device'>, filtered: string | undefined): void {
  if (route.gateway !== undefined)
    row.say('via ').note('gateway', route.gateway).say(`${route.gateway} `, colorOf(route.gateway))
  if (route.device !== undefined && filtered === undefined)
    row.say('dev ').note('dev', route.device).say(`${route.device} `, 'name')
}

function flags(row: Row, route: RouteInfo): void {
  const found: string[] = []
  if (route.onlink) found.push('onlink')
  if (route.linkDown) found.push('linkdown')
  row.note('flags', found)
  for (const flag of found) row.say(`${flag} `)
}

/** `ip route get`. */
export async function getRoute(call: IpCall): Promise<number> {
  const { io, options } = call
  let to: string | undefined
  let key: { readonly from?: string; readonly device?: string; readonly mark?: number } = {}
  while (call.more) {
    const word = call.next()!
    if (word === 'from') key = { ...key, from: readPrefix(call.value()).address }
    else if (word === 'oif' || word === 'dev') key = { ...key, device: call.value() }
    else if (word === 'mark') key = { ...key, mark: Number(call.value()) }
    else if (['iif', 'tos', 'uid', 'ipproto', 'sport', 'dport', 'vrf'].includes(word))
      throw new Plain(`${word}: not part of this simulation`, 1)
    else to = readPrefix(word === 'to' ? call.value() : word).address
  }
  if (to === undefined) throw new Plain('need at least a destination address', 1)
  const route = asked(() => io.p.net.routeTo(to, key))
  const row = new Row(options)
  if (route.type !== 'unicast') row.put('type', route.type, `${route.type} `)
  destination(row, to)
  if (six(to)) row.say(`from ${key.from ?? '::'} `).note('from', key.from ?? '::')
  else if (key.from !== undefined) row.say('from ').put('from', key.from, `${key.from} `)
  hop(row, route, undefined)
  const found = six(to) ? matching(io.p.net.routes(), to) : undefined
  if (!six(to) && route.table !== TABLES.main)
    row.put('table', tableName(route.table), `table ${tableName(route.table)} `)
  if (found) {
    if (found.table !== TABLES.main)
      row.put('table', tableName(found.table), `table ${tableName(found.table)} `)
    if (found.protocol !== 'boot') row.put('protocol', found.protocol, `proto ${found.protocol} `)
  }
  if (key.from === undefined) row.say('src ').put('prefsrc', route.src, `${route.src} `)
  if (key.mark !== undefined) row.put('mark', key.mark, `mark 0x${key.mark.toString(16)} `)
  if (six(to)) {
    const metric = found?.metric ?? 0
    row.put('metric', metric, `metric ${metric} `).note('flags', []).put('pref', 'medium', 'pref medium')
    await io.out.write(shown([row.say('\n')], options))
    return 0
  }
  const { uid } = io.p.credentials
  row.note('flags', []).put('uid', uid, `uid ${uid} `).line()
  const cache = route.type === 'local' ? ['local'] : route.type === 'broadcast' ? ['local', 'brd'] : []
  row.put('cache', cache, `    cache ${cache.length === 0 ? '' : `<${cache.join(',')}> `}`)
  if (route.mtu !== undefined) row.say(`mtu ${route.mtu} `).note('metrics', [{ mtu: route.mtu }])
  await io.out.write(shown([row.say('\n')], options))
  return 0
}

/** The route of IPv6 that was chosen for an address: its answer tells where it comes from. */
function matching(routes: readonly RouteInfo[], to: string): RouteInfo | undefined {
  const bytes = ipBytes(to)!
  return routes
    .filter(({ dst, length, family }) => family === 'inet6' && inPrefix(bytes, ipBytes(dst)!, length))
    .sort((a, b) => b.length - a.length || b.table - a.table || a.metric - b.metric)[0]
}
