import type { Daemon } from '../daemon.ts'
import type { Network } from './store.ts'

/** Tells of a network, and of the container that comes or goes (moby, daemon/events.go, LogNetworkEvent). */
export function logNetwork(
  daemon: Daemon,
  action: 'create' | 'destroy' | 'connect' | 'disconnect',
  { id, name, driver }: Network,
  more: { readonly container?: string } = {},
): void {
  daemon.events.log('network', action, id, { ...more, name, type: driver })
}
