import { FsError } from '../../../base/errors.ts'
import type { Listener } from '../../service.ts'
import type { SocketAddress } from '../calls.ts'
import { FIRST_OPTIONS, Socket, type SocketIdentity } from '../socket.ts'
import type { NetNamespace } from '../stack.ts'

/** Who is at the other end, as the kernel noted it (SO_PEERCRED). `id` is the kernel's own number of the process. */
export interface UnixCredentials {
  readonly id: number
  readonly uid: number
  readonly gid: number
}

/** Where a socket is bound; `release` lets it go. */
export interface UnixBinding {
  readonly name: string
  /** The file that it is, where it is one. */
  readonly file?: { readonly ino: number; readonly dev: number } | undefined
  release(): void
}

export type UnixType = 'stream' | 'dgram' | 'seqpacket'
export type UnixState = 'unconnected' | 'listening' | 'connected'

/** What one message takes of the buffer of its sender (skbuff.h, SKB_TRUESIZE): its parts in the sizes of kmalloc. */
function trueSize(length: number): number {
  const linear = Math.min(length, 3776)
  const pages = Math.ceil((length - linear) / 4096) * 4096
  return 256 + Math.max(512, 2 ** Math.ceil(Math.log2(linear + 320))) + pages
}

/** Bytes that wait to be read, and whose buffer they take. */
export interface UnixMessage {
  data: Uint8Array
  readonly from: UnixSocket
  readonly size: number
}

/** A socket of this machine alone (unix(7); Linux, net/unix/af_unix.c). */
export abstract class UnixSocket extends Socket {
  abstract override readonly type: UnixType
  state: UnixState = 'unconnected'
  binding: UnixBinding | undefined
  peer: UnixSocket | undefined
  readonly owner: UnixCredentials
  peerCredentials: UnixCredentials | undefined
  /** Nothing comes any more, nothing may be sent any more. */
  readonly shut = { read: false, write: false }
  dead = false
  readonly address: string
  /** Who answers whole requests here, the last one now. */
  services: readonly Listener[] = []
  /** What it has sent and nobody has read, as it counts for the buffer. */
  charged = 0
  protected readonly queue: UnixMessage[] = []

  constructor(namespace: NetNamespace, identity: SocketIdentity, owner: UnixCredentials) {
    super(namespace, 'unix', identity)
    this.owner = owner
    this.address = namespace.random('socket addresses').hex(8).padStart(16, '0')
    this.options = { ...FIRST_OPTIONS, rcvbuf: 212992, sndbuf: 212992 }
  }

  /** A path, a name that begins with a NUL, or nothing. */
  get name(): string {
    return this.binding?.name ?? ''
  }
  override get localAddress(): SocketAddress {
    return { host: this.name, port: 0 }
  }
  override get remoteAddress(): SocketAddress | undefined {
    return this.peer && { host: this.peer.name, port: 0 }
  }
  /** EINVAL where it is bound already. */
  bind(binding: UnixBinding): void {
    if (this.binding) {
      binding.release()
      throw new FsError('EINVAL')
    }
    this.binding = binding
  }

  /** Bytes that wait: all of a stream, the first message of others. */
  get waiting(): number {
    const counted = this.type === 'dgram' ? this.queue.slice(0, 1) : this.queue
    return counted.reduce((sum, { data }) => sum + data.length, 0)
  }
  /** unix_writable. */
  protected get writable4(): boolean {
    return this.charged * 4 <= this.options.sndbuf
  }
  get full(): boolean {
    return this.charged >= this.options.sndbuf
  }

  /** Puts bytes where another reads them. */
  protected deliver(to: UnixSocket, data: Uint8Array): void {
    const size = trueSize(data.length)
    this.charged += size
    to.queue.push({ data: data.slice(), from: this, size })
    to.changed.wakeAll()
  }
  /** A message was read or thrown away. */
  protected consumed({ from, size }: UnixMessage): void {
    from.charged -= size
    from.changed.wakeAll()
    this.changed.wakeAll()
  }
  protected discard(): void {
    for (const message of this.queue.splice(0)) this.consumed(message)
  }

  override shutdown(how: 'read' | 'write' | 'both'): void {
    if (how !== 'write') this.shut.read = true
    if (how !== 'read') this.shut.write = true
    const { peer } = this
    if (peer && this.type !== 'dgram') {
      if (how !== 'write') peer.shut.write = true
      if (how !== 'read') peer.shut.read = true
      peer.changed.wakeAll()
    }
    this.changed.wakeAll()
  }

  protected override closed(): void {
    this.dead = true
    this.binding?.release()
    this.finish()
    this.discard()
    this.changed.wakeAll()
  }
  /** What its end means to others. */
  protected abstract finish(): void
}
