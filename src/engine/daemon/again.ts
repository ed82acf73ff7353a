import type { Place } from '../kernel/mounts.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import { restoreContainers, shutDown } from './containers/restore.ts'
import type { Daemon } from './daemon.ts'
import { serveApi, tellStarted } from './main.ts'

/**
 * dockerd goes on in a new process, with what the one before left on the disk and in the kernel. Containers that outlived it are stopped
 * (moby, daemon/daemon.go, restore), then those whose policy wants it are started.
 */
export async function startAgain(daemon: Daemon, process: ProcessRecord, socket: Place): Promise<void> {
  daemon.host.process = process
  daemon.wiring.start()
  if (daemon.containers.all().some(({ state }) => state.Running)) await shutDown(daemon)
  daemon.restarts.shuttingDown = false
  restoreContainers(daemon)
  tellStarted(daemon)
  serveApi(daemon, socket)
}
