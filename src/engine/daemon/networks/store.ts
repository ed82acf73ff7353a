import { OrderedMap } from 'immutable'
import type { Random } from '../../base/random.ts'
import type { Instant } from '../../base/time.ts'
import type { EndpointSettings } from '../api-container.ts'
import type { IPAMConfig } from '../api-network.ts'

/** One range of addresses of a network: `172.17.0.0/16`, `172.17.0.1`, or `fd00:1::/64`, `fd00:1::1`. */
export interface AddressPool {
  readonly subnet: string
  /** '' where the range is not used. */
  readonly gateway: string
  /** As it was asked for; where it was not, the daemon chose it. */
  readonly asked?: IPAMConfig
}

/** A network as the daemon remembers it. Immutable. */
export interface Network {
  /** 64 hex digits. */
  readonly id: string
  readonly name: string
  readonly created: Instant
  readonly driver: 'bridge' | 'host' | 'null' | 'macvlan' | 'ipvlan'
  /** `local`, or whatever somebody asked for. */
  readonly scope: string
  /** Its containers get addresses of IPv4, of IPv6. */
  readonly ipv4: boolean
  readonly ipv6: boolean
  /** What was asked for stands before what the daemon chose, IPv4 before IPv6. */
  readonly pools: readonly AddressPool[]
  readonly ipamOptions: Readonly<Record<string, string>> | null
  readonly options: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly internal: boolean
  readonly attachable: boolean
  /** Holds settings for others alone: nothing is connected to it. */
  readonly configOnly: boolean
  /** The network whose settings it took; '' for none. */
  readonly configFrom: string
}

const BRIDGE_OPTIONS = {
  'com.docker.network.bridge.default_bridge': 'true',
  'com.docker.network.bridge.enable_icc': 'true',
  'com.docker.network.bridge.enable_ip_masquerade': 'true',
  'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
  'com.docker.network.bridge.name': 'docker0',
  'com.docker.network.driver.mtu': '1500',
}
const BRIDGE_POOL = { Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }

/** All there is to remember of networks, as one persistent value. */
export interface NetworkState {
  /** By ID, oldest first. */
  readonly networks: OrderedMap<string, Network>
  /** The host port that the daemon chose last; 0 before the first. */
  readonly lastPort: number
}

/** Networks, and how far the choice of host ports has come. */
export class NetworkStore {
  private networks: OrderedMap<string, Network>
  lastPort = 0
  /** What commands of builds that run now have of a network, by the IDs of the commands. */
  readonly commands = new Map<string, EndpointSettings>()

  /** With the three that every daemon has: bridge, host, none. */
  constructor(random: Random, now: Instant) {
    const made = (name: string, driver: Network['driver'], more: Partial<Network> = {}): Network => ({
      id: random.hex(64),
      name,
      created: now,
      driver,
      scope: 'local',
      ipv4: true,
      ipv6: false,
      pools: [],
      ipamOptions: null,
      options: {},
      labels: {},
      internal: false,
      attachable: false,
      configOnly: false,
      configFrom: '',
      ...more,
    })
    this.networks = OrderedMap(
      [
        made('bridge', 'bridge', {
          pools: [{ subnet: BRIDGE_POOL.Subnet, gateway: BRIDGE_POOL.Gateway, asked: BRIDGE_POOL }],
          options: BRIDGE_OPTIONS,
        }),
        made('host', 'host'),
        made('none', 'null'),
      ].map((network) => [network.id, network]),
    )
  }

  get state(): NetworkState {
    return { networks: this.networks, lastPort: this.lastPort }
  }
  restore({ networks, lastPort }: NetworkState): void {
    this.networks = networks
    this.lastPort = lastPort
  }
  all(): Network[] {
    return [...this.networks.values()]
  }
  put(network: Network): void {
    this.networks = this.networks.set(network.id, network)
  }
  remove(id: string): void {
    this.networks = this.networks.delete(id)
  }
  /** By name, ID, or the start of an ID that only one network has. */
  find(text: string): Network | undefined {
    const all = this.all()
    const exact = this.networks.get(text) ?? all.find(({ name }) => name === text)
    if (exact) return exact
    const starting = all.filter(({ id }) => text !== '' && id.startsWith(text))
    return starting.length === 1 ? starting[0] : undefined
  }
}
