import type { UnixSocketInfo } from '../../../kernel/net/unix/listed.ts'
import { globRegex } from '../../glob.ts'
import { shownName } from '../unix-name.ts'
import { usersText } from './sockets.ts'

/** Tables of Unix sockets by their types, as they are named in a query. */
export const UNIX_QUERIES = {
  unix_stream: 'stream',
  unix_dgram: 'dgram',
  unix_seqpacket: 'seqpacket',
} as const
const NETIDS = { stream: 'u_str', dgram: 'u_dgr', seqpacket: 'u_seq' } as const
const STATES = {
  connected: ['ESTAB', 'established'],
  listening: ['LISTEN', 'listening'],
  unconnected: ['UNCONN', 'unconnected'],
  connecting: ['', ''],
} as const

/** What of Unix sockets is asked for. */
export interface UnixQuery {
  readonly types: ReadonlySet<UnixSocketInfo['type']>
  readonly states: readonly string[]
  /** A pattern of names, behind `src` or `dst`. */
  readonly name?: { readonly side: 'src' | 'dst'; readonly pattern: string } | undefined
}

/** A name as it is shown: `*` for none. */
const shown = (name: string): string => shownName(name) || '*'

/** Those that are asked for. What nobody has accepted has no number and is not told of. */
export function unixRows(
  sockets: readonly UnixSocketInfo[],
  { types, states, name }: UnixQuery,
  { processes, extended }: { readonly processes: boolean; readonly extended: boolean },
): string[][] {
  const fits = (socket: UnixSocketInfo): boolean => {
    if (!name) return true
    const fnmatch = globRegex(name.pattern)
    // The name of a peer is not known to ss.
    return name.side === 'src' && fnmatch.test(shown(socket.name))
  }
  return sockets
    .filter(({ inode, type, state }) => inode !== 0 && types.has(type) && states.includes(STATES[state][1]))
    .filter(fits)
    .map((socket) => {
      let process = ''
      if (processes) process += usersText(socket)
      if (extended) process += extendedText(socket)
      return [
        NETIDS[socket.type],
        STATES[socket.state][0],
        String(socket.recvQ).padEnd(6),
        String(socket.sendQ).padEnd(6),
        `${shown(socket.name)} `,
        String(socket.inode),
        '* ',
        String(socket.peer),
        process,
      ]
    })
}

/** What `-e` adds: open to both sides, its file, and those that wait. */
function extendedText({ shut, file, state, pending }: UnixSocketInfo): string {
  let text = ` ${shut.read ? '-' : '<'}-${shut.write ? '-' : '>'}`
  if (file) text += ` ino:${file.ino} dev:0/${file.dev}`
  if (state === 'listening') text += ` peers:${pending.map((inode) => ` ${inode}`).join('')}`
  return text
}
