import { later } from '../../base/later.ts'
import type { Daemon } from '../../daemon/daemon.ts'
import type { ManagerRequest } from '../../init/requests.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Machine } from '../boot.ts'
import type { Journal } from '../journal.ts'

/** The host whose units they are. */
export interface UnitsHost {
  readonly kernel: Kernel
  readonly machine: Machine
  readonly daemon: Daemon
  readonly journal: Journal
}

/**
 * Docker's units on a host that is simply up: dockerd ends as its service is to end, and is started again. The function answers systemctl.
 * What does it is loaded when it is first needed.
 */
export function tendUnits(host: UnitsHost): (request: ManagerRequest) => Promise<unknown> {
  const units = later(async () => new (await import('./host-units.ts')).HostUnits(host))
  const { kernel, machine } = host
  const { dockerd, init } = machine
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    dockerd.calls.onSignal(
      signal,
      () => kernel.run(dockerd, async (p) => (await units()).docker.finish(p, signal)),
      { restart: true },
    )
  dockerd.calls.onSignal('SIGHUP', () => kernel.task(dockerd, async () => (await units()).docker.hangUp()), {
    restart: true,
  })
  dockerd.onExit.add((status) => kernel.task(init, async () => (await units()).docker.ended(dockerd, status)))
  return async (request) => (await units()).answer(request)
}
