import { EngineError } from '../../base/errors.ts'
import type { EndpointSettings } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { checkEndpoint } from '../networks/attachments.ts'
import { attach, type Endpoints, unattached } from '../networks/endpoints.ts'
import { logNetwork } from '../networks/event.ts'
import { checkMixture, checkOwnNetwork } from '../networks/mixture.ts'
import { findNetwork } from '../networks/networks.ts'
import { dnsNamesOf } from '../networks/predefined.ts'
import { republish } from '../networks/publish.ts'
import type { Network } from '../networks/store.ts'
import { noteArrival, noteDeparture } from './etc-changes.ts'
import { ownAddresses } from './etc-files.ts'
import type { Container } from './store.ts'

/** Attaches a container to a network, at once where it runs (moby, daemon/container_operations.go, ConnectToNetwork). */
export function connectContainer(
  daemon: Daemon,
  container: Container,
  network: Network,
  asked: Partial<EndpointSettings>,
): void {
  const { id, networks, sandbox, hostConfig } = container
  const { name } = network
  if (sandbox) checkOwnNetwork(hostConfig.NetworkMode)
  checkEndpoint(network, asked)
  const known = networks[name]
  if (!known) checkMixture(hostConfig.NetworkMode, [...Object.keys(networks), name])
  if (!sandbox) {
    if (!known)
      daemon.containers.update(id, { networks: { ...networks, [name]: named(container, name, asked) } })
    return
  }
  if (sandbox.endpoints[name])
    throw new EngineError(
      'forbidden',
      `endpoint with name ${container.name} already exists in network ${name}`,
    )
  const settings = known ?? named(container, name, asked)
  const endpointID = daemon.host.kernel.random('networks').hex(64)
  const endpoints = { ...sandbox.endpoints, [name]: attach(daemon, network, settings, endpointID) }
  daemon.containers.update(id, {
    networks: { ...networks, [name]: settings },
    sandbox: { ...sandbox, endpoints, ports: republish(daemon, container, endpoints) },
  })
  const now = daemon.containers.get(id)!
  daemon.wiring.change(container, sandbox, now.sandbox!)
  noteArrival(daemon, container, now, ownAddresses(endpoints[name]!))
  logNetwork(daemon, 'connect', network, { container: id })
}

const named = (
  container: Container,
  network: string,
  asked: Partial<EndpointSettings>,
): EndpointSettings => ({
  ...unattached(asked),
  DNSNames: dnsNamesOf(container, network, asked.Aliases ?? null),
})

/** Takes a container off a network (moby, daemon/container_operations.go, DisconnectFromNetwork). */
export function disconnectContainer(
  daemon: Daemon,
  container: Container,
  text: string,
  force: boolean,
): void {
  const { id, networks, sandbox, hostConfig } = container
  const network = daemon.networks.find(text)
  const name = network?.name ?? text
  if (!sandbox || (!network && force)) {
    if (!networks[name])
      throw new EngineError('forbidden', `container ${id} is not connected to the network ${name}`)
  } else {
    findNetwork(daemon, text)
    if (name === 'host' && hostConfig.NetworkMode === 'host')
      throw new EngineError(
        'forbidden',
        'cannot disconnect container from host network - container was created in host network mode',
      )
    if (!sandbox.endpoints[name])
      throw new EngineError('forbidden', `container ${id} is not connected to network ${name}`)
  }
  const endpoints = without(sandbox?.endpoints ?? {}, name)
  daemon.containers.update(id, {
    networks: without(networks, name),
    ...(sandbox && {
      sandbox: { ...sandbox, endpoints, ports: republish(daemon, container, endpoints) },
    }),
  })
  if (sandbox) daemon.wiring.change(container, sandbox, daemon.containers.get(id)!.sandbox!)
  const left = sandbox?.endpoints[name]
  noteDeparture(daemon, container, left ? ownAddresses(left) : [])
  if (network && sandbox) logNetwork(daemon, 'disconnect', network, { container: id })
}

const without = (endpoints: Endpoints, name: string): Endpoints =>
  Object.fromEntries(Object.entries(endpoints).filter(([other]) => other !== name))
