import { anyOf, type Family, familyOf, type IpAddress } from '../../../kernel/net/address.ts'
import type { Bridge } from '../../../kernel/net/bridge.ts'
import { Veth } from '../../../kernel/net/device.ts'
import {
  addBridge,
  addVeth,
  moveTo,
  randomMac,
  remove,
  rename,
  setDown,
  setMaster,
  setUp,
} from '../../../kernel/net/links.ts'
import type { Macvlan } from '../../../kernel/net/macvlan.ts'
import { type Route, TABLES } from '../../../kernel/net/routes.ts'
import type { NetNamespace } from '../../../kernel/net/stack.ts'
import { netfilterOf } from '../../../kernel/netfilter/of-namespace.ts'
import type { EndpointSettings } from '../../api.ts'
import type { Container } from '../../containers/store.ts'
import type { Daemon } from '../../daemon.ts'
import { prefixOf } from '../address.ts'
import { bridgeName } from '../bridge.ts'
import type { Sandbox } from '../endpoints.ts'
import { Firewall } from '../firewall/firewall.ts'
import { endpointRules, networkRules } from '../firewall/rules.ts'
import type { Placed } from '../firewall/spec.ts'
import { parentName } from '../parent.ts'
import { poolOf } from '../pools.ts'
import type { Network } from '../store.ts'
import { type WayOut, waysOut } from '../way-out.ts'
import { freeName, give, giveAll } from './addresses.ts'
import { addOnParent, addParent } from './on-parent.ts'
import { PublishedPorts } from './published-ports.ts'
import { Resolver } from './resolver.ts'

/** What of a container is plugged in. */
interface Plugged {
  readonly namespace: NetNamespace
  /** The device in the namespace and the rules of its addresses, by the name of the network. */
  readonly ends: Map<string, { readonly inner: Veth | Macvlan; readonly rules: readonly Placed[] }>
  resolver: Resolver | undefined
}

/** Docker's networks as the kernel has them: bridges, pairs, addresses, routes, rules, sockets of published ports. */
export class Wiring {
  private readonly daemon: () => Daemon
  private readonly plugged = new Map<string, Plugged>()
  private firewall: Firewall | undefined
  readonly ports: PublishedPorts

  constructor(daemon: () => Daemon) {
    this.daemon = daemon
    this.ports = new PublishedPorts(daemon)
  }

  private get host(): NetNamespace {
    return this.daemon().host.process.namespaces.net
  }
  private get rules(): Firewall {
    if (!this.firewall) throw new Error('the daemon has not started')
    return this.firewall
  }

  /** The daemon starts: its chains and the bridges of its networks are made. */
  start(): void {
    this.firewall = new Firewall(netfilterOf(this.host))
    this.firewall.start()
    for (const network of this.daemon().networks.all()) if (!network.configOnly) this.addNetwork(network)
  }

  addNetwork(network: Network): void {
    if (network.driver === 'macvlan' || network.driver === 'ipvlan') addParent(this.host, network)
    if (network.driver !== 'bridge') return
    const name = bridgeName(network)
    const found = this.host.device(name) as Bridge | undefined
    const bridge = found ?? addBridge(this.host, name, randomMac(this.host), mtuOf(network))
    bridge.txQueueLength = 0
    for (const family of [4, 6] as const) {
      const pool = poolOf(network, family)
      if (pool?.gateway) give(bridge, pool.gateway, prefixOf(pool.subnet))
    }
    if (network.ipv6) this.forwardSix()
    setUp(bridge)
    this.host.linkWatch.sync(bridge)
    this.rules.add(networkRules(network))
  }

  /** The machine forwards IPv6, for containers alone (moby, libnetwork/drivers/bridge/setup_ip_forwarding.go). */
  private forwardSix(): void {
    const { settings } = this.daemon().host.kernel
    const paths = ['all', 'default'].map((name) => `net/ipv6/conf/${name}/forwarding`)
    if (paths.every((path) => this.host.setting(path) === '1')) return
    for (const path of paths) settings.set('net', this.host.number, path, '1')
    this.rules.dropForwarded('inet6')
  }

  removeNetwork(network: Network): void {
    const own = network.options.parent ? undefined : this.host.device(parentName(network))
    if (network.driver !== 'bridge') {
      if (own) remove(own)
      return
    }
    this.rules.remove(networkRules(network))
    const bridge = this.host.device(bridgeName(network))
    if (bridge) remove(bridge)
  }

  /** A container that starts has its namespace: it is plugged into its networks. */
  join(container: Container, namespace: NetNamespace, { endpoints, ports }: Sandbox): void {
    const { NetworkMode } = container.hostConfig
    if (NetworkMode === 'host' || NetworkMode.startsWith('container:')) return
    setUp(namespace.loopback)
    this.plugged.set(container.id, { namespace, ends: new Map(), resolver: undefined })
    for (const [name, endpoint] of Object.entries(endpoints)) this.plug(container.id, name, endpoint)
    this.setGateway(container.id, endpoints)
    this.ports.publish(container, endpoints, ports, this.rules)
    this.resolve(container, endpoints)
  }

  /** A command of a build is plugged into one network. No container stands for it, and nobody answers it names. */
  joinCommand(id: string, namespace: NetNamespace, network: string, endpoint: EndpointSettings): void {
    this.plugged.set(id, { namespace, ends: new Map(), resolver: undefined })
    this.plug(id, network, endpoint, true)
    this.setGateway(id, { [network]: endpoint })
  }

