import type { Options } from '../../options.ts'

/** How a counter is told: always, where it is not 0, or by name. */
type Entry = readonly [name: string, text: string, always?: 'always']

/** What `netstat -s` says of each counter, by protocol (net-tools, statistics.c). `%` stands for its value. */
const GROUPS: readonly (readonly [title: string, group: string, entries: readonly Entry[]])[] = [
  [
    'Ip',
    'Ip',
    [
      ['Forwarding', 'Forwarding: %', 'always'],
      ['InReceives', '% total packets received', 'always'],
      ['InHdrErrors', '% with invalid headers'],
      ['InAddrErrors', '% with invalid addresses'],
      ['ForwDatagrams', '% forwarded', 'always'],
      ['InUnknownProtos', '% with unknown protocol'],
      ['InDiscards', '% incoming packets discarded', 'always'],
      ['InDelivers', '% incoming packets delivered', 'always'],
      ['OutRequests', '% requests sent out', 'always'],
      ['OutDiscards', '% outgoing packets dropped'],
      ['OutNoRoutes', '% dropped because of missing route'],
    ],
  ],
  [
    'Icmp',
    'Icmp',
    [
      ['InMsgs', '% ICMP messages received', 'always'],
      ['InErrors', '% input ICMP message failed', 'always'],
      ['', 'ICMP input histogram:', 'always'],
      ['InDestUnreachs', '    destination unreachable: %'],
      ['InTimeExcds', '    timeout in transit: %'],
      ['InEchos', '    echo requests: %'],
      ['InEchoReps', '    echo replies: %'],
      ['OutMsgs', '% ICMP messages sent', 'always'],
      ['OutErrors', '% ICMP messages failed', 'always'],
      ['', 'ICMP output histogram:', 'always'],
      ['OutDestUnreachs', '    destination unreachable: %'],
      ['OutTimeExcds', '    time exceeded: %'],
      ['OutEchos', '    echo requests: %'],
      ['OutEchoReps', '    echo replies: %'],
    ],
  ],
  [
    'Tcp',
    'Tcp',
    [
      ['ActiveOpens', '% active connection openings', 'always'],
      ['PassiveOpens', '% passive connection openings', 'always'],
      ['AttemptFails', '% failed connection attempts', 'always'],
      ['EstabResets', '% connection resets received', 'always'],
      ['CurrEstab', '% connections established', 'always'],
      ['InSegs', '% segments received', 'always'],
      ['OutSegs', '% segments sent out', 'always'],
      ['RetransSegs', '% segments retransmitted', 'always'],
      ['InErrs', '% bad segments received', 'always'],
      ['OutRsts', '% resets sent', 'always'],
    ],
  ],
  [
    'Udp',
    'Udp',
    [
      ['InDatagrams', '% packets received', 'always'],
      ['NoPorts', '% packets to unknown port received', 'always'],
      ['InErrors', '% packet receive errors', 'always'],
      ['OutDatagrams', '% packets sent', 'always'],
      ['RcvbufErrors', '% receive buffer errors', 'always'],
      ['SndbufErrors', '% send buffer errors', 'always'],
    ],
  ],
  ['UdpLite', 'UdpLite', []],
  [
    'TcpExt',
    'TcpExt',
    [
      ['SyncookiesSent', '% SYN cookies sent'],
      ['SyncookiesRecv', '% SYN cookies received'],
      ['EmbryonicRsts', '% resets received for embryonic SYN_RECV sockets'],
      ['LockDroppedIcmps', '% ICMP packets dropped because socket was locked'],
      ['TW', '% TCP sockets finished time wait in fast timer'],
      ['DelayedACKs', '% delayed acks sent'],
      ['ListenOverflows', '% times the listen queue of a socket overflowed'],
      ['ListenDrops', '% SYNs to LISTEN sockets dropped'],
      ['TCPHPHits', '% packet headers predicted', 'always'],
      ['TCPPureAcks', '% acknowledgments not containing data payload received', 'always'],
      ['TCPHPAcks', '% predicted acknowledgments'],
      ['TCPTimeouts', 'TCPTimeouts: %'],
      ['TCPSynRetrans', 'TCPSynRetrans: %'],
      ['TCPAbortOnData', '% connections reset due to unexpected data'],
      ['TCPAbortOnClose', '% connections reset due to early user close'],
      ['TCPAbortOnTimeout', '% connections aborted due to timeout'],
      ['TCPAbortOnOverflow', 'TCPAbortOnOverflow: %'],
    ],
  ],
  [
    'IpExt',
    'IpExt',
    [
      ['InOctets', 'InOctets: %'],
      ['OutOctets', 'OutOctets: %'],
    ],
  ],
]

/** `netstat -s`: what the protocols have counted. */
export function protocolStatistics(
  counter: (group: string, name: string) => number,
  options: Options,
): string {
  const chosen = (title: string): boolean => {
    if (!options.has('t', 'u', 'w')) return true
    if (title.startsWith('Tcp')) return options.has('t')
    if (title.startsWith('Udp')) return options.has('u')
    return options.has('w')
  }
  return GROUPS.filter(([title]) => chosen(title))
    .map(([title, group, entries]) => {
      const lines = entries.flatMap(([name, text, always]) => {
        const value =
          name === '' ? 0 : name === 'Forwarding' ? counter(group, name) || 2 : counter(group, name)
        return always || value > 0 ? [`    ${text.replace('%', String(value))}\n`] : []
      })
      return `${title}:\n${lines.join('')}`
    })
    .join('')
}

/** The counters that are known, as `nstat` names them: `TcpExtListenDrops`. */
export const COUNTERS: readonly (readonly [group: string, name: string])[] = GROUPS.flatMap(
  ([, group, entries]) =>
    entries.filter(([name]) => name !== '' && name !== 'Forwarding').map(([name]) => [group, name] as const),
)
