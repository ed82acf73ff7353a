import type { Counters } from '../../net/counters.ts'
import { socketsOf } from '../../net/socket-info.ts'
import type { NetNamespace } from '../../net/stack.ts'

/** Names of the counters of /proc/net/snmp, a group a line, in Linux's order (net/ipv4/proc.c). */
const SNMP = {
  Ip: 'Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates OutTransmits',
  Icmp: 'InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs InRedirects InEchos InEchoReps InTimestamps InTimestampReps InAddrMasks InAddrMaskReps OutMsgs OutErrors OutRateLimitGlobal OutRateLimitHost OutDestUnreachs OutTimeExcds OutParmProbs OutSrcQuenchs OutRedirects OutEchos OutEchoReps OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps',
  Tcp: 'RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors',
  Udp: 'InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors',
  UdpLite:
    'InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors',
} as const

/** Some of the counters of /proc/net/netstat: those that this kernel counts, and what stands around them. */
const NETSTAT = {
  TcpExt:
    'SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned OfoPruned OutOfWindowIcmps LockDroppedIcmps ArpFilter TW TWRecycled TWKilled PAWSActive PAWSEstab DelayedACKs DelayedACKLocked DelayedACKLost ListenOverflows ListenDrops TCPTimeouts TCPAbortOnData TCPAbortOnClose TCPAbortOnTimeout TCPAbortOnLinger TCPAbortFailed TCPSynRetrans',
  IpExt: 'InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts InOctets OutOctets',
} as const

function groupText(
  counters: Counters,
  group: string,
  names: string,
  fixed: Record<string, number> = {},
): string {
  const list = names.split(' ')
  const values = list.map((name) => fixed[name] ?? counters.get(group, name))
  return `${group}: ${list.join(' ')}\n${group}: ${values.join(' ')}\n`
}

/** /proc/net/snmp. */
export function snmpText(namespace: NetNamespace): string {
  const { counters } = namespace
  const established = socketsOf(namespace).filter(
    ({ info }) => info.protocol === 'tcp' && ['ESTABLISHED', 'CLOSE-WAIT'].includes(info.state),
  )
  const fixed: Readonly<Record<string, Record<string, number>>> = {
    Ip: { Forwarding: namespace.setting('net/ipv4/ip_forward') === '1' ? 1 : 2, DefaultTTL: 64 },
    Tcp: { RtoAlgorithm: 1, RtoMin: 200, RtoMax: 120000, MaxConn: -1, CurrEstab: established.length },
  }
  return Object.entries(SNMP)
    .map(([group, names]) => groupText(counters, group, names, fixed[group]))
    .join('')
}

/** /proc/net/netstat. */
export const netstatText = ({ counters }: NetNamespace): string =>
  Object.entries(NETSTAT)
    .map(([group, names]) => groupText(counters, group, names))
    .join('')

/** /proc/net/sockstat (sockstat_seq_show). */
export function sockstatText(namespace: NetNamespace): string {
  const rows = socketsOf(namespace)
  const count = (protocol: string, which: (row: (typeof rows)[number]) => boolean = () => true): number =>
    rows.filter((row) => row.info.protocol === protocol && row.info.family === 'inet' && which(row)).length
  const waiting = count('tcp', ({ info }) => info.timer?.kind === 'timewait')
  const orphans = count('tcp', ({ info, socket }) => !socket && info.timer?.kind !== 'timewait')
  const inUse = count('tcp') - waiting
  return `sockets: used ${namespace.sockets.size}
TCP: inuse ${inUse} orphan ${orphans} tw ${waiting} alloc ${inUse} mem 0
UDP: inuse ${count('udp')} mem 0
UDPLITE: inuse 0
RAW: inuse ${count('raw')}
FRAG: inuse 0 memory 0
`
}
