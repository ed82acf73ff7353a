import { type Instant, rfc3339Nano } from '../../base/time.ts'
import { topFirst } from '../../oci/chain.ts'
import type { ContainerInspect, HealthState, MountPoint, NetworkSettings } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { imageSize, OVERLAY2 } from '../images/inspect.ts'
import { shownEndpoints, unattached } from '../networks/endpoints.ts'
import { writableSize } from './changes.ts'
import { commandOf, runConfigOf } from './config.ts'
import { shownLinks } from './links.ts'
import type { ContainerMount } from './mounts/mount-points.ts'
import type { Container, Health } from './store.ts'

const ZERO = '0001-01-01T00:00:00Z'
const moment = (at: Instant | undefined): string => (at === undefined ? ZERO : rfc3339Nano(at))

/** `docker inspect` of a container. */
export function inspectContainer(daemon: Daemon, container: Container, size = false): ContainerInspect {
  const { config, state } = container
  const [path, ...args] = commandOf(config)
  const started = state.StartedAt !== undefined
  const home = `/var/lib/docker/containers/${container.id}`
  const file = (name: string): string => (started ? `${home}/${name}` : '')
  const donor = /^container:(.*)$/.exec(container.hostConfig.NetworkMode)?.[1]
  const named = (name: string): string =>
    started ? `/var/lib/docker/containers/${donor ?? container.id}/${name}` : ''
  return {
    Id: container.id,
    Created: rfc3339Nano(container.created),
    Path: path ?? '',
    Args: args,
    State: {
      Status: state.Status,
      Running: state.Running,
      Paused: state.Status === 'paused',
      Restarting: state.Status === 'restarting',
      OOMKilled: state.OOMKilled,
      Dead: false,
      Pid: state.Pid,
      ExitCode: state.ExitCode,
      Error: state.Error,
      StartedAt: moment(state.StartedAt),
      FinishedAt: moment(state.FinishedAt),
      ...(container.health && { Health: health(container.health) }),
    },
    Image: container.imageID,
    ResolvConfPath: named('resolv.conf'),
    HostnamePath: named('hostname'),
    HostsPath: named('hosts'),
    LogPath: container.hostConfig.LogConfig.Type === 'json-file' ? file(`${container.id}-json.log`) : '',
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: daemon.execs.runningIn(container.id),
    HostConfig: { ...container.hostConfig, Links: shownLinks(daemon.containers, container) },
    GraphDriver: { Data: graphData(daemon, container), Name: 'overlay2' },
    ...(size && sizes(daemon, container)),
    Mounts: container.mounts.map(mountPoint),
    Config: { ...runConfigOf(config) },
    NetworkSettings: networkSettings(container),
  }
}

const health = ({ Status, FailingStreak, Log }: Health): HealthState => ({
  Status,
  FailingStreak,
  Log: Log.map(({ Start, End, ...result }) => ({
    Start: rfc3339Nano(Start),
    End: rfc3339Nano(End),
    ...result,
  })),
})

/** What the API tells of a mount. */
export const mountPoint = ({ named: _, copy: __, options: ___, ...mount }: ContainerMount): MountPoint =>
  mount

function sizes(daemon: Daemon, container: Container): { SizeRw: number; SizeRootFs: number } {
  const image = daemon.images.get(container.imageID)
  const own = writableSize(daemon, container)
  return { SizeRw: own, SizeRootFs: own + (image ? imageSize(daemon, image) : 0) }
}

function graphData(daemon: Daemon, container: Container): Record<string, string> {
  const own = `${OVERLAY2}/${container.mount.cacheID}`
  const lower = topFirst(daemon.layers.stack(container.chainID)).map(
    (layer) => `${OVERLAY2}/${layer.cacheID}/diff`,
  )
  return {
    ID: container.id,
    LowerDir: [`${own}-init/diff`, ...lower].join(':'),
    MergedDir: `${own}/merged`,
    UpperDir: `${own}/diff`,
    WorkDir: `${own}/work`,
  }
}

/** The attachment to the default bridge shows once more at the top, as it did before there were others. */
function networkSettings(container: Container): NetworkSettings {
  const { sandbox } = container
  const endpoints = shownEndpoints(container)
  const bridge = endpoints.bridge ?? unattached()
  return {
    Bridge: '',
    SandboxID: sandbox?.id ?? '',
    SandboxKey: sandbox?.key ?? '',
    Ports: sandbox?.ports ?? {},
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge.EndpointID,
    Gateway: bridge.Gateway,
    GlobalIPv6Address: bridge.GlobalIPv6Address,
    GlobalIPv6PrefixLen: bridge.GlobalIPv6PrefixLen,
    IPAddress: bridge.IPAddress,
    IPPrefixLen: bridge.IPPrefixLen,
    IPv6Gateway: bridge.IPv6Gateway,
    MacAddress: bridge.MacAddress,
    Networks: endpoints,
  }
}
