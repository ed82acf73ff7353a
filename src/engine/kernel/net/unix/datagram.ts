import { FsError } from '../../../base/errors.ts'
import type { Readiness } from '../../readiness.ts'
import type { SocketAddress } from '../calls.ts'
import type { Received, ReceiveFlags } from '../socket.ts'
import { UnixSocket } from './socket.ts'

/** Messages, each whole, in their order and never lost. */
export class UnixDatagram extends UnixSocket {
  readonly type = 'dgram'

  /** Whom it speaks to from now on, and no other to it; undefined: nobody. EPERM, EPROTOTYPE. */
  connect(to: UnixSocket | undefined): void {
    if (!to) {
      this.peer = undefined
      this.state = 'unconnected'
      return
    }
    demandReceiver(to, this)
    this.peer = to
    this.state = 'connected'
    // The other one counts as connected too, though it speaks to nobody (unix_dgram_connect).
    to.state = 'connected'
  }

  send(data: Uint8Array, _to?: SocketAddress, dontWait = false): Promise<number> {
    const { peer } = this
    if (!peer) return Promise.reject(new FsError('ENOTCONN'))
    if (peer.dead) this.connect(undefined)
    return this.sendTo(peer, data, dontWait)
  }
  /** ECONNREFUSED, EPERM, EPROTOTYPE, EMSGSIZE, EPIPE; EAGAIN where it may not block. */
  async sendTo(to: UnixSocket, data: Uint8Array, dontWait = false): Promise<number> {
    if (data.length > this.options.sndbuf - 32) throw new FsError('EMSGSIZE')
    const limit = this.namespace.numberSetting('net/unix/max_dgram_qlen')
    const free = (): boolean =>
      to.dead || to.shut.read || (!this.full && (to.peer === this || receiver.queue.length <= limit))
    demandReceiver(to, this)
    const receiver = to as UnixDatagram
    while (!free()) {
      const queue = this.full ? this.changed : receiver.changed
      await this.until(free, dontWait, this.options.sndtimeo, queue)
    }
    demandReceiver(to, this)
    if (this.shut.write || to.shut.read) throw new FsError('EPIPE')
    this.deliver(to, data)
    return data.length
  }

  async receive(max: number, flags: ReceiveFlags = {}): Promise<Received> {
    const ready = (): boolean => this.queue.length > 0 || this.shut.read || this.pending !== undefined
    await this.until(ready, flags.dontWait === true, this.options.rcvtimeo)
    const message = this.queue[0]
    if (!message) {
      this.throwPending()
      return { data: new Uint8Array(0) }
    }
    if (!flags.peek) {
      this.queue.shift()
      this.consumed(message)
    }
    const { data, from } = message
    return {
      data: data.subarray(0, max),
      from: { host: from.name, port: 0 },
      truncated: data.length > max,
    }
  }

  get readiness(): Readiness {
    return {
      in: this.queue.length > 0 || this.shut.read,
      out: this.writable4,
      error: this.pending !== undefined,
      hangup: this.shut.read && this.shut.write,
    }
  }

  protected finish(): void {
    const { peer } = this
    // Of a pair the other end hears of it at once.
    if (peer instanceof UnixDatagram && peer.peer === this && this.queue.length > 0)
      peer.pending = 'ECONNRESET'
    peer?.changed.wakeAll()
  }
}

/** Somebody receives there, and from this one. */
function demandReceiver(to: UnixSocket, from: UnixDatagram): void {
  if (to.dead) throw new FsError('ECONNREFUSED')
  if (to.type !== 'dgram') throw new FsError('EPROTOTYPE')
  if (to.peer && to.peer !== from) throw new FsError('EPERM')
}
