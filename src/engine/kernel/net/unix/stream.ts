import { FsError } from '../../../base/errors.ts'
import { concatBytes } from '../../../base/text.ts'
import type { Readiness } from '../../readiness.ts'
import type { SocketAddress } from '../calls.ts'
import type { Received, ReceiveFlags, SocketIdentity } from '../socket.ts'
import type { NetNamespace } from '../stack.ts'
import { type UnixCredentials, UnixSocket } from './socket.ts'

/** Most that one message of a stream holds. */
const PART = 32768

/** A stream, or a stream of messages (`seqpacket`): it listens, or it is one end of a connection. */
export class UnixStream extends UnixSocket {
  readonly type: 'stream' | 'seqpacket'
  backlog = 0
  /** Connections that nobody has accepted, the other ends of which are connected already. */
  readonly ready: UnixStream[] = []

  constructor(
    type: 'stream' | 'seqpacket',
    namespace: NetNamespace,
    identity: SocketIdentity,
    owner: UnixCredentials,
  ) {
    super(namespace, identity, owner)
    this.type = type
  }

  /** EINVAL where it is not bound, or connected. */
  listen(backlog: number, credentials: UnixCredentials): void {
    if (!this.binding || this.state === 'connected') throw new FsError('EINVAL')
    this.state = 'listening'
    this.backlog = Math.min(Math.max(0, backlog), this.namespace.numberSetting('net/core/somaxconn'))
    // Those who connect see who listened, not who made the socket.
    this.peerCredentials = credentials
    this.changed.wakeAll()
  }

  /** Blocks while the queue is full; EAGAIN where it may not. EISCONN, EINVAL, ECONNREFUSED, EPROTOTYPE. */
  async connect(to: UnixSocket, credentials: UnixCredentials): Promise<UnixStream> {
    if (to.type !== this.type) throw new FsError('EPROTOTYPE')
    const listener = to as UnixStream
    const closed = (): boolean => listener.dead || listener.state !== 'listening' || listener.shut.read
    for (;;) {
      if (closed()) throw new FsError('ECONNREFUSED')
      if (this.state === 'connected') throw new FsError('EISCONN')
      if (this.state === 'listening') throw new FsError('EINVAL')
      if (listener.ready.length <= listener.backlog) break
      await this.until(
        () => closed() || listener.ready.length <= listener.backlog,
        false,
        this.options.sndtimeo,
        listener.changed,
      )
    }
    // Until it is accepted it has no inode.
    const end = new UnixStream(this.type, this.namespace, { ...listener.identity, inode: 0 }, listener.owner)
    end.binding = listener.binding && { ...listener.binding, release: () => {} }
    end.peerCredentials = credentials
    this.peerCredentials = listener.peerCredentials
    join(this, end)
    listener.ready.push(end)
    listener.changed.wakeAll()
    return end
  }

  /** EINVAL where it does not listen. EAGAIN. */
  async accept(identity: () => SocketIdentity): Promise<UnixStream> {
    if (this.state !== 'listening') throw new FsError('EINVAL')
    await this.until(() => this.ready.length > 0 || this.shut.read, false, this.options.rcvtimeo)
    const end = this.ready.shift()
    if (!end) throw new FsError('EINVAL')
    end.identity = identity()
    this.changed.wakeAll()
    return end
  }

  async receive(max: number, flags: ReceiveFlags = {}): Promise<Received> {
    if (this.state !== 'connected') throw new FsError(this.type === 'stream' ? 'EINVAL' : 'ENOTCONN')
    const taken: Uint8Array[] = []
    let left = max
    do {
      await this.until(
        () => this.queue.length > 0 || this.shut.read || this.pending !== undefined,
        flags.dontWait === true && taken.length === 0,
        this.options.rcvtimeo,
      )
      if (this.queue.length === 0) {
        if (taken.length === 0) this.throwPending()
        break
      }
      left -= this.take(left, flags.peek === true, taken)
      if (this.type === 'seqpacket' || flags.peek) break
    } while (flags.waitAll && left > 0)
    const whole = concatBytes(taken)
    return this.type === 'seqpacket' && whole.length > max
      ? { data: whole.subarray(0, max), truncated: true }
      : { data: whole }
  }

  /** Takes what is there, at most so much of a stream, a whole message of others. */
  private take(max: number, peek: boolean, into: Uint8Array[]): number {
    let got = 0
    const seen = peek ? [...this.queue] : this.queue
    while (seen.length > 0) {
      const message = seen[0]!
      const whole = this.type === 'seqpacket' || message.data.length <= max - got
      const part = whole ? message.data : message.data.subarray(0, max - got)
      into.push(part)
      got += part.length
      if (whole) seen.shift()
      if (whole && !peek) this.consumed(message)
      if (!whole && !peek) message.data = message.data.subarray(part.length)
      if (!whole || this.type === 'seqpacket' || got >= max) break
    }
    return got
  }

  async send(data: Uint8Array, _to?: SocketAddress, dontWait = false): Promise<number> {
    this.throwPending()
    if (this.state !== 'connected') throw new FsError('ENOTCONN')
    if (this.type === 'seqpacket' && data.length > this.options.sndbuf - 32) throw new FsError('EMSGSIZE')
    const gone = (): boolean => this.shut.write || this.peer!.dead || this.peer!.shut.read
    const step = this.type === 'stream' ? PART : data.length
    let sent = 0
    do {
      if (gone()) throw new FsError('EPIPE')
      if (this.full) {
        if (sent > 0 && (dontWait || this.nonBlocking)) break
        await this.until(() => gone() || !this.full, dontWait, this.options.sndtimeo)
        continue
      }
      const part = data.subarray(sent, sent + step)
      if (part.length > 0 || this.type === 'seqpacket') this.deliver(this.peer!, part)
      sent += part.length
    } while (sent < data.length)
    return sent
  }

  get readiness(): Readiness {
    const { shut, state } = this
    return {
      in: this.queue.length > 0 || this.ready.length > 0 || shut.read,
      out: state === 'connected' && (this.writable4 || shut.write),
      error: this.pending !== undefined,
      hangup: state === 'unconnected' || (shut.read && shut.write),
    }
  }

  protected finish(): void {
    for (const end of this.ready.splice(0)) {
      end.release()
      const client = end.peer as UnixStream
      client.reset()
    }
    const { peer } = this
    if (this.state !== 'connected' || !(peer instanceof UnixStream)) return
    peer.shut.read = true
    peer.shut.write = true
    if (this.queue.length > 0) peer.reset()
    peer.changed.wakeAll()
  }
  /** What it had sent was not read. */
  reset(): void {
    this.pending = 'ECONNRESET'
    this.changed.wakeAll()
  }
}

/** Two ends of one connection. */
export function join(a: UnixSocket, b: UnixSocket): void {
  a.peer = b
  b.peer = a
  a.state = 'connected'
  b.state = 'connected'
  a.changed.wakeAll()
}
