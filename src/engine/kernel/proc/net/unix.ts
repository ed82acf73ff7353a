import type { NetNamespace } from '../../net/stack.ts'
import { unixSocketsOf } from '../../net/unix/info.ts'
import type { UnixSocketInfo } from '../../net/unix/listed.ts'

/** SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET. */
const TYPES = { stream: 1, dgram: 2, seqpacket: 5 } as const
/** SS_UNCONNECTED, SS_CONNECTING, SS_CONNECTED (include/uapi/linux/net.h). */
const STATES = { unconnected: 1, listening: 1, connecting: 2, connected: 3 } as const
/** __SO_ACCEPTCON. */
const LISTENS = 0x10000

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0')

/** /proc/net/unix (unix_seq_show). */
export function unixText(namespace: NetNamespace): string {
  const rows = unixSocketsOf(namespace).map(({ info }) => `${rowOf(info)}\n`)
  return `Num       RefCount Protocol Flags    Type St Inode Path\n${rows.join('')}`
}

function rowOf({ address, references, state, type, inode, name }: Omit<UnixSocketInfo, 'holders'>): string {
  const flags = state === 'listening' ? LISTENS : 0
  const path = name === '' ? '' : ` ${name.replace(/\0/g, '@')}`
  return `${address}: ${hex(references, 8)} 00000000 ${hex(flags, 8)} ${hex(TYPES[type], 4)} ${hex(STATES[state], 2)} ${String(inode).padStart(5)}${path}`
}
