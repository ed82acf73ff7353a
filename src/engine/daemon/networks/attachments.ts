import { EngineError } from '../../base/errors.ts'
import type { ContainerCreateBody, EndpointSettings, HostConfig } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { contains } from './address.ts'
import { unattached } from './endpoints.ts'
import type { AddressPool } from './store.ts'

/** Networks that every daemon has. */
export const PREDEFINED = ['bridge', 'host', 'none']

/** `default` is the bridge's other name in a request. */
const nameOf = (mode: string): string => (mode === 'default' || mode === '' ? 'bridge' : mode)

/** What may not be asked of a network that Docker brings itself (moby, daemon/container_operations.go). */
function check(
  name: string,
  { IPAMConfig, Aliases }: Partial<EndpointSettings>,
  pools: readonly AddressPool[],
): void {
  if (!PREDEFINED.includes(name)) return
  const wrong: string[] = []
  if (Aliases && Aliases.length > 0)
    wrong.push('network-scoped aliases are only supported for user-defined networks')
  if (IPAMConfig?.IPv4Address || IPAMConfig?.IPv6Address) {
    wrong.push('user specified IP address is supported on user defined networks only')
    const address = IPAMConfig.IPv4Address
    if (name !== 'bridge' || address === undefined)
      wrong.push(
        'user specified IP address is supported only when connecting to networks with user configured subnets',
      )
    else if (!pools.some(({ subnet }) => contains(subnet, address)))
      wrong.push(`no configured subnet or ip-range contain the IP address ${address}`)
  }
  if (wrong.length > 0)
    throw new EngineError(
      'invalid',
      `invalid config for network ${name}: invalid endpoint settings:\n${wrong.length === 1 ? wrong[0] : wrong.map((line) => `* ${line}`).join('\n')}`,
    )
}

/** The networks a container is to be attached to, by name: the one of its mode, and those that the request names. */
export function networksOf(
  daemon: Daemon,
  body: ContainerCreateBody,
  hostConfig: HostConfig,
): Record<string, EndpointSettings> {
  const mode = hostConfig.NetworkMode
  if (mode.startsWith('container:')) return {}
  const asked = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {})
  const given = new Map(asked.map(([name, settings]) => [nameOf(name), settings ?? {}]))
  if (!given.has(mode)) given.set(mode, {})
  const networks: Record<string, EndpointSettings> = {}
  for (const [name, settings] of given) {
    const network = daemon.networks.find(name)
    check(name, settings, network?.pools ?? [])
    networks[network?.name ?? name] = unattached(settings)
  }
  return networks
}
