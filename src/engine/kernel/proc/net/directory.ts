import type { Computed } from '../../computed-fs.ts'
import type { NetNamespace } from '../../net/stack.ts'
import { directory, file } from '../nodes.ts'
import { connectionsText } from './connections.ts'
import { netstatText, snmpText, sockstatText } from './counters.ts'
import { socketsText } from './sockets.ts'
import { arpText, devText, ifInet6Text, ipv6RouteText, routeText } from './tables.ts'
import { unixText } from './unix.ts'

/** /proc/PID/net of a process, in its namespace at the time of looking. */
export function netDirectory(namespace: () => NetNamespace): Computed {
  const of = (text: (namespace: NetNamespace) => string): Computed => file(() => text(namespace()))
  const sockets = (['tcp', 'udp', 'raw', 'icmp'] as const).flatMap((protocol): [string, Computed][] => [
    [protocol, of((at) => socketsText(at, protocol, false))],
    [`${protocol}6`, of((at) => socketsText(at, protocol, true))],
  ])
  const entries: [string, Computed][] = [
    ['arp', of(arpText)],
    ['dev', of(devText)],
    ['if_inet6', of(ifInet6Text)],
    ['ipv6_route', of(ipv6RouteText)],
    ['netstat', of(netstatText)],
    ['nf_conntrack', of(connectionsText)],
    ['route', of(routeText)],
    ['snmp', of(snmpText)],
    ['sockstat', of(sockstatText)],
    ...sockets,
    ['unix', of(unixText)],
  ]
  return directory(() => entries)
}
