import { EngineError } from '../../base/errors.ts'
import type { NetworkCreateBody } from '../api-network.ts'
import type { Daemon } from '../daemon.ts'
import { notManager } from '../not-manager.ts'
import { checkBridge } from './bridge.ts'
import { logNetwork } from './event.ts'
import { checkIpam } from './ipam.ts'
import { choosePool, requestPool } from './pools.ts'
import { PREDEFINED } from './predefined.ts'
import type { Network } from './store.ts'

/** Makes a network (moby, daemon/network.go, createNetwork). Nothing is kept where it throws. */
export function createNetwork(daemon: Daemon, body: NetworkCreateBody): Network {
  const name = body.Name ?? ''
  if (PREDEFINED.includes(name))
    throw new EngineError('forbidden', `operation is not permitted on predefined ${name} network`)
  const driver = body.Driver || 'bridge'
  if (driver === 'overlay') notManager()
  const asked = body.IPAM?.Config ?? []
  checkSimulated(body, driver)
  checkIpam(asked)
  if (name.trim() === '') throw new EngineError('invalid', 'invalid name: name is empty')
  if (body.Ingress) throw new EngineError('forbidden', 'Ingress network can only be global scope network')
  if (daemon.networks.all().some((network) => network.name === name))
    throw new EngineError('conflict', `network with name ${name} already exists`)
  if (body.Scope === 'swarm')
    throw new EngineError('forbidden', 'cannot create a swarm scoped network when swarm is not active')
  if (driver === 'host' || driver === 'null')
    throw new EngineError('forbidden', `only one instance of "${driver}" network is allowed`)
  if (driver !== 'bridge') throw new EngineError('not-found', `plugin "${driver}" not found`)
  return addBridge(daemon, body)
}

/** Refuses what Docker has and this daemon has not. */
function checkSimulated(body: NetworkCreateBody, driver: string): void {
  const wants = [
    body.EnableIPv6 && 'IPv6 of networks',
    (body.ConfigOnly || body.ConfigFrom?.Network) && 'a network as another one’s configuration',
    ['macvlan', 'ipvlan'].includes(driver) && `the network driver ${driver}`,
  ].find(Boolean)
  if (wants) throw new EngineError('not-implemented', `${wants} is not simulated by Strata`)
  if (body.EnableIPv4 === false) throw new EngineError('invalid', 'IPv4 or IPv6 must be enabled')
}

function addBridge(daemon: Daemon, body: NetworkCreateBody): Network {
  const { kernel } = daemon.host
  const others = daemon.networks.all()
  const scope = body.Scope || 'local'
  const ipam = body.IPAM?.Driver || 'default'
  if (ipam === 'null') throw new EngineError('invalid', 'ipv4 pool is empty')
  if (ipam !== 'default') throw new EngineError('not-found', `plugin "${ipam}" not found`)
  const asked = body.IPAM?.Config ?? []
  const network: Network = {
    id: kernel.random('networks').hex(64),
    name: body.Name!,
    created: kernel.now(),
    driver: 'bridge',
    scope,
    pools:
      asked.length > 0
        ? asked.map((config) => requestPool(others, scope, config))
        : [choosePool(others, scope)],
    ipamOptions: body.IPAM?.Options ?? null,
    options: body.Options ?? {},
    labels: body.Labels ?? {},
    internal: body.Internal ?? false,
    attachable: body.Attachable ?? false,
  }
  checkBridge(network, others)
  daemon.networks.put(network)
  daemon.wiring.addNetwork(network)
  logNetwork(daemon, 'create', network)
  return network
}
