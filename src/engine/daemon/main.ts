import type { HttpRequest, HttpResponse } from '../base/http.ts'
import type { Place } from '../kernel/mounts.ts'
import { viewOf } from '../kernel/record.ts'
import type { Caller } from '../kernel/service.ts'
import { WaitQueue } from '../kernel/waiting.ts'
import { resolve } from '../kernel/walk.ts'
import type { Filesystem } from '../vfs/filesystem.ts'
import { Execs } from './containers/exec.ts'
import { HealthMonitors } from './containers/health.ts'
import { restoreContainers, shutDown } from './containers/restore.ts'
import { Runtime } from './containers/runtime.ts'
import {
  API_VERSION,
  containerdSocket,
  createStores,
  type Daemon,
  type DaemonHost,
  startsContainerd,
} from './daemon.ts'
import { dockerRoot, systemContainerd } from './disk/root.ts'
import { answerHttp } from './http.ts'
import { serveStream } from './http-stream.ts'
import { type KeptState, restoreState } from './kept-state.ts'
import { logStart } from './log.ts'
import { Wiring } from './networks/wiring/wiring.ts'
import { answer, type RouteRequest, type Routes } from './router.ts'
import { buildRoutes } from './routes/build.ts'
import { buildkitRoutes } from './routes/buildkit.ts'
import { containerStateRoutes } from './routes/container-states.ts'
import { containerRoutes } from './routes/containers.ts'
import { execRoutes } from './routes/execs.ts'
import { fileRoutes } from './routes/files.ts'
import { imageRoutes } from './routes/images.ts'
import { networkRoutes } from './routes/networks.ts'
import { registryRoutes } from './routes/registries.ts'
import { swarmRoutes } from './routes/swarm.ts'
import { systemRoutes } from './routes/system.ts'
import { volumeRoutes } from './routes/volumes.ts'

/** Every route the daemon answers. */
export const ROUTES: Routes = {
  ...systemRoutes,
  ...imageRoutes,
  ...registryRoutes,
  ...containerRoutes,
  ...fileRoutes,
  ...containerStateRoutes,
  ...buildRoutes,
  ...buildkitRoutes,
  ...execRoutes,
  ...networkRoutes,
  ...volumeRoutes,
  ...swarmRoutes,
}

/** Shows what is computed from the stores at a path, as a mount that no table lists: in life it is a part of the disk. */
function show(daemon: Daemon, path: string, make: (daemon: Daemon, dev: number) => Filesystem): void {
  const { process } = daemon.host
  const at = resolve(viewOf(process), path)
  const { source, options } = at.mount
  const fs = make(daemon, at.mount.fs.dev)
  process.namespaces.mount.mount(at, path, {
    fs,
    root: fs.root,
    rootPath: path,
    source,
    options,
    readOnly: false,
    hidden: true,
  })
}

/** What the daemon keeps on the disk, as df(1) sees it: layers, writable layers, volumes. */
function storedOnDisk(daemon: Daemon): { bytes: number; inodes: number } {
  const { layers, containers, runtime, volumes } = daemon
  let bytes = 0
  let inodes = 0
  for (const { layer } of layers.state.values()) bytes += layer.size
  for (const { id, upper } of containers.all()) {
    const tree = runtime.get(id)?.rootfs.upper.tree ?? upper
    bytes += tree.bytes
    inodes += tree.count
  }
  for (const { name } of volumes.all()) {
    const usage = volumes.directory(name).usage()
    bytes += usage.bytes
    inodes += usage.inodes
  }
  return { bytes, inodes }
}

/** A daemon that has not started: its stores, as they were kept or empty. */
export function createDaemon(host: DaemonHost, kept?: KeptState): Daemon {
  const daemon: Daemon = {
    ...createStores(host),
    ...(kept && { engineID: kept.engineID }),
    runtime: new Runtime(() => daemon, new WaitQueue(host.kernel.scheduler)),
    execs: new Execs(() => daemon),
    health: new HealthMonitors(() => daemon),
    wiring: new Wiring(() => daemon),
  }
  if (kept) restoreState(daemon, kept)
  return daemon
}

/** Takes away what it showed at a path. */
function hide(daemon: Daemon, path: string): void {
  const { mount } = daemon.host.process.namespaces
  const shown = mount.mounts.findLast((each) => each.hidden && each.path === path)
  if (shown) mount.unmount(shown)
}

/** The end of dockerd: its containers are stopped as it would do it, and nothing of it is left but what it keeps. */
export async function stopDaemon(daemon: Daemon): Promise<void> {
  await shutDown(daemon)
  hide(daemon, '/var/lib/docker')
  if (!startsContainerd(daemon.host)) hide(daemon, '/var/lib/containerd')
}

/** dockerd: the stores, the runtime, and the Engine API on a socket. */
export function startDaemon(host: DaemonHost, socket: Place, kept?: KeptState): Daemon {
  const daemon = createDaemon(host, kept)
  daemon.wiring.start()
  show(daemon, '/var/lib/docker', dockerRoot)
  host.kernel.disk.keeps(() => storedOnDisk(daemon))
  if (!startsContainerd(host)) show(daemon, '/var/lib/containerd', systemContainerd)
  if (kept) restoreContainers(daemon)
  tellStarted(daemon)
  serveApi(daemon, socket)
  return daemon
}

/** It tells the journal that it is up. */
export function tellStarted({ host, logs }: Daemon): void {
  const { version, gitCommit } = host.build
  logStart(logs.dockerd, { version, commit: gitCommit }, containerdSocket(host))
}

/** The Engine API on a socket, by the daemon's process. */
export function serveApi(daemon: Daemon, socket: Place): void {
  const { host } = daemon
  const { kernel, process } = host
  const { version } = host.build
  const call = (asked: unknown, caller: Caller): Promise<unknown> =>
    daemon.wire.note(caller, asked as RouteRequest, () => answer(ROUTES, { daemon, caller }, asked))
  const overHttp = (request: HttpRequest, caller: Caller): Promise<HttpResponse> =>
    answerHttp(request, (asked) => call(asked, caller), {
      version,
      apiVersion: API_VERSION,
      now: kernel.now(),
    })
  kernel.services.listen(socket, process, call, {
    name: startsContainerd(host) ? '/var/run/docker.sock' : '/run/docker.sock',
    stream: (fd, caller) => serveStream(process.calls, fd, (request) => overHttp(request, caller)),
  })
}
