import type { SocketInfo } from '../../../kernel/net/calls.ts'

/** `ss -s`: how many sockets there are. */
export function summary(sockets: readonly SocketInfo[], others: number): string {
  const tcp = sockets.filter(({ protocol }) => protocol === 'tcp')
  const inState = (...states: string[]): number => tcp.filter(({ state }) => states.includes(state)).length
  const waiting = inState('TIME-WAIT')
  const closed = inState('CLOSED') + waiting
  const used = tcp.filter(
    ({ state }) => state !== 'CLOSED' && state !== 'TIME-WAIT' && state !== 'SYN-RECEIVED',
  )
  const orphaned = used.filter(({ holders, inode }) => holders.length === 0 && inode === 0).length
  const counted: [name: string, list: readonly SocketInfo[]][] = [
    ['RAW', sockets.filter(({ protocol }) => protocol === 'raw')],
    ['UDP', sockets.filter(({ protocol }) => protocol === 'udp')],
    ['TCP', used],
  ]
  const rows = [...counted, ['INET', counted.flatMap(([, list]) => list)], ['FRAG', []]] as typeof counted
  const four = (list: readonly SocketInfo[]): number => list.filter(({ family }) => family === 'inet').length
  const line = ([name, list]: (typeof rows)[number]): string =>
    `${name}\t  ${[list.length, four(list), list.length - four(list)].map((n) => String(n).padEnd(9)).join(' ')}\n`
  const total = others + sockets.filter(({ inode }) => inode !== 0).length
  return (
    `Total: ${total}\n` +
    `TCP:   ${used.length + closed} (estab ${inState('ESTABLISHED')}, closed ${closed}, orphaned ${orphaned}, timewait ${waiting})\n\n` +
    `Transport Total     IP        IPv6\n${rows.map(line).join('')}\n`
  )
}
