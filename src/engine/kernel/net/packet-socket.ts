import { FsError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import type { Readiness } from '../readiness.ts'
import type { SocketAddress } from './calls.ts'
import type { NetDevice, Tap } from './device.ts'
import type { Frame } from './packet.ts'
import { type Received, type ReceiveFlags, Socket, type SocketIdentity } from './socket.ts'
import type { NetNamespace } from './stack.ts'

/** A frame as it was seen on a device. */
export interface CapturedFrame {
  readonly device: string
  readonly kind: NetDevice['kind']
  readonly direction: 'in' | 'out'
  readonly at: Instant
  readonly frame: Frame
}

/** Frames that wait at most; more are dropped. */
const QUEUE = 10_000

/** A socket of AF_PACKET: sees the frames of one device, or of all (packet(7)). */
export class PacketSocket extends Socket {
  readonly type = 'packet'
  private readonly queue: CapturedFrame[] = []
  private taps: (() => void)[] = []
  private readonly now: () => Instant
  /** Device that it is bound to; undefined: all. */
  bound: string | undefined
  dropped = 0

  constructor(namespace: NetNamespace, identity: SocketIdentity, now: () => Instant) {
    super(namespace, 'packet', identity)
    this.now = now
    this.listenOn(namespace.devices)
  }

  /** Sees one device from now on. ENODEV. */
  bindTo(name: string): void {
    const device = this.namespace.device(name)
    if (!device) throw new FsError('ENODEV')
    this.bound = name
    this.queue.length = 0
    this.listenOn([device])
  }
  private listenOn(devices: readonly NetDevice[]): void {
    this.closed()
    this.taps = devices.map((device) => {
      const tap: Tap = (frame, direction) => this.see(device, frame, direction)
      device.taps.add(tap)
      return () => device.taps.delete(tap)
    })
  }
  private see(device: NetDevice, frame: Frame, direction: 'in' | 'out'): void {
    if (this.queue.length >= QUEUE) {
      this.dropped++
      return
    }
    this.queue.push({ device: device.name, kind: device.kind, direction, at: this.now(), frame })
    this.changed.wakeAll()
  }

  async receiveFrame({ dontWait = false }: ReceiveFlags = {}): Promise<CapturedFrame> {
    await this.until(() => this.queue.length > 0, dontWait, this.options.rcvtimeo)
    return this.queue.shift()!
  }
  async receive(): Promise<Received> {
    throw new FsError('EOPNOTSUPP')
  }
  async send(): Promise<number> {
    throw new FsError('EOPNOTSUPP')
  }
  shutdown(): void {
    throw new FsError('EOPNOTSUPP')
  }
  protected closed(): void {
    for (const remove of this.taps) remove()
    this.taps = []
  }
  get readiness(): Readiness {
    return { in: this.queue.length > 0, out: true, error: false, hangup: false }
  }
  get localAddress(): SocketAddress {
    return { host: this.bound ?? '', port: 0 }
  }
  get remoteAddress(): SocketAddress | undefined {
    return undefined
  }
}
