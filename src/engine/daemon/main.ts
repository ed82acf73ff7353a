import type { Place } from '../kernel/mounts.ts'
import { WaitQueue } from '../kernel/waiting.ts'
import { Execs } from './containers/exec.ts'
import { Runtime } from './containers/runtime.ts'
import { createStores, type Daemon, type DaemonHost } from './daemon.ts'
import { answer, type Routes } from './router.ts'
import { containerRoutes } from './routes/containers.ts'
import { execRoutes } from './routes/execs.ts'
import { imageRoutes } from './routes/images.ts'
import { systemRoutes } from './routes/system.ts'

/** Every route the daemon answers. */
export const ROUTES: Routes = { ...systemRoutes, ...imageRoutes, ...containerRoutes, ...execRoutes }

/** dockerd: the stores, the runtime, and the Engine API on a socket. */
export function startDaemon(host: DaemonHost, socket: Place): Daemon {
  const daemon: Daemon = {
    ...createStores(host),
    runtime: new Runtime(() => daemon, new WaitQueue(host.kernel.scheduler)),
    execs: new Execs(() => daemon),
  }
  host.kernel.listen(socket, host.process, (request, caller) => answer(ROUTES, { daemon, caller }, request))
  return daemon
}
