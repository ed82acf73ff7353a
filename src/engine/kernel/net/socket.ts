import { type Errno, FsError } from '../../base/errors.ts'
import type { Nanoseconds } from '../../base/time.ts'
import { S_IFSOCK, type Stat } from '../../vfs/filesystem.ts'
import { plainStat } from '../files.ts'
import type { OpenFile } from '../open-file.ts'
import type { Readiness } from '../readiness.ts'
import type { Scheduler } from '../scheduler.ts'
import { WaitQueue } from '../waiting.ts'
import { type Family, familyOf, type IpAddress, mapped, parseIp, unmapped } from './address.ts'
import type { SocketAddress, SocketOptions } from './calls.ts'
import type { NetDevice } from './device.ts'
import type { NetNamespace } from './stack.ts'
import type { Sending } from './tcp/connection.ts'

/** Who opened a socket, and under which number. */
export interface SocketIdentity {
  readonly inode: number
  readonly uid: number
  readonly gid: number
}

export interface Received {
  readonly data: Uint8Array
  readonly from?: SocketAddress | undefined
  /** The datagram was longer than what was asked for (MSG_TRUNC). */
  readonly truncated?: boolean
}
export interface ReceiveFlags {
  readonly peek?: boolean
  readonly dontWait?: boolean
  /** Waits for all that was asked for (MSG_WAITALL). */
  readonly waitAll?: boolean
}

/** What a socket begins with (socket(7), ip(7), tcp(7)). */
export const FIRST_OPTIONS: SocketOptions = {
  reuseaddr: false,
  reuseport: false,
  v6only: false,
  keepalive: false,
  nodelay: false,
  broadcast: false,
  linger: undefined,
  ttl: 64,
  tos: 0,
  mark: 0,
  rcvbuf: 131072,
  sndbuf: 16384,
  rcvtimeo: 0,
  sndtimeo: 0,
  bindtodevice: '',
  recverr: false,
  hdrincl: false,
}

/** An open socket: the open file that a descriptor of it refers to (socket(7)). */
export abstract class Socket implements OpenFile {
  readonly kind = 'socket'
  readonly writable = true
  abstract readonly type: 'stream' | 'dgram' | 'seqpacket' | 'raw' | 'packet'
  readonly family: Family | 'packet' | 'unix'
  readonly namespace: NetNamespace
  identity: SocketIdentity
  options: SocketOptions = FIRST_OPTIONS
  nonBlocking = false
  /** An error that came by itself; the next call tells it. */
  protected pending: Errno | undefined
  readonly changed: WaitQueue

  constructor(namespace: NetNamespace, family: Family | 'packet' | 'unix', identity: SocketIdentity) {
    this.namespace = namespace
    this.family = family
    this.identity = identity
    this.changed = new WaitQueue(namespace.scheduler)
    namespace.sockets.add(this)
  }

  get path(): string {
    return `socket:[${this.identity.inode}]`
  }
  protected get scheduler(): Scheduler {
    return this.namespace.scheduler
  }
  stat(): Stat {
    const { inode: ino, uid, gid } = this.identity
    return { ...plainStat(S_IFSOCK | 0o777), dev: 8, ino, uid, gid }
  }
  abstract get readiness(): Readiness
  watch(changed: () => void): () => void {
    return this.changed.watch(changed)
  }
  release(): void {
    this.namespace.sockets.delete(this)
    this.closed()
  }
  /** The last descriptor is gone. */
  protected abstract closed(): void
  abstract receive(max: number, flags?: ReceiveFlags): Promise<Received>
  abstract send(data: Uint8Array, to?: SocketAddress, dontWait?: boolean): Promise<number>
  abstract shutdown(how: 'read' | 'write' | 'both'): void
  abstract get localAddress(): SocketAddress
  abstract get remoteAddress(): SocketAddress | undefined

  async read(max: number): Promise<Uint8Array> {
    const { data } = await this.receive(max)
    await this.scheduler.tick()
    return data
  }
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) at += await this.send(bytes.subarray(at))
    if (bytes.length === 0) await this.send(bytes)
    await this.scheduler.tick()
  }

  /** The pending error, taken (SO_ERROR). */
  takeError(): Errno | undefined {
    const { pending } = this
    this.pending = undefined
    return pending
  }
  protected throwPending(): void {
    const errno = this.takeError()
    if (errno) throw new FsError(errno)
  }

  /** Blocks until `ready`, which `queue` tells. EAGAIN where it may not, or where `timeout` (0: none) is over. */
  protected async until(
    ready: () => boolean,
    dontWait: boolean,
    timeout: Nanoseconds,
    queue = this.changed,
  ): Promise<void> {
    const deadline = timeout > 0 ? this.scheduler.now + timeout : undefined
    while (!ready()) {
      if (dontWait || this.nonBlocking) throw new FsError('EAGAIN')
      if (deadline !== undefined && this.scheduler.now >= deadline) throw new FsError('EAGAIN')
      await this.scheduler.block<void>((wake) => {
        const left = deadline === undefined ? undefined : deadline - this.scheduler.now
        const cancel = left === undefined ? () => {} : this.scheduler.after(left, () => done())
        const forget = queue.watch(() => done())
        const stop = (): void => {
          forget()
          cancel()
        }
        const done = (): void => {
          stop()
          wake()
        }
        return stop
      })
    }
  }

  /** The device that it is bound to (SO_BINDTODEVICE). */
  get device(): NetDevice | undefined {
    const { bindtodevice } = this.options
    return bindtodevice === '' ? undefined : this.namespace.device(bindtodevice)
  }
  /** How its packets are sent. */
  get sending(): Sending {
    const { ttl, tos, mark } = this.options
    return {
      ttl,
      ...(tos !== 0 && { tos }),
      ...(mark !== 0 && { mark }),
      device: this.device,
      owner: this.identity,
    }
  }

  /** An address of the socket's family, as packets carry it. EAFNOSUPPORT, EINVAL. */
  protected packetAddress(host: string): IpAddress {
    const address = parseIp(host)
    if (!address) throw new FsError('EINVAL')
    if (this.family === 'inet' && familyOf(address) === 'inet6') throw new FsError('EAFNOSUPPORT')
    if (this.family === 'inet6' && familyOf(address) === 'inet') throw new FsError('EAFNOSUPPORT')
    const four = unmapped(address)
    if (four === undefined) return address
    if (this.options.v6only) throw new FsError('ENETUNREACH')
    return four
  }
  /** An address of a packet as the socket's family shows it. */
  shown(address: IpAddress, port: number): SocketAddress {
    const host = this.family === 'inet6' && familyOf(address) === 'inet' ? mapped(address) : address
    return { host, port }
  }
}