  /** A container or a command has ended, or could not start: nothing of it is left. */
  leave({ id }: { readonly id: string }): void {
    this.ports.withdraw(id, this.rules)
    const plugged = this.plugged.get(id)
    if (!plugged) return
    this.plugged.delete(id)
    plugged.resolver?.stop()
    for (const name of [...plugged.ends.keys()]) this.unplug(plugged, name)
  }

  /** A running container's networks have changed. */
  change(container: Container, before: Sandbox, now: Sandbox): void {
    const plugged = this.plugged.get(container.id)
    if (!plugged) return
    const [was = '', is = ''] = [before, now].map(({ endpoints }) => {
      const { four, six } = waysOut(this.daemon(), endpoints)
      return [four, six].map((way) => way?.endpoint.EndpointID ?? '').join('')
    })
    const moved = was !== is
    if (moved && was !== '') {
      if (is === '') this.ports.withdraw(container.id, this.rules)
      else this.ports.takeAgain(container.id, this.rules)
    }
    for (const name of Object.keys(before.endpoints)) if (!now.endpoints[name]) this.unplug(plugged, name)
    for (const [name, endpoint] of Object.entries(now.endpoints))
      if (!before.endpoints[name]) this.plug(container.id, name, endpoint)
    this.setGateway(container.id, now.endpoints)
    if (moved && is !== '') this.ports.publish(container, now.endpoints, now.ports, this.rules)
    this.resolve(container, now.endpoints)
  }

  private plug(id: string, name: string, endpoint: EndpointSettings, command = false): void {
    const network = this.daemon().networks.find(name)
    const { namespace, ends } = this.plugged.get(id)!
    if (network?.driver === 'macvlan') {
      const inner = addOnParent(this.host, network, {
        namespace,
        name: this.vethName(false),
        mac: endpoint.MacAddress,
      })
      giveAll(inner, endpoint)
      setUp(inner)
      ends.set(name, { inner, rules: [] })
    }
    if (network?.driver !== 'bridge') return
    const bridge = this.host.device(bridgeName(network)) as Bridge
    this.host.linkWatch.sync(bridge)
    const pair = addVeth(
      { namespace: this.host, name: this.vethName(command), mtu: mtuOf(network) },
      {
        // Of a command's namespace the driver does not know yet when it makes the pair: the end is moved later.
        ...(command
          ? { namespace: this.host, name: this.vethName(command) }
          : { namespace, name: freeName(namespace) }),
        mac: endpoint.MacAddress || undefined,
      },
    )
    moveTo(pair.second, namespace)
    rename(pair.second, freeName(namespace, pair.second))
    pair.first.txQueueLength = 0
    pair.second.txQueueLength = 0
    setMaster(pair.first, bridge)
    giveAll(pair.second, endpoint)
    setUp(pair.first)
    setUp(pair.second)
    // The address may have been another container's (moby, libnetwork/internal/l2disco).
    if (endpoint.IPAddress) namespace.neighbours.announce(pair.second, endpoint.IPAddress as IpAddress)
    const rules = endpointRules(network, endpoint)
    this.rules.add(rules)
    ends.set(name, { inner: pair.second, rules })
  }

  private unplug({ ends }: Plugged, name: string): void {
    const end = ends.get(name)
    if (!end) return
    ends.delete(name)
    this.rules.remove(end.rules)
    const { inner } = end
    const outer = inner instanceof Veth ? inner.peer : inner
    if (!outer) return
    // First the end inside goes down (moby, libnetwork/osl, RemoveInterface): the bridge hears of it only then.
    setDown(inner)
    remove(outer)
  }

  /** `veth` and seven digits (moby, libnetwork/netutils, GenerateIfaceName). */
  private vethName(command: boolean): string {
    const random = this.daemon().host.kernel.random(command ? 'build interface names' : 'interface names')
    for (;;) {
      const name = `veth${random.hex(7)}`
      if (!this.host.device(name)) return name
    }
  }

  /** The default routes lead by the networks that lead out. */
  private setGateway(id: string, endpoints: Sandbox['endpoints']): void {
    const { four, six } = waysOut(this.daemon(), endpoints)
    this.setDefault(id, 'inet', four, four?.endpoint.Gateway)
    this.setDefault(id, 'inet6', six, six?.endpoint.IPv6Gateway)
  }

  private setDefault(id: string, family: Family, way: WayOut | undefined, gateway = ''): void {
    const { namespace, ends } = this.plugged.get(id)!
    const { routes } = namespace
    const device = way && ends.get(way.network.name)?.inner
    const isDefault = ({ table, dst }: Route): boolean =>
      table === TABLES.main && dst.length === 0 && familyOf(dst.address) === family
    const now = routes.all.find((route) => isDefault(route) && route.protocol === 'boot')
    if (now && now.device === device) return
    if (now) routes.remove(now)
    if (!device || !gateway || routes.all.some(isDefault)) return
    routes.add({
      type: 'unicast',
      dst: { address: anyOf(family), length: 0 },
      gateway: gateway as IpAddress,
      device,
      scope: 'global',
      protocol: 'boot',
      metric: family === 'inet' ? 0 : METRIC6,
      table: TABLES.main,
    })
  }

  /** Names are answered within networks that somebody made. */
  private resolve(container: Container, endpoints: Sandbox['endpoints']): void {
    const plugged = this.plugged.get(container.id)!
    const named = Object.values(endpoints).some(({ DNSNames }) => DNSNames !== null)
    if (!named || plugged.resolver) return
    plugged.resolver = new Resolver(this.daemon, container.id, plugged.namespace)
    plugged.resolver.start()
  }
}

const mtuOf = ({ options }: Network): number => Number(options['com.docker.network.driver.mtu'] ?? 1500)

/** What a route of IPv6 gets that somebody makes (IP6_RT_PRIO_USER). */
const METRIC6 = 1024
