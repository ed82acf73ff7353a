import { FsError } from '../../base/errors.ts'
import { anyOf, familyOf, type IpAddress, isAny, isMulticast, parseIp, unmapped } from './address.ts'
import type { SocketAddress } from './calls.ts'
import { type Binding, ephemeralPort, type Ports } from './ports.ts'
import { Socket } from './socket.ts'

/** A socket of a protocol with ports. */
export abstract class BoundSocket extends Socket {
  /** The address and port that it holds. */
  binding: Binding | undefined
  protected abstract get ports(): Ports
  /** It listens, or will with the binding that is asked for. */
  protected get listening(): boolean {
    return false
  }

  /** connect(2) gave it an address. */
  protected get connected(): boolean {
    return false
  }

  /** bind(2). EINVAL (it has one), EADDRNOTAVAIL, EADDRINUSE. Whether a port is privileged, the call has looked at. */
  bind({ host, port }: SocketAddress): void {
    if (this.binding || this.connected) throw new FsError('EINVAL')
    const address = parseIp(host)
    if (!address || familyOf(address) !== this.family) throw new FsError('EAFNOSUPPORT')
    const own = unmapped(address) ?? address
    if (unmapped(address) !== undefined && this.options.v6only) throw new FsError('EINVAL')
    if (!isAny(own) && !isMulticast(own) && !this.namespace.hasAddress(own) && !this.isBroadcast(own))
      throw new FsError('EADDRNOTAVAIL')
    this.hold(address, port)
  }
  private isBroadcast(address: IpAddress): boolean {
    return this.type === 'dgram' && this.namespace.routes.lookup({ dst: address })?.type === 'broadcast'
  }

  /** Takes a port, or a free one where it is 0. EADDRINUSE. */
  protected hold(address: IpAddress, port: number): void {
    const wanted = (at: number): Binding => ({ ...this.bindingOf(address, at), bound: true })
    const found =
      port !== 0
        ? port
        : ephemeralPort(
            this.namespace.setting('net/ipv4/ip_local_port_range')!,
            this.namespace.random('ports'),
            'odd',
            (at) => !this.ports.conflicts({ ...wanted(at), reuseAddress: false, reusePort: false }),
          )
    if (found === undefined) throw new FsError('EADDRINUSE')
    const binding = wanted(found)
    if (port !== 0 && this.ports.conflicts(binding)) throw new FsError('EADDRINUSE')
    this.binding = binding
    this.ports.add(binding)
  }
  protected bindingOf(address: IpAddress, port: number): Binding {
    const { reuseaddr, reuseport, v6only } = this.options
    return {
      address,
      port,
      v6only,
      device: this.device,
      reuseAddress: reuseaddr,
      reusePort: reuseport,
      uid: this.identity.uid,
      bound: false,
      listening: this.listening,
    }
  }
  /** Changes what it holds: the options or the address are others now. */
  protected rebind(change: Partial<Binding>): void {
    if (!this.binding) return
    this.ports.remove(this.binding)
    this.binding = { ...this.binding, ...change }
    this.ports.add(this.binding)
  }
  protected letGo(): void {
    if (this.binding) this.ports.remove(this.binding)
    this.binding = undefined
  }
  protected autobind(): void {
    if (!this.binding) this.hold(anyOf(this.family === 'inet6' ? 'inet6' : 'inet'), 0)
  }
}
