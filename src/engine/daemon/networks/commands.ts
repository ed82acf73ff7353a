import type { NetNamespace } from '../../kernel/net/stack.ts'
import type { Daemon } from '../daemon.ts'
import { attach, randomMac, unattached } from './endpoints.ts'

const DEFAULT = 'bridge'

/** Gives a command of a build an address on the default bridge (moby, builder-next/executor_linux.go). `EngineError` where none is free. */
export function joinCommand(daemon: Daemon, id: string, namespace: NetNamespace): void {
  const network = daemon.networks.find(DEFAULT)
  if (!network) return
  const random = daemon.host.kernel.random('build networks')
  const settings = unattached({ MacAddress: randomMac(daemon, 'build mac addresses') })
  const endpoint = attach(daemon, network, settings, random.hex(64))
  daemon.networks.commands.set(id, endpoint)
  daemon.wiring.joinCommand(id, namespace, DEFAULT, endpoint)
}

/** Its interface and its address are free again. */
export function leaveCommand(daemon: Daemon, id: string): void {
  if (daemon.networks.commands.delete(id)) daemon.wiring.leave({ id })
}
