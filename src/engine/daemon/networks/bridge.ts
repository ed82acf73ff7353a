import { EngineError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import { isAddress4, isSix, overlap } from './address.ts'
import { poolOf } from './pools.ts'
import type { Network } from './store.ts'

const BRIDGE = 'com.docker.network.bridge.'
const NAME = `${BRIDGE}name`
const BOOLEANS = ['enable_icc', 'enable_ip_masquerade', 'inhibit_ipv4'].map((name) => BRIDGE + name)
const GATEWAY_MODE = [4, 6].map((family) => `${BRIDGE}gateway_mode_ipv${family}`)
const GATEWAY_MODES = ['nat', 'nat-unprotected', 'routed', 'isolated']
/** Longest name of an interface (IFNAMSIZ less the final NUL). */
const NAME_LENGTH = 15

/** The bridge's interface on the host. */
export const bridgeName = ({ id, options }: Network): string => options[NAME] || `br-${id.slice(0, 12)}`

/** Refuses options that the bridge driver cannot read (moby, libnetwork/drivers/bridge). */
function checkOptions(options: Readonly<Record<string, string>>): void {
  const refuse = (option: string, value: string, why: string): never => {
    throw new EngineError('invalid', `failed to parse ${option} value: ${value} (${why})`)
  }
  for (const [option, value] of Object.entries(options)) {
    if (BOOLEANS.includes(option) && !/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value))
      refuse(option, value, `strconv.ParseBool: parsing ${quote(value)}: invalid syntax`)
    if (option === 'com.docker.network.driver.mtu' && !/^[+-]?\d+$/.test(value))
      refuse(option, value, `strconv.Atoi: parsing ${quote(value)}: invalid syntax`)
    if (option === `${BRIDGE}host_binding_ipv4` && !isAddress4(value)) refuse(option, value, 'nil ip')
    if (GATEWAY_MODE.includes(option) && !GATEWAY_MODES.includes(value))
      refuse(option, value, `unknown gateway mode ${value}`)
  }
  if ((options[NAME] ?? '').length > NAME_LENGTH)
    throw new EngineError('internal', 'numerical result out of range')
}

/** Two networks whose subnets of a family have an address in common. */
function overlapping(a: Network, b: Network, family: 4 | 6): string | undefined {
  const [one, other] = [poolOf(a, family), poolOf(b, family)]
  return one && other && overlap(one.subnet, other.subnet)
    ? `networks have overlapping IPv${family}`
    : undefined
}

/** Refuses a bridge that cannot be beside those there are. */
export function checkBridge(network: Network, networks: readonly Network[]): void {
  if ([false, true].some((six) => network.pools.filter(({ subnet }) => isSix(subnet) === six).length > 1))
    throw new EngineError('forbidden', "bridge driver doesn't support multiple subnets")
  checkOptions(network.options)
  if (GATEWAY_MODE.some((name) => network.options[name] === 'isolated') && !network.internal)
    throw new EngineError('invalid', "gateway mode 'isolated' can only be used for an internal network")
  const called = ({ id }: Network, name: string): string => `${id} (${name})`
  for (const other of networks.filter(({ driver }) => driver === 'bridge')) {
    const [own, its] = [bridgeName(network), bridgeName(other)]
    const why =
      own === its
        ? 'networks have same bridge name'
        : ([4, 6] as const).map((family) => overlapping(network, other, family)).find(Boolean)
    if (why !== undefined)
      throw new EngineError(
        'forbidden',
        `cannot create network ${called(network, own)}: conflicts with network ${called(other, its)}: ${why}`,
      )
  }
}
