import type { Ports } from '../base/ports.ts'
import { newUuid } from '../base/random.ts'
import type { ControlGroup } from '../kernel/control-group.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import type { Registries } from '../registry/protocol.ts'
import { BlobStore } from '../store/blobs.ts'
import { DistributionStore } from '../store/distribution.ts'
import { ImageStore, ReferenceStore } from '../store/images.ts'
import { LayerStore } from '../store/layers.ts'
import { BuildCache } from './buildkit/cache/records.ts'
import type { Execs } from './containers/exec.ts'
import type { HealthMonitors } from './containers/health.ts'
import { Restarts } from './containers/restarts.ts'
import type { Runtime } from './containers/runtime.ts'
import { StartLog } from './containers/starts/start-log.ts'
import { ContainerStore } from './containers/store.ts'
import { DaemonLog, type LogSink, type ServiceLogs } from './log.ts'
import { NetworkStore } from './networks/store.ts'
import type { Wiring } from './networks/wiring/wiring.ts'
import { EventLog } from './system/events.ts'
import type { EngineBuild, MachineFacts } from './system/profile.ts'
import { WireLog } from './system/wire-log.ts'
import { VolumeStore } from './volumes/store.ts'

/** The newest and the oldest version of the API that the daemon speaks. */
export const API_VERSION = '1.51'
export const MIN_API_VERSION = '1.24'

/** What the daemon needs of its machine. */
export interface DaemonHost {
  readonly kernel: Kernel
  /** The daemon's own process. A service manager may start it anew. */
  process: ProcessRecord
  /** Control group of containerd, which the shims of containers are in. */
  readonly containerd: ControlGroup
  readonly registries: Registries
  readonly architecture: string
  /** Where the services' own messages go. */
  readonly log: { readonly dockerd: LogSink; readonly containerd: LogSink }
  readonly build: EngineBuild
  readonly machine: MachineFacts
  readonly ports: Ports
  /** Where docker-proxy is (`userland-proxy-path`). */
  readonly proxy: string
}

/** State and services that the routes work on. */
export interface Daemon {
  readonly host: DaemonHost
  /** UUID that the daemon gave itself when it first started. */
  readonly engineID: string
  readonly logs: ServiceLogs
  readonly events: EventLog
  readonly layers: LayerStore
  readonly blobs: BlobStore
  readonly images: ImageStore
  readonly references: ReferenceStore
  readonly distribution: DistributionStore
  readonly containers: ContainerStore
  readonly networks: NetworkStore
  readonly wiring: Wiring
  readonly volumes: VolumeStore
  readonly buildCache: BuildCache
  /** Calls of the Engine API, for people to look at. */
  readonly wire: WireLog
  readonly runtime: Runtime
  readonly execs: Execs
  readonly restarts: Restarts
  readonly health: HealthMonitors
  readonly starts: StartLog
}

export function createStores(host: DaemonHost): Omit<Daemon, 'runtime' | 'execs' | 'health' | 'wiring'> {
  const blobs = new BlobStore()
  const now = () => host.kernel.now()
  return {
    host,
    logs: {
      dockerd: new DaemonLog(now, host.log.dockerd),
      containerd: new DaemonLog(now, host.log.containerd),
    },
    engineID: newUuid(host.kernel.random('engine id')),
    events: new EventLog(host.kernel),
    layers: new LayerStore(host.kernel.random('layers'), now),
    blobs,
    images: new ImageStore(blobs, now),
    references: new ReferenceStore(now),
    distribution: new DistributionStore(now),
    containers: new ContainerStore(now),
    restarts: new Restarts(),
    starts: new StartLog(now),
    buildCache: new BuildCache(host.kernel.random('build cache'), now),
    wire: new WireLog(() => host.kernel.scheduler.now),
    volumes: new VolumeStore(host.process.root.mount.fs.dev),
    networks: new NetworkStore(host.kernel.random('networks'), host.kernel.now()),
  }
}

const CONTAINERD_FLAG = '--containerd='
const flagged = ({ process }: DaemonHost): string | undefined =>
  process.argv.find((argument) => argument.startsWith(CONTAINERD_FLAG))?.slice(CONTAINERD_FLAG.length)

/** A daemon that is told of no containerd starts one of its own. */
export const startsContainerd = (host: DaemonHost): boolean => flagged(host) === undefined

/** Where the daemon reaches containerd. */
export const containerdSocket = (host: DaemonHost): string =>
  flagged(host) ?? '/var/run/docker/containerd/containerd.sock'
