import { familyOf, isAny, widthOf } from '../../net/address.ts'
import type { NetDevice } from '../../net/device.ts'
import type { NeighbourState } from '../../net/neighbours.ts'
import { type Route, TABLES } from '../../net/routes.ts'
import type { NetNamespace } from '../../net/stack.ts'
import { hex, hexAddress, padded, plainHex } from './hex.ts'

/** /proc/net/dev (dev_seq_printf_stats). */
export function devText({ devices }: NetNamespace): string {
  const head = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`
  return head + devices.map(deviceRow).join('')
}

function deviceRow({ name, stats }: NetDevice): string {
  const column = (value: number, width: number): string => String(value).padStart(width)
  const received = [
    column(stats.rxBytes, 7),
    column(stats.rxPackets, 7),
    column(stats.rxErrors, 4),
    column(stats.rxDropped, 4),
    column(0, 4),
    column(0, 5),
    column(0, 10),
    column(stats.multicast, 9),
  ]
  const sent = [
    column(stats.txBytes, 8),
    column(stats.txPackets, 7),
    column(stats.txErrors, 4),
    column(stats.txDropped, 4),
    column(0, 4),
    column(0, 5),
    column(0, 7),
    column(0, 10),
  ]
  return `${name.padStart(6)}: ${[...received, ...sent].join(' ')}\n`
}

/** RTF_UP, RTF_GATEWAY, RTF_HOST, RTF_REJECT (include/uapi/linux/route.h). */
const FLAGS = { up: 1, gateway: 2, host: 4, reject: 0x200 } as const

/** Types of routes that answer who takes them. */
const REFUSING: readonly Route['type'][] = ['unreachable', 'prohibit']

/** /proc/net/route: the IPv4 routes of the table main (fib_route_seq_show). */
export function routeText({ routes }: NetNamespace): string {
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'
  const shown = routes.all.filter(
    ({ table, dst }) => table === TABLES.main && familyOf(dst.address) === 'inet',
  )
  const rows = [...shown].sort((a, b) => a.dst.length - b.dst.length || a.metric - b.metric)
  return padded(head, 127) + rows.map((route) => padded(routeRow(route), 127)).join('')
}

function routeRow({ dst, gateway, device, metric, type }: Route): string {
  const leads = type === 'unicast'
  const flags =
    FLAGS.up |
    (REFUSING.includes(type) ? FLAGS.reject : 0) |
    (gateway ? FLAGS.gateway : 0) |
    (dst.length === 32 ? FLAGS.host : 0)
  const mask = dst.length === 0 ? 0 : (0xffffffff << (32 - dst.length)) >>> 0
  const swapped = ((mask & 255) << 24) | ((mask & 0xff00) << 8) | ((mask >>> 8) & 0xff00) | (mask >>> 24)
  return [
    leads ? (device?.name ?? '*') : '*',
    hexAddress(dst.address),
    hexAddress(gateway ?? '0.0.0.0'),
    hex(flags, 4),
    0,
    0,
    metric,
    hex(swapped >>> 0, 8),
    0,
    0,
    0,
  ].join('\t')
}

/** /proc/net/arp (arp_format_neigh_entry). */
export function arpText({ neighbours }: NetNamespace): string {
  const flagsOf = (state: NeighbourState): string =>
    state === 'PERMANENT' ? '6' : state === 'INCOMPLETE' || state === 'FAILED' ? '0' : '2'
  const rows = neighbours.all
    .filter(({ address }) => familyOf(address) === 'inet')
    .map((entry) => {
      const flags = flagsOf(neighbours.stateOf(entry))
      const mac = flags === '0' ? '00:00:00:00:00:00' : (entry.mac ?? '00:00:00:00:00:00')
      return `${entry.address.padEnd(16)} 0x${'1'.padEnd(10)}0x${flags.padEnd(10)}${mac}     *        ${entry.device.name}\n`
    })
  return `IP address       HW type     Flags       HW address            Mask     Device\n${rows.join('')}`
}

const SCOPES6 = { global: '00', host: '10', link: '20' } as const

/** /proc/net/if_inet6 (if6_seq_show). */
export function ifInet6Text({ devices, now }: NetNamespace): string {
  return devices
    .flatMap((device) =>
      device.addresses
        .filter(({ address }) => familyOf(address) === 'inet6')
        .map(({ address, length, scope, tentativeUntil, nodad }) => {
          const tentative = tentativeUntil !== undefined && tentativeUntil > now
          const flags = (tentative ? 0xc0 : 0x80) | (nodad ? 2 : 0)
          const low = (value: number): string => value.toString(16).padStart(2, '0')
          return `${plainHex(address)} ${low(device.ifindex)} ${low(length)} ${SCOPES6[scope]} ${low(flags)} ${device.name.padStart(8)}\n`
        }),
    )
    .join('')
}

/** /proc/net/ipv6_route (ipv6_route_native_seq_show). */
export function ipv6RouteText({ routes }: NetNamespace): string {
  return routes.all
    .filter(({ dst }) => familyOf(dst.address) === 'inet6')
    .map(({ dst, gateway, device, metric, type }) => {
      const flags =
        FLAGS.up |
        (gateway ? FLAGS.gateway : 0) |
        (dst.length === widthOf('inet6') ? FLAGS.host : 0) |
        (type === 'local' ? 0x80200000 : 0)
      const number = (value: number): string => (value >>> 0).toString(16).padStart(8, '0')
      const none = '0'.repeat(32)
      const to = gateway && !isAny(gateway) ? plainHex(gateway) : none
      return `${plainHex(dst.address)} ${dst.length.toString(16).padStart(2, '0')} ${none} 00 ${to} ${number(metric)} 00000001 00000000 ${number(flags)} ${(device?.name ?? 'lo').padStart(8)}\n`
    })
    .join('')
}
