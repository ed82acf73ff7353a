import type { UnixSocketInfo } from '../../../kernel/net/unix/listed.ts'
import { shownName } from '../unix-name.ts'

const TYPES = { stream: 'STREAM', dgram: 'DGRAM', seqpacket: 'SEQPACKET' } as const
const STATES = {
  unconnected: '',
  listening: 'LISTENING',
  connecting: 'CONNECTING',
  connected: 'CONNECTED',
} as const
const PROGRAM_WIDTH = 20

/** The Unix sockets of netstat (net-tools, netstat.c, unix_do_one). */
export function unixTable(
  sockets: readonly UnixSocketInfo[],
  {
    what,
    shows,
    programOf,
  }: {
    readonly what: string
    readonly shows: 'all' | 'servers' | 'others'
    readonly programOf: ((socket: UnixSocketInfo) => string) | undefined
  },
): string {
  const title = programOf ? ` ${'PID/Program name'.padEnd(PROGRAM_WIDTH)}` : ''
  const rows = sockets
    .filter(({ state }) => shows === 'all' || (state === 'listening') === (shows === 'servers'))
    .map((socket) => {
      const { references, state, type, inode, name } = socket
      const flags = state === 'listening' ? '[ ACC ]' : '[ ]'
      const program = programOf ? ` ${programOf(socket).padEnd(PROGRAM_WIDTH)}` : ''
      return `unix  ${String(references).padEnd(6)} ${flags.padEnd(11)} ${TYPES[type].padEnd(10)} ${STATES[state].padEnd(13)} ${String(inode).padEnd(8)}${program} ${shownName(name)}\n`
    })
  return `Active UNIX domain sockets (${what})\nProto RefCnt Flags       Type       State         I-Node  ${title} Path\n${rows.join('')}`
}
