import { ip } from '../../../src/engine/kernel/net/address.ts'
import { addAddress } from '../../../src/engine/kernel/net/interfaces.ts'
import { addBridge, addVeth, setMaster, setUp } from '../../../src/engine/kernel/net/links.ts'
import { TABLES } from '../../../src/engine/kernel/net/routes.ts'
import type { NetNamespace } from '../../../src/engine/kernel/net/stack.ts'
import { netfilterOf } from '../../../src/engine/kernel/netfilter/of-namespace.ts'
import type {
  Match,
  RuleSpec,
  Selector,
  TableName,
  Target,
} from '../../../src/engine/kernel/netfilter/rule.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import type { ProcessRecord } from '../../../src/engine/kernel/record.ts'
import { NetMachine } from '../net/support.ts'

export type Place = 'outside' | 'router' | 'inside' | 'second'

const HOSTS = {
  router: '10.0.2.15',
  outside: '10.0.2.1',
  inside: '172.17.0.2',
  second: '172.17.0.3',
} as const

/**
 * As a machine with containers has it: `outside` (10.0.2.1) is on eth0 of `router` (10.0.2.15), `inside` (172.17.0.2) and
 * `second` (172.17.0.3) on its bridge br0 (172.17.0.1).
 */
export class Router {
  readonly machine = new NetMachine()
  private readonly records: Record<Place, ProcessRecord>

  constructor() {
    const host = (): ProcessRecord => {
      const record = this.machine.process()
      record.calls.unshare(['net'])
      setUp(record.namespaces.net.loopback)
      return record
    }
    this.records = { outside: host(), router: host(), inside: host(), second: host() }
    const { outside, router, inside, second } = this.records
    const give = (device: Parameters<typeof setUp>[0], address: string, length: number): void => {
      addAddress(device.namespace.routes, device, { address: ip(address), length })
      setUp(device)
    }
    const uplink = addVeth(
      { namespace: router.namespaces.net, name: 'eth0' },
      { namespace: outside.namespaces.net, name: 'eth0' },
    )
    give(uplink.first, HOSTS.router, 24)
    give(uplink.second, HOSTS.outside, 24)
    const bridge = addBridge(router.namespaces.net, 'br0')
    give(bridge, '172.17.0.1', 16)
    for (const [place, record] of [
      ['inside', inside],
      ['second', second],
    ] as const) {
      const pair = addVeth(
        { namespace: router.namespaces.net, name: `veth${place}` },
        { namespace: record.namespaces.net, name: 'eth0' },
      )
      setMaster(pair.first, bridge)
      setUp(pair.first)
      give(pair.second, HOSTS[place], 16)
      this.routeTo(record.namespaces.net, '172.17.0.1')
    }
  }

  /** A default route. */
  private routeTo(namespace: NetNamespace, gateway: string): void {
    namespace.routes.add({
      type: 'unicast',
      dst: { address: ip('0.0.0.0'), length: 0 },
      gateway: ip(gateway),
      device: namespace.device('eth0')!,
      scope: 'global',
      protocol: 'boot',
      metric: 0,
      table: TABLES.main,
    })
  }
  /** The way back to the bridge's network, which only some may know. */
  routeBack(): void {
    const namespace = this.records.outside.namespaces.net
    namespace.routes.add({
      type: 'unicast',
      dst: { address: ip('172.17.0.0'), length: 16 },
      gateway: ip(HOSTS.router),
      device: namespace.device('eth0')!,
      scope: 'global',
      protocol: 'boot',
      metric: 0,
      table: TABLES.main,
    })
  }

  of(place: Place): Process {
    return this.records[place].calls
  }
  get netfilter() {
    return netfilterOf(this.records.router.namespaces.net)
  }
  /** Appends a rule to the router's tables. */
  rule(
    table: TableName,
    chain: string,
    target: Target | undefined,
    selector: Selector = {},
    matches: readonly Match[] = [],
  ): RuleSpec {
    const spec: RuleSpec = { selector, matches, target }
    this.netfilter.rulesets.inet.table(table).insert(chain, spec)
    return spec
  }
  async on(place: Place, body: (process: Process) => Promise<void>): Promise<void> {
    if (this.machine.kernel.scheduler.running) await body(this.of(place))
    else await this.machine.run(body, this.records[place])
  }

  /** A TCP server that takes connections, and what it takes: who came. */
  listen(place: Place, port: number): { accept(): Promise<{ peer: string; fd: number }> } {
    const { net } = this.of(place)
    const fd = net.socket('inet', 'stream')
    net.bind(fd, { host: '0.0.0.0', port })
    net.listen(fd, 10)
    return {
      accept: async () => {
        const taken = await net.accept(fd)
        return { peer: taken.peer.host, fd: taken.fd }
      },
    }
  }
  /** A connection; its descriptor. */
  async connect(place: Place, host: string, port: number, from?: number): Promise<number> {
    const { net } = this.of(place)
    const fd = net.socket('inet', 'stream')
    net.setsockopt(fd, 'reuseaddr', true)
    if (from !== undefined) net.bind(fd, { host: '0.0.0.0', port: from })
    await net.connect(fd, { host, port })
    return fd
  }
}

/** Port of a rule's match. */
export const dport = (port: number): Match => ({ kind: 'tcp', dport: { from: port, to: port } })
export const to = (address: string, port?: number): Target => ({
  kind: 'DNAT',
  addresses: { first: ip(address), last: ip(address) },
  ...(port !== undefined && { ports: { from: port, to: port } }),
})
