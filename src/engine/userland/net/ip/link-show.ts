import type { LinkInfo } from '../../../kernel/net/calls.ts'
import type { Process } from '../../../kernel/process.ts'
import { isUp, Links } from '../links.ts'
import { type IpCall, type IpOptions, Plain } from './call.ts'
import { type Color, type Json, Row, shown } from './row.ts'
import { statisticsOf } from './statistics.ts'

/** Which interfaces are asked for. */
export interface LinkFilter {
  readonly device?: string | undefined
  readonly up?: boolean
  readonly master?: string | undefined
  readonly type?: string | undefined
}

/** The interfaces that a filter lets through. A device that is not there is an error. */
export function linksOf(p: Process, filter: LinkFilter): LinkInfo[] {
  for (const name of [filter.device, filter.master])
    if (name !== undefined && !p.net.link(name)) throw new Plain(`Device "${name}" does not exist.`, 1)
  return p.net
    .links()
    .filter(
      (link) =>
        (filter.device === undefined || link.name === filter.device) &&
        (!filter.up || isUp(link)) &&
        (filter.master === undefined || link.master === filter.master) &&
        (filter.type === undefined || link.kind === filter.type),
    )
}

/** Reads what `show` may be followed by. */
export function linkFilter(call: IpCall): LinkFilter {
  let filter: LinkFilter = {}
  while (call.more) {
    const word = call.next()!
    if (word === 'up') filter = { ...filter, up: true }
    else if (word === 'type') filter = { ...filter, type: call.value() }
    else if (word === 'master') filter = { ...filter, master: call.value() }
    else {
      const device = word === 'dev' ? call.value() : word
      if (filter.device !== undefined)
        throw new Plain(`Error: either "dev" is duplicate, or "${device}" is a garbage.`, 255)
      filter = { ...filter, device }
    }
  }
  return filter
}

/** `ip link show`. */
export async function showLinks(call: IpCall): Promise<number> {
  const { io, options } = call
  const table = new Links(io.p)
  const filter = linkFilter(call)
  const rows = linksOf(io.p, filter).map((link) => {
    const row = new Row(options)
    if (options.brief) briefLink(row, link, table)
    else linkHead(row, link, table, options, { own: true, one: filter.device !== undefined })
    return options.brief ? row : row.say('\n')
  })
  await io.out.write(shown(rows, options))
  return 0
}

const stateColor = (state: string): Color | undefined =>
  state === 'UP' ? 'up' : state === 'DOWN' || state === 'LOWERLAYERDOWN' ? 'down' : undefined

/**
 * The first lines of an interface: what it is, and its hardware address. `own`: in a listing of links; `one`: it alone is asked
 * for. A list of all that IPv6 answers itself says less (net/ipv6/addrconf.c, inet6_fill_ifinfo).
 */
export function linkHead(
  row: Row,
  link: LinkInfo,
  table: Links,
  options: IpOptions,
  { own, one }: { readonly own: boolean; readonly one: boolean },
): void {
  const { family } = options
  const v6 = family === 'inet6' && !one
  row.put('ifindex', link.ifindex, `${link.ifindex}: `)
  const pair = noted(row, link, table)
  row.note('ifname', link.name).say(`${link.name}${pair && `@${pair}`}: `, 'name')
  const flags = table.flagsOf(link)
  row.put('flags', flags, `<${flags.join(',')}> `).put('mtu', link.mtu, `mtu ${link.mtu} `)
  if (!v6) row.put('qdisc', link.queueing, `qdisc ${link.queueing} `)
  if (link.master !== undefined && !v6) row.put('master', link.master, `master ${link.master} `)
  const state = link.operState
  row.note('operstate', state).say('state ').say(`${state} `, stateColor(state))
  if (own) row.put('linkmode', 'DEFAULT', 'mode DEFAULT ')
  if (!v6) row.put('group', 'default', 'group default ')
  if (link.txQueueLength > 0) row.put('txqlen', link.txQueueLength, `qlen ${link.txQueueLength}`)
  if (family === undefined || family === 'link') {
    const medium = link.kind === 'loopback' ? 'loopback' : 'ether'
    row.line().put('link_type', medium, `    link/${medium} `).put('address', link.mac, link.mac, 'mac')
    row.say(' brd ').put('broadcast', link.broadcast, link.broadcast, 'mac')
  }
  const other = v6 ? undefined : table.namespaceOf(link)
  if (other?.name !== undefined) row.put('link_netns', other.name, ` link-netns ${other.name}`)
  else if (other) row.put('link_netnsid', other.id, ` link-netnsid ${other.id}`)
  if (options.details) detailsOf(row, link)
  if (link.alias !== undefined && own) row.line().put('ifalias', link.alias, `    alias ${link.alias}`)
  if (options.statistics > 0 && own) statisticsOf(row.line(), link, options)
}

