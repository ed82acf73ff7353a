import type { Fd } from '../../../kernel/process.ts'
import type { PortBinding, PortMap } from '../../api.ts'
import type { Container } from '../../containers/store.ts'
import type { Daemon } from '../../daemon.ts'
import type { Endpoints } from '../endpoints.ts'
import type { Firewall } from '../firewall/firewall.ts'
import { type Published, portRules } from '../firewall/rules.ts'
import type { Placed } from '../firewall/spec.ts'
import { byPort } from '../ports.ts'
import { addressBehind, wayBehind, waysOut } from '../way-out.ts'
import { startProxy } from './proxy.ts'

/** Backlog of a listener of Go's package net: somaxconn. */
const BACKLOG = 4096

/** What is held of a container's published ports. */
interface Held {
  /** Sockets of the daemon that no proxy has yet, by protocol, address and port of the host. */
  readonly sockets: Map<string, Fd>
  /** Ports that were taken, in their order. */
  readonly taken: { readonly protocol: string; readonly binding: PortBinding }[]
  /** Ends what serves them. */
  readonly proxies: (() => void)[]
  readonly rules: Placed[]
}

const keyOf = (protocol: string, { HostIp, HostPort }: PortBinding): string =>
  `${protocol} ${HostIp} ${HostPort}`

/** Sockets, proxies and rules of published ports (moby, libnetwork/drivers/bridge/port_mapping_linux.go). */
export class PublishedPorts {
  private readonly daemon: () => Daemon
  private readonly held = new Map<string, Held>()

  constructor(daemon: () => Daemon) {
    this.daemon = daemon
  }

  private of(id: string): Held {
    const held = this.held.get(id) ?? { sockets: new Map(), taken: [], proxies: [], rules: [] }
    this.held.set(id, held)
    return held
  }

  /** Takes a port of the host for a container: a socket is bound to it. EADDRINUSE, EADDRNOTAVAIL. */
  take(id: string, protocol: string, binding: PortBinding): void {
    if (protocol === 'sctp') return
    const { net, close } = this.daemon().host.process.calls
    const six = binding.HostIp.includes(':')
    const fd = net.socket(six ? 'inet6' : 'inet', protocol === 'udp' ? 'dgram' : 'stream')
    try {
      if (six) net.setsockopt(fd, 'v6only', true)
      if (protocol === 'tcp') net.setsockopt(fd, 'reuseaddr', true)
      net.bind(fd, { host: binding.HostIp, port: Number(binding.HostPort) })
    } catch (error) {
      close(fd)
      throw error
    }
    const held = this.of(id)
    held.sockets.set(keyOf(protocol, binding), fd)
    held.taken.push({ protocol, binding })
  }

  /** Listens at a port that was taken: only when all of a container's are. EADDRINUSE. */
  listen(id: string, protocol: string, binding: PortBinding): void {
    const fd = this.of(id).sockets.get(keyOf(protocol, binding))
    if (fd !== undefined && protocol === 'tcp') this.daemon().host.process.calls.net.listen(fd, BACKLOG)
  }

  /** Lets go of one port again. */
  release(id: string, protocol: string, binding: PortBinding): void {
    const { sockets, taken } = this.of(id)
    const fd = sockets.get(keyOf(protocol, binding))
    if (fd === undefined) return
    this.daemon().host.process.calls.close(fd)
    sockets.delete(keyOf(protocol, binding))
    taken.splice(
      taken.findIndex((one) => one.binding === binding),
      1,
    )
  }

  /** Gives back what was taken for a container that does not start. */
  giveBack(id: string): void {
    const held = this.held.get(id)
    if (!held) return
    const { close } = this.daemon().host.process.calls
    for (const fd of held.sockets.values()) close(fd)
    this.held.delete(id)
  }

  /** Rules and proxies for the ports of a container that has its address. */
  publish(container: Container, endpoints: Endpoints, ports: PortMap, firewall: Firewall): void {
    const ways = waysOut(this.daemon(), endpoints)
    const held = this.of(container.id)
    for (const [port, host] of inOrder(ports, held)) {
      const [number = '', protocol = 'tcp'] = port.split('/')
      const way = wayBehind(ways, host.HostIp)
      if (!way) continue
      const address = addressBehind(way, host.HostIp)
      const published: Published = { host, container: { address, port: Number(number), protocol } }
      const rules = portRules(way.network, published)
      firewall.add(rules)
      held.rules.push(...rules)
      this.serve(held, protocol, published)
    }
  }

  private serve(held: Held, protocol: string, published: Published): void {
    const key = keyOf(protocol, published.host)
    const fd = held.sockets.get(key)
    if (fd === undefined) return
    held.sockets.delete(key)
    held.proxies.push(startProxy(this.daemon(), fd, published))
  }

  /** Nothing is published any more: rules, proxies and sockets go. */
  withdraw(id: string, firewall: Firewall): void {
    const held = this.held.get(id)
    if (!held) return
    firewall.remove(held.rules)
    for (const stop of held.proxies) stop()
    this.giveBack(id)
  }

  /** Nothing is published any more, but the ports are taken again: for another address of the container. */
  takeAgain(id: string, firewall: Firewall): void {
    const taken = this.held.get(id)?.taken ?? []
    this.withdraw(id, firewall)
    for (const { protocol, binding } of taken) {
      this.take(id, protocol, binding)
      this.listen(id, protocol, binding)
    }
  }
}

/** Bindings in the order in which their ports were taken. */
function inOrder(ports: PortMap, { taken }: Held): (readonly [port: string, binding: PortBinding])[] {
  const keys = taken.map(({ protocol, binding }) => keyOf(protocol, binding))
  const place = ([port, binding]: readonly [string, PortBinding]): number =>
    keys.indexOf(keyOf(port.slice(port.indexOf('/') + 1), binding))
  return Object.entries(ports)
    .sort(([a], [b]) => byPort(a, b))
    .flatMap(([port, bindings]) => (bindings ?? []).map((binding) => [port, binding] as const))
    .sort((a, b) => place(a) - place(b))
}
