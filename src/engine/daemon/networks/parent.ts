import { EngineError } from '../../base/errors.ts'
import type { MacvlanMode } from '../../kernel/net/macvlan.ts'
import type { NetNamespace } from '../../kernel/net/stack.ts'
import type { Network } from './store.ts'

/** What networks on an interface of the host may be asked for, the usual first (moby, libnetwork/drivers/macvlan, ipvlan). */
const CHOICES = {
  macvlan: [{ what: 'mode', option: 'macvlan_mode', values: ['bridge', 'private', 'passthru', 'vepa'] }],
  ipvlan: [
    { what: 'mode', option: 'ipvlan_mode', values: ['l2', 'l3', 'l3s'] },
    { what: 'flag', option: 'ipvlan_flag', values: ['bridge', 'private', 'vepa'] },
  ],
} as const

/** Largest number of a VLAN. */
const MOST = 4094

/** How containers of a network reach each other. */
export const macvlanMode = ({ options }: Network): MacvlanMode =>
  (options.macvlan_mode || 'bridge') as MacvlanMode

/** The interface that a network is made on; where none is named one that leads nowhere. */
export const parentName = ({ id, driver, options }: Network): string =>
  options.parent || `${driver === 'macvlan' ? 'dm' : 'di'}-${id.slice(0, 12)}`

/** Refuses a network that cannot be made on its parent, beside those there are. */
export function checkParent(network: Network, networks: readonly Network[], host: NetNamespace): void {
  const refuse = (why: string): never => {
    throw new EngineError('internal', why)
  }
  const driver = network.driver as keyof typeof CHOICES
  for (const { what, option, values } of CHOICES[driver]) {
    const asked = network.options[option] ?? ''
    const usual = `'${values[0]}' ${what === 'mode' ? 'mode ' : ''}is the ${driver} driver default`
    if (asked !== '' && !(values as readonly string[]).includes(asked))
      refuse(`requested ${driver} ${what} '${asked}' is not valid, ${usual}`)
  }
  const { parent = '' } = network.options
  if (parent === 'lo') refuse(`loopback interface is not a valid ${driver} parent link`)
  const there = networks.filter((other) => other.driver === driver && parentName(other) === parent)
  const alone = there.find((other) => macvlanMode(other) === 'passthru')
  if (driver === 'ipvlan' && there[0])
    refuse(`network di-${there[0].id.slice(0, 12)} is already using parent interface ${parent}`)
  if (driver === 'macvlan' && alone)
    refuse(`macvlan network ${alone.id} is already using parent interface ${parent} in mode passthru`)
  if (driver === 'macvlan' && there[0] && macvlanMode(network) === 'passthru')
    refuse(
      `cannot use mode passthru, macvlan network ${there[0].id} is already using parent interface ${parent}`,
    )
  if (parent !== '' && !host.device(parent)) refuse(whyNoVlan(parent, host))
}

/** Why no interface `eth0.10` can be made: the kernel has no VLANs. */
function whyNoVlan(name: string, host: NetNamespace): string {
  const [parent = '', tag, ...more] = name.split('.')
  if (tag === undefined || more.length > 0)
    return `invalid subinterface vlan name ${name}, example formatting is eth0.10`
  if (!/^\d+$/.test(tag)) return `unable to parse a valid vlan id from: ${tag} (ex. eth0.10 for vlan 10)`
  if (Number(tag) < 1 || Number(tag) > MOST)
    return `vlan id must be between 1-${MOST}, received: ${Number(tag)}`
  if (!host.device(parent)) return `-o parent interface was not found on the host: ${parent}`
  return `failed to create ${name} vlan link: operation not supported`
}
