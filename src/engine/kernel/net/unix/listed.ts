import type { SocketInfo } from '../calls.ts'

/** A Unix socket of the namespace (unix_diag, /proc/net/unix). */
export interface UnixSocketInfo {
  readonly type: 'stream' | 'dgram' | 'seqpacket'
  /** `connecting`: it waits to be accepted. */
  readonly state: 'unconnected' | 'listening' | 'connected' | 'connecting'
  /** A path, a name that begins with a NUL, or nothing. */
  readonly name: string
  readonly file: { readonly ino: number; readonly dev: number } | undefined
  /** 0: nobody has accepted it. */
  readonly inode: number
  /** What the kernel shows for its place in memory: 16 digits. */
  readonly address: string
  readonly uid: number
  /** Inode number of the other end; 0 for none that is known. */
  readonly peer: number
  readonly hasPeer: boolean
  /** Of a listener: the other ends of those that wait. */
  readonly pending: readonly number[]
  /** Bytes that wait to be read; of a listener, connections that wait. */
  readonly recvQ: number
  /** Memory of what was sent and is not read; of a listener, the backlog. */
  readonly sendQ: number
  readonly charged: number
  readonly buffers: { readonly receive: number; readonly send: number }
  readonly references: number
  readonly shut: { readonly read: boolean; readonly write: boolean }
  readonly holders: SocketInfo['holders']
}
