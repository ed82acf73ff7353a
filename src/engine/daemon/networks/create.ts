import { EngineError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import type { NetworkCreateBody } from '../api-network.ts'
import type { Daemon } from '../daemon.ts'
import { notManager } from '../not-manager.ts'
import { isSix } from './address.ts'
import { checkBridge } from './bridge.ts'
import { logNetwork } from './event.ts'
import { checkIpam } from './ipam.ts'
import { checkParent } from './parent.ts'
import { choosePool, requestPool } from './pools.ts'
import { RESERVED } from './predefined.ts'
import type { AddressPool, Network } from './store.ts'

/** Makes a network (moby, daemon/network.go, createNetwork). Nothing is kept where it throws. */
export function createNetwork(daemon: Daemon, body: NetworkCreateBody): Network {
  const name = body.Name ?? ''
  if (RESERVED.includes(name))
    throw new EngineError('forbidden', `operation is not permitted on predefined ${name} network`)
  const driver = body.Driver || 'bridge'
  if (driver === 'overlay') notManager()
  const asked = body.IPAM?.Config ?? []
  if (body.EnableIPv4 === false && !body.EnableIPv6)
    throw new EngineError('invalid', 'IPv4 or IPv6 must be enabled')
  checkIpam(asked)
  if (name.trim() === '') throw new EngineError('invalid', 'invalid name: name is empty')
  const { ConfigOnly: configOnly = false } = body
  const from = body.ConfigFrom?.Network ?? ''
  checkConfiguration(body)
  if (daemon.networks.all().some((network) => network.name === name))
    throw new EngineError('conflict', `network with name ${name} already exists`)
  if (body.Ingress) throw new EngineError('forbidden', 'Ingress network can only be global scope network')
  if (configOnly) return addConfiguration(daemon, body)
  if (body.Scope === 'swarm')
    throw new EngineError('forbidden', 'cannot create a swarm scoped network when swarm is not active')
  if (driver === 'host' || driver === 'null')
    throw new EngineError('forbidden', `only one instance of "${driver}" network is allowed`)
  if (driver !== 'bridge' && driver !== 'macvlan' && driver !== 'ipvlan')
    throw new EngineError('not-found', `plugin "${driver}" not found`)
  return addWired(daemon, driver, from === '' ? body : configured(daemon, body, from))
}

/** A network of settings alone has no others; one that takes its settings from there has none of its own (moby, libnetwork/network.go). */
function checkConfiguration(body: NetworkCreateBody): void {
  const refuse = (why: string): never => {
    throw new EngineError('forbidden', why)
  }
  if (body.ConfigOnly && (body.Internal || body.Attachable || body.Ingress || body.Scope))
    refuse(
      'configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.',
    )
  if (!body.ConfigFrom?.Network) return
  if (body.ConfigOnly) refuse('a configuration network cannot depend on another configuration network')
  const { IPAM, Labels, Options } = body
  const given = (object: object | null | undefined): boolean => Object.keys(object ?? {}).length > 0
  const driver = IPAM?.Driver || 'default'
  if (driver !== 'default' || given(Labels) || given(IPAM?.Options) || given(IPAM?.Config))
    refuse(
      'user specified configurations are not supported if the network depends on a configuration network',
    )
  if (given(Options))
    refuse('network driver options are not supported if the network depends on a configuration network')
}

/** What a network is made from that takes its settings from another one. */
function configured(daemon: Daemon, body: NetworkCreateBody, from: string): NetworkCreateBody {
  const source = daemon.networks.find(from)
  if (!source?.configOnly)
    throw new EngineError('not-found', `configuration network ${quote(from)} does not exist`)
  const { ipamOptions: Options, labels: Labels, pools, options } = source
  const Config = pools.map(({ asked }) => asked ?? {})
  return { ...body, IPAM: { Options, Config }, Labels, Options: options }
}

/** Settings alone: no addresses are taken, no bridge is made. */
function addConfiguration(daemon: Daemon, body: NetworkCreateBody): Network {
  const { kernel } = daemon.host
  const network: Network = {
    id: kernel.random('networks').hex(64),
    name: body.Name!,
    created: kernel.now(),
    driver: 'null',
    scope: 'local',
    ipv4: body.EnableIPv4 ?? true,
    ipv6: body.EnableIPv6 ?? false,
    pools: (body.IPAM?.Config ?? []).map((asked) => ({ subnet: asked.Subnet ?? '', gateway: '', asked })),
    ipamOptions: body.IPAM?.Options ?? null,
    options: body.Options ?? {},
    labels: body.Labels ?? {},
    internal: false,
    attachable: false,
    configOnly: true,
    configFrom: '',
  }
  daemon.networks.put(network)
  logNetwork(daemon, 'create', network)
  return network
}

/** Subnets that are asked for, then those that are chosen; of a family that is off none is taken (moby, libnetwork/network.go, ipamAllocate). */
function poolsFor(daemon: Daemon, body: NetworkCreateBody, scope: string): AddressPool[] {
  const { EnableIPv4: ipv4 = true, EnableIPv6: ipv6 = false } = body
  const asked = body.IPAM?.Config ?? []
  const others = daemon.networks.all()
  const given: AddressPool[] = []
  const chosen: AddressPool[] = []
  for (const family of [4, 6] as const) {
    const configs = asked.filter(({ Subnet = '' }) => isSix(Subnet) === (family === 6))
    if (!(family === 4 ? ipv4 : ipv6))
      given.push(...configs.map((config) => ({ subnet: config.Subnet!, gateway: '', asked: config })))
    else if (configs.length > 0) given.push(...configs.map((config) => requestPool(others, scope, config)))
    else chosen.push(choosePool(others, scope, family, daemon.engineID))
  }
  return [...given, ...chosen]
}

function addWired(daemon: Daemon, driver: Network['driver'], body: NetworkCreateBody): Network {
  const { kernel } = daemon.host
  const others = daemon.networks.all()
  const scope = body.Scope || 'local'
  const ipam = body.IPAM?.Driver || 'default'
  if (ipam === 'null') throw new EngineError('invalid', 'ipv4 pool is empty')
  if (ipam !== 'default') throw new EngineError('not-found', `plugin "${ipam}" not found`)
  const { EnableIPv4: ipv4 = true, EnableIPv6: ipv6 = false } = body
  const network: Network = {
    id: kernel.random('networks').hex(64),
    name: body.Name!,
    created: kernel.now(),
    driver,
    scope,
    ipv4,
    ipv6,
    pools: poolsFor(daemon, body, scope),
    ipamOptions: body.IPAM?.Options ?? null,
    options: body.Options ?? {},
    labels: body.Labels ?? {},
    internal: body.Internal ?? false,
    attachable: body.Attachable ?? false,
    configOnly: false,
    configFrom: body.ConfigFrom?.Network ?? '',
  }
  if (driver === 'bridge') checkBridge(network, others)
  else checkParent(network, others, daemon.host.process.namespaces.net)
  daemon.networks.put(network)
  daemon.wiring.addNetwork(network)
  logNetwork(daemon, 'create', network)
  return network
}