/** What stands after `@`: the other end, by its name where it is of the same namespace. */
function noted(row: Row, link: LinkInfo, table: Links): string {
  const pair = table.pairOf(link)
  if (pair === undefined) return ''
  if (typeof pair === 'string') row.note('link', pair)
  else row.note('link_index', pair)
  return typeof pair === 'string' ? pair : `if${pair}`
}

/** `ip -br link`: a line each. */
function briefLink(row: Row, link: LinkInfo, table: Links): void {
  briefHead(row, link, table)
  row.put('address', link.mac, `${link.mac} `, 'mac')
  const flags = table.flagsOf(link)
  row.put('flags', flags, `<${flags.join(',')}> `).say('\n')
}

/** The two columns that brief listings begin with. */
export function briefHead(row: Row, link: LinkInfo, table: Links): void {
  const pair = noted(row, link, table)
  const name = `${link.name}${pair && `@${pair}`}`
  row.put('ifname', link.name, `${name.padEnd(16)} `, 'name')
  const state = link.operState
  row.put('operstate', state, `${state.padEnd(14)} `, stateColor(state))
}

const SIZES = 'gso_max_size 65536 gso_max_segs 65535'
/** What `-d` adds: what the driver says of itself. */
function detailsOf(row: Row, link: LinkInfo): void {
  const [least, most] = link.kind === 'loopback' ? [0, 0] : [68, 65535]
  const promiscuous = link.flags.includes('PROMISC') ? 1 : 0
  row.put('promiscuity', promiscuous, ` promiscuity ${promiscuous} `)
  row.put('allmulti', 0, ' allmulti 0 ').put('min_mtu', least, `minmtu ${least} `)
  row.put('max_mtu', most, `maxmtu ${most} `)
  if (link.kind === 'bridge' || link.kind === 'veth' || link.kind === 'dummy' || link.kind === 'macvlan') {
    row.note('linkinfo', { info_kind: link.kind }).line().say(`    ${link.kind} `)
    if (link.kind === 'bridge') bridgeDetails(row, link)
    if (link.kind === 'macvlan') row.say(`mode ${link.macvlanMode} bcqueuelen 1000 usedbcqueuelen 1000 `)
  }
  const queues = link.kind === 'veth' ? 2 : 1
  const segments = link.kind === 'bridge' ? 65536 : 524280
  row.put('inet6_addr_gen_mode', 'eui64', 'addrgenmode eui64 ')
  row.put('num_tx_queues', queues, `numtxqueues ${queues} `)
  row.put('num_rx_queues', queues, `numrxqueues ${queues} `)
  row.say(`${SIZES} tso_max_size ${segments} tso_max_segs 65535 gro_max_size 65536 `)
  const sizes: Readonly<Record<string, Json>> = {
    gso_max_size: 65536,
    gso_max_segs: 65535,
    tso_max_size: segments,
    tso_max_segs: 65535,
    gro_max_size: 65536,
  }
  for (const [key, value] of Object.entries(sizes)) row.note(key, value)
}

/** A bridge's settings, as the kernel makes it; nobody changes them here. */
function bridgeDetails(row: Row, link: LinkInfo): void {
  const id = link.mac
    .split(':')
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')
  row.say(
    'forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000 stp_state 0 priority 32768 vlan_filtering 0 ' +
      `bridge_id 8000.${id} designated_root 8000.${id} root_port 0 root_path_cost 0 topology_change 0 ` +
      'topology_change_detected 0 hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer    0.00 ' +
      'group_fwd_mask 0 group_address 01:80:c2:00:00:00 mcast_snooping 1 no_linklocal_learn 0 mcast_vlan_snooping 0 ' +
      'mcast_router 1 mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096 ' +
      'mcast_last_member_count 2 mcast_startup_query_count 2 mcast_last_member_interval 100 ' +
      'mcast_membership_interval 26000 mcast_querier_interval 25500 mcast_query_interval 12500 ' +
      'mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0 ' +
      'mcast_igmp_version 2 mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0 ',
  )
}
