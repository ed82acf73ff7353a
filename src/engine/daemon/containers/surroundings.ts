import type { Daemon } from '../daemon.ts'
import { logNetwork } from '../networks/event.ts'
import { logVolume } from '../volumes/event.ts'
import type { Container } from './store.ts'

/** Tells that a container that starts has its volumes. */
export function logMounts(daemon: Daemon, { id, mounts }: Container): void {
  for (const { Name, Destination, RW } of mounts)
    if (Name !== undefined)
      logVolume(daemon, 'mount', Name, {
        container: id,
        destination: Destination,
        propagation: '',
        'read/write': String(RW),
      })
}

/** Tells that a container is on its networks. */
export const logConnections = (daemon: Daemon, container: Container): void =>
  logNetworks(daemon, 'connect', container)

/** Tells that a container has ended, or could not start: its networks and volumes are free of it. */
export function logRelease(daemon: Daemon, container: Container): void {
  logNetworks(daemon, 'disconnect', container)
  for (const { Name } of container.mounts)
    if (Name !== undefined) logVolume(daemon, 'unmount', Name, { container: container.id })
}

function logNetworks(daemon: Daemon, action: 'connect' | 'disconnect', { id, networks }: Container): void {
  for (const name of Object.keys(networks)) {
    const network = daemon.networks.find(name)
    if (network) logNetwork(daemon, action, network, { container: id })
  }
}
